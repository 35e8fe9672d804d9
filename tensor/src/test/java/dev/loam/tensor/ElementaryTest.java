package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElementaryTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;
    private static final double MIN = Double.MIN_VALUE;

    private static DoubleUnaryOperator function(String name) {
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

    private static UnaryOperator<BigDecimal> oracle(String name) {
        return switch (name) {
            case "exp" -> Oracle::exp;
            case "expm1" -> Oracle::expm1;
            case "log" -> Oracle::log;
            case "log1p" -> Oracle::log1p;
            case "tanh" -> Oracle::tanh;
            case "erf" -> Oracle::erf;
            case "sin" -> Oracle::sin;
            case "cos" -> Oracle::cos;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /// A double of any interesting size in the domain of `name`.
    private static double argument(String name, Cases c) {
        double limit = switch (name) {
            case "exp", "expm1" -> 745;
            case "tanh" -> 25;
            case "erf" -> 6.5;
            default -> 1e5;
        };
        double x = switch (c.between(0, 3)) {
            case 0 -> c.normal();
            case 1 -> c.uniform(-limit, limit);
            case 2 -> Math.clamp(Math.scalb(c.normal(), c.between(-60, 12)), -limit, limit);
            default -> name.startsWith("log") ? (name.equals("log") ? 1 : 0) + 0.3 * c.normal()
                : c.between(0, 100_000) % (limit / 1.6) * Math.PI / 2;
        };
        return name.equals("log") ? Math.abs(x) : name.equals("log1p") && x <= -1 ? -1 / x - 1 : x;
    }

    @ParameterizedTest
    @CsvSource({"exp, 0.8", "expm1, 1.2", "log, 0.9", "log1p, 0.9", "tanh, 1.6", "erf, 1.6", "sin, 0.9", "cos, 0.9"})
    void agreesWithTheDecimalOracle(String name, double bound) {
        Cases.check(name, 20 * Integer.getInteger("loam.cases", 20), c -> {
            double x = argument(name, c);
            double y = function(name).applyAsDouble(x);
            assertThat(Oracle.ulps(y, oracle(name).apply(new BigDecimal(x)))).as("ulps of %s(%s) = %s", name, x, y).isLessThan(bound);
        });
    }

    @Test
    void powAgreesWithTheDecimalOracle() {
        Cases.check("pow", 20 * Integer.getInteger("loam.cases", 20), c -> {
            double x = c.coin() ? Math.exp(3 * c.normal()) : 1 + 0.01 * c.normal();
            double y = c.coin() ? 100 * c.normal() : 5000 * c.normal();
            double z = Elementary.pow(x, y);
            assertThat(Oracle.ulps(z, Oracle.pow(new BigDecimal(x), new BigDecimal(y)))).as("ulps of %s^%s = %s", x, y, z).isLessThan(0.8);
        });
    }

    @Test
    void anglesNearMultiplesOfHalfPiKeepTheirPrecision() {
        Cases.check("half pi", 400, c -> {
            double x = Math.rint(Math.exp(c.uniform(0, 700))) * (Math.PI / 2) * (c.coin() ? 1 : -1);
            assertThat(Oracle.ulps(Elementary.sin(x), Oracle.sin(new BigDecimal(x)))).as("sin %s", x).isLessThan(1);
            assertThat(Oracle.ulps(Elementary.cos(x), Oracle.cos(new BigDecimal(x)))).as("cos %s", x).isLessThan(1);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"exp", "expm1", "log", "log1p", "tanh", "sin", "cos"})
    void staysWithinTheErrorsNumPyAllows(String name) {
        int rows = 0;
        for (String line : Vectors.lines("numpy/umath-validation-set-" + name + ".csv")) {
            String[] part = line.split(",");
            if (!part[0].equals("np.float64")) {
                continue;
            }
            double x = Double.longBitsToDouble(Long.parseUnsignedLong(part[1].substring(2), 16));
            double expected = Double.longBitsToDouble(Long.parseUnsignedLong(part[2].substring(2), 16));
            double actual = function(name).applyAsDouble(x);
            rows++;
            if (Double.isNaN(expected) || Double.isInfinite(expected) || expected == 0) {
                assertThat(actual).as("%s(%s)", name, x).isEqualTo(Double.valueOf(expected));
            } else {
                assertThat(Math.abs(Double.doubleToRawLongBits(actual) - Double.doubleToRawLongBits(expected)))
                    .as("%s(%s) = %s, not %s", name, x, actual, expected).isLessThanOrEqualTo(Long.parseLong(part[3]));
            }
        }
        assertThat(rows).isGreaterThan(100);
    }

    @Test
    void endsAreExact() {
        double[][] ends = {
            {Elementary.exp(0), 1}, {Elementary.exp(-0.0), 1}, {Elementary.exp(INF), INF}, {Elementary.exp(-INF), 0},
            {Elementary.exp(NAN), NAN}, {Elementary.exp(709.79), INF}, {Elementary.exp(-745.2), 0}, {Elementary.exp(-745), MIN},
            {Elementary.expm1(0), 0}, {Elementary.expm1(-0.0), -0.0}, {Elementary.expm1(INF), INF}, {Elementary.expm1(-INF), -1},
            {Elementary.expm1(NAN), NAN}, {Elementary.expm1(MIN), MIN}, {Elementary.expm1(-MIN), -MIN}, {Elementary.expm1(800), INF},
            {Elementary.log(0), -INF}, {Elementary.log(-0.0), -INF}, {Elementary.log(-1), NAN}, {Elementary.log(-INF), NAN},
            {Elementary.log(INF), INF}, {Elementary.log(NAN), NAN}, {Elementary.log(1), 0}, {Elementary.log(MIN), -744.4400719213812},
            {Elementary.log1p(0), 0}, {Elementary.log1p(-0.0), -0.0}, {Elementary.log1p(-1), -INF}, {Elementary.log1p(-2), NAN},
            {Elementary.log1p(INF), INF}, {Elementary.log1p(NAN), NAN}, {Elementary.log1p(MIN), MIN}, {Elementary.log1p(-INF), NAN},
            {Elementary.tanh(0), 0}, {Elementary.tanh(-0.0), -0.0}, {Elementary.tanh(INF), 1}, {Elementary.tanh(-INF), -1},
            {Elementary.tanh(NAN), NAN}, {Elementary.tanh(MIN), MIN}, {Elementary.tanh(-MIN), -MIN}, {Elementary.tanh(1e300), 1},
            {Elementary.erf(0), 0}, {Elementary.erf(-0.0), -0.0}, {Elementary.erf(INF), 1}, {Elementary.erf(-INF), -1},
            {Elementary.erf(NAN), NAN}, {Elementary.erf(MIN), MIN}, {Elementary.erf(1e300), 1}, {Elementary.erf(-6), -1},
            {Elementary.sin(0), 0}, {Elementary.sin(-0.0), -0.0}, {Elementary.sin(INF), NAN}, {Elementary.sin(-INF), NAN},
            {Elementary.sin(NAN), NAN}, {Elementary.sin(MIN), MIN}, {Elementary.cos(0), 1}, {Elementary.cos(INF), NAN},
            {Elementary.cos(NAN), NAN}, {Elementary.cos(MIN), 1}};
        for (int i = 0; i < ends.length; i++) {
            assertThat(ends[i][0]).as("end %d", i).isEqualTo(Double.valueOf(ends[i][1]));
        }
    }

    @Test
    void powHasTheEndsOfC99() {
        double[] values = {0, -0.0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 1e300, -1e300, MIN, -MIN, INF, -INF, 1e18 + 1, 0x1p53, -0x1p53 + 1};
        for (double x : values) {
            for (double y : values) {
                boolean differs = x == 1 || x == -1 && Math.abs(y) == INF;
                double expected = differs ? 1 : StrictMath.pow(x, y);
                double actual = Elementary.pow(x, y);
                // the oracle itself may be off by one in the last place
                assertThat(Math.abs(actual - expected) <= Math.ulp(expected) && expected != 0 ? expected : actual)
                    .as("%s^%s", x, y).isEqualTo(Double.valueOf(expected));
            }
            assertThat(Elementary.pow(x, NAN)).isEqualTo(Double.valueOf(x == 1 ? 1 : NAN));
            assertThat(Elementary.pow(NAN, x)).isEqualTo(Double.valueOf(x == 0 ? 1 : NAN));
        }
    }
}
