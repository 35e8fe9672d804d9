package dev.loam.lang.number;

import static dev.loam.lang.number.Errors.undefined;
import static dev.loam.lang.number.Errors.wrongArgument;

import java.math.BigInteger;

/// Between kinds of number: to integers (`floor`, `round`, …), to exact and inexact, to a simple fraction nearby.
public final class Rounding {

    private Rounding() {}

    public static Object floor(Object a) {
        return switch (a) {
            case Long _, BigInteger _ -> a;
            case Double x -> Math.floor(x);
            case Rational x -> Integers.normal(floor(x));
            case Differentiable x -> x.apply(Function1.FLOOR);
            case null, default -> throw wrongArgument("floor", 1, a, "a real number");
        };
    }

    public static Object ceiling(Object a) {
        return switch (a) {
            case Long _, BigInteger _ -> a;
            case Double x -> Math.ceil(x);
            case Rational x -> Integers.normal(floor(x).add(BigInteger.ONE));
            case Differentiable x -> x.apply(Function1.CEILING);
            case null, default -> throw wrongArgument("ceiling", 1, a, "a real number");
        };
    }

    public static Object truncate(Object a) {
        return switch (a) {
            case Long _, BigInteger _ -> a;
            case Double x -> x < 0 ? Math.ceil(x) : Math.floor(x);
            case Rational x -> Integers.normal(x.numerator().divide(x.denominator()));
            case Differentiable x -> x.apply(Function1.TRUNCATE);
            case null, default -> throw wrongArgument("truncate", 1, a, "a real number");
        };
    }

    /// To the nearest integer, of two equally near ones to the even one.
    public static Object round(Object a) {
        return switch (a) {
            case Long _, BigInteger _ -> a;
            case Double x -> Math.rint(x);
            case Rational x -> Integers.normal(round(x));
            case Differentiable x -> x.apply(Function1.ROUND);
            case null, default -> throw wrongArgument("round", 1, a, "a real number");
        };
    }

    private static BigInteger floor(Rational x) {
        var parts = x.numerator().divideAndRemainder(x.denominator());
        return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    private static BigInteger round(Rational x) {
        var below = floor(x);
        var twice = x.numerator().subtract(below.multiply(x.denominator())).shiftLeft(1);
        int order = twice.compareTo(x.denominator());
        return order > 0 || (order == 0 && below.testBit(0)) ? below.add(BigInteger.ONE) : below;
    }

    /// The same value as an exact number; a double's exactly, bit for bit.
    public static Object exact(Object a) {
        return switch (a) {
            case Long _, BigInteger _, Rational _ -> a;
            case Double x -> {
                if (!Double.isFinite(x)) {
                    throw undefined("exact", "no exact number is equal to", a);
                }
                yield Integers.exact(x);
            }
            case Complex x -> x.isExact() ? x : Complex.of(exact(x.real()), exact(x.imaginary()));
            case Differentiable x -> x.apply(Function1.EXACT);
            case null, default -> throw wrongArgument("exact", 1, a, "a number");
        };
    }

    /// The nearest inexact number.
    public static Object inexact(Object a) {
        return switch (a) {
            case Double _ -> a;
            case Long x -> (double) x;
            case BigInteger x -> x.doubleValue();
            case Rational x -> x.doubleValue();
            case Complex x -> x.isExact() ? Complex.inexact(x.re(), x.im()) : x;
            case Differentiable x -> x.apply(Function1.INEXACT);
            case null, default -> throw wrongArgument("inexact", 1, a, "a number");
        };
    }

    public static Object numerator(Object a) {
        return switch (a) {
            case Long _, BigInteger _ -> a;
            case Rational x -> Integers.normal(x.numerator());
            case Double x when Double.isFinite(x) -> inexact(numerator(Integers.exact(x)));
            case Differentiable x -> x.apply(Function1.NUMERATOR);
            case null, default -> throw wrongArgument("numerator", 1, a, "a rational number");
        };
    }

    public static Object denominator(Object a) {
        return switch (a) {
            case Long _, BigInteger _ -> 1L;
            case Rational x -> Integers.normal(x.denominator());
            case Double x when Double.isFinite(x) -> inexact(denominator(Integers.exact(x)));
            case Differentiable x -> x.apply(Function1.DENOMINATOR);
            case null, default -> throw wrongArgument("denominator", 1, a, "a rational number");
        };
    }

    /// The simplest rational that differs from `x` by no more than `tolerance`: of all of them the one with the smallest
    /// denominator and, among those, the smallest numerator. Inexact when an argument is.
    public static Object rationalize(Object x, Object tolerance) {
        Errors.requireConstant("rationalize", x);
        Errors.requireConstant("rationalize", tolerance);
        Object a = x;
        Object b = tolerance;
        Arithmetic.requireReal("rationalize", 1, a);
        Arithmetic.requireReal("rationalize", 2, b);
        boolean inexact = a instanceof Double || b instanceof Double;
        double p = Arithmetic.toDouble(a);
        double q = Arithmetic.toDouble(b);
        if (Double.isNaN(p) || Double.isNaN(q) || (Double.isInfinite(p) && Double.isInfinite(q))) {
            return Double.NaN;
        }
        if (inexact && (Double.isInfinite(p) || Double.isInfinite(q))) {
            return Double.isInfinite(q) ? 0.0 : p;
        }
        var middle = exact(a);
        var radius = Arithmetic.abs(exact(b));
        var simplest = simplest(Arithmetic.subtract(middle, radius), Arithmetic.add(middle, radius));
        return inexact ? inexact(simplest) : simplest;
    }

    /// The simplest rational in `[low, high]`, by continued fractions.
    private static Object simplest(Object low, Object high) {
        int sign = Integers.signum(low);
        if (sign <= 0 && Integers.signum(high) >= 0) {
            return 0L;
        }
        if (sign < 0) {
            return Arithmetic.negate(simplest(Arithmetic.negate(high), Arithmetic.negate(low)));
        }
        Object whole = floor(low);
        if (Arithmetic.numericEquals(whole, low)) {
            return whole;
        }
        if (Arithmetic.less(whole, floor(high))) {
            return Arithmetic.add(whole, 1L);
        }
        Object rest = simplest(Arithmetic.divide(1L, Arithmetic.subtract(high, whole)), Arithmetic.divide(1L, Arithmetic.subtract(low, whole)));
        return Arithmetic.add(whole, Arithmetic.divide(1L, rest));
    }
}
