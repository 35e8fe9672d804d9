package dev.loam.tensor;

/// Philox4x32-10, the counter-based generator behind every draw in Loam (Salmon, Moraes, Dror and Shaw,
/// "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
///
/// The key is the seed (64 bits); the counter is (index 64 bits, stream 32 bits, step 32 bits). A draw is a pure
/// function of these, so it does not depend on threads, on the order of evaluation or on what ran before.
/// Word `i` of a stream is word `i mod 4` of the block at counter index `i div 4`.
public final class Philox {
    private static final int M0 = 0xD2511F53;
    private static final int M1 = 0xCD9E8D57;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;

    private Philox() {
    }

    /// Ten rounds over one 128-bit counter; writes four 32-bit words to `out`.
    public static void block(int c0, int c1, int c2, int c3, int k0, int k1, int[] out) {
        for (int round = 0; round < 10; round++) {
            long p0 = (M0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
            long p1 = (M1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
            int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c1 = (int) p1;
            c3 = (int) p0;
            c0 = n0;
            c2 = n2;
            k0 += W0;
            k1 += W1;
        }
        out[0] = c0;
        out[1] = c1;
        out[2] = c2;
        out[3] = c3;
    }

    /// 32 random bits: word `index` of `(seed, stream, step)`.
    public static int bits(long seed, int stream, int step, long index) {
        int[] out = new int[4];
        long counter = index >>> 2;
        block((int) counter, (int) (counter >>> 32), stream, step, (int) seed, (int) (seed >>> 32), out);
        return out[(int) (index & 3)];
    }

    /// 64 random bits made of the words `2 * index` (low) and `2 * index + 1` (high).
    public static long bits64(long seed, int stream, int step, long index) {
        int[] out = new int[4];
        long counter = index >>> 1;
        block((int) counter, (int) (counter >>> 32), stream, step, (int) seed, (int) (seed >>> 32), out);
        int at = (int) (index & 1) * 2;
        return (out[at] & 0xFFFFFFFFL) | ((long) out[at + 1] << 32);
    }

    /// A uniform integer in `[0, bound)`, unbiased enough for shuffles: the high half of a 64 × 64-bit product.
    /// The bias is below `bound / 2^64`.
    public static long below(long bound, long seed, int stream, int step, long index) {
        if (bound <= 0) {
            throw new IllegalArgumentException("Philox.below: the bound must be positive, got " + bound);
        }
        return Wide.unsignedMultiplyHigh(bits64(seed, stream, step, index), bound);
    }

    /// A uniform double in `[0, 1)` with 53 bits.
    public static double uniform(long seed, int stream, int step, long index) {
        return (bits64(seed, stream, step, index) >>> 11) * 0x1p-53;
    }

    /// A uniform float in `[0, 1)` with 24 bits; the draw the op `Random(UNIFORM)` makes for f32.
    public static float uniformFloat(long seed, int stream, int step, long index) {
        return (bits(seed, stream, step, index) >>> 8) * 0x1p-24f;
    }

    /// A stream number for a scope path such as `"block.3.dropout"`: 32-bit FNV-1a over its UTF-16 units, then mixed
    /// (the finaliser of MurmurHash3), so that near paths get far streams.
    public static int stream(String path) {
        int h = 0x811C9DC5;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            h = (h ^ (c & 0xFF)) * 0x01000193;
            h = (h ^ (c >>> 8)) * 0x01000193;
        }
        h ^= h >>> 16;
        h *= 0x85EBCA6B;
        h ^= h >>> 13;
        h *= 0xC2B2AE35;
        return h ^ (h >>> 16);
    }
}
