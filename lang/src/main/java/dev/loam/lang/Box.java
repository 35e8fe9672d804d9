package dev.loam.lang;

/// The place of a local variable that a program assigns.
public final class Box {
    public Object value;

    private Box(Object value) {
        this.value = value;
    }

    public static Object of(Object value) {
        return new Box(value);
    }

    public static Object get(Object box) {
        return ((Box) box).value;
    }

    /// The value of a variable that may not have one yet.
    public static Object checked(Object box, Object name) {
        Object value = ((Box) box).value;
        if (value == dev.loam.lang.compiler.Nodes.UNASSIGNED) {
            throw SchemeError.of(ErrorObject.Kind.UNBOUND, "the variable " + name + " is used before its definition was reached");
        }
        return value;
    }

    public static void set(Object box, Object value) {
        ((Box) box).value = value;
    }
}
