package dev.loam.lang.number;

import static dev.loam.lang.number.Errors.undefined;
import static dev.loam.lang.number.Errors.wrongArgument;

import java.math.BigInteger;

/// Exponential, logarithm and the circular functions on reals and complex numbers. Exact where the answer is known to be (`(exp 0)` is 1,
/// `(cos 0)` is 1, `(log 1)` is 0); a real argument outside a function's real domain gives the complex answer. Branch cuts are those of Common
/// Lisp (to which R7RS 6.2.6 refers), computed as in W. Kahan, Branch Cuts for Complex Elementary Functions, 1987.
public final class Elementary {

    private static final double LOG_2 = Math.log(2);

    private Elementary() {}

    public static Object exp(Object a) {
        return switch (a) {
            case Double x -> Math.exp(x);
            case Long x when x == 0 -> 1L;
            case Complex z -> polar(Math.exp(z.re()), z.im());
            case Differentiable x -> x.apply(Function1.EXP);
            case null, default -> Math.exp(real("exp", a));
        };
    }

    public static Object log(Object a) {
        return switch (a) {
            case Double x -> x < 0 ? Complex.inexact(Math.log(-x), Math.PI) : (Object) Math.log(x);
            case Long x when x == 1 -> 0L;
            case Long x when x == 0 -> throw undefined("log", "no logarithm of", a);
            case Complex z -> logComplex(z);
            case Differentiable x -> x.apply(Function1.LOG);
            case Long _, BigInteger _, Rational _ -> Integers.signum(a) < 0
                    ? Complex.of(logPositive(Arithmetic.negate(a)), Math.PI)
                    : (Object) logPositive(a);
            case null, default -> throw wrongArgument("log", 1, a, "a number");
        };
    }

    /// The logarithm of `a` to a base.
    public static Object log(Object a, Object base) {
        if (base instanceof Long b && Arithmetic.isReal(a) && !(a instanceof Differentiable) && Arithmetic.sign("log", a) > 0) {
            if (b == 10) {
                return log10(a);
            }
            if (b == 2 && Integers.isExactInteger(a) && Integers.big(a).bitCount() == 1) {
                return (double) (Integers.big(a).bitLength() - 1);
            }
        }
        Object divisor = log(base);
        if (divisor instanceof Long) {
            throw undefined("log", "no logarithm to the base", base);
        }
        return Arithmetic.divide(log(a), divisor);
    }

    private static double log10(Object a) {
        if (!(a instanceof BigInteger big)) {
            return Math.log10(Arithmetic.toDouble(a));
        }
        // the greater part as a whole number of tens, so that powers of ten come out exactly
        int tens = (int) (big.bitLength() * 0.30103);
        return tens + Math.log10(Arithmetic.toDouble(Rational.of(big, BigInteger.TEN.pow(tens))));
    }

    /// Also of integers and fractions beyond the range of doubles.
    private static double logPositive(Object exact) {
        if (exact instanceof Rational r) {
            double value = r.doubleValue();
            return value > 0 && value <= Double.MAX_VALUE ? Math.log(value)
                    : logPositive(Integers.normal(r.numerator())) - logPositive(Integers.normal(r.denominator()));
        }
        var value = Integers.big(exact);
        int shift = Math.max(0, value.bitLength() - 1000);
        return Math.log(value.shiftRight(shift).doubleValue()) + shift * LOG_2;
    }

    private static Complex logComplex(Complex z) {
        return Complex.inexact(Math.log(Math.hypot(z.re(), z.im())), Math.atan2(z.im(), z.re()));
    }

    public static Object sin(Object a) {
        return switch (a) {
            case Double x -> Math.sin(x);
            case Long x when x == 0 -> a;
            case Complex z -> Complex.inexact(Math.sin(z.re()) * Math.cosh(z.im()), Math.cos(z.re()) * Math.sinh(z.im()));
            case Differentiable x -> x.apply(Function1.SIN);
            case null, default -> Math.sin(real("sin", a));
        };
    }

    public static Object cos(Object a) {
        return switch (a) {
            case Double x -> Math.cos(x);
            case Long x when x == 0 -> 1L;
            case Complex z -> Complex.inexact(Math.cos(z.re()) * Math.cosh(z.im()), -Math.sin(z.re()) * Math.sinh(z.im()));
            case Differentiable x -> x.apply(Function1.COS);
            case null, default -> Math.cos(real("cos", a));
        };
    }

    public static Object tan(Object a) {
        return switch (a) {
            case Double x -> Math.tan(x);
            case Long x when x == 0 -> a;
            case Complex z -> tanComplex(z.re(), z.im());
            case Differentiable x -> x.apply(Function1.TAN);
            case null, default -> Math.tan(real("tan", a));
        };
    }

    private static Complex tanComplex(double x, double y) {
        if (Math.abs(y) > 300) {
            return Complex.inexact(Math.copySign(0.0, x), Math.copySign(1.0, y));
        }
        double divisor = Math.cos(2 * x) + Math.cosh(2 * y);
        return Complex.inexact(Math.sin(2 * x) / divisor, Math.sinh(2 * y) / divisor);
    }

    public static Object asin(Object a) {
        return switch (a) {
            case Long x when x == 0 -> a;
            case Complex z -> asinComplex(z.re(), z.im());
            case Differentiable x -> x.apply(Function1.ASIN);
            case null, default -> {
                double x = real("asin", a);
                // on the cuts: right of 1 continuous with the quadrant below, left of -1 with that above
                yield Math.abs(x) > 1 ? asinComplex(x, x > 0 ? -0.0 : 0.0) : (Object) Math.asin(x);
            }
        };
    }

    private static Complex asinComplex(double x, double y) {
        var below = Powers.sqrtComplex(1 - x, -y);
        var above = Powers.sqrtComplex(1 + x, y);
        double a = below.re() * above.re() - below.im() * above.im();
        double b = below.re() * above.im() - below.im() * above.re();
        return Complex.inexact(Math.atan2(x, a), asinh(b));
    }

    public static Object acos(Object a) {
        return switch (a) {
            case Long x when x == 1 -> 0L;
            case Complex z -> acosComplex(z.re(), z.im());
            case Differentiable x -> x.apply(Function1.ACOS);
            case null, default -> {
                double x = real("acos", a);
                yield Math.abs(x) > 1 ? acosComplex(x, x > 0 ? -0.0 : 0.0) : (Object) Math.acos(x);
            }
        };
    }

    private static Complex acosComplex(double x, double y) {
        var below = Powers.sqrtComplex(1 - x, -y);
        var above = Powers.sqrtComplex(1 + x, y);
        double b = above.re() * below.im() - above.im() * below.re();
        return Complex.inexact(2 * Math.atan2(below.re(), above.re()), asinh(b));
    }

    private static double asinh(double x) {
        double size = Math.abs(x);
        double value = size > 1e8 ? Math.log(size) + LOG_2 : Math.log1p(size + size * size / (1 + Math.sqrt(size * size + 1)));
        return Math.copySign(value, x);
    }

    public static Object atan(Object a) {
        return switch (a) {
            case Double x -> Math.atan(x);
            case Long x when x == 0 -> a;
            case Complex z -> atanComplex(z);
            case Differentiable x -> x.apply(Function1.ATAN);
            case null, default -> Math.atan(real("atan", a));
        };
    }

    private static Complex atanComplex(Complex z) {
        if (z.isExact() && Arithmetic.isZero(z.real()) && Arithmetic.numericEquals(Arithmetic.abs(z.imaginary()), 1L)) {
            throw undefined("atan", "no arc tangent of", z);
        }
        double x = z.re();
        double y = z.im();
        double re = (Math.atan2(x, 1 - y) - Math.atan2(-x, 1 + y)) / 2;
        double im = Math.log((x * x + (1 + y) * (1 + y)) / (x * x + (1 - y) * (1 - y))) / 4;
        return Complex.inexact(re, im);
    }

    /// The angle of the point `(x, y)`: exactly 0 where `y` is an exact 0 and `x` is exact and positive.
    public static Object atan(Object y, Object x) {
        if (y instanceof Differentiable || x instanceof Differentiable) {
            Arithmetic.kind(Function2.ATAN, y, x);
            return Arithmetic.differentiate(Function2.ATAN, y, x);
        }
        Arithmetic.requireReal("atan", 1, y);
        Arithmetic.requireReal("atan", 2, x);
        if (y instanceof Long l && l == 0 && Arithmetic.isExact(x)) {
            int sign = Integers.signum(x);
            if (sign == 0) {
                throw undefined("atan", "no angle of the point 0,", x);
            }
            if (sign > 0) {
                return 0L;
            }
        }
        return Math.atan2(Arithmetic.toDouble(y), Arithmetic.toDouble(x));
    }

    public static Object sinh(Object a) {
        return switch (a) {
            case Long x when x == 0 -> a;
            case Complex z -> Complex.inexact(Math.sinh(z.re()) * Math.cos(z.im()), Math.cosh(z.re()) * Math.sin(z.im()));
            case Differentiable x -> x.apply(Function1.SINH);
            case null, default -> Math.sinh(real("sinh", a));
        };
    }

    public static Object cosh(Object a) {
        return switch (a) {
            case Long x when x == 0 -> 1L;
            case Complex z -> Complex.inexact(Math.cosh(z.re()) * Math.cos(z.im()), Math.sinh(z.re()) * Math.sin(z.im()));
            case Differentiable x -> x.apply(Function1.COSH);
            case null, default -> Math.cosh(real("cosh", a));
        };
    }

    public static Object tanh(Object a) {
        return switch (a) {
            case Long x when x == 0 -> a;
            case Complex z -> {
                var t = tanComplex(-z.im(), z.re());
                yield Complex.inexact(t.im(), -t.re());
            }
            case Differentiable x -> x.apply(Function1.TANH);
            case null, default -> Math.tanh(real("tanh", a));
        };
    }

    private static double real(String operator, Object a) {
        if (!Arithmetic.isReal(a)) {
            throw wrongArgument(operator, 1, a, "a number");
        }
        return Arithmetic.toDouble(a);
    }

    private static Object polar(double magnitude, double angle) {
        return Complex.inexact(magnitude * Math.cos(angle), magnitude * Math.sin(angle));
    }

    // the polar view of complex numbers

    public static Object makePolar(Object magnitude, Object angle) {
        Arithmetic.requireReal("make-polar", 1, magnitude);
        Arithmetic.requireReal("make-polar", 2, angle);
        Errors.requireConstant("make-polar", magnitude);
        Errors.requireConstant("make-polar", angle);
        if (angle instanceof Long a && a == 0) {
            return magnitude;
        }
        return Complex.of(Arithmetic.multiply(magnitude, cos(angle)), Arithmetic.multiply(magnitude, sin(angle)));
    }

    public static Object makeRectangular(Object real, Object imaginary) {
        Arithmetic.requireReal("make-rectangular", 1, real);
        Arithmetic.requireReal("make-rectangular", 2, imaginary);
        Errors.requireConstant("make-rectangular", real);
        Errors.requireConstant("make-rectangular", imaginary);
        return Complex.of(real, imaginary);
    }

    public static Object realPart(Object z) {
        if (!Arithmetic.isNumber(z)) {
            throw wrongArgument("real-part", 1, z, "a number");
        }
        requireReal("real-part", z);
        return Complex.realPart(z);
    }

    public static Object imaginaryPart(Object z) {
        if (!Arithmetic.isNumber(z)) {
            throw wrongArgument("imag-part", 1, z, "a number");
        }
        requireReal("imag-part", z);
        return Complex.imaginaryPart(z);
    }

    public static Object magnitude(Object z) {
        if (!(z instanceof Complex c)) {
            if (!Arithmetic.isNumber(z)) {
                throw wrongArgument("magnitude", 1, z, "a number");
            }
            requireReal("magnitude", z);
            return Arithmetic.abs(z);
        }
        return c.isExact()
                ? Powers.sqrt(Arithmetic.add(Arithmetic.multiply(c.real(), c.real()), Arithmetic.multiply(c.imaginary(), c.imaginary())))
                : (Object) Math.hypot(c.re(), c.im());
    }

    /// Complaint where a complex number is being differentiated: its parts have no derivatives by complex numbers.
    private static void requireReal(String operator, Object z) {
        if (Differentiable.value(z) instanceof Complex) {
            Errors.requireConstant(operator, z);
        }
    }

    /// The angle in (-π, π].
    public static Object angle(Object z) {
        if (z instanceof Complex c) {
            return Math.atan2(c.im(), c.re());
        }
        requireReal("angle", z);
        int sign = Arithmetic.sign("angle", z);
        if (z instanceof Double x) {
            return Double.isNaN(x) ? x : Math.atan2(0.0, x);
        }
        if (sign == 0) {
            throw undefined("angle", "no angle of", z);
        }
        return sign < 0 ? (Object) Math.PI : (Object) 0L;
    }
}
