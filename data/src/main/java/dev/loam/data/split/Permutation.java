package dev.loam.data.split;

import dev.loam.tensor.Philox;

/// A shuffle of the numbers `0 … size - 1` as a pure function of (seed, epoch, index).
///
/// Up to [#EXPLICIT] numbers it is a Fisher-Yates shuffle whose draws come from Philox: every order is equally likely
/// (to within `size / 2^64`). It takes 4 bytes per number and about 25 ns to draw each. Past that it is a Feistel network of
/// eight rounds with Philox as round function over the next power of two, walked until it lands below `size` (Black and
/// Rogaway, "Ciphers with arbitrary finite domains", 2002): no memory, under two walks on average. Small domains are
/// where Feistel networks are visibly not uniform, which is why they get the table.
///
/// The order never depends on threads, platform or what was asked before.
public final class Permutation {
    /// Largest size that is shuffled in a table.
    public static final long EXPLICIT = 1L << 20;

    private static final int SHUFFLE = Philox.stream("data.shuffle");
    private static final int ROUNDS = 8;

    private final long size;
    private final long seed;
    private final int stream;
    private final int epoch;
    private final int[] table;
    private final int lowBits;
    private final int highBits;

    private Permutation(long size, long seed, int stream, int epoch, boolean explicit) {
        if (size < 0) {
            throw new IllegalArgumentException("Permutation: the size must not be negative, got " + size);
        }
        this.size = size;
        this.seed = seed;
        this.stream = stream;
        this.epoch = epoch;
        this.table = explicit ? fisherYates((int) size, seed, stream, epoch) : null;
        int bits = size <= 2 ? 2 : 64 - Long.numberOfLeadingZeros(size - 1);
        this.lowBits = bits / 2;
        this.highBits = bits - lowBits;
    }

    /// The order in which epoch `epoch` visits `size` examples.
    public static Permutation of(long size, long seed, int epoch) {
        return of(size, seed, SHUFFLE, epoch);
    }

    /// The same on a random stream of its own (see [Philox#stream]), so that two shuffles with one seed are unrelated.
    public static Permutation of(long size, long seed, int stream, int epoch) {
        return new Permutation(size, seed, stream, epoch, size <= EXPLICIT);
    }

    /// The network at any size, for the tests that hold it to the same standard as the table.
    static Permutation network(long size, long seed, int epoch) {
        return new Permutation(size, seed, SHUFFLE, epoch, false);
    }

    public long size() {
        return size;
    }

    /// The number at place `index`; each number below `size` stands at exactly one place.
    public long at(long index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("Permutation: index " + index + " is outside 0 to " + (size - 1));
        }
        if (table != null) {
            return table[(int) index];
        }
        int[] words = new int[4];
        long x = index;
        do {
            x = mix(x, words);
        } while (x >= size);
        return x;
    }

    private long mix(long x, int[] words) {
        long lowMask = (1L << lowBits) - 1;
        long highMask = (1L << highBits) - 1;
        long low = x & lowMask;
        long high = x >>> lowBits;
        for (int round = 1; round <= ROUNDS; round += 2) {
            Philox.block((int) low, round, stream, epoch, (int) seed, (int) (seed >>> 32), words);
            high ^= words[0] & highMask;
            Philox.block((int) high, round + 1, stream, epoch, (int) seed, (int) (seed >>> 32), words);
            low ^= words[0] & lowMask;
        }
        return high << lowBits | low;
    }

    private static int[] fisherYates(int size, long seed, int stream, int epoch) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        for (int i = size - 1; i > 0; i--) {
            int j = (int) Philox.below(i + 1L, seed, stream, epoch, i);
            int held = order[i];
            order[i] = order[j];
            order[j] = held;
        }
        return order;
    }
}
