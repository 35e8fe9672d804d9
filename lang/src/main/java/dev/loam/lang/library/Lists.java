package dev.loam.lang.library;

import dev.loam.lang.ErrorObject;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Unspecified;

/// Pairs and lists: what needs no procedure argument. Long lists take no stack.
public final class Lists {

    private Lists() {}

    public static Object car(Object x) {
        if (x instanceof Pair p) {
            return p.car;
        }
        throw SchemeError.wrongType("car", 1, "a pair", x);
    }

    public static Object cdr(Object x) {
        if (x instanceof Pair p) {
            return p.cdr;
        }
        throw SchemeError.wrongType("cdr", 1, "a pair", x);
    }

    /// `cadr`, `cddar` and so on: `path` holds the letters between c and r.
    static Object path(String who, String path, Object x) {
        Object at = x;
        for (int i = path.length() - 1; i >= 0; i--) {
            if (!(at instanceof Pair p)) {
                throw SchemeError.wrongType(who, 1, shape(path), x);
            }
            at = path.charAt(i) == 'a' ? p.car : p.cdr;
        }
        return at;
    }

    /// What `path` can be taken of.
    private static String shape(String path) {
        if (path.equals("d".repeat(path.length())) || path.equals("a" + "d".repeat(path.length() - 1))) {
            return "a list of at least " + path.length() + " elements";
        }
        return path.length() == 2 ? "a pair whose car is a pair" : "a list with such an element";
    }

    public static Object cadr(Object x) {
        return x instanceof Pair p && p.cdr instanceof Pair q ? q.car : path("cadr", "ad", x);
    }

    public static Object cddr(Object x) {
        return x instanceof Pair p && p.cdr instanceof Pair q ? q.cdr : path("cddr", "dd", x);
    }

    public static Object caar(Object x) {
        return x instanceof Pair p && p.car instanceof Pair q ? q.car : path("caar", "aa", x);
    }

    public static Object caddr(Object x) {
        return x instanceof Pair p && p.cdr instanceof Pair q && q.cdr instanceof Pair r ? r.car : path("caddr", "add", x);
    }

    public static Object setCar(Object x, Object value) {
        Check.pair("set-car!", 1, x).car = value;
        return Unspecified.UNSPECIFIED;
    }

    public static Object setCdr(Object x, Object value) {
        Check.pair("set-cdr!", 1, x).cdr = value;
        return Unspecified.UNSPECIFIED;
    }

    /// Whether `x` is a list that ends: neither dotted nor circular.
    public static boolean isList(Object x) {
        return lengthOrLess(x) >= 0;
    }

    private static final int DOTTED = -1, CIRCULAR = -2;

    /// The length of a proper list, [#DOTTED] or [#CIRCULAR] for others.
    private static int lengthOrLess(Object x) {
        Object slow = x;
        int n = 0;
        while (x instanceof Pair p) {
            x = p.cdr;
            n++;
            if ((n & 1) == 0) {
                slow = ((Pair) slow).cdr;
                if (slow == x && x instanceof Pair) {
                    return CIRCULAR;
                }
            }
        }
        return x == Nil.NIL ? n : DOTTED;
    }

    static boolean isDotted(Object x) {
        return lengthOrLess(x) == DOTTED;
    }

    static boolean isCircular(Object x) {
        return lengthOrLess(x) == CIRCULAR;
    }

    public static long length(Object x) {
        return length("length", 1, x);
    }

    static int length(String who, int position, Object x) {
        int n = lengthOrLess(x);
        if (n < 0) {
            throw SchemeError.wrongType(who, position, "a list", x);
        }
        return n;
    }

    static Object lengthPlus(Object x) {
        int n = lengthOrLess(x);
        return n >= 0 ? (Object) (long) n : Boolean.FALSE;
    }

    /// The elements of a proper list.
    public static Object[] toArray(String who, int position, Object list) {
        var elements = new Object[length(who, position, list)];
        for (int i = 0; list instanceof Pair p; list = p.cdr) {
            elements[i++] = p.car;
        }
        return elements;
    }

    static Object make(int count, Object fill) {
        Object list = Nil.NIL;
        for (int i = 0; i < count; i++) {
            list = new Pair(fill, list);
        }
        return list;
    }

    /// All lists one after the other; the last argument is shared and may be anything.
    public static Object append(Object... lists) {
        if (lists.length == 0) {
            return Nil.NIL;
        }
        Object result = lists[lists.length - 1];
        for (int i = lists.length - 2; i >= 0; i--) {
            result = append("append", i + 1, lists[i], result);
        }
        return result;
    }

    public static Object append(Object list, Object tail) {
        return append("append", 1, list, tail);
    }

    private static Object append(String who, int position, Object list, Object tail) {
        if (list == Nil.NIL) {
            return tail;
        }
        length(who, position, list);
        Pair first = new Pair(((Pair) list).car, Nil.NIL);
        Pair last = first;
        for (Object x = ((Pair) list).cdr; x instanceof Pair p; x = p.cdr) {
            Pair next = new Pair(p.car, Nil.NIL);
            last.cdr = next;
            last = next;
        }
        last.cdr = tail;
        return first;
    }

    /// As [#append], but the lists themselves are linked.
    static Object appendInPlace(Object... lists) {
        Object result = Nil.NIL;
        for (int i = lists.length - 1; i >= 0; i--) {
            if (i == lists.length - 1) {
                result = lists[i];
            } else if (lists[i] != Nil.NIL) {
                lastPair("append!", lists[i]).cdr = result;
                result = lists[i];
            }
        }
        return result;
    }

    static Pair lastPair(String who, Object list) {
        Pair last = Check.pair(who, 1, list);
        while (last.cdr instanceof Pair next) {
            last = next;
        }
        return last;
    }

    public static Object reverse(Object list) {
        length("reverse", 1, list);
        return appendReverse(list, Nil.NIL);
    }

    static Object appendReverse(Object list, Object tail) {
        while (list instanceof Pair p) {
            tail = new Pair(p.car, tail);
            list = p.cdr;
        }
        return tail;
    }

    static Object reverseInPlace(Object list, Object tail) {
        while (list instanceof Pair p) {
            list = p.cdr;
            p.cdr = tail;
            tail = p;
        }
        return tail;
    }

    public static Object tail(String who, Object list, Object k) {
        int count = Check.count(who, 2, k);
        Object at = list;
        for (int i = 0; i < count; i++) {
            if (!(at instanceof Pair p)) {
                throw tooShort(who, list, k);
            }
            at = p.cdr;
        }
        return at;
    }

    private static SchemeError tooShort(String who, Object list, Object k) {
        return SchemeError.of(ErrorObject.Kind.RANGE, who + ": argument 2 goes beyond the end of the list, found", k, list);
    }

    public static Object ref(Object list, Object k) {
        if (tail("list-ref", list, k) instanceof Pair p) {
            return p.car;
        }
        throw tooShort("list-ref", list, k);
    }

    static Object set(Object list, Object k, Object value) {
        if (!(tail("list-set!", list, k) instanceof Pair p)) {
            throw tooShort("list-set!", list, k);
        }
        p.car = value;
        return Unspecified.UNSPECIFIED;
    }

    /// The first `k` elements.
    static Object take(String who, Object list, Object k) {
        int count = Check.count(who, 2, k);
        var elements = new Object[count];
        Object at = list;
        for (int i = 0; i < count; i++) {
            if (!(at instanceof Pair p)) {
                throw tooShort(who, list, k);
            }
            elements[i] = p.car;
            at = p.cdr;
        }
        return Pair.list(elements);
    }

    /// The pair `k` from the end on; with `k` 0 what follows the last pair.
    static Object takeRight(String who, Object list, Object k) {
        Object ahead = tail(who, list, k);
        while (ahead instanceof Pair p) {
            ahead = p.cdr;
            list = ((Pair) list).cdr;
        }
        return list;
    }

    /// All but the last `k` elements.
    static Object dropRight(String who, Object list, Object k) {
        Object ahead = tail(who, list, k);
        Object kept = Nil.NIL;
        while (ahead instanceof Pair p) {
            ahead = p.cdr;
            kept = new Pair(((Pair) list).car, kept);
            list = ((Pair) list).cdr;
        }
        return reverseInPlace(kept, Nil.NIL);
    }

    static Object copy(Object list) {
        if (!(list instanceof Pair p)) {
            return list;
        }
        Pair first = new Pair(p.car, p.cdr);
        Pair last = first;
        while (last.cdr instanceof Pair next) {
            Pair copied = new Pair(next.car, next.cdr);
            last.cdr = copied;
            last = copied;
        }
        return first;
    }

    static Object copyTree(Object x) {
        return x instanceof Pair p ? new Pair(copyTree(p.car), copyTree(p.cdr)) : x;
    }

    public static Object memq(Object x, Object list) {
        Object at = list;
        for (; at instanceof Pair p; at = p.cdr) {
            if (Equality.eq(x, p.car)) {
                return p;
            }
        }
        return ended("memq", at, list);
    }

    public static Object memv(Object x, Object list) {
        Object at = list;
        for (; at instanceof Pair p; at = p.cdr) {
            if (Equality.eqv(x, p.car)) {
                return p;
            }
        }
        return ended("memv", at, list);
    }

    public static Object member(Object x, Object list) {
        Object at = list;
        for (; at instanceof Pair p; at = p.cdr) {
            if (Equality.equal(x, p.car)) {
                return p;
            }
        }
        return ended("member", at, list);
    }

    /// `#f` for a search that came to the end of a list.
    private static Object ended(String who, Object end, Object list) {
        if (end == Nil.NIL) {
            return Boolean.FALSE;
        }
        throw SchemeError.wrongType(who, 2, "a list", list);
    }

    private static Pair entry(String who, Object element, Object list) {
        if (element instanceof Pair p) {
            return p;
        }
        throw SchemeError.wrongType(who, 2, "a list of pairs", list);
    }

    public static Object assq(Object x, Object list) {
        Object at = list;
        for (; at instanceof Pair p; at = p.cdr) {
            if (Equality.eq(x, entry("assq", p.car, list).car)) {
                return p.car;
            }
        }
        return ended("assq", at, list);
    }

    public static Object assv(Object x, Object list) {
        Object at = list;
        for (; at instanceof Pair p; at = p.cdr) {
            if (Equality.eqv(x, entry("assv", p.car, list).car)) {
                return p.car;
            }
        }
        return ended("assv", at, list);
    }

    public static Object assoc(Object x, Object list) {
        Object at = list;
        for (; at instanceof Pair p; at = p.cdr) {
            if (Equality.equal(x, entry("assoc", p.car, list).car)) {
                return p.car;
            }
        }
        return ended("assoc", at, list);
    }

    /// `count` numbers from `start` on in steps of `step`.
    static Object iota(int count, Object start, Object step) {
        var elements = new Object[count];
        for (int i = 0; i < count; i++) {
            // a product, not a running sum: rounding must not add up
            elements[i] = dev.loam.lang.number.Arithmetic.add(start, dev.loam.lang.number.Arithmetic.multiply((long) i, step));
        }
        return Pair.list(elements);
    }
}
