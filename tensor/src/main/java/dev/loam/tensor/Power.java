package dev.loam.tensor;

/// `x^y` in double precision as `e^(y log |x|)`, the logarithm in two doubles (about 2^-65 relative); then signs and ends.
public final class Power {
    public static final double TWO_THIRDS = 0x1.5555555555555p-1;
    public static final double TWO_THIRDS_LOW = 0x1.5555555555555p-55;

    /// `((log((1 + s) / (1 - s)) / s - 2) / s² - 2/3) / s²` of `s²`, |s| ≤ 3 - √8; error of the logarithm below 2^-65.
    public static final Polynomial LOG = Polynomial.of(0x1.9999999999996p-2, 0x1.249249249303dp-2, 0x1.c71c71c57f71bp-3,
        0x1.745d1832c913ep-3, 0x1.3b1362967e3b8p-3, 0x1.1120ba5fc04a0p-3, 0x1.de32b007dc46ep-4, 0x1.eb1766b99293dp-4);

    private Power() {
    }

    static double pow(double x, double y) {
        return ends(x, y, sizeOfPower(Math.abs(x), y > 0x1p66 ? 0x1p66 : y < -0x1p66 ? -0x1p66 : y));
    }

    /// `x^y` given `size`, which is `|x|^y` where x is neither 0 nor infinite.
    static double ends(double x, double y, double size) {
        double a = Math.abs(x);
        // 0 and infinity swap under negative exponents
        double grown = y > 0 ? Double.POSITIVE_INFINITY : 0;
        double shrunk = y > 0 ? 0 : Double.POSITIVE_INFINITY;
        size = a == Double.POSITIVE_INFINITY ? grown : size;
        size = a == 0 ? shrunk : size;
        double half = 0.5 * y;
        boolean isWhole = Math.floor(y) == y;
        boolean isOdd = isWhole && Math.floor(half) != half;
        boolean negative = Double.doubleToRawLongBits(x) < 0;
        double z = negative && isOdd ? -size : size;
        // a negative base has a real power only for whole exponents; infinite ones count as even
        boolean none = x < 0 && a < Double.POSITIVE_INFINITY && !isWhole;
        z = none || x != x || y != y ? Double.NaN : z;
        boolean one = y == 0 || x == 1 || x == -1 && Math.abs(y) == Double.POSITIVE_INFINITY;
        return one ? 1 : z;
    }

    /// `a^y` for a positive finite `a` and |y| ≤ 2^66.
    private static double sizeOfPower(double a, double y) {
        boolean tiny = a < 0x1p-1022;
        long bits = Double.doubleToRawLongBits(tiny ? a * 0x1p54 : a);
        long n = bits - Elementary.SQRT_HALF_BITS >> 52;
        double k = Elementary.number(n) - (tiny ? 54 : 0);
        double f = Double.longBitsToDouble(bits - (n << 52)) - 1;

        // s = f / (2 + f)
        double d = 2 + f;
        double dLow = 2 - d + f;
        double s = f / d;
        double sd = s * d;
        double sLow = (f - sd - productError(s, d, sd) - s * dLow) / d;
        // z = s²
        double z = s * s;
        double zLow = productError(s, s, z) + 2 * s * sLow;
        // c = 2/3 + z LOG(z)
        double rest = z * LOG.at(z);
        double c = TWO_THIRDS + rest;
        double cLow = TWO_THIRDS - c + rest + TWO_THIRDS_LOW;
        // g = 2 + z c
        double w = z * c;
        double wLow = productError(z, c, w) + (z * cLow + zLow * c);
        double g = 2 + w;
        double gLow = 2 - g + w + wLow;
        // log(1 + f) = s g
        double l = s * g;
        double lLow = productError(s, g, l) + (s * gLow + sLow * g);
        // log(a) = k log 2 + log(1 + f)
        double big = k * Elementary.LN2_HIGH;
        double h = big + l;
        double hLow = Angles.differenceError(big, -l, h) + (lLow + k * Elementary.LN2_LOW);

        double e = y * h;
        double eLow = productError(y, h, e) + y * hLow;
        boolean within = e > -746 && e < 710;
        double clamped = e > 710 ? 710 : e < -746 ? -746 : e;
        return Elementary.exp(clamped, within ? eLow : 0);
    }

    /// What `p = a * b` lost: the exact products of halves of the mantissas (T. Dekker, "A floating-point technique for
    /// extending the available precision", 1971).
    static double productError(double a, double b, double p) {
        double aHigh = Double.longBitsToDouble(Double.doubleToRawLongBits(a) & 0xFFFFFFFFF8000000L);
        double bHigh = Double.longBitsToDouble(Double.doubleToRawLongBits(b) & 0xFFFFFFFFF8000000L);
        double aLow = a - aHigh;
        double bLow = b - bHigh;
        return aHigh * bHigh - p + aHigh * bLow + aLow * bHigh + aLow * bLow;
    }
}
