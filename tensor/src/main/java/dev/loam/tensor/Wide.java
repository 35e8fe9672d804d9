package dev.loam.tensor;

/// Products of 128 bits, written out because browsers have no `Math.unsignedMultiplyHigh`.
final class Wide {
    private static final long LOW = 0xFFFFFFFFL;

    private Wide() {
    }

    /// The upper 64 bits of `a · b`, both unsigned: four products of 32-bit halves (D. Knuth, "The Art of Computer Programming" 2,
    /// 4.3.1, algorithm M, in base 2^32).
    static long unsignedMultiplyHigh(long a, long b) {
        long aLow = a & LOW;
        long aHigh = a >>> 32;
        long bLow = b & LOW;
        long bHigh = b >>> 32;
        long crossed = aHigh * bLow + (aLow * bLow >>> 32);
        long middle = aLow * bHigh + (crossed & LOW);
        return aHigh * bHigh + (crossed >>> 32) + (middle >>> 32);
    }
}
