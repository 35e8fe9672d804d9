package dev.loam.tensor;

/// The elementary functions in double precision, in operations that are the same everywhere: `+ - * /`, comparisons,
/// selects, and the bits of a double as a long. There are no branches and no tables, so that a compiler can emit the very
/// same steps for many elements at once (sines of huge angles are the one exception, see [Angles]).
///
/// Errors are below 1 unit in the last place (expm1: 1.2, tanh and erf: 1.6), measured in `ElementaryTest`. Argument reductions are those of
/// W. J. Cody and W. Waite, "Software Manual for the Elementary Functions" (1980); the polynomials are minimax fits made
/// for Loam by `tensor/coefficients.py` (Remez exchange in multiple precision).
public final class Elementary {
    /// 1.5 · 2^52: adding it to a smaller number rounds that to a whole one, which then stands in the low bits.
    public static final double MAGIC = 0x1.8p52;
    public static final double INVERSE_LN2 = 0x1.71547652b82fep+0;
    /// The upper 42 bits of ln 2; products with whole numbers of up to 11 bits are exact.
    public static final double LN2_HIGH = 0x1.62e42fefa3800p-1;
    public static final double LN2_LOW = 0x1.ef35793c76730p-45;
    /// The bits of √½: what they are subtracted from has its exponent stepped where the mantissa passes √2.
    public static final long SQRT_HALF_BITS = 0x3fe6a09e667f3bcdL;
    static final long SIGN = Long.MIN_VALUE;

    /// `(e^r - 1 - r) / r²` for |r| ≤ ln(2) / 2; error of e^r below 2^-60.
    public static final Polynomial EXP = Polynomial.of(0.5, 0x1.555555555555cp-3, 0x1.555555555555ep-5, 0x1.111111110eb94p-7,
        0x1.6c16c16c13541p-10, 0x1.a01a01b3c743ep-13, 0x1.a01a01b4678ebp-16, 0x1.71ddef75069c8p-19, 0x1.27e4bf0f9e781p-22,
        0x1.af6d033dbcd88p-26, 0x1.1f9e1c6a0c361p-29);

    /// `(log((1 + s) / (1 - s)) / s - 2) / s²` of `s²`, for |s| ≤ 3 - √8; error of the logarithm below 2^-57.
    public static final Polynomial LOG = Polynomial.of(0x1.5555555555593p-1, 0x1.999999997fc9dp-2, 0x1.2492494201ee8p-2,
        0x1.c71c51fad04b8p-3, 0x1.74664211f6ee9p-3, 0x1.39a164be49630p-3, 0x1.2f08f045bd6d3p-3);

    /// `(tanh(x) / x - 1) / x²` of `x²`, for |x| ≤ 0.55; error below 2^-57.
    public static final Polynomial TANH = Polynomial.of(-0x1.555555555554fp-2, 0x1.11111111107e3p-3, -0x1.ba1ba1b98138cp-5,
        0x1.664f485a399d4p-6, -0x1.226e2f2d10da2p-7, 0x1.d6d29f4f3314fp-9, -0x1.7d9001b92760cp-10, 0x1.34851b908debbp-11,
        -0x1.e97dc766217d7p-13, 0x1.5d9b2b03cc7dap-14, -0x1.476dd7154f9d6p-16);

    /// `erf(x) / x - 1` of `x²`, for |x| ≤ 1; error below 2^-56.
    public static final Polynomial ERF = Polynomial.of(0x1.06eba8214db69p-3, -0x1.812746b0379e6p-2, 0x1.ce2f21a042b34p-4,
        -0x1.b82ce31284f37p-6, 0x1.565bcd0dbd8fcp-8, -0x1.c02db3db4924fp-11, 0x1.f9a321e4b1c7dp-14, -0x1.f4d1e4346e34ap-17,
        0x1.b9df305aebaa3p-20, -0x1.5f1f40fc3a554p-23, 0x1.f7b99e24dce1ep-27, -0x1.38ac263ee2beap-30, 0x1.062767a86384ep-34);

    /// `-log(1 - erf(x))` for 1 ≤ x ≤ 6; error of erf below 2^-57.
    public static final Polynomial ERF_TAIL = Polynomial.of(0x1.8bed5f6841dfap-23, 0x1.20dd55662d596p+0, 0x1.45f43285b996dp-1,
        0x1.a4d9aa73989f5p-4, -0x1.388e917d4add6p-6, -0x1.27ee7525379a7p-12, 0x1.d03c4ce5c77bcp-10, -0x1.5106c88565e3bp-11,
        0x1.817744d8c4b8cp-15, 0x1.2490f7f8ae809p-14, -0x1.77916c6fcbd46p-15, 0x1.1383b892ec689p-16, -0x1.20b24152ee514p-18,
        0x1.c5c6475d2f7a4p-21, -0x1.0c14f9cf65cd6p-23, 0x1.d0a3745862714p-27, -0x1.179357750140dp-30, 0x1.a1fba4b60bd3bp-35,
        -0x1.247ad060a9139p-40);

    private Elementary() {
    }

    public static double exp(double x) {
        return exp(x > 710 ? 710 : x < -746 ? -746 : x, 0);
    }

    /// `e^(x + tail)` for -746 ≤ x ≤ 710 and a much smaller `tail`.
    static double exp(double x, double tail) {
        double t = x * INVERSE_LN2 + MAGIC;
        double k = t - MAGIC;
        double high = x - k * LN2_HIGH;
        double low = k * LN2_LOW - tail;
        double r = high - low;
        // 1 + high + rest, with what the first sum loses given to the second
        double sum = 1 + high;
        double rest = high - (sum - 1) + (r * r * EXP.at(r) - low);
        return scale(sum + rest, whole(t));
    }

    /// `e^x - 1`, precise near 0.
    public static double expm1(double x) {
        double c = x > 710 ? 710 : x < -40 ? -40 : x;
        double t = c * INVERSE_LN2 + MAGIC;
        double k = t - MAGIC;
        double high = c - k * LN2_HIGH;
        double low = k * LN2_LOW;
        double r = high - low;
        double square = r * r * EXP.at(r);
        // 2^k (e^r - 1) + 2^k - 1 = 2^k (p + one), both sums with their rounding errors
        double p = r + square;
        double lost = high - r - low + (r - p + square);
        long n = whole(t);
        double one = 1 - power2(-(n > 60 ? 60 : n));
        double sum = one + p;
        double y = scale(sum + (one - sum + p + lost), n);
        return Math.abs(x) < 0x1p-54 ? x : y;
    }

    public static double log(double x) {
        boolean tiny = x < 0x1p-1022;
        long bits = Double.doubleToRawLongBits(tiny ? x * 0x1p54 : x);
        long n = bits - SQRT_HALF_BITS >> 52;
        double f = Double.longBitsToDouble(bits - (n << 52)) - 1;
        double y = logOf(number(n) - (tiny ? 54 : 0), f, 0);
        return logEnds(x, y);
    }

    /// `log(1 + x)`, precise near 0.
    public static double log1p(double x) {
        double u = 1 + x;
        // what the sum lost, whichever of the two is greater
        double back = u - 1;
        double lost = 1 - (u - back) + (x - back);
        long bits = Double.doubleToRawLongBits(u);
        long n = bits - SQRT_HALF_BITS >> 52;
        double f = Double.longBitsToDouble(bits - (n << 52)) - 1;
        double y = logEnds(u, logOf(number(n), f, lost / u));
        return x == 0 ? x : y;
    }

    /// `k log 2 + log(1 + f) + tail` with `s = f / (2 + f)`: log(1 + f) = f - f²/2 + s (f²/2 + R(s²)).
    private static double logOf(double k, double f, double tail) {
        double s = f / (2 + f);
        double z = s * s;
        double half = 0.5 * f * f;
        return k * LN2_HIGH - (half - (s * (half + z * LOG.at(z)) + (k * LN2_LOW + tail)) - f);
    }

    /// `y`, the logarithm of `u`, or what belongs to a `u` that is not a positive number.
    private static double logEnds(double u, double y) {
        double positive = u < Double.POSITIVE_INFINITY ? y : u;
        return u > 0 ? positive : u == 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
    }

    public static double tanh(double x) {
        double a = Math.abs(x);
        double c = a > 22 ? 22 : a;
        double z = c * c;
        double near = c + c * (z * TANH.at(z));
        double far = 1 - 2 / (exp(2 * c, 0) + 1);
        return withSign(c < 0.55 ? near : far, x);
    }

    /// The error function, `2 / √π ∫₀ˣ e^(-t²) dt`.
    public static double erf(double x) {
        double a = Math.abs(x);
        double c = a > 6 ? 6 : a;
        double near = c + c * ERF.at(c * c);
        double far = 1 - exp(-ERF_TAIL.at(c), 0);
        return withSign(c < 1 ? near : far, x);
    }

    public static double sin(double x) {
        return Math.abs(x) < 0x1p-27 ? x : Angles.sin(x, 0);
    }

    public static double cos(double x) {
        return Angles.sin(x, 1);
    }

    /// `x^y` by the rules of C99 and NumPy: `pow(x, 0)` and `pow(1, y)` are 1 even for NaN; see [Power].
    public static double pow(double x, double y) {
        return Power.pow(x, y);
    }

    // ---- bits

    /// `y · 2^n` for -1076 ≤ n ≤ 1024, in two steps, so that each factor is a normal number.
    static double scale(double y, long n) {
        long half = n >> 1;
        return y * power2(half) * power2(n - half);
    }

    /// `2^n` for -1022 ≤ n ≤ 1023.
    static double power2(long n) {
        return Double.longBitsToDouble(n + 1023 << 52);
    }

    /// The whole number in the low bits of `t = x + MAGIC`.
    static long whole(double t) {
        return Double.doubleToRawLongBits(t) - Double.doubleToRawLongBits(MAGIC);
    }

    /// A small whole number as a double.
    static double number(long n) {
        return Double.longBitsToDouble(n + Double.doubleToRawLongBits(MAGIC)) - MAGIC;
    }

    /// `y`, which is not negative, with the sign of `x`.
    static double withSign(double y, double x) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(y) | Double.doubleToRawLongBits(x) & SIGN);
    }
}
