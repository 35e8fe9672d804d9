package dev.loam.tensor;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/// The elementary functions by their series in decimal arithmetic, slowly and to about 50 digits.
final class Oracle {
    private static final MathContext DIGITS = new MathContext(60);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.TWO;
    private static final BigDecimal LN2 = atanhSeries(ONE.divide(BigDecimal.valueOf(3), DIGITS)).multiply(TWO);
    /// To 400 digits, so that the greatest double still leaves 60 behind the turns (J. Machin 1706).
    private static final BigDecimal PI = machin(new MathContext(400));

    private Oracle() {
    }

    /// |actual - exact| in units of the last place of the double nearest to `exact`.
    static double ulps(double actual, BigDecimal exact) {
        double near = exact.doubleValue();
        if (Double.isInfinite(near) || Double.isInfinite(actual) || Double.isNaN(actual)) {
            return near == actual ? 0 : Double.POSITIVE_INFINITY;
        }
        return new BigDecimal(actual).subtract(exact).abs().divide(new BigDecimal(Math.ulp(near)), DIGITS).doubleValue();
    }

    static BigDecimal exp(BigDecimal x) {
        BigInteger k = x.divide(LN2, DIGITS).setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
        // e^r by the series of r / 256, squared eight times
        BigDecimal r = x.subtract(LN2.multiply(new BigDecimal(k)), DIGITS).divide(BigDecimal.valueOf(256), DIGITS);
        BigDecimal term = ONE;
        BigDecimal sum = ONE;
        for (int i = 1; i < 30; i++) {
            term = term.multiply(r, DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int i = 0; i < 8; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        BigDecimal scale = TWO.pow(k.abs().intValueExact());
        return k.signum() < 0 ? sum.divide(scale, DIGITS) : sum.multiply(scale, DIGITS);
    }

    static BigDecimal expm1(BigDecimal x) {
        if (x.abs().compareTo(new BigDecimal("1e-20")) < 0) {
            return x.add(x.multiply(x).divide(TWO, DIGITS), DIGITS);
        }
        return exp(x).subtract(ONE);
    }

    static BigDecimal log(BigDecimal x) {
        int k = Math.getExponent(x.doubleValue());
        BigDecimal m = k < 0 ? x.multiply(TWO.pow(-k)) : x.divide(TWO.pow(k), DIGITS);
        if (m.compareTo(new BigDecimal("1.5")) > 0) {
            m = m.divide(TWO);
            k++;
        }
        BigDecimal s = m.subtract(ONE).divide(m.add(ONE), DIGITS);
        return atanhSeries(s).multiply(TWO).add(LN2.multiply(BigDecimal.valueOf(k)), DIGITS);
    }

    static BigDecimal log1p(BigDecimal x) {
        return log(ONE.add(x));
    }

    static BigDecimal tanh(BigDecimal x) {
        BigDecimal t = expm1(x.multiply(TWO));
        return t.divide(t.add(TWO), DIGITS);
    }

    /// `2 / √π Σ x (2x²)^n e^(-x²) / (1 · 3 … (2n + 1))`, all terms of one sign.
    static BigDecimal erf(BigDecimal x) {
        BigDecimal square = x.multiply(x, DIGITS);
        BigDecimal term = x;
        BigDecimal sum = x;
        for (int n = 1; term.signum() != 0 && term.abs().compareTo(sum.abs().scaleByPowerOfTen(-55)) > 0; n++) {
            term = term.multiply(square, DIGITS).multiply(TWO).divide(BigDecimal.valueOf(2 * n + 1), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum.multiply(TWO).divide(PI.sqrt(DIGITS), DIGITS).multiply(exp(square.negate()), DIGITS);
    }

    static BigDecimal sin(BigDecimal x) {
        BigDecimal turns = x.divide(PI, new MathContext(390)).setScale(0, RoundingMode.HALF_EVEN);
        BigDecimal r = x.subtract(turns.multiply(PI)).round(DIGITS);
        BigDecimal square = r.multiply(r, DIGITS);
        BigDecimal term = r;
        BigDecimal sum = r;
        for (int i = 1; i < 40; i++) {
            term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf(-2L * i * (2 * i + 1)), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return turns.toBigInteger().testBit(0) ? sum.negate() : sum;
    }

    static BigDecimal cos(BigDecimal x) {
        return sin(x.add(PI.divide(TWO)));
    }

    static BigDecimal pow(BigDecimal x, BigDecimal y) {
        return exp(log(x).multiply(y));
    }

    private static BigDecimal atanhSeries(BigDecimal s) {
        BigDecimal square = s.multiply(s, DIGITS);
        BigDecimal power = s;
        BigDecimal sum = s;
        for (int i = 3; power.signum() != 0 && i < 160; i += 2) {
            power = power.multiply(square, DIGITS);
            sum = sum.add(power.divide(BigDecimal.valueOf(i), DIGITS), DIGITS);
        }
        return sum;
    }

    private static BigDecimal machin(MathContext digits) {
        return arctanOfInverse(5, digits).multiply(BigDecimal.valueOf(16))
            .subtract(arctanOfInverse(239, digits).multiply(BigDecimal.valueOf(4)), digits);
    }

    private static BigDecimal arctanOfInverse(int n, MathContext digits) {
        BigDecimal power = ONE.divide(BigDecimal.valueOf(n), digits);
        BigDecimal sum = power;
        for (int i = 3; i < 600; i += 2) {
            power = power.divide(BigDecimal.valueOf(-(long) n * n), digits);
            sum = sum.add(power.divide(BigDecimal.valueOf(i), digits), digits);
        }
        return sum;
    }
}
