package dev.loam.lang.library;

import dev.loam.lang.Char;
import dev.loam.lang.ErrorObject;
import dev.loam.lang.MutableString;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Symbol;
import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.number.Differentiable;
import dev.loam.lang.number.NumberPrinter;

/// What the library's procedures demand of their arguments. `who` is the procedure, `position` counts arguments from 1; a violation names both and
/// shows what was found.
public final class Check {

    private Check() {}

    public static Pair pair(String who, int position, Object x) {
        if (x instanceof Pair p) {
            return p;
        }
        throw SchemeError.wrongType(who, position, "a pair", x);
    }

    public static MutableString string(String who, int position, Object x) {
        if (x instanceof MutableString s) {
            return s;
        }
        throw SchemeError.wrongType(who, position, "a string", x);
    }

    /// A string that is no literal of the program.
    public static MutableString mutableString(String who, int position, Object x) {
        var s = string(who, position, x);
        if (s.literal()) {
            throw SchemeError.wrongType(who, position, "a string that may be changed, not a literal (use string-copy)", x);
        }
        return s;
    }

    public static int character(String who, int position, Object x) {
        if (x instanceof Char c) {
            return c.codePoint;
        }
        throw SchemeError.wrongType(who, position, "a character", x);
    }

    public static Symbol symbol(String who, int position, Object x) {
        if (x instanceof Symbol s) {
            return s;
        }
        throw SchemeError.wrongType(who, position, "a symbol", x);
    }

    public static Object[] vector(String who, int position, Object x) {
        if (x instanceof Object[] v) {
            return v;
        }
        throw SchemeError.wrongType(who, position, "a vector", x);
    }

    public static byte[] bytes(String who, int position, Object x) {
        if (x instanceof byte[] b) {
            return b;
        }
        throw SchemeError.wrongType(who, position, "a bytevector", x);
    }

    public static byte oneByte(String who, int position, Object x) {
        if (x instanceof Long l && l >= 0 && l < 256) {
            return (byte) l.longValue();
        }
        throw SchemeError.wrongType(who, position, "a byte, an exact integer from 0 to 255", x);
    }

    public static Procedure procedure(String who, int position, Object x) {
        if (x instanceof Procedure p) {
            return p;
        }
        throw SchemeError.wrongType(who, position, "a procedure", x);
    }

    /// An index below `limit`.
    public static int index(String who, int position, Object x, int limit) {
        Object value = x instanceof Differentiable ? Differentiable.value(x) : x;
        if (value instanceof Long l) {
            if (l >= 0 && l < limit) {
                return (int) (long) l;
            }
            throw SchemeError.outOfRange(who, position, x, limit);
        }
        throw SchemeError.wrongType(who, position, "an index", x);
    }

    /// A length or count: an exact integer that is not negative.
    public static int count(String who, int position, Object x) {
        if (x instanceof Long l && l >= 0 && l <= Integer.MAX_VALUE - 8) {
            return (int) (long) l;
        }
        throw SchemeError.wrongType(who, position, "a count, an exact integer that is not negative", x);
    }

    /// An exact integer from `low` to `high`, both included.
    public static int between(String who, int position, Object x, int low, int high) {
        if (x instanceof Long l && l >= low && l <= high) {
            return (int) (long) l;
        }
        throw SchemeError.wrongType(who, position, "an exact integer from " + low + " to " + high, x);
    }

    public static Object real(String who, int position, Object x) {
        if (Arithmetic.isReal(x)) {
            return x;
        }
        throw SchemeError.wrongType(who, position, "a real number", x);
    }

    /// Argument number `at` (from 0) as a start in a sequence of `length`, 0 where it is not given.
    public static int start(String who, Object[] arguments, int at, int length) {
        return at < arguments.length ? bound(who, at + 1, arguments[at], 0, length) : 0;
    }

    /// Argument number `at` (from 0) as an end in a sequence of `length` that does not lie before `start`; `length` where it is not given.
    public static int end(String who, Object[] arguments, int at, int start, int length) {
        return at < arguments.length ? bound(who, at + 1, arguments[at], start, length) : length;
    }

    private static int bound(String who, int position, Object x, int low, int high) {
        if (x instanceof Long l) {
            if (l >= low && l <= high) {
                return (int) (long) l;
            }
            throw SchemeError.of(ErrorObject.Kind.RANGE,
                    who + ": argument " + position + " must lie from " + low + " to " + high + ", found", x);
        }
        throw SchemeError.wrongType(who, position, "an index, an exact integer", x);
    }

    /// The text of a number, for messages.
    static String text(Object number) {
        return NumberPrinter.print(number, 10);
    }
}
