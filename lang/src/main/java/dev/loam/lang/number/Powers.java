package dev.loam.lang.number;

import static dev.loam.lang.number.Errors.undefined;
import static dev.loam.lang.number.Errors.wrongArgument;

import java.math.BigInteger;

/// Roots and powers, exact wherever the operands are exact and the answer is rational.
public final class Powers {

    /// More bits than this no power may have: a mistyped exponent must not eat the memory.
    private static final long MOST_BITS = 1L << 31;

    /// Roots above this degree are not tried exactly.
    private static final long MOST_ROOT = 1024;

    private Powers() {}

    /// The principal square root: exact for squares of rationals (and of exact complex numbers), complex for negative numbers.
    public static Object sqrt(Object a) {
        return switch (a) {
            case Double x -> x < 0 ? Complex.inexact(0.0, Math.sqrt(-x)) : (Object) Math.sqrt(x);
            case Long _, BigInteger _, Rational _ -> {
                if (Integers.signum(a) >= 0) {
                    yield sqrtPositive(a);
                }
                var root = sqrtPositive(Arithmetic.negate(a));
                yield root instanceof Double r ? Complex.inexact(0.0, r) : Complex.of(0L, root);
            }
            case Complex z -> {
                var exact = z.isExact() ? exactRoot(z) : null;
                yield exact != null ? exact : sqrtComplex(z.re(), z.im());
            }
            case Differentiable x -> x.apply(Function1.SQRT);
            case null, default -> throw wrongArgument("sqrt", 1, a, "a number");
        };
    }

    private static Object sqrtPositive(Object a) {
        if (a instanceof Long x && x < 1L << 52) {
            double root = Math.sqrt(x);
            return root == Math.rint(root) ? (Object) (long) root : (Object) root;
        }
        var exact = exactRoot(a, 2);
        if (exact != null) {
            return exact;
        }
        double value = Integers.inexact(a);
        if (value >= Double.MIN_NORMAL && value <= Double.MAX_VALUE) {
            return Math.sqrt(value);
        }
        int shift = Integers.numerator(a).bitLength() - Integers.denominator(a).bitLength() & ~1;
        var scaled = shift > 0
                ? Rational.of(Integers.numerator(a), Integers.denominator(a).shiftLeft(shift))
                : Rational.of(Integers.numerator(a).shiftLeft(-shift), Integers.denominator(a));
        return Math.scalb(Math.sqrt(Integers.inexact(scaled)), shift / 2);
    }

    /// The exact `degree`-th root of a rational that is not negative, or null where it is not rational.
    private static Object exactRoot(Object a, int degree) {
        var top = exactRoot(Integers.numerator(a), degree);
        if (top == null) {
            return null;
        }
        var bottom = exactRoot(Integers.denominator(a), degree);
        return bottom == null ? null : Rational.of(top, bottom);
    }

    private static BigInteger exactRoot(BigInteger a, int degree) {
        var root = degree == 2 ? a.sqrt() : floorRoot(a, degree);
        return root.pow(degree).equals(a) ? root : null;
    }

    /// The greatest integer whose power is not above `a`, by Newton's method from above.
    private static BigInteger floorRoot(BigInteger a, int degree) {
        if (a.bitLength() <= degree) {
            return BigInteger.valueOf(a.signum());
        }
        var n = BigInteger.valueOf(degree);
        var less = BigInteger.valueOf(degree - 1);
        var x = BigInteger.ONE.shiftLeft(a.bitLength() / degree + 1);
        while (true) {
            var next = x.multiply(less).add(a.divide(x.pow(degree - 1))).divide(n);
            if (next.compareTo(x) >= 0) {
                return x;
            }
            x = next;
        }
    }

    /// The root of an exact complex number, or null where its parts are not rational.
    private static Object exactRoot(Complex z) {
        var magnitude = Elementary.magnitude(z);
        if (magnitude instanceof Double) {
            return null;
        }
        var re = sqrtPositive(Arithmetic.divide(Arithmetic.add(magnitude, z.real()), 2L));
        var im = sqrtPositive(Arithmetic.divide(Arithmetic.subtract(magnitude, z.real()), 2L));
        if (re instanceof Double || im instanceof Double) {
            return null;
        }
        return Complex.of(re, Integers.signum(z.imaginary()) < 0 ? Arithmetic.negate(im) : im);
    }

    /// The root in the right half plane, its imaginary part with the sign of `y`.
    static Complex sqrtComplex(double x, double y) {
        if (x == 0 && y == 0) {
            return Complex.inexact(0.0, y);
        }
        double size = Math.hypot(x, y);
        if (Double.isInfinite(size) && Double.isFinite(x) && Double.isFinite(y)) {
            var quarter = sqrtComplex(x / 4, y / 4);
            return Complex.inexact(quarter.re() * 2, quarter.im() * 2);
        }
        double root = Math.sqrt((Math.abs(x) + size) / 2);
        if (Double.isInfinite(y)) {
            return Complex.inexact(Double.POSITIVE_INFINITY, y);
        }
        return x >= 0 ? Complex.inexact(root, y / (2 * root)) : Complex.inexact(Math.abs(y) / (2 * root), Math.copySign(root, y));
    }

    /// The greatest integer whose square is not above `n`, and the rest.
    public static Object[] exactIntegerSqrt(Object n) {
        if (!Integers.isExactInteger(n) || Integers.signum(n) < 0) {
            throw wrongArgument("exact-integer-sqrt", 1, n, "an exact integer that is not negative");
        }
        var parts = Integers.big(n).sqrtAndRemainder();
        return new Object[] {Integers.normal(parts[0]), Integers.normal(parts[1])};
    }

    /// `base` to the power of `exponent`. An exact integer exponent keeps exactness; an exact fraction does where the root is rational.
    public static Object expt(Object base, Object exponent) {
        int kind = Arithmetic.kind(Function2.EXPT, base, exponent);
        if (kind == Arithmetic.DIFFERENTIABLE) {
            return Arithmetic.differentiate(Function2.EXPT, base, exponent);
        }
        if (Integers.isExactInteger(exponent)) {
            return integerPower(base, exponent);
        }
        if (base instanceof Long b && b == 0) {
            return powerOfZero(exponent);
        }
        if (exponent instanceof Rational r && !(base instanceof Double) && !(base instanceof Complex)) {
            var exact = rationalPower(base, r);
            if (exact != null) {
                return exact;
            }
        }
        if (kind != Arithmetic.COMPLEX) {
            double x = Arithmetic.toDouble(base);
            double y = Arithmetic.toDouble(exponent);
            if (x >= 0 || y == Math.rint(y) || Double.isNaN(x) || Double.isNaN(y)) {
                return Math.pow(x, y);
            }
        }
        if (Arithmetic.isZero(base)) {
            return powerOfZero(exponent);
        }
        return Elementary.exp(Arithmetic.multiply(exponent, Elementary.log(base)));
    }

    private static Object powerOfZero(Object exponent) {
        int sign = Arithmetic.sign("expt", Complex.realPart(exponent));
        if (sign > 0) {
            return 0L;
        }
        if (Arithmetic.isZero(exponent)) {
            return 1.0;
        }
        throw undefined("expt", "zero has no power", exponent);
    }

    private static Object rationalPower(Object base, Rational exponent) {
        if (Integers.signum(base) < 0 || exponent.denominator().bitLength() > 31 || exponent.denominator().longValue() > MOST_ROOT) {
            return null;
        }
        var root = exactRoot(base, exponent.denominator().intValue());
        return root == null ? null : integerPower(root, Integers.normal(exponent.numerator()));
    }

    private static Object integerPower(Object base, Object exponent) {
        if (base instanceof Double x) {
            return Math.pow(x, Integers.inexact(exponent));
        }
        int sign = Integers.signum(exponent);
        if (sign == 0) {
            return base instanceof Complex z && !z.isExact() ? (Object) 1.0 : (Object) 1L;
        }
        if (sign < 0) {
            if (Arithmetic.isZero(base)) {
                throw undefined("expt", "zero has no power", exponent);
            }
            return Arithmetic.divide(1L, integerPower(base, Arithmetic.negate(exponent)));
        }
        if (base instanceof Long b && b >= -1 && b <= 1) {
            return b == -1 && !Integers.big(exponent).testBit(0) ? (Object) 1L : base;
        }
        if (base instanceof Complex) {
            return complexPower(base, Integers.big(exponent));
        }
        var top = Integers.numerator(base);
        var bottom = Integers.denominator(base);
        long bits = Math.max(top.bitLength(), bottom.bitLength());
        if (!(exponent instanceof Long e) || e > MOST_BITS / bits) {
            throw undefined("expt", "the result would not fit into memory with the exponent", exponent);
        }
        int n = e.intValue();
        return base instanceof Rational ? new Rational(top.pow(n), bottom.pow(n)) : Integers.normal(top.pow(n));
    }

    private static Object complexPower(Object base, BigInteger exponent) {
        Object result = 1L;
        Object square = base;
        for (int bit = 0, bits = exponent.bitLength(); bit < bits; bit++) {
            if (exponent.testBit(bit)) {
                result = Arithmetic.multiply(result, square);
            }
            if (bit + 1 < bits) {
                square = Arithmetic.multiply(square, square);
            }
        }
        return result;
    }
}
