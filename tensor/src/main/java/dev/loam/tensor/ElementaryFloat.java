package dev.loam.tensor;

/// The elementary functions in single precision: the steps of [Elementary] in float arithmetic with shorter polynomials.
/// Compiled code computes f32 (and f16, bf16) by these.
///
/// Errors are below 1 unit in the last place (expm1: 1.2, tanh and erf: 1.6), measured over floats of all sizes in
/// `ElementaryFloatTest`.
/// `sinf` and `cosf` hold that up to |x| = 2^16 π/2; beyond, their error grows to |x| · 2^-23.
public final class ElementaryFloat {
    /// 1.5 · 2^23; see [Elementary#MAGIC].
    public static final float MAGIC = 0x1.8p23f;
    public static final float INVERSE_LN2 = 0x1.715476p+0f;
    /// The upper 15 bits of ln 2; products with whole numbers of up to 9 bits are exact.
    public static final float LN2_HIGH = 0x1.62e4p-1f;
    public static final float LN2_LOW = 0x1.7f7d1cp-20f;
    public static final int SQRT_HALF_BITS = 0x3f3504f3;
    static final int SIGN = Integer.MIN_VALUE;

    /// As [Elementary#EXP]; error of e^r below 2^-28.
    public static final Polynomial EXP = Polynomial.of(0.5, 0x1.555488p-3, 0x1.55552ap-5, 0x1.12406cp-7, 0x1.6ced02p-10);
    /// As [Elementary#LOG]; error of the logarithm below 2^-29.
    public static final Polynomial LOG = Polynomial.of(0x1.55557ap-1, 0x1.995ed2p-2, 0x1.31e136p-2);
    /// As [Elementary#TANH]; error below 2^-29.
    public static final Polynomial TANH = Polynomial.of(-0x1.55554cp-2, 0x1.110d6ap-3, -0x1.b931fcp-5, 0x1.598276p-6,
        -0x1.9c9490p-8);
    /// As [Elementary#ERF]; error below 2^-29.
    public static final Polynomial ERF = Polynomial.of(0x1.06eba8p-3, -0x1.812740p-2, 0x1.ce2d50p-4, -0x1.b7fe90p-6,
        0x1.542e0ep-8, -0x1.a50ae8p-11, 0x1.4c339cp-14);
    /// As [Elementary#ERF_TAIL], for 1 ≤ x ≤ 4; error of erf below 2^-29.
    public static final Polynomial ERF_TAIL = Polynomial.of(0x1.72e6d4p-12, 0x1.2085b2p+0, 0x1.46c584p-1, 0x1.a60a8ap-4,
        -0x1.65423cp-6, 0x1.814d20p-9, -0x1.852dc4p-13);

    public static final float TWO_OVER_PI = 0x1.45f306p-1f;
    private static final float[] HALF_PI = {0x1.92p+0f, 0x1.fap-12f, 0x1.54p-20f, 0x1.1p-30f, 0x1.68c234p-39f};
    /// As in [Angles]; error below 2^-28 and 2^-33.
    public static final Polynomial SIN = Polynomial.of(-0x1.555546p-3, 0x1.11077ap-7, -0x1.9954a4p-13);
    public static final Polynomial COS = Polynomial.of(0x1.55554ap-5, -0x1.6c0c1ap-10, 0x1.99e0eep-16);

    private ElementaryFloat() {
    }

    /// π/2 as a sum: 8 bits each, the last 24; products with whole numbers of up to 16 bits are exact but for the last.
    public static float[] halfPi() {
        return HALF_PI.clone();
    }

    public static float expf(float x) {
        return exp(x > 89 ? 89 : x < -104 ? -104 : x);
    }

    private static float exp(float x) {
        float t = x * INVERSE_LN2 + MAGIC;
        float k = t - MAGIC;
        float high = x - k * LN2_HIGH;
        float low = k * LN2_LOW;
        float r = high - low;
        float sum = 1 + high;
        float rest = high - (sum - 1) + (r * r * EXP.at(r) - low);
        return scale(sum + rest, whole(t));
    }

    public static float expm1f(float x) {
        float c = x > 89 ? 89 : x < -20 ? -20 : x;
        float t = c * INVERSE_LN2 + MAGIC;
        float k = t - MAGIC;
        float high = c - k * LN2_HIGH;
        float low = k * LN2_LOW;
        float r = high - low;
        float square = r * r * EXP.at(r);
        float p = r + square;
        float lost = high - r - low + (r - p + square);
        int n = whole(t);
        float one = 1 - power2(-(n > 30 ? 30 : n));
        float sum = one + p;
        float y = scale(sum + (one - sum + p + lost), n);
        return Math.abs(x) < 0x1p-25f ? x : y;
    }

    public static float logf(float x) {
        boolean tiny = x < 0x1p-126f;
        int bits = Float.floatToRawIntBits(tiny ? x * 0x1p25f : x);
        int n = bits - SQRT_HALF_BITS >> 23;
        float f = Float.intBitsToFloat(bits - (n << 23)) - 1;
        return logEnds(x, logOf(number(n) - (tiny ? 25 : 0), f, 0));
    }

    public static float log1pf(float x) {
        float u = 1 + x;
        float back = u - 1;
        float lost = 1 - (u - back) + (x - back);
        int bits = Float.floatToRawIntBits(u);
        int n = bits - SQRT_HALF_BITS >> 23;
        float f = Float.intBitsToFloat(bits - (n << 23)) - 1;
        float y = logEnds(u, logOf(number(n), f, lost / u));
        return x == 0 ? x : y;
    }

    private static float logOf(float k, float f, float tail) {
        float s = f / (2 + f);
        float z = s * s;
        float half = 0.5f * f * f;
        return k * LN2_HIGH - (half - (s * (half + z * LOG.at(z)) + (k * LN2_LOW + tail)) - f);
    }

    private static float logEnds(float u, float y) {
        float positive = u < Float.POSITIVE_INFINITY ? y : u;
        return u > 0 ? positive : u == 0 ? Float.NEGATIVE_INFINITY : Float.NaN;
    }

    public static float tanhf(float x) {
        float a = Math.abs(x);
        float c = a > 10 ? 10 : a;
        float z = c * c;
        float near = c + c * (z * TANH.at(z));
        float far = 1 - 2 / (exp(2 * c) + 1);
        return withSign(c < 0.55f ? near : far, x);
    }

    public static float erff(float x) {
        float a = Math.abs(x);
        float c = a > 4 ? 4 : a;
        float near = c + c * ERF.at(c * c);
        float far = 1 - exp(-ERF_TAIL.at(c));
        return withSign(c < 1 ? near : far, x);
    }

    public static float sinf(float x) {
        return Math.abs(x) < 0x1p-12f ? x : sin(x, 0);
    }

    public static float cosf(float x) {
        return sin(x, 1);
    }

    /// `sin(x + quarters · π/2)`.
    private static float sin(float x, int quarters) {
        float t = x * TWO_OVER_PI + MAGIC;
        float k = t - MAGIC;
        float d = x - k * HALF_PI[0];
        float tail = 0;
        for (int i = 1; i < HALF_PI.length - 1; i++) {
            float part = k * HALF_PI[i];
            float rest = d - part;
            float back = d - rest;
            tail += d - (rest + back) + (back - part);
            d = rest;
        }
        tail -= k * HALF_PI[HALF_PI.length - 1];
        float high = d + tail;
        float low = d - high + tail;
        // beyond the range of the reduction only the quarter is left
        boolean failed = Math.abs(high) > 1;
        float r = failed ? 0 : high;
        float rLow = failed ? 0 : low;
        float z = r * r;
        float sin = r + (z * (r * SIN.at(z)) + (rLow - 0.5f * z * rLow));
        float half = 0.5f * z;
        float one = 1 - half;
        float cos = one + (1 - one - half + (z * z * COS.at(z) - r * low));
        int n = whole(t) + quarters;
        float y = (n & 1) != 0 ? cos : sin;
        return (n & 2) != 0 ? -y : y;
    }

    /// By the double functions, whose logarithm has bits enough for the exponent.
    public static float powf(float x, float y) {
        return (float) Power.ends(x, y, Elementary.exp(y * Elementary.log(Math.abs((double) x))));
    }

    // ---- bits

    /// `y · 2^n` for -252 ≤ n ≤ 254.
    private static float scale(float y, int n) {
        int half = n >> 1;
        return y * power2(half) * power2(n - half);
    }

    /// `2^n` for -126 ≤ n ≤ 127.
    private static float power2(int n) {
        return Float.intBitsToFloat(n + 127 << 23);
    }

    private static int whole(float t) {
        return Float.floatToRawIntBits(t) - Float.floatToRawIntBits(MAGIC);
    }

    private static float number(int n) {
        return Float.intBitsToFloat(n + Float.floatToRawIntBits(MAGIC)) - MAGIC;
    }

    private static float withSign(float y, float x) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) | Float.floatToRawIntBits(x) & SIGN);
    }
}
