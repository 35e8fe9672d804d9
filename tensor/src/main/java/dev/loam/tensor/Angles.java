package dev.loam.tensor;

/// Sine and cosine in double precision: the angle is taken to [-π/4, π/4] in two doubles, then a polynomial.
///
/// Up to |x| = 2^20 π/2 the reduction is by four parts of π/2 (Cody and Waite); it alone is what compilers emit. Beyond,
/// here, the product with 2/π is taken in 192 bits (M. Payne and R. Hanek, "Radian reduction for trigonometric
/// functions", SIGNUM 1983), where emitted code loses precision: its error grows to |x| · 2^-52.
public final class Angles {
    public static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;
    private static final double[] HALF_PI = {0x1.921fb54400000p+0, 0x1.0b4611a600000p-34, 0x1.3198a2e000000p-69, 0x1.b839a252049c1p-104};

    private static final double HALF_PI_HIGH = 0x1.921fb54442d18p+0;
    private static final double HALF_PI_LOW = 0x1.1a62633145c07p-54;

    /// `(sin(r) / r - 1) / r²` of `r²`, |r| ≤ π/4; error below 2^-57.
    public static final Polynomial SIN = Polynomial.of(-0x1.5555555555549p-3, 0x1.111111110f871p-7, -0x1.a01a019c1059bp-13,
        0x1.71de357696161p-19, -0x1.ae5e65505ce9bp-26, 0x1.5d92bad2fd18fp-33);

    /// `(cos(r) - 1 + r²/2) / r⁴` of `r²`, |r| ≤ π/4; error below 2^-59.
    public static final Polynomial COS = Polynomial.of(0x1.555555555554cp-5, -0x1.6c16c16c15173p-10, 0x1.a01a019cb0b2bp-16,
        -0x1.27e4f8092747ap-22, 0x1.1ee9eb5ae61bep-29, -0x1.8fae5022a009fp-37);

    /// 64 zero bits, then those of 2/π.
    private static final long[] BITS = {0,
        0xa2f9836e4e441529L, 0xfc2757d1f534ddc0L, 0xdb6295993c439041L, 0xfe5163abdebbc561L, 0xb7246e3a424dd2e0L,
        0x06492eea09d1921cL, 0xfe1deb1cb129a73eL, 0xe88235f52ebb4484L, 0xe99c7026b45f7e41L, 0x3991d639835339f4L,
        0x9c845f8bbdf9283bL, 0x1ff897ffde05980fL, 0xef2f118b5a0a6d1fL, 0x6d367ecf27cb09b7L, 0x4f463f669e5fea2dL,
        0x7527bac7ebe5f17bL, 0x3d0739f78a5292eaL, 0x6bfb5fb11f8d5d08L, 0x56033046fc7b6babL};

    private Angles() {
    }

    /// π/2 as a sum: 33 bits each, the last 53; products with whole numbers of up to 20 bits are exact but for the last.
    public static double[] halfPi() {
        return HALF_PI.clone();
    }

    /// `sin(x + quarters · π/2)`.
    static double sin(double x, long quarters) {
        double a = Math.abs(x);
        if (a > 0x1.9p20 && a < Double.POSITIVE_INFINITY) {
            return sinOfLarge(x, quarters);
        }
        double t = x * TWO_OVER_PI + Elementary.MAGIC;
        double k = t - Elementary.MAGIC;
        // x - k π/2 part by part, each difference with its rounding error
        double d = x - k * HALF_PI[0];
        double tail = 0;
        for (int i = 1; i < HALF_PI.length - 1; i++) {
            double part = k * HALF_PI[i];
            double rest = d - part;
            tail += differenceError(d, part, rest);
            d = rest;
        }
        tail -= k * HALF_PI[HALF_PI.length - 1];
        double high = d + tail;
        double low = d - high + tail;
        return quadrant(high, low, Elementary.whole(t) + quarters);
    }

    /// What `d = a - b` lost (D. Knuth, "The Art of Computer Programming" 2, 4.2.2, theorem B).
    static double differenceError(double a, double b, double d) {
        double back = a - d;
        return a - (d + back) + (back - b);
    }

    /// The sine of `high + low + n π/2`, |high| ≤ π/4. Where the reduction failed, it is that of `n π/2`.
    private static double quadrant(double high, double low, long n) {
        boolean failed = Math.abs(high) > 1;
        double r = failed ? 0 : high;
        double rLow = failed ? 0 : low;
        double z = r * r;
        double sin = r + (z * (r * SIN.at(z)) + (rLow - 0.5 * z * rLow));
        double half = 0.5 * z;
        double one = 1 - half;
        double cos = one + (1 - one - half + (z * z * COS.at(z) - r * low));
        double y = (n & 1) != 0 ? cos : sin;
        return (n & 2) != 0 ? -y : y;
    }

    private static double sinOfLarge(double x, long quarters) {
        long bits = Double.doubleToRawLongBits(x);
        long mantissa = bits & 0xFFFFFFFFFFFFFL | 0x10000000000000L;
        int exponent = (int) (bits >>> 52 & 0x7FF) - 1075;
        // 192 bits of 2/π from the first on whose product with x can be less than a whole turn
        int at = exponent + 62;
        long w2 = bitsFrom(at);
        long w1 = bitsFrom(at + 64);
        long w0 = bitsFrom(at + 128);
        long p1 = Wide.unsignedMultiplyHigh(mantissa, w0);
        long p0 = mantissa * w0;
        long middle = mantissa * w1;
        p1 += middle;
        long carry = Long.compareUnsigned(p1, middle) < 0 ? 1 : 0;
        long p2 = mantissa * w2 + Wide.unsignedMultiplyHigh(mantissa, w1) + carry;
        // quarter turns in the upper two bits, then their fraction, which counts as negative from one half on
        long fraction = p2 << 2 | p1 >>> 62;
        long below = p1 << 2 | p0 >>> 62;
        long n = (p2 >>> 62) + (fraction < 0 ? 1 : 0);
        double upper = (fraction >> 32) * 0x1p-32;
        double lower = (fraction & 0xFFFFFFFFL) * 0x1p-64;
        double h = upper + lower;
        double l = upper - h + lower + (below >>> 11) * 0x1p-117;
        double high = h * HALF_PI_HIGH;
        double low = Power.productError(h, HALF_PI_HIGH, high) + (h * HALF_PI_LOW + l * HALF_PI_HIGH);
        return x < 0 ? -quadrant(high, low, n - quarters) : quadrant(high, low, n + quarters);
    }

    private static long bitsFrom(int at) {
        int word = at >> 6;
        int shift = at & 63;
        return shift == 0 ? BITS[word] : BITS[word] << shift | BITS[word + 1] >>> 64 - shift;
    }
}
