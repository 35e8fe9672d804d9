package dev.loam.lang.number;

import static dev.loam.lang.number.Errors.wrongArgument;

import java.math.BigInteger;

/// Division of integers with remainder, exact or inexact: `floor/` and `truncate/` with their parts, greatest common divisors.
public final class Division {

    private Division() {}

    /// `truncate-quotient`, `quotient`.
    public static Object quotient(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y && y != 0 && y != -1) {
            return x / y;
        }
        return divide(Function2.TRUNCATE_QUOTIENT, a, b);
    }

    /// `truncate-remainder`, `remainder`: has the sign of the dividend.
    public static Object remainder(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y && y != 0) {
            return y == -1 ? (Object) 0L : x % y;
        }
        return divide(Function2.TRUNCATE_REMAINDER, a, b);
    }

    /// `floor-remainder`, `modulo`: has the sign of the divisor.
    public static Object modulo(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y && y != 0) {
            return Math.floorMod(x, y);
        }
        return divide(Function2.FLOOR_REMAINDER, a, b);
    }

    /// `floor-quotient`.
    public static Object floorQuotient(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y && y != 0 && y != -1) {
            return Math.floorDiv(x, y);
        }
        return divide(Function2.FLOOR_QUOTIENT, a, b);
    }

    private static Object divide(Function2 f, Object a, Object b) {
        if (a instanceof Differentiable || b instanceof Differentiable) {
            Arithmetic.kind(f, a, b);
            return Arithmetic.differentiate(f, a, b);
        }
        requireInteger(f.operator(), 1, a);
        requireInteger(f.operator(), 2, b);
        if (Arithmetic.isZero(b)) {
            throw Errors.divisionByZero(f.operator());
        }
        if (a instanceof Double || b instanceof Double) {
            return divide(f, Arithmetic.toDouble(a), Arithmetic.toDouble(b));
        }
        var parts = Integers.big(a).divideAndRemainder(Integers.big(b));
        boolean floored = parts[1].signum() != 0 && (parts[1].signum() < 0) != (Integers.signum(b) < 0);
        return Integers.normal(switch (f) {
            case TRUNCATE_QUOTIENT -> parts[0];
            case TRUNCATE_REMAINDER -> parts[1];
            case FLOOR_QUOTIENT -> floored ? parts[0].subtract(BigInteger.ONE) : parts[0];
            case FLOOR_REMAINDER -> floored ? parts[1].add(Integers.big(b)) : parts[1];
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, EXPT, ATAN -> throw new IllegalArgumentException(f.operator());
        });
    }

    /// Through exact integers where the rounded quotient of two doubles would be wrong.
    private static Object divide(Function2 f, double a, double b) {
        double remainder = a % b;
        if (f == Function2.TRUNCATE_REMAINDER) {
            return remainder;
        }
        if (f == Function2.FLOOR_REMAINDER) {
            return remainder != 0 && remainder < 0 != b < 0 ? remainder + b : remainder;
        }
        if (Math.abs(a) < 0x1p53 && Math.abs(b) < 0x1p53) {
            long quotient = f == Function2.FLOOR_QUOTIENT ? Math.floorDiv((long) a, (long) b) : (long) a / (long) b;
            return (double) quotient;
        }
        return Arithmetic.toDouble(divide(f, Integers.exact(a), Integers.exact(b)));
    }

    /// The greatest common divisor, not negative; inexact when an argument is.
    public static Object gcd(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y && x != Long.MIN_VALUE && y != Long.MIN_VALUE) {
            return gcd(Math.abs(x), Math.abs(y));
        }
        var exactA = requireExact("gcd", 1, a);
        var exactB = requireExact("gcd", 2, b);
        return like(a, b, Integers.normal(exactA.gcd(exactB)));
    }

    private static long gcd(long a, long b) {
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }

    /// The least common multiple, not negative; inexact when an argument is.
    public static Object lcm(Object a, Object b) {
        var x = requireExact("lcm", 1, a);
        var y = requireExact("lcm", 2, b);
        if (x.signum() == 0 || y.signum() == 0) {
            return like(a, b, 0L);
        }
        return like(a, b, Integers.normal(x.divide(x.gcd(y)).multiply(y).abs()));
    }

    private static Object like(Object a, Object b, Object exact) {
        return a instanceof Double || b instanceof Double ? (Object) Arithmetic.toDouble(exact) : exact;
    }

    public static boolean isEven(Object a) {
        return a instanceof Long x ? (x & 1) == 0 : !requireExact("even?", 1, Differentiable.value(a)).testBit(0);
    }

    public static boolean isOdd(Object a) {
        return a instanceof Long x ? (x & 1) == 1 : requireExact("odd?", 1, Differentiable.value(a)).testBit(0);
    }

    private static void requireInteger(String operator, int position, Object x) {
        if (!Arithmetic.isInteger(x)) {
            throw wrongArgument(operator, position, x, "an integer");
        }
    }

    /// The integer `x`, exact or inexact, as a big one.
    static BigInteger requireExact(String operator, int position, Object x) {
        Errors.requireConstant(operator, x);
        Object value = x;
        requireInteger(operator, position, value);
        return Integers.big(value instanceof Double d ? Integers.exact(d) : value);
    }
}
