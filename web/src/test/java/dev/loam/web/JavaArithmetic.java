package dev.loam.web;

import org.teavm.jso.JSBody;

/// What [ArithmeticTransformer] puts in the place of instructions that TeaVM translates inexactly.
final class JavaArithmetic {
    private JavaArithmetic() {
    }

    /// The nearest float, in JavaScript, where `x` may have a double's digits.
    static float round(float x) {
        return fround(x);
    }

    @JSBody(params = "x", script = "return Math.fround(x);")
    private static native float fround(float x);

    /// The number itself: a call keeps the expression behind it together.
    static double operand(double x) {
        return number(x);
    }

    @JSBody(params = "x", script = "return Number(x);")
    private static native double number(double x);

    /// `(long) x`.
    static long toLong(double x) {
        if (x >= 0x1p63) {
            return Long.MAX_VALUE;
        }
        if (x < -0x1p63) {
            return Long.MIN_VALUE;
        }
        return x == x ? (long) x : 0;
    }

    /// `(int) x`.
    static int toInt(double x) {
        if (x >= 0x1p31) {
            return Integer.MAX_VALUE;
        }
        if (x < -0x1p31) {
            return Integer.MIN_VALUE;
        }
        return x == x ? (int) x : 0;
    }

    /// `x % y`: the mantissas are divided bit by bit, which is exact.
    static double remainder(double x, double y) {
        double a = Math.abs(x);
        double b = Math.abs(y);
        if (!(a < Double.POSITIVE_INFINITY) || !(b > 0)) {
            return Double.NaN;
        }
        if (a < b) {
            return x;
        }
        int shift = exponent(a);
        int least = exponent(b);
        long divisor = mantissa(b);
        long rest = mantissa(a) % divisor;
        for (; shift > least; shift--) {
            rest <<= 1;
            rest = rest >= divisor ? rest - divisor : rest;
        }
        double size = rest == 0 ? 0 : number(rest, least);
        return Double.doubleToRawLongBits(x) < 0 ? size * -1 : size;
    }

    /// `x = mantissa · 2^(exponent - 1075)`; the mantissa has 53 bits, fewer for the smallest numbers.
    private static int exponent(double x) {
        return Math.max(1, (int) (Double.doubleToRawLongBits(x) >>> 52));
    }

    private static long mantissa(double x) {
        long bits = Double.doubleToRawLongBits(x);
        long fraction = bits & 0xFFFFFFFFFFFFFL;
        return bits >>> 52 == 0 ? fraction : fraction | 1L << 52;
    }

    private static double number(long mantissa, int exponent) {
        while (mantissa >>> 52 == 0 && exponent > 1) {
            mantissa <<= 1;
            exponent--;
        }
        long bits = mantissa >>> 52 == 0 ? mantissa : mantissa & 0xFFFFFFFFFFFFFL | (long) exponent << 52;
        return Double.longBitsToDouble(bits);
    }
}
