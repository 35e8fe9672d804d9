package dev.loam.lang;

/// The empty list.
public final class Nil {
    public static final Nil NIL = new Nil();

    private Nil() {}

    @Override
    public String toString() {
        return "()";
    }
}
