package dev.loam.data.split;

import dev.loam.tensor.Philox;

/// Divides `size` examples into parts (train, validation, test, …) with exact counts, as a pure function of (seed, index).
///
/// The examples are put in the order of a [Permutation] on the stream `data.split`, and the parts are consecutive runs
/// of it: disjoint, together everything, independent of epochs and of the order in which training visits them. The
/// golden vectors in the tests pin the assignment; it does not change between releases, platforms or targets.
public final class Split {
    private static final int STREAM = Philox.stream("data.split");
    private static final int HASHED = Philox.stream("data.split.hash");
    private static final double TOLERANCE = 1e-6;

    private final Permutation order;
    private final long[] starts;

    private Split(Permutation order, long[] counts) {
        this.order = order;
        this.starts = new long[counts.length + 1];
        for (int i = 0; i < counts.length; i++) {
            starts[i + 1] = starts[i] + counts[i];
        }
    }

    /// Parts of randomly chosen examples; `ratios` are shares of the whole that add up to 1.
    public static Split of(long size, long seed, double... ratios) {
        long[] counts = counts(size, ratios);
        return new Split(Permutation.of(size, seed, STREAM, 0), counts);
    }

    /// Parts of consecutive examples, the first part first: for text and time series, where neighbours are alike.
    public static Split ordered(long size, double... ratios) {
        return new Split(null, counts(size, ratios));
    }

    /// How many examples each part gets: `ratio × size` rounded down, what is left going to the largest remainders
    /// (the earlier part where two are equal). The counts always add up to `size`.
    public static long[] counts(long size, double... ratios) {
        if (size < 0) {
            throw new IllegalArgumentException("split: the size must not be negative, got " + size);
        }
        double sum = 0;
        for (double ratio : ratios) {
            if (!(ratio >= 0 && ratio <= 1)) {
                throw new IllegalArgumentException("split: a ratio must lie in 0 to 1, got " + ratio);
            }
            sum += ratio;
        }
        if (!(Math.abs(sum - 1) <= TOLERANCE)) {
            throw new IllegalArgumentException("split: the ratios must add up to 1, they add up to " + sum);
        }
        long[] counts = new long[ratios.length];
        double[] rest = new double[ratios.length];
        long left = size;
        for (int i = 0; i < ratios.length; i++) {
            double exact = ratios[i] / sum * size;
            counts[i] = Math.min(left, (long) exact);
            rest[i] = ratios[i] > 0 ? exact - counts[i] : -1;
            left -= counts[i];
        }
        while (left > 0) {
            int largest = 0;
            for (int i = 1; i < rest.length; i++) {
                if (rest[i] > rest[largest]) {
                    largest = i;
                }
            }
            counts[largest]++;
            rest[largest] -= 1;
            left--;
        }
        return counts;
    }

    /// The part of an example by a hash of what it is, such as its id or its content, whatever other examples there are: it does not
    /// move when examples are added. The shares hold only about.
    ///
    /// @param ratios shares of the whole that add up to 1
    public static int part(long hash, long seed, double... ratios) {
        counts(0, ratios);
        double place = Philox.uniform(seed, HASHED, 0, hash);
        double end = 0;
        int last = 0;
        for (int part = 0; part < ratios.length; part++) {
            end += ratios[part];
            last = ratios[part] > 0 ? part : last;
            if (place < end) {
                return part;
            }
        }
        return last;
    }

    /// How many parts there are.
    public int parts() {
        return starts.length - 1;
    }

    /// How many examples part `part` has.
    public long size(int part) {
        return starts[part + 1] - starts[part];
    }

    /// The example that is number `index` of part `part`.
    public long at(int part, long index) {
        if (index < 0 || index >= size(part)) {
            throw new IndexOutOfBoundsException("split: index " + index + " is outside part " + part + ", which has " + size(part) + " examples");
        }
        long place = starts[part] + index;
        return order == null ? place : order.at(place);
    }
}
