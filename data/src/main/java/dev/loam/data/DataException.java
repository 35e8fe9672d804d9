package dev.loam.data;

/// Data that cannot be found, read or understood. The message is a sentence for a person: what was asked, what was
/// found (with the file, and the line where there is one) and what to do.
public final class DataException extends RuntimeException {
    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
