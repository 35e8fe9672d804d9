package dev.loam.lang;

/// A procedure. `apply0` to `apply4` and `applyN` call it; a procedure implements those that its arity allows.
///
/// **What they return may be [TailCall#PENDING]**: the procedure asks its caller to make a call for it, which is how tail calls take no
/// stack. Java code that calls a procedure therefore uses [#call], which goes on until there is a value, or returns what `apply…` gave
/// as its own result.
public abstract class Procedure {
    /// No upper bound on the number of arguments.
    public static final int ANY = -1;

    protected String name;

    /// @param name as errors and printing show it; null for none
    protected Procedure(String name) {
        this.name = name;
    }

    public final String name() {
        return name;
    }

    /// Gives a name to a procedure that has none.
    public final void named(String given) {
        if (name == null) {
            name = given;
        }
    }

    /// The least number of arguments.
    public abstract int least();

    /// The greatest number of arguments, or [#ANY].
    public abstract int most();

    public Object apply0() {
        throw SchemeError.wrongCount(this);
    }

    public Object apply1(Object a) {
        throw SchemeError.wrongCount(this, a);
    }

    public Object apply2(Object a, Object b) {
        throw SchemeError.wrongCount(this, a, b);
    }

    public Object apply3(Object a, Object b, Object c) {
        throw SchemeError.wrongCount(this, a, b, c);
    }

    public Object apply4(Object a, Object b, Object c, Object d) {
        throw SchemeError.wrongCount(this, a, b, c, d);
    }

    /// With any number of arguments, also fewer than five. The array belongs to the procedure from then on.
    public Object applyN(Object[] arguments) {
        return switch (arguments.length) {
            case 0 -> apply0();
            case 1 -> apply1(arguments[0]);
            case 2 -> apply2(arguments[0], arguments[1]);
            case 3 -> apply3(arguments[0], arguments[1], arguments[2]);
            case 4 -> apply4(arguments[0], arguments[1], arguments[2], arguments[3]);
            default -> throw SchemeError.wrongCount(this, arguments);
        };
    }

    public final boolean accepts(int count) {
        return count >= least() && (most() == ANY || count <= most());
    }

    /// The procedure that `f` is.
    ///
    /// @throws SchemeError where it is none
    public static Procedure of(Object f) {
        if (f instanceof Procedure p) {
            return p;
        }
        throw SchemeError.notApplicable(f);
    }

    /// Calls `f` from Java and gives its value.
    public static Object call(Object f) {
        return Machine.enter(of(f));
    }

    public static Object call(Object f, Object a) {
        return Machine.enter(of(f), a);
    }

    public static Object call(Object f, Object a, Object b) {
        return Machine.enter(of(f), a, b);
    }

    public static Object call(Object f, Object a, Object b, Object c) {
        return Machine.enter(of(f), a, b, c);
    }

    /// Calls `f` with the elements of an array, which then belongs to `f`.
    public static Object callN(Object f, Object... arguments) {
        return Machine.enterN(of(f), arguments);
    }

    @Override
    public String toString() {
        return name == null ? "#<procedure>" : "#<procedure " + name + ">";
    }
}
