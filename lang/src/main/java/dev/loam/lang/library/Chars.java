package dev.loam.lang.library;

import dev.loam.lang.Char;
import dev.loam.lang.SchemeError;

/// Characters: Unicode scalar values.
public final class Chars {

    private Chars() {}

    public static Object fromInteger(Object x) {
        if (x instanceof Long l && l >= 0 && l <= 0x10ffff && !(l >= 0xd800 && l < 0xe000)) {
            return Char.of((int) (long) l);
        }
        throw SchemeError.wrongType("integer->char", 1, "a Unicode scalar value", x);
    }

    /// The simple case folding of a character.
    public static int fold(int c) {
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    /// White_Space of Unicode.
    public static boolean isWhitespace(int c) {
        return Character.isSpaceChar(c) || (c >= 9 && c <= 13) || c == 0x85;
    }

    static Object digitValue(int c) {
        return Character.isDigit(c) ? (Object) (long) Character.digit(c, 10) : Boolean.FALSE;
    }

    /// A relation that holds between all neighbours.
    interface Order {
        boolean holds(int sign);
    }

    static int compare(String who, Object a, Object b, boolean fold) {
        int c = Check.character(who, 1, a);
        int d = Check.character(who, 2, b);
        return fold ? Integer.compare(fold(c), fold(d)) : Integer.compare(c, d);
    }

    static Object compare(String who, Object[] arguments, boolean fold, Order order) {
        boolean all = true;
        for (int i = 0; i < arguments.length; i++) {
            int c = Check.character(who, i + 1, arguments[i]);
            if (i > 0) {
                int before = ((Char) arguments[i - 1]).codePoint;
                all &= order.holds(fold ? Integer.compare(fold(before), fold(c)) : Integer.compare(before, c));
            }
        }
        return all;
    }
}
