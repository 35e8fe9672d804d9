package dev.loam.lang.library;

/// A program's wish to end, on its way to whoever runs it.
public final class Exit extends RuntimeException {

    private final int code;

    Exit(int code) {
        super("exit " + code, null, false, false);
        this.code = code;
    }

    /// The exit code for the system.
    public int code() {
        return code;
    }
}
