package dev.loam.lang;

import java.util.LinkedHashMap;
import java.util.Map;

/// The table into which libraries written in Java put their procedures:
///
///     static void register(Builtins table) {
///         table.define("car", x -> …);
///         table.define("cons", (a, b) -> new Pair(a, b));
///         table.define("number->string", 1, 2, arguments -> …);
///     }
///
/// A lambda that makes a call for its caller returns [Machine#tail(Object, Object)] and its like; one that needs the value uses
/// [Procedure#call(Object, Object)].
public final class Builtins {
    /// A procedure of no argument.
    public interface F0 { Object apply(); }

    /// A procedure of one argument.
    public interface F1 { Object apply(Object a); }

    /// A procedure of two arguments.
    public interface F2 { Object apply(Object a, Object b); }

    /// A procedure of three arguments.
    public interface F3 { Object apply(Object a, Object b, Object c); }

    /// A procedure of four arguments.
    public interface F4 { Object apply(Object a, Object b, Object c, Object d); }

    /// A procedure of any number of arguments, which are its own to change.
    public interface FN { Object apply(Object[] arguments); }

    private final Map<String, Object> values = new LinkedHashMap<>(1024);

    /// All that was defined, in order.
    public Map<String, Object> values() {
        return values;
    }

    /// Anything else than a lambda: a constant, a parameter, a procedure class of its own.
    public void value(String name, Object value) {
        values.put(name, value);
        if (value instanceof Procedure p) {
            p.named(name);
        }
    }

    /// Another name for what is defined.
    public void alias(String name, String existing) {
        values.put(name, java.util.Objects.requireNonNull(values.get(existing), existing));
    }

    public void define(String name, F0 f) {
        values.put(name, procedure(name, f));
    }

    /// A procedure by itself, in no table: as a library makes it that waits until somebody asks.
    public static Procedure procedure(String name, F0 f) {
        return new Fixed0(name, f);
    }

    public void define(String name, F1 f) {
        values.put(name, procedure(name, f));
    }

    /// A procedure by itself, in no table: as a library makes it that waits until somebody asks.
    public static Procedure procedure(String name, F1 f) {
        return new Fixed1(name, f);
    }

    public void define(String name, F2 f) {
        values.put(name, procedure(name, f));
    }

    /// A procedure by itself, in no table: as a library makes it that waits until somebody asks.
    public static Procedure procedure(String name, F2 f) {
        return new Fixed2(name, f);
    }

    public void define(String name, F3 f) {
        values.put(name, procedure(name, f));
    }

    /// A procedure by itself, in no table: as a library makes it that waits until somebody asks.
    public static Procedure procedure(String name, F3 f) {
        return new Fixed3(name, f);
    }

    public void define(String name, F4 f) {
        values.put(name, procedure(name, f));
    }

    /// A procedure by itself, in no table: as a library makes it that waits until somebody asks.
    public static Procedure procedure(String name, F4 f) {
        return new Fixed4(name, f);
    }

    /// From `least` to `most` arguments, or at least `least` where `most` is [Procedure#ANY].
    public void define(String name, int least, int most, FN f) {
        values.put(name, procedure(name, least, most, f));
    }

    /// A procedure of `least` to `most` arguments by itself.
    public static Procedure procedure(String name, int least, int most, FN f) {
        return new Variadic(name, least, most, null, null, f);
    }

    /// As above, with quick ways for one and two arguments; `f1` or `f2` may be null.
    public void define(String name, int least, int most, F1 f1, F2 f2, FN f) {
        values.put(name, procedure(name, least, most, f1, f2, f));
    }

    /// As above, with quick ways for one and two arguments; `f1` or `f2` may be null, and `f` where these two are all.
    public static Procedure procedure(String name, int least, int most, F1 f1, F2 f2, FN f) {
        return new Variadic(name, least, most, f1, f2, f);
    }

    private static final class Fixed0 extends Procedure {
        private final F0 f;

        Fixed0(String name, F0 f) {
            super(name);
            this.f = f;
        }

        @Override public int least() { return 0; }

        @Override public int most() { return 0; }

        @Override public Object apply0() { return f.apply(); }
    }

    private static final class Fixed1 extends Procedure {
        private final F1 f;

        Fixed1(String name, F1 f) {
            super(name);
            this.f = f;
        }

        @Override public int least() { return 1; }

        @Override public int most() { return 1; }

        @Override public Object apply1(Object a) { return f.apply(a); }
    }

    private static final class Fixed2 extends Procedure {
        private final F2 f;

        Fixed2(String name, F2 f) {
            super(name);
            this.f = f;
        }

        @Override public int least() { return 2; }

        @Override public int most() { return 2; }

        @Override public Object apply2(Object a, Object b) { return f.apply(a, b); }
    }

    private static final class Fixed3 extends Procedure {
        private final F3 f;

        Fixed3(String name, F3 f) {
            super(name);
            this.f = f;
        }

        @Override public int least() { return 3; }

        @Override public int most() { return 3; }

        @Override public Object apply3(Object a, Object b, Object c) { return f.apply(a, b, c); }
    }

    private static final class Fixed4 extends Procedure {
        private final F4 f;

        Fixed4(String name, F4 f) {
            super(name);
            this.f = f;
        }

        @Override public int least() { return 4; }

        @Override public int most() { return 4; }

        @Override public Object apply4(Object a, Object b, Object c, Object d) { return f.apply(a, b, c, d); }
    }

    private static final class Variadic extends Procedure {
        private final int least;
        private final int most;
        private final F1 f1;
        private final F2 f2;
        private final FN f;

        Variadic(String name, int least, int most, F1 f1, F2 f2, FN f) {
            super(name);
            this.least = least;
            this.most = most;
            this.f1 = f1;
            this.f2 = f2;
            this.f = f;
        }

        @Override public int least() { return least; }

        @Override public int most() { return most; }

        @Override public Object apply0() { return applyN(new Object[0]); }

        @Override public Object apply1(Object a) { return f1 != null ? f1.apply(a) : applyN(new Object[] {a}); }

        @Override public Object apply2(Object a, Object b) { return f2 != null ? f2.apply(a, b) : applyN(new Object[] {a, b}); }

        @Override public Object apply3(Object a, Object b, Object c) { return applyN(new Object[] {a, b, c}); }

        @Override public Object apply4(Object a, Object b, Object c, Object d) { return applyN(new Object[] {a, b, c, d}); }

        @Override
        public Object applyN(Object[] arguments) {
            if (!accepts(arguments.length)) {
                throw SchemeError.wrongCount(this, arguments);
            }
            if (arguments.length == 1 && f1 != null) {
                return f1.apply(arguments[0]);
            }
            if (arguments.length == 2 && f2 != null) {
                return f2.apply(arguments[0], arguments[1]);
            }
            return f.apply(arguments);
        }
    }
}
