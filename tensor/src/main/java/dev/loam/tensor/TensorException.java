package dev.loam.tensor;

/// A mistake in building or reading a tensor. The message says what was asked, what was found and what to do.
public final class TensorException extends RuntimeException {
    public TensorException(String message) {
        super(message);
    }
}
