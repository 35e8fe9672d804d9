package dev.loam.nn;

/// A mistake in describing or building a model. The message says what was asked, what was found and what to do.
public final class ModelException extends RuntimeException {
    public ModelException(String message) {
        super(message);
    }
}
