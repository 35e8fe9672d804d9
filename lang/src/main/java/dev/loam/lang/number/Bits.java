package dev.loam.lang.number;

import static dev.loam.lang.number.Errors.undefined;
import static dev.loam.lang.number.Errors.wrongArgument;

import java.math.BigInteger;

/// Exact integers as endless two's complement bit strings (the names of SRFI 151).
public final class Bits {

    /// No shift may make more bits than this.
    private static final long MOST_SHIFT = 1L << 31;

    private Bits() {}

    public static Object and(Object a, Object b) {
        return a instanceof Long x && b instanceof Long y ? (Object) (x & y)
                : Integers.normal(big("bitwise-and", 1, a).and(big("bitwise-and", 2, b)));
    }

    public static Object or(Object a, Object b) {
        return a instanceof Long x && b instanceof Long y ? (Object) (x | y)
                : Integers.normal(big("bitwise-ior", 1, a).or(big("bitwise-ior", 2, b)));
    }

    public static Object xor(Object a, Object b) {
        return a instanceof Long x && b instanceof Long y ? (Object) (x ^ y)
                : Integers.normal(big("bitwise-xor", 1, a).xor(big("bitwise-xor", 2, b)));
    }

    public static Object not(Object a) {
        return a instanceof Long x ? (Object) ~x : Integers.normal(big("bitwise-not", 1, a).not());
    }

    /// To the left by a positive count, to the right, rounding down, by a negative one.
    public static Object shift(Object a, Object count) {
        var value = big("arithmetic-shift", 1, a);
        if (!(count instanceof Long n)) {
            throw wrongArgument("arithmetic-shift", 2, count, "a fixnum");
        }
        if (n <= 0) {
            return n < -MOST_SHIFT ? (Object) (value.signum() < 0 ? -1L : 0L) : Integers.normal(value.shiftRight((int) Math.min(-n, Integer.MAX_VALUE)));
        }
        if (value.signum() != 0 && n + value.bitLength() >= MOST_SHIFT) {
            throw undefined("arithmetic-shift", "the result would not fit into memory with the count", count);
        }
        return a instanceof Long x && n + value.bitLength() < 63 ? (Object) (x << n) : Integers.normal(value.shiftLeft(n.intValue()));
    }

    /// The number of ones of a number that is not negative, of zeros of a negative one.
    public static Object count(Object a) {
        return (long) big("bit-count", 1, a).bitCount();
    }

    /// The number of bits of `a` without its sign.
    public static Object length(Object a) {
        return (long) big("integer-length", 1, a).bitLength();
    }

    private static BigInteger big(String operator, int position, Object a) {
        if (!Integers.isExactInteger(a)) {
            throw wrongArgument(operator, position, a, "an exact integer");
        }
        return Integers.big(a);
    }
}
