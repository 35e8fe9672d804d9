package dev.loam.app;

/// Something a person can put right: the message says what was asked, what was found and what to do. Shown without a stack trace.
final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UserError(String message) {
        super(message);
    }
}
