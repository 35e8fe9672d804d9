package dev.loam.lang.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.lang.MutableString;
import dev.loam.lang.SchemeError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The tower against `BigInteger` and `BigDecimal`, on numbers chosen to lie at the edges of the representations.
class NumbersTest {

    private static final long SEED = 20260101;
    private final Random random = new Random(SEED);

    @Test
    void integersAreThoseOfBigInteger() {
        for (int i = 0; i < 4_000; i++) {
            BigInteger a = integer();
            BigInteger b = integer();
            Object x = Integers.normal(a);
            Object y = Integers.normal(b);
            check(Arithmetic.add(x, y), a.add(b));
            check(Arithmetic.subtract(x, y), a.subtract(b));
            check(Arithmetic.multiply(x, y), a.multiply(b));
            check(Arithmetic.negate(x), a.negate());
            check(Arithmetic.abs(x), a.abs());
            check(Division.gcd(x, y), a.gcd(b));
            assertThat(Arithmetic.less(x, y)).isEqualTo(a.compareTo(b) < 0);
            assertThat(Arithmetic.numericEquals(x, y)).isEqualTo(a.equals(b));
            if (b.signum() != 0) {
                check(Division.quotient(x, y), a.divide(b));
                check(Division.remainder(x, y), a.remainder(b));
                BigInteger floored = a.subtract(b.multiply(floorDivide(a, b)));
                check(Division.floorQuotient(x, y), floorDivide(a, b));
                check(Division.modulo(x, y), floored);
                canonical(Arithmetic.divide(x, y));
                assertThat(Arithmetic.multiply(Arithmetic.divide(x, y), y)).isEqualTo(x);
            }
        }
    }

    @Test
    void rationalsFormAField() {
        for (int i = 0; i < 1_500; i++) {
            Object a = rational();
            Object b = rational();
            Object c = rational();
            canonical(Arithmetic.add(a, b));
            canonical(Arithmetic.multiply(a, b));
            assertThat(Arithmetic.add(Arithmetic.add(a, b), c)).isEqualTo(Arithmetic.add(a, Arithmetic.add(b, c)));
            assertThat(Arithmetic.multiply(a, Arithmetic.add(b, c))).isEqualTo(Arithmetic.add(Arithmetic.multiply(a, b), Arithmetic.multiply(a, c)));
            assertThat(Arithmetic.subtract(Arithmetic.add(a, b), b)).isEqualTo(a);
            if (!Arithmetic.isZero(b)) {
                assertThat(Arithmetic.divide(Arithmetic.multiply(a, b), b)).isEqualTo(a);
            }
            Object floor = Rounding.floor(a);
            assertThat(Arithmetic.lessOrEqual(floor, a) && Arithmetic.less(a, Arithmetic.add(floor, 1L))).isTrue();
            Object half = Arithmetic.abs(Arithmetic.subtract(Rounding.round(a), a));
            assertThat(Arithmetic.lessOrEqual(half, Arithmetic.divide(1L, 2L))).isTrue();
            assertThat(Rounding.truncate(a)).isEqualTo(Arithmetic.sign("", a) < 0 ? Rounding.ceiling(a) : floor);
        }
        assertThat(Rounding.round(Arithmetic.divide(7L, 2L))).isEqualTo(4L);
        assertThat(Rounding.round(Arithmetic.divide(5L, 2L))).isEqualTo(2L);
        assertThat(Rounding.round(Arithmetic.divide(-5L, 2L))).isEqualTo(-2L);
    }

    @Test
    void exactAndInexactAreInverse() {
        for (int i = 0; i < 4_000; i++) {
            double x = anyDouble();
            Object exact = Rounding.exact(x);
            canonical(exact);
            assertThat(Arithmetic.toDouble(exact)).isEqualTo(x == 0 ? 0.0 : x);
            assertThat(Arithmetic.numericEquals(exact, x)).isTrue();
            assertThat(new BigDecimal(x).compareTo(decimal(exact))).isZero();
        }
    }

    @Test
    void rationalsRoundToTheNearestDouble() {
        for (int i = 0; i < 4_000; i++) {
            Object a = i % 4 == 0 ? halfway() : rational();
            double rounded = Arithmetic.toDouble(a);
            Object error = Arithmetic.abs(Arithmetic.subtract(Rounding.exact(rounded), a));
            for (double neighbour : new double[] {Math.nextUp(rounded), Math.nextDown(rounded)}) {
                Object other = Arithmetic.abs(Arithmetic.subtract(Rounding.exact(neighbour), a));
                int order = Arithmetic.compare("", error, other);
                boolean even = (Double.doubleToRawLongBits(rounded) & 1) == 0;
                assertThat(order < 0 || (order == 0 && even)).as("%s as %s, seed %d", a, rounded, SEED).isTrue();
            }
        }
        assertThat(Arithmetic.toDouble(NumberParser.parse("1/" + "1" + "0".repeat(400), 10))).isEqualTo(0.0);
        assertThat(Arithmetic.toDouble(NumberParser.parse("#e4.9e-324", 10))).isEqualTo(Double.MIN_VALUE);
        assertThat(Arithmetic.toDouble(NumberParser.parse("#e2.4703282292062328e-324", 10))).isEqualTo(Double.MIN_VALUE);
        assertThat(Arithmetic.toDouble(NumberParser.parse("#e2.4703282292062327e-324", 10))).isEqualTo(0.0);
    }

    @Test
    void comparisonsDoNotRound() {
        for (int i = 0; i < 4_000; i++) {
            double x = i % 2 == 0 ? anyDouble() : integer().doubleValue();
            Object y = i % 3 == 0 ? Arithmetic.add(Rounding.exact(x), (long) random.nextInt(3) - 1) : rational();
            int order = Integer.signum(new BigDecimal(x).compareTo(decimal(y)));
            if (y instanceof Rational) {
                order = Arithmetic.sign("", Arithmetic.subtract(Rounding.exact(x), y));
            }
            assertThat(Arithmetic.compare("", x, y)).as("%s, %s, seed %d", x, y, SEED).isEqualTo(order);
            assertThat(Arithmetic.compare("", y, x)).isEqualTo(-order);
        }
        assertThat(Arithmetic.numericEquals(9007199254740993L, 9007199254740992.0)).isFalse();
        assertThat(Arithmetic.less(9007199254740992.0, 9007199254740993L)).isTrue();
        assertThat(Arithmetic.less(BigInteger.TEN.pow(400), Double.POSITIVE_INFINITY)).isTrue();
        assertThat(Arithmetic.less(1L, Double.NaN) || Arithmetic.greaterOrEqual(1L, Double.NaN) || Arithmetic.lessOrEqual(Double.NaN, 1L)).isFalse();
    }

    @Test
    void printingReadsBackInEveryRadix() {
        for (int i = 0; i < 1_500; i++) {
            int radix = 2 + random.nextInt(35);
            for (Object x : new Object[] {Integers.normal(integer()), rational()}) {
                assertThat(NumberParser.parse(NumberPrinter.print(x, radix), radix)).isEqualTo(x);
            }
            Object exact = Complex.of(rational(), rational());
            Object inexact = Complex.of(anyDouble(), anyDouble());
            double real = anyDouble();
            assertThat(NumberParser.parse(NumberPrinter.print(real, 10), 10)).isEqualTo(real);
            assertThat(NumberParser.parse(NumberPrinter.print(inexact, 10), 10)).isEqualTo(inexact);
            assertThat(NumberParser.parse(NumberPrinter.print(exact, 10), 10)).isEqualTo(exact);
        }
        for (int i = 0; i < 300; i++) {
            int radix = 2 + random.nextInt(15);
            double real = anyDouble();
            assertThat(NumberParser.parse(NumberPrinter.print(real, radix), radix)).as("%s in radix %d", real, radix).isEqualTo(real);
        }
    }

    @Test
    void rootsAndPowers() {
        for (int i = 0; i < 600; i++) {
            BigInteger a = integer().abs();
            Object[] parts = Powers.exactIntegerSqrt(Integers.normal(a));
            check(Arithmetic.add(Arithmetic.multiply(parts[0], parts[0]), parts[1]), a);
            Object square = Arithmetic.multiply(rational(), 1L);
            Object root = Powers.sqrt(Arithmetic.multiply(square, square));
            assertThat(root).isEqualTo(Arithmetic.abs(square));
            int n = random.nextInt(12);
            check(Powers.expt(Integers.normal(a), (long) n), a.pow(n));
            if (a.signum() > 0) {
                check(Powers.expt(Integers.normal(a.pow(7)), new Rational(BigInteger.ONE, BigInteger.valueOf(7))), a);
                assertThat(Arithmetic.multiply(Powers.expt(Integers.normal(a), (long) -n), Integers.normal(a.pow(n)))).isEqualTo(1L);
                double inexact = Arithmetic.toDouble(Powers.sqrt(Integers.normal(a)));
                double oracle = new BigDecimal(a).sqrt(MathContext.DECIMAL128).doubleValue();
                assertThat(Math.abs(inexact - oracle)).isLessThanOrEqualTo(2 * Math.ulp(oracle));
            }
        }
        assertThat(Powers.sqrt(BigInteger.TEN.pow(1001))).isInstanceOf(Double.class);
        assertThat(Arithmetic.toDouble(Powers.sqrt(Arithmetic.multiply(2L, BigInteger.TEN.pow(600))))).isCloseTo(1.4142135623730951e300, within(1e286));
    }

    @Test
    void simplestRationalInTheInterval() {
        for (int i = 0; i < 500; i++) {
            Object x = Arithmetic.divide((long) random.nextInt(2001) - 1000, 1L + random.nextInt(100));
            Object tolerance = Arithmetic.divide((long) random.nextInt(20), 1L + random.nextInt(200));
            Object found = Rounding.rationalize(x, tolerance);
            assertThat(Arithmetic.lessOrEqual(Arithmetic.abs(Arithmetic.subtract(x, found)), tolerance)).isTrue();
            Object low = Arithmetic.subtract(x, tolerance);
            Object high = Arithmetic.add(x, tolerance);
            for (long d = 1; Arithmetic.less(d, Rounding.denominator(found)); d++) {
                Object candidate = Rounding.ceiling(Arithmetic.multiply(low, d));
                assertThat(Arithmetic.lessOrEqual(Arithmetic.divide(candidate, d), high)).as("%s ± %s", x, tolerance).isFalse();
            }
        }
    }

    @Test
    void complexFunctionsInvertAndKeepTheirIdentities() {
        for (int i = 0; i < 600; i++) {
            Complex z = Complex.inexact(random.nextGaussian() * 2, random.nextGaussian() * 2);
            near(Arithmetic.multiply(Powers.sqrt(z), Powers.sqrt(z)), z);
            near(Elementary.exp(Elementary.log(z)), z);
            near(Elementary.sin(Elementary.asin(z)), z);
            near(Elementary.cos(Elementary.acos(z)), z);
            near(Elementary.tan(Elementary.atan(z)), z);
            near(Arithmetic.add(Elementary.asin(z), Elementary.acos(z)), Math.PI / 2);
            near(Arithmetic.add(Arithmetic.multiply(Elementary.sin(z), Elementary.sin(z)), Arithmetic.multiply(Elementary.cos(z), Elementary.cos(z))), 1.0);
            near(Arithmetic.divide(Elementary.sin(z), Elementary.cos(z)), Elementary.tan(z));
            near(Arithmetic.multiply(Arithmetic.divide(z, Complex.inexact(3, -2)), Complex.inexact(3, -2)), z);
            near(Powers.expt(z, 3L), Powers.expt(z, 3.0));
            near(Elementary.makePolar(Elementary.magnitude(z), Elementary.angle(z)), z);
            assertThat(Arithmetic.toDouble(Elementary.realPart(Powers.sqrt(z)))).isGreaterThanOrEqualTo(0);
        }
    }

    @Test
    void errorsNameOperatorPositionAndArgument() {
        fails(() -> Arithmetic.add(1L, new MutableString("x")), "+: argument 2 must be a number, found \"x\"");
        fails(() -> Arithmetic.add(Boolean.FALSE, 1L), "+: argument 1 must be a number, found #f");
        fails(() -> Arithmetic.less(Complex.of(1L, 1L), 2L), "<: argument 1 must be a real number, found 1+i");
        fails(() -> Arithmetic.divide(1L, 0L), "/: division by zero");
        fails(() -> Arithmetic.divide(1.5, 0L), "/: division by zero");
        fails(() -> Division.modulo(7L, 0L), "modulo: division by zero");
        fails(() -> Division.quotient(7.5, 2L), "quotient: argument 1 must be an integer, found 7.5");
        fails(() -> Rounding.exact(Double.NaN), "exact: no exact number is equal to +nan.0");
        fails(() -> Powers.expt(2L, BigInteger.TEN.pow(20)), "expt: the result would not fit into memory with the exponent 100000000000000000000");
        fails(() -> Elementary.log(0L), "log: no logarithm of 0");
        fails(() -> Elementary.atan(0L, 0L), "atan: no angle of the point 0, 0");
    }

    private static void fails(org.assertj.core.api.ThrowableAssert.ThrowingCallable body, String message) {
        assertThatThrownBy(body).isInstanceOf(SchemeError.class).hasMessage(message);
    }

    private static org.assertj.core.data.Offset<Double> within(double e) {
        return org.assertj.core.data.Offset.offset(e);
    }

    private static void near(Object found, Object expected) {
        Object error = Elementary.magnitude(Arithmetic.subtract(found, expected));
        double scale = 1 + Arithmetic.toDouble(Elementary.magnitude(expected));
        assertThat(Arithmetic.toDouble(error)).as("%s, expected %s", found, expected).isLessThan(1e-11 * scale);
    }

    private static BigInteger floorDivide(BigInteger a, BigInteger b) {
        var parts = a.divideAndRemainder(b);
        return parts[1].signum() * b.signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    private static void check(Object found, BigInteger expected) {
        canonical(found);
        assertThat(Integers.big(found)).isEqualTo(expected);
    }

    private static void canonical(Object x) {
        if (x instanceof BigInteger b) {
            assertThat(b.bitLength()).as("%s as a big integer", b).isGreaterThan(63);
        }
        if (x instanceof Rational r) {
            assertThat(r.numerator().gcd(r.denominator())).isEqualTo(BigInteger.ONE);
        }
    }

    private static BigDecimal decimal(Object exact) {
        return exact instanceof Rational r ? new BigDecimal(r.numerator()).divide(new BigDecimal(r.denominator()), new MathContext(2000))
                : new BigDecimal(Integers.big(exact));
    }

    private BigInteger integer() {
        var edges = List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE + 1, 1L << 32, -(1L << 31), 1L << 53, (1L << 53) + 1);
        return switch (random.nextInt(4)) {
            case 0 -> BigInteger.valueOf(edges.get(random.nextInt(edges.size())));
            case 1 -> BigInteger.valueOf(random.nextInt(200) - 100);
            case 2 -> BigInteger.valueOf(random.nextLong());
            default -> new BigInteger(random.nextInt(200), random).multiply(BigInteger.valueOf(random.nextBoolean() ? 1 : -1));
        };
    }

    private Object rational() {
        BigInteger d;
        do {
            d = integer();
        } while (d.signum() == 0);
        return Rational.of(integer(), d);
    }

    /// Half way between two neighbouring doubles.
    private Object halfway() {
        double x = anyDouble();
        return Arithmetic.divide(Arithmetic.add(Rounding.exact(x), Rounding.exact(Math.nextUp(x))), 2L);
    }

    private double anyDouble() {
        double x;
        do {
            x = switch (random.nextInt(5)) {
                case 0 -> random.nextInt(100) / 4.0;
                case 1 -> random.nextGaussian();
                case 2 -> Double.MIN_VALUE * random.nextInt(1000);
                default -> Double.longBitsToDouble(random.nextLong());
            };
        } while (!Double.isFinite(x) || Math.abs(x) == Double.MAX_VALUE);
        return x;
    }
}
