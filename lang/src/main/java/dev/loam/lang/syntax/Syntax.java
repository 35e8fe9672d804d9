package dev.loam.lang.syntax;

import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/// Helpers for forms as data.
final class Syntax {
    private Syntax() {}

    /// The datum without the marks of macros. What has none is the same object, so that a quoted constant stays itself.
    static Object strip(Object x) {
        return hasAlias(x, new IdentityHashMap<>()) ? copy(x) : x;
    }

    private static boolean hasAlias(Object x, IdentityHashMap<Object, Boolean> seen) {
        while (x instanceof Pair p) {
            if (seen.put(p, true) != null) {
                return false;
            }
            if (p.car instanceof Alias || (p.car instanceof Pair || p.car instanceof Object[]) && hasAlias(p.car, seen)) {
                return true;
            }
            x = p.cdr;
        }
        if (x instanceof Object[] v && seen.put(v, true) == null) {
            for (Object e : v) {
                if (hasAlias(e, seen)) {
                    return true;
                }
            }
        }
        return x instanceof Alias;
    }

    private static Object copy(Object x) {
        if (x instanceof Alias) {
            return Alias.symbol(x);
        }
        if (x instanceof Pair p) {
            return new Pair(copy(p.car), copy(p.cdr), p.position);
        }
        if (x instanceof Object[] v) {
            var made = new Object[v.length];
            for (int i = 0; i < v.length; i++) {
                made[i] = copy(v[i]);
            }
            return made;
        }
        return x;
    }

    /// The elements of a proper list.
    static List<Object> list(Object x, int position, String what) {
        var elements = new ArrayList<>();
        Object at = x;
        for (; at instanceof Pair p; at = p.cdr) {
            elements.add(p.car);
        }
        if (at != Nil.NIL) {
            throw new SyntaxError(position, what + " must be a list, found", strip(x));
        }
        return elements;
    }

    /// The place of the first element of a list, or `otherwise`.
    static int place(Object x, int otherwise) {
        return x instanceof Pair p && p.position != 0 ? p.position : otherwise;
    }

    /// The number of elements of a proper list, or -1.
    static int length(Object x) {
        int n = 0;
        for (; x instanceof Pair p; x = p.cdr) {
            n++;
        }
        return x == Nil.NIL ? n : -1;
    }
}
