package dev.loam.lang;

/// An exception that carries control, not an error: it passes all frames up to a certain one.
public abstract sealed class Unwind extends RuntimeException permits Capture, Reinstate, Escape {
    Unwind() {
        super(null, null, false, false);
    }

    @SuppressWarnings("unchecked")
    static <T extends Throwable> RuntimeException sneak(Throwable t) throws T {
        throw (T) t;
    }
}
