package dev.loam.lang.library;

import dev.loam.lang.SchemeError;
import java.io.IOException;
import java.io.StringReader;

/// A textual input port: characters of a string or of a Java reader.
public final class TextInput extends Port {

    private final java.io.Reader source;
    private final char[] buffer = new char[4096];
    private int at;
    private int end;

    public TextInput(String name, java.io.Reader source) {
        super(name);
        this.source = source;
    }

    TextInput(String text) {
        this("string", new StringReader(text));
    }

    /// The next character without taking it, -1 at the end.
    public int peek() {
        if (!fill(1)) {
            return -1;
        }
        char c = buffer[at];
        return Character.isHighSurrogate(c) && fill(2) && Character.isLowSurrogate(buffer[at + 1])
                ? Character.toCodePoint(c, buffer[at + 1]) : c;
    }

    public int next() {
        int c = peek();
        if (c >= 0) {
            at += Character.charCount(c);
        }
        return c;
    }

    /// Whether `count` more chars are in the buffer, after reading on where need be.
    private boolean fill(int count) {
        while (end - at < count) {
            if (!isOpen()) {
                throw SchemeError.error("the port is closed:", this);
            }
            if (at > 0) {
                System.arraycopy(buffer, at, buffer, 0, end - at);
                end -= at;
                at = 0;
            }
            try {
                int read = source.read(buffer, end, buffer.length - end);
                if (read <= 0) {
                    return false;
                }
                end += read;
            } catch (IOException e) {
                throw SchemeError.file("cannot read: " + e.getMessage(), this);
            }
        }
        return true;
    }

    /// Whether a character can be had without waiting.
    boolean ready() {
        try {
            return at < end || source.ready();
        } catch (IOException e) {
            throw SchemeError.file("cannot read: " + e.getMessage(), this);
        }
    }

    /// The rest of the line, without its end; null at the end of the text.
    String line() {
        int c = next();
        if (c < 0) {
            return null;
        }
        var text = new StringBuilder();
        for (; c >= 0 && c != '\n'; c = next()) {
            if (c == '\r') {
                if (peek() == '\n') {
                    next();
                }
                break;
            }
            text.appendCodePoint(c);
        }
        return text.toString();
    }

    /// Up to `count` characters; null at the end of the text.
    String string(int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            int c = next();
            if (c < 0) {
                return i == 0 ? null : text.toString();
            }
            text.appendCodePoint(c);
        }
        return text.toString();
    }

    @Override
    void release() throws IOException {
        source.close();
    }
}
