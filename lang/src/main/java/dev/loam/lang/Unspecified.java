package dev.loam.lang;

/// What an expression gives that has nothing to say: `(if #f #f)`, an assignment.
public final class Unspecified {
    public static final Unspecified UNSPECIFIED = new Unspecified();

    private Unspecified() {}

    @Override
    public String toString() {
        return "#<unspecified>";
    }
}
