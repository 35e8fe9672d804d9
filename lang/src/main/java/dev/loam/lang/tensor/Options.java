package dev.loam.lang.tensor;

import dev.loam.lang.ErrorObject;
import dev.loam.lang.Pair;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Symbol;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The arguments of a procedure that takes some by place and then some by keyword, `axis: 1`.
public final class Options {
    private final String who;
    private final Object[] places;
    private final Map<String, Object> named = new LinkedHashMap<>();

    /// @param known the keywords that `who` takes, without colon
    public Options(String who, Object[] arguments, String... known) {
        this.who = who;
        int n = 0;
        while (n < arguments.length && !keyword(arguments[n])) {
            n++;
        }
        places = Arrays.copyOf(arguments, n);
        for (int i = n; i < arguments.length; i += 2) {
            if (!keyword(arguments[i])) {
                throw SchemeError.of(ErrorObject.Kind.ARGUMENTS, who + ": after a keyword argument comes another keyword, found", arguments[i]);
            }
            String name = ((Symbol) arguments[i]).name();
            name = name.substring(0, name.length() - 1);
            if (!List.of(known).contains(name)) {
                throw SchemeError.of(ErrorObject.Kind.ARGUMENTS, who + ": there is no keyword argument " + name + ":" + (known.length == 0 ? ""
                    : "; it takes " + String.join(", ", Arrays.stream(known).map(k -> k + ":").toList())));
            }
            if (i + 1 == arguments.length) {
                throw SchemeError.of(ErrorObject.Kind.ARGUMENTS, who + ": a value must follow the keyword", arguments[i]);
            }
            named.put(name, arguments[i + 1]);
        }
    }

    static boolean keyword(Object x) {
        return x instanceof Symbol s && s.name().length() > 1 && s.name().endsWith(":");
    }

    /// The number of arguments given by place.
    public int count() {
        return places.length;
    }

    /// Complains where fewer or more were given by place.
    public Options between(int least, int most) {
        if (places.length < least || places.length > most) {
            throw SchemeError.of(ErrorObject.Kind.ARGUMENTS, who + " takes " + (least == most ? "" + least : least + " to " + most) + (most == 1 ? " argument" : " arguments")
                + ", was given " + places.length);
        }
        return this;
    }

    public String who() {
        return who;
    }

    public Object[] places() {
        return places.clone();
    }

    /// Argument number `i`, from 0; null where there is none, and for -1.
    public Object at(int i) {
        return i >= 0 && i < places.length ? places[i] : null;
    }

    /// The argument of that keyword, else number `i` by place; null for neither.
    public Object get(String name, int i) {
        return named.containsKey(name) ? named.get(name) : at(i);
    }

    /// The argument of that keyword; null for none.
    public Object get(String name) {
        return named.get(name);
    }

    public boolean has(String name) {
        return named.containsKey(name);
    }

    /// A whole number from `low` on.
    public int integer(String name, int i, int low, int fallback) {
        Object x = get(name, i);
        if (x == null) {
            return fallback;
        }
        if (x instanceof Long n && n >= low && n <= Integer.MAX_VALUE) {
            return (int) (long) n;
        }
        throw SchemeError.of(ErrorObject.Kind.TYPE, who + ": " + name + " must be a whole number" + (low == Integer.MIN_VALUE ? "" : " of at least " + low) + ", found", x);
    }

    public double real(String name, int i, double fallback) {
        Object x = get(name, i);
        if (x == null) {
            return fallback;
        }
        if (dev.loam.lang.number.Arithmetic.isReal(x) && !(x instanceof TensorValue)) {
            return dev.loam.lang.number.Arithmetic.toDouble(x);
        }
        throw SchemeError.of(ErrorObject.Kind.TYPE, who + ": " + name + " must be a real number, found", x);
    }

    public boolean flag(String name, int i, boolean fallback) {
        Object x = get(name, i);
        return x == null ? fallback : x != Boolean.FALSE;
    }

    /// A list of whole numbers, or one of them by itself.
    public int[] integers(String name, Object x) {
        Object[] all = x instanceof Object[] v ? v : x instanceof Pair || x == dev.loam.lang.Nil.NIL ? list(x) : new Object[] {x};
        var out = new int[all.length];
        for (int i = 0; i < out.length; i++) {
            if (!(all[i] instanceof Long n) || n != (int) (long) n) {
                throw SchemeError.of(ErrorObject.Kind.TYPE, who + ": " + name + " must be whole numbers, found", all[i]);
            }
            out[i] = (int) (long) n;
        }
        return out;
    }

    static Object[] list(Object x) {
        var all = new java.util.ArrayList<Object>();
        for (; x instanceof Pair p; x = p.cdr) {
            all.add(p.car);
        }
        return all.toArray();
    }
}
