package dev.loam.data.tokenize;

/// A tokenizer that cannot be read, trained or used as asked. The message is a sentence for a person: what was asked, what was
/// found and what to do.
public final class TokenizerException extends RuntimeException {
    public TokenizerException(String message) {
        super(message);
    }

    public TokenizerException(String message, Throwable cause) {
        super(message, cause);
    }
}
