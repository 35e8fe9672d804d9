package dev.loam.tensor;

/// Rounding of doubles as Java defines it, written out because TeaVM's `Math.rint` rounds halves away from zero and goes by way
/// of a long.
public final class Rounding {
    private Rounding() {
    }

    /// The nearest whole number, the even one of two; NaN and infinities stay: `Math.rint`.
    public static double nearest(double x) {
        double size = Math.abs(x);
        if (!(size < 0x1p52)) {
            return x;
        }
        // from 2^52 on doubles are whole numbers, so the addition rounds
        return Elementary.withSign(size + 0x1p52 - 0x1p52, x);
    }
}
