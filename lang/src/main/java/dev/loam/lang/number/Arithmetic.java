package dev.loam.lang.number;

import static dev.loam.lang.number.Errors.wrongArgument;

import java.math.BigInteger;

/// The generic operations on numbers: fixnum (`Long`), big integer, [Rational], `Double`, [Complex], and whatever is [Differentiable].
/// Each looks at two fixnums and two doubles first; those two cases are small enough to be inlined at the call. Exact results
/// are canonical: a `BigInteger` never fits a `Long`, a `Rational` is never an integer.
///
/// Sums and products of an exact number and a double are doubles, also `(* 0 x)`, so that a compiler may know the type of a
/// result from the types of the operands.
public final class Arithmetic {

    /// The answer of [#compare] where one operand is a NaN.
    public static final int UNORDERED = 2;

    private Arithmetic() {}

    public static Object add(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return Integers.add(x, y);
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x + y;
        }
        return addSlowly(a, b);
    }

    public static Object subtract(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return Integers.subtract(x, y);
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x - y;
        }
        return subtractSlowly(a, b);
    }

    public static Object multiply(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return Integers.multiply(x, y);
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x * y;
        }
        return multiplySlowly(a, b);
    }

    /// The quotient: exact for exact operands, an error where an exact zero divides.
    public static Object divide(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y && y != 0) {
            return Integers.divide(x, y);
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x / y;
        }
        return divideSlowly(a, b);
    }

    public static Object negate(Object a) {
        return switch (a) {
            case Long x -> Integers.subtract(0, x);
            case Double x -> -x;
            case BigInteger x -> Integers.normal(x.negate());
            case Rational x -> new Rational(x.numerator().negate(), x.denominator());
            case Complex x -> new Complex(negate(x.real()), negate(x.imaginary()));
            case Differentiable x -> x.apply(Function1.NEGATE);
            case null, default -> throw wrongArgument("-", 1, a, "a number");
        };
    }

    public static boolean numericEquals(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return x.longValue() == y.longValue();
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x.doubleValue() == y.doubleValue();
        }
        return equalsSlowly(a, b);
    }

    public static boolean less(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return x < y;
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x < y;
        }
        return compare("<", a, b) == -1;
    }

    public static boolean greater(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return x > y;
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x > y;
        }
        return compare(">", a, b) == 1;
    }

    public static boolean lessOrEqual(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return x <= y;
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x <= y;
        }
        return compare("<=", a, b) <= 0;
    }

    public static boolean greaterOrEqual(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return x >= y;
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x >= y;
        }
        int order = compare(">=", a, b);
        return order == 0 || order == 1;
    }

    /// The order of two reals, exact whatever their kinds: -1, 0, 1 or [#UNORDERED]. `operator` names the asker in an error.
    public static int compare(String operator, Object a, Object b) {
        Object x = Differentiable.value(a);
        Object y = Differentiable.value(b);
        requireReal(operator, 1, x);
        requireReal(operator, 2, y);
        if (x instanceof Double p) {
            if (y instanceof Double q) {
                return p.isNaN() || q.isNaN() ? UNORDERED : p < q ? -1 : p > q ? 1 : 0;
            }
            return p.isNaN() ? UNORDERED : -Integers.compareToDouble(y, p);
        }
        if (y instanceof Double q) {
            return q.isNaN() ? UNORDERED : Integers.compareToDouble(x, q);
        }
        return Integers.compare(x, y);
    }

    /// The greater of two reals; inexact when either is, a NaN when either is one.
    public static Object max(Object a, Object b) {
        return extreme("max", a, b, 1);
    }

    /// The lesser of two reals; inexact when either is, a NaN when either is one.
    public static Object min(Object a, Object b) {
        return extreme("min", a, b, -1);
    }

    private static Object extreme(String operator, Object a, Object b, int wanted) {
        int order = compare(operator, a, b);
        Object winner = order == wanted || order == 0 ? a : b;
        if (order == UNORDERED) {
            winner = Double.NaN;
        }
        return isExact(a) == isExact(b) ? winner : Rounding.inexact(winner);
    }

    public static Object abs(Object a) {
        return switch (a) {
            case Long x -> x >= 0 ? a : Integers.subtract(0, x);
            case Double x -> Math.abs(x);
            case BigInteger x -> x.signum() < 0 ? Integers.normal(x.negate()) : x;
            case Rational x -> x.numerator().signum() < 0 ? negate(x) : x;
            case Differentiable x -> x.apply(Function1.ABS);
            case null, default -> throw wrongArgument("abs", 1, a, "a real number");
        };
    }

    /// -1, 0 or 1: the sign of a real; 0 of a NaN.
    public static int sign(String operator, Object a) {
        return switch (Differentiable.value(a)) {
            case Long x -> Long.signum(x);
            case Double x -> x > 0 ? 1 : x < 0 ? -1 : 0;
            case BigInteger x -> x.signum();
            case Rational x -> x.numerator().signum();
            case null, default -> throw wrongArgument(operator, 1, a, "a real number");
        };
    }

    public static boolean isZero(Object a) {
        return switch (Differentiable.value(a)) {
            case Long x -> x == 0;
            case Double x -> x == 0;
            case BigInteger _, Rational _ -> false;
            case Complex x -> isZero(x.real()) && isZero(x.imaginary());
            case null, default -> throw wrongArgument("zero?", 1, a, "a number");
        };
    }

    /// Whether a number, of any kind, is exact.
    public static boolean isExact(Object a) {
        return switch (Differentiable.value(a)) {
            case Long _, BigInteger _, Rational _ -> true;
            case Double _ -> false;
            case Complex x -> x.isExact();
            case null, default -> throw wrongArgument("exact?", 1, a, "a number");
        };
    }

    public static boolean isNumber(Object a) {
        return kind(a) >= 0;
    }

    public static boolean isReal(Object a) {
        int kind = kind(a);
        return kind >= 0 && kind != COMPLEX;
    }

    /// Whether a number is a finite real.
    public static boolean isRational(Object a) {
        Object x = Differentiable.value(a);
        return x instanceof Double d ? Double.isFinite(d) : isReal(x);
    }

    public static boolean isInteger(Object a) {
        Object x = Differentiable.value(a);
        return x instanceof Double d ? Double.isFinite(d) && d == Math.rint(d) : Integers.isExactInteger(x);
    }

    public static boolean isExactInteger(Object a) {
        return Integers.isExactInteger(Differentiable.value(a));
    }

    /// The nearest double of a real.
    public static double toDouble(Object a) {
        return switch (Differentiable.value(a)) {
            case Double x -> x;
            case Long x -> x;
            case BigInteger x -> x.doubleValue();
            case Rational x -> x.doubleValue();
            case null, default -> throw wrongArgument("inexact", 1, a, "a real number");
        };
    }

    static final int FIXNUM = 0, BIG = 1, RATIONAL = 2, REAL = 3, COMPLEX = 4, DIFFERENTIABLE = 5;

    /// The rung of the tower that `a` stands on, -1 where it is no number.
    static int kind(Object a) {
        return switch (a) {
            case Long _ -> FIXNUM;
            case Double _ -> REAL;
            case BigInteger _ -> BIG;
            case Rational _ -> RATIONAL;
            case Complex _ -> COMPLEX;
            case Differentiable _ -> DIFFERENTIABLE;
            case null, default -> -1;
        };
    }

    /// The rung on which an operation of `a` and `b` takes place.
    static int kind(Function2 f, Object a, Object b) {
        int x = kind(a);
        int y = kind(b);
        if (x < 0) {
            throw wrongArgument(f.operator(), 1, a, "a number");
        }
        if (y < 0) {
            throw wrongArgument(f.operator(), 2, b, "a number");
        }
        return Math.max(x, y);
    }

    static void requireReal(String operator, int position, Object x) {
        if (!isReal(x)) {
            throw wrongArgument(operator, position, x, "a real number");
        }
    }

    /// Hands `f(a, b)` to the operand whose differentiation is the innermost.
    static Object differentiate(Function2 f, Object a, Object b) {
        if (a instanceof Differentiable x && (!(b instanceof Differentiable y) || x.level() >= y.level())) {
            return x.apply(f, a, b);
        }
        return ((Differentiable) b).apply(f, a, b);
    }

    private static Object addSlowly(Object a, Object b) {
        return switch (kind(Function2.ADD, a, b)) {
            case FIXNUM, BIG -> Integers.normal(Integers.big(a).add(Integers.big(b)));
            case RATIONAL -> Rational.of(Integers.numerator(a).multiply(Integers.denominator(b))
                    .add(Integers.numerator(b).multiply(Integers.denominator(a))), Integers.denominator(a).multiply(Integers.denominator(b)));
            case REAL -> toDouble(a) + toDouble(b);
            case COMPLEX -> Complex.add(a, b);
            default -> differentiate(Function2.ADD, a, b);
        };
    }

    private static Object subtractSlowly(Object a, Object b) {
        return switch (kind(Function2.SUBTRACT, a, b)) {
            case FIXNUM, BIG -> Integers.normal(Integers.big(a).subtract(Integers.big(b)));
            case RATIONAL -> Rational.of(Integers.numerator(a).multiply(Integers.denominator(b))
                    .subtract(Integers.numerator(b).multiply(Integers.denominator(a))), Integers.denominator(a).multiply(Integers.denominator(b)));
            case REAL -> toDouble(a) - toDouble(b);
            case COMPLEX -> Complex.subtract(a, b);
            default -> differentiate(Function2.SUBTRACT, a, b);
        };
    }

    private static Object multiplySlowly(Object a, Object b) {
        return switch (kind(Function2.MULTIPLY, a, b)) {
            case FIXNUM, BIG -> Integers.normal(Integers.big(a).multiply(Integers.big(b)));
            case RATIONAL -> Rational.of(Integers.numerator(a).multiply(Integers.numerator(b)),
                    Integers.denominator(a).multiply(Integers.denominator(b)));
            case REAL -> toDouble(a) * toDouble(b);
            case COMPLEX -> Complex.multiply(a, b);
            default -> differentiate(Function2.MULTIPLY, a, b);
        };
    }

    private static Object divideSlowly(Object a, Object b) {
        int kind = kind(Function2.DIVIDE, a, b);
        if (b instanceof Long y && y == 0) {
            throw Errors.divisionByZero("/");
        }
        return switch (kind) {
            case FIXNUM, BIG, RATIONAL -> Rational.of(Integers.numerator(a).multiply(Integers.denominator(b)),
                    Integers.denominator(a).multiply(Integers.numerator(b)));
            case REAL -> toDouble(a) / toDouble(b);
            case COMPLEX -> Complex.divide(a, b);
            default -> differentiate(Function2.DIVIDE, a, b);
        };
    }

    private static boolean equalsSlowly(Object a, Object b) {
        Object x = Differentiable.value(a);
        Object y = Differentiable.value(b);
        if (kind(x) < 0) {
            throw wrongArgument("=", 1, a, "a number");
        }
        if (kind(y) < 0) {
            throw wrongArgument("=", 2, b, "a number");
        }
        if (x instanceof Complex || y instanceof Complex) {
            return numericEquals(Complex.realPart(x), Complex.realPart(y))
                    && numericEquals(Complex.imaginaryPart(x), Complex.imaginaryPart(y));
        }
        return compare("=", x, y) == 0;
    }
}
