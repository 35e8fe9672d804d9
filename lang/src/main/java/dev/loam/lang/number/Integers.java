package dev.loam.lang.number;

import java.math.BigInteger;

/// Exact integers: a `Long` where it fits and a `BigInteger` only where it does not.
final class Integers {

    private Integers() {}

    /// The canonical form of an integer.
    static Object normal(BigInteger value) {
        return value.bitLength() < 64 ? (Object) value.longValue() : value;
    }

    static boolean isExactInteger(Object x) {
        return x instanceof Long || x instanceof BigInteger;
    }

    /// An exact integer as a big one.
    static BigInteger big(Object x) {
        return x instanceof Long l ? BigInteger.valueOf(l) : (BigInteger) x;
    }

    static BigInteger numerator(Object exact) {
        return exact instanceof Rational r ? r.numerator() : big(exact);
    }

    static BigInteger denominator(Object exact) {
        return exact instanceof Rational r ? r.denominator() : BigInteger.ONE;
    }

    static Object add(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? BigInteger.valueOf(a).add(BigInteger.valueOf(b)) : (Object) sum;
    }

    static Object subtract(long a, long b) {
        long difference = a - b;
        return ((a ^ b) & (a ^ difference)) < 0 ? BigInteger.valueOf(a).subtract(BigInteger.valueOf(b)) : (Object) difference;
    }

    static Object multiply(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        if ((high == 0 && low >= 0) || (high == -1 && low < 0)) {
            return low;
        }
        return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
    }

    /// `a / b` for `b` not zero, an integer or a rational.
    static Object divide(long a, long b) {
        if (b != -1 && a % b == 0) {
            return a / b;
        }
        return Rational.of(BigInteger.valueOf(a), BigInteger.valueOf(b));
    }

    static int signum(Object exact) {
        return exact instanceof Long l ? Long.signum(l) : numerator(exact).signum();
    }

    /// The exact value of a finite double.
    static Object exact(double x) {
        if (x == (long) x && Math.abs(x) < 0x1p63) {
            return (long) x;
        }
        long bits = Double.doubleToRawLongBits(x);
        int biased = (int) (bits >> 52) & 0x7ff;
        long mantissa = (bits & 0xfffffffffffffL) | (biased == 0 ? 0 : 0x10000000000000L);
        int exponent = (biased == 0 ? 1 : biased) - 1075;
        var value = BigInteger.valueOf(bits < 0 ? -mantissa : mantissa);
        return exponent >= 0 ? normal(value.shiftLeft(exponent)) : Rational.of(value, BigInteger.ONE.shiftLeft(-exponent));
    }

    /// The nearest double of an exact real.
    static double inexact(Object exact) {
        return switch (exact) {
            case Long l -> l;
            case BigInteger b -> b.doubleValue();
            case Rational r -> r.doubleValue();
            default -> throw new IllegalArgumentException("no exact real: " + exact);
        };
    }

    /// The order of two exact reals.
    static int compare(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return Long.compare(x, y);
        }
        if (!(a instanceof Rational) && !(b instanceof Rational)) {
            return big(a).compareTo(big(b));
        }
        int sign = Integer.compare(signum(a), signum(b));
        return sign != 0 ? sign : numerator(a).multiply(denominator(b)).compareTo(numerator(b).multiply(denominator(a)));
    }

    /// The order of an exact real and a double that is no NaN, without rounding either.
    static int compareToDouble(Object exact, double x) {
        if (exact instanceof Long l && Math.abs(l) <= 1L << 53) {
            return Double.compare(l, x == 0 ? 0.0 : x);
        }
        if (Double.isInfinite(x)) {
            return x > 0 ? -1 : 1;
        }
        return compare(exact, exact(x));
    }
}
