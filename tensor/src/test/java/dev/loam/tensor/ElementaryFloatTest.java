package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElementaryFloatTest {
    private interface FloatFunction {
        float apply(float x);
    }

    private static FloatFunction function(String name) {
        return switch (name) {
            case "exp" -> ElementaryFloat::expf;
            case "expm1" -> ElementaryFloat::expm1f;
            case "log" -> ElementaryFloat::logf;
            case "log1p" -> ElementaryFloat::log1pf;
            case "tanh" -> ElementaryFloat::tanhf;
            case "erf" -> ElementaryFloat::erff;
            case "sin" -> ElementaryFloat::sinf;
            case "cos" -> ElementaryFloat::cosf;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static DoubleUnaryOperator inDouble(String name) {
        return switch (name) {
            case "exp" -> Elementary::exp;
            case "expm1" -> Elementary::expm1;
            case "log" -> Elementary::log;
            case "log1p" -> Elementary::log1p;
            case "tanh" -> Elementary::tanh;
            case "erf" -> Elementary::erf;
            case "sin" -> Elementary::sin;
            case "cos" -> Elementary::cos;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /// The worst error over every `stride`-th float; an end (0, infinity, NaN) must be met exactly.
    private static double worst(String name, int stride) {
        FloatFunction f = function(name);
        DoubleUnaryOperator d = inDouble(name);
        float limit = name.equals("sin") || name.equals("cos") ? 0x1p16f * 1.57f : Float.POSITIVE_INFINITY;
        double worst = 0;
        for (long bits = 0; bits < 1L << 32; bits += stride) {
            float x = Float.intBitsToFloat((int) bits);
            if (Math.abs(x) > limit) {
                continue;
            }
            float y = f.apply(x);
            double exact = d.applyAsDouble(x);
            float near = (float) exact;
            if (near == 0 || near - near != 0) {
                if (Float.compare(y, near) != 0) {
                    return Double.POSITIVE_INFINITY;
                }
                continue;
            }
            double error = Math.abs(y - exact) / Math.ulp(near);
            worst = error <= worst ? worst : error;
        }
        return worst;
    }

    @ParameterizedTest
    @CsvSource({"exp, 0.8", "expm1, 1.2", "log, 0.9", "log1p, 0.9", "tanh, 1.6", "erf, 1.6", "sin, 0.9", "cos, 0.9"})
    void everyThousandthFloatIsRight(String name, double bound) {
        assertThat(worst(name, 997)).isLessThan(bound);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"exp, 0.8", "expm1, 1.2", "log, 0.9", "log1p, 0.9", "tanh, 1.6", "erf, 1.6", "sin, 1.0", "cos, 1.0"})
    void everyThirteenthFloatIsRight(String name, double bound) {
        double worst = worst(name, 13);
        System.out.println("worst error of " + name + "f: " + worst + " ulp");
        assertThat(worst).isLessThan(bound);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exp", "expm1", "log", "log1p", "tanh", "sin", "cos"})
    void staysWithinTheErrorsNumPyAllows(String name) {
        int rows = 0;
        for (String line : Vectors.lines("numpy/umath-validation-set-" + name + ".csv")) {
            String[] part = line.split(",");
            if (!part[0].equals("np.float32")) {
                continue;
            }
            float x = Float.intBitsToFloat(Integer.parseUnsignedInt(part[1].substring(2), 16));
            float expected = Float.intBitsToFloat(Integer.parseUnsignedInt(part[2].substring(2), 16));
            float actual = function(name).apply(x);
            rows++;
            if (Float.isNaN(expected) || Float.isInfinite(expected) || expected == 0) {
                assertThat(actual).as("%s(%s)", name, x).isEqualTo(Float.valueOf(expected));
            } else {
                assertThat(Math.abs(Float.floatToRawIntBits(actual) - Float.floatToRawIntBits(expected)))
                    .as("%s(%s) = %s, not %s", name, x, actual, expected).isLessThanOrEqualTo(Integer.parseInt(part[3]));
            }
        }
        assertThat(rows).isGreaterThan(100);
    }

    @Test
    void powfIsTheRoundedDoublePower() {
        Cases.check("powf", 50 * Integer.getInteger("loam.cases", 20), c -> {
            float x = (float) Math.exp(5 * c.normal());
            float y = (float) (10 * c.normal());
            double exact = Elementary.pow(x, y);
            double error = Math.abs(ElementaryFloat.powf(x, y) - exact) / Math.ulp((float) exact);
            assertThat(error <= 0.5001 || ElementaryFloat.powf(x, y) == (float) exact).as("%s^%s", x, y).isTrue();
        });
        float[] values = {0, -0f, 1, -1, 2, -2, 0.5f, -0.5f, 3, -3, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
        for (float x : values) {
            for (float y : values) {
                assertThat(ElementaryFloat.powf(x, y)).as("%s^%s", x, y).isEqualTo(Float.valueOf((float) Elementary.pow(x, y)));
            }
        }
    }

    @Test
    void hugeAnglesStayBounded() {
        for (float x : new float[] {1e6f, 1e9f, 1e20f, Float.MAX_VALUE, -1e30f}) {
            assertThat(Math.abs(ElementaryFloat.sinf(x))).isLessThanOrEqualTo(1);
            assertThat(Math.abs(ElementaryFloat.cosf(x))).isLessThanOrEqualTo(1);
        }
        assertThat(ElementaryFloat.sinf(Float.POSITIVE_INFINITY)).isNaN();
    }
}
