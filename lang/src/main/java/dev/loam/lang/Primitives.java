package dev.loam.lang;

import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.number.Differentiable;
import java.math.BigInteger;

/// The operations that compiled code calls directly. Each is small, so that it is inlined; what goes wrong is told by a method of its own.
public final class Primitives {
    private Primitives() {}

    public static boolean not(Object x) {
        return x == Boolean.FALSE;
    }

    public static boolean isTrue(Object x) {
        return x != Boolean.FALSE;
    }

    /// `eq?`: identity, and value for fixnums and characters, which have none.
    public static boolean eq(Object a, Object b) {
        return a == b || a instanceof Long x && b instanceof Long y && x.longValue() == y.longValue()
            || a instanceof Char c && b instanceof Char d && c.codePoint == d.codePoint || empty(a, b);
    }

    private static boolean empty(Object a, Object b) {
        return a instanceof MutableString s && b instanceof MutableString t && s.literal() && t.literal() && s.length() == 0 && t.length() == 0;
    }

    public static boolean eqv(Object a, Object b) {
        if (a == b) {
            return true;
        }
        return switch (a) {
            case Long x -> b instanceof Long y ? x.longValue() == y.longValue() : b instanceof Differentiable && eqv(a, Differentiable.value(b));
            case Double x -> b instanceof Double y ? Double.doubleToLongBits(x) == Double.doubleToLongBits(y)
                : b instanceof Differentiable && eqv(a, Differentiable.value(b));
            case Char x -> b instanceof Char y && x.codePoint == y.codePoint;
            case BigInteger x -> x.equals(b);
            case Number x -> x.equals(b);
            case dev.loam.lang.number.Rational x -> x.equals(b);
            case dev.loam.lang.number.Complex x -> b instanceof dev.loam.lang.number.Complex y && eqv(x.real(), y.real())
                && eqv(x.imaginary(), y.imaginary());
            case MutableString x -> empty(a, b);
            case Differentiable x -> eqv(Differentiable.value(x), Differentiable.value(b));
            default -> b instanceof Differentiable && eqv(a, Differentiable.value(b));
        };
    }

    public static boolean isNull(Object x) {
        return x == Nil.NIL;
    }

    public static boolean isPair(Object x) {
        return x instanceof Pair;
    }

    public static boolean isSymbol(Object x) {
        return x instanceof Symbol;
    }

    public static boolean isString(Object x) {
        return x instanceof MutableString;
    }

    public static boolean isVector(Object x) {
        return x instanceof Object[];
    }

    public static boolean isChar(Object x) {
        return x instanceof Char;
    }

    public static boolean isBoolean(Object x) {
        return x instanceof Boolean;
    }

    public static boolean isProcedure(Object x) {
        return x instanceof Procedure;
    }

    public static boolean isEof(Object x) {
        return x == Eof.EOF;
    }

    public static boolean isZero(Object x) {
        return x instanceof Long n ? n == 0 : x instanceof Double d ? d == 0 : Arithmetic.isZero(x);
    }

    private static SchemeError notPair(String who, Object x) {
        return SchemeError.wrongType(who, 1, "a pair", x);
    }

    public static Object cons(Object a, Object b) {
        return new Pair(a, b);
    }

    public static Object car(Object x) {
        if (x instanceof Pair p) {
            return p.car;
        }
        throw notPair("car", x);
    }

    public static Object cdr(Object x) {
        if (x instanceof Pair p) {
            return p.cdr;
        }
        throw notPair("cdr", x);
    }

    public static Object caar(Object x) {
        if (x instanceof Pair p && p.car instanceof Pair q) {
            return q.car;
        }
        throw SchemeError.wrongType("caar", 1, "a pair whose car is a pair", x);
    }

    public static Object cadr(Object x) {
        if (x instanceof Pair p && p.cdr instanceof Pair q) {
            return q.car;
        }
        throw SchemeError.wrongType("cadr", 1, "a list of at least 2 elements", x);
    }

    public static Object cdar(Object x) {
        if (x instanceof Pair p && p.car instanceof Pair q) {
            return q.cdr;
        }
        throw SchemeError.wrongType("cdar", 1, "a pair whose car is a pair", x);
    }

    public static Object cddr(Object x) {
        if (x instanceof Pair p && p.cdr instanceof Pair q) {
            return q.cdr;
        }
        throw SchemeError.wrongType("cddr", 1, "a list of at least 2 elements", x);
    }

    public static Object caddr(Object x) {
        if (x instanceof Pair p && p.cdr instanceof Pair q && q.cdr instanceof Pair r) {
            return r.car;
        }
        throw SchemeError.wrongType("caddr", 1, "a list of at least 3 elements", x);
    }

    public static void setCar(Object x, Object value) {
        if (!(x instanceof Pair p)) {
            throw notPair("set-car!", x);
        }
        p.car = value;
    }

    public static void setCdr(Object x, Object value) {
        if (!(x instanceof Pair p)) {
            throw notPair("set-cdr!", x);
        }
        p.cdr = value;
    }

    public static Object vectorRef(Object v, Object index) {
        if (v instanceof Object[] a && index instanceof Long i && i >= 0 && i < a.length) {
            return a[(int) (long) i];
        }
        throw badIndex("vector-ref", v, index);
    }

    public static void vectorSet(Object v, Object index, Object value) {
        if (!(v instanceof Object[] a && index instanceof Long i && i >= 0 && i < a.length)) {
            throw badIndex("vector-set!", v, index);
        }
        a[(int) (long) i] = value;
    }

    private static SchemeError badIndex(String who, Object v, Object index) {
        if (!(v instanceof Object[] a)) {
            return SchemeError.wrongType(who, 1, "a vector", v);
        }
        return index instanceof Long ? SchemeError.outOfRange(who, 2, index, a.length) : SchemeError.wrongType(who, 2, "an index", index);
    }

    public static Object vectorLength(Object v) {
        if (v instanceof Object[] a) {
            return (long) a.length;
        }
        throw SchemeError.wrongType("vector-length", 1, "a vector", v);
    }

    public static Object stringLength(Object s) {
        if (s instanceof MutableString m) {
            return (long) m.length();
        }
        throw SchemeError.wrongType("string-length", 1, "a string", s);
    }

    public static Object stringRef(Object s, Object index) {
        if (s instanceof MutableString m && index instanceof Long i && i >= 0 && i < m.length()) {
            return Char.of(m.at((int) (long) i));
        }
        if (!(s instanceof MutableString m)) {
            throw SchemeError.wrongType("string-ref", 1, "a string", s);
        }
        throw index instanceof Long ? SchemeError.outOfRange("string-ref", 2, index, m.length()) : SchemeError.wrongType("string-ref", 2, "an index", index);
    }

    public static boolean charEqual(Object a, Object b) {
        if (a instanceof Char c && b instanceof Char d) {
            return c.codePoint == d.codePoint;
        }
        throw SchemeError.wrongType("char=?", a instanceof Char ? 2 : 1, "a character", a instanceof Char ? b : a);
    }

    public static boolean charLess(Object a, Object b) {
        if (a instanceof Char c && b instanceof Char d) {
            return c.codePoint < d.codePoint;
        }
        throw SchemeError.wrongType("char<?", a instanceof Char ? 2 : 1, "a character", a instanceof Char ? b : a);
    }

    // ---- several values ----------------------------------------------------------------------------------------------

    public static Object value(Object all, Object index) {
        return all instanceof Values v ? v.elements[(int) (long) (Long) index] : all;
    }

    public static Object valuesRest(Object all, Object start) {
        return Pair.listFrom(Values.spread(all), (int) (long) (Long) start, Nil.NIL);
    }

    public static void checkValues(Object all, Object wanted, Object more) {
        int n = all instanceof Values v ? v.elements.length : 1;
        long least = (Long) wanted;
        if (n < least || n > least && more == Boolean.FALSE) {
            throw SchemeError.of(ErrorObject.Kind.ARGUMENTS, (more == Boolean.FALSE ? "" : "at least ") + least
                + (least == 1 ? " value is" : " values are") + " needed here, there came " + n);
        }
    }

    /// The one value that there must be.
    public static Object oneValue(Object all) {
        if (all instanceof Values) {
            checkValues(all, 1L, false);
        }
        return all;
    }

    // ---- records -----------------------------------------------------------------------------------------------------

    public static Object record(Object type, Object[] fields) {
        return new Record((RecordType) type, fields);
    }

    public static boolean isRecord(Object x, Object type) {
        return x instanceof Record r && r.type == type;
    }

    public static Object recordRef(Object x, Object type, Object index, Object who) {
        if (x instanceof Record r && r.type == type) {
            return r.fields[(int) (long) (Long) index];
        }
        throw SchemeError.wrongType(who.toString(), 1, "a record of type " + ((RecordType) type).name(), x);
    }

    public static void recordSet(Object x, Object type, Object index, Object value, Object who) {
        if (!(x instanceof Record r && r.type == type)) {
            throw SchemeError.wrongType(who.toString(), 1, "a record of type " + ((RecordType) type).name(), x);
        }
        r.fields[(int) (long) (Long) index] = value;
    }
}
