package dev.loam.bench;

/// A benchmark that was asked for and cannot be run: the message says what there is instead.
public final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchException(String message) {
        super(message);
    }
}
