package dev.loam.lang;

/// The end of an input port.
public final class Eof {
    public static final Eof EOF = new Eof();

    private Eof() {}

    @Override
    public String toString() {
        return "#<eof>";
    }
}
