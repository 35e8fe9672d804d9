package dev.loam.train;

/// A run that cannot begin or go on. The message says what was asked, what was found and what to do.
public class TrainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TrainException(String message) {
        super(message);
    }

    public TrainException(String message, Throwable cause) {
        super(message, cause);
    }
}
