package dev.loam.lang.library;

import dev.loam.lang.SchemeError;
import java.io.IOException;
import java.io.Writer;

/// A textual output port: to a string, or to a Java writer by way of a buffer.
public final class TextOutput extends Port {

    private static final int FULL = 8192;

    /// Null for a string port.
    private final Writer target;
    private final StringBuilder buffer = new StringBuilder();
    private boolean atLineStart = true;

    public TextOutput(String name, Writer target) {
        super(name);
        this.target = target;
    }

    /// A port whose text is kept.
    TextOutput() {
        this("string", null);
    }

    boolean isString() {
        return target == null;
    }

    public void write(String text) {
        requireOpen();
        if (text.isEmpty()) {
            return;
        }
        buffer.append(text);
        atLineStart = text.charAt(text.length() - 1) == '\n';
        if (target != null && buffer.length() >= FULL) {
            flushBuffer();
        }
    }

    void write(int codePoint) {
        requireOpen();
        buffer.appendCodePoint(codePoint);
        atLineStart = codePoint == '\n';
        if (target != null && buffer.length() >= FULL) {
            flushBuffer();
        }
    }

    /// A newline unless the last character was one.
    public void freshLine() {
        if (!atLineStart) {
            write('\n');
        }
    }

    private void requireOpen() {
        if (!isOpen()) {
            throw SchemeError.error("the port is closed:", this);
        }
    }

    private void flushBuffer() {
        try {
            target.append(buffer);
        } catch (IOException e) {
            throw SchemeError.file("cannot write: " + e.getMessage(), this);
        } finally {
            buffer.setLength(0);
        }
    }

    /// Hands everything on.
    public void flush() {
        if (target == null) {
            return;
        }
        flushBuffer();
        try {
            target.flush();
        } catch (IOException e) {
            throw SchemeError.file("cannot write: " + e.getMessage(), this);
        }
    }

    /// What was written to a string port.
    String text() {
        return buffer.toString();
    }

    @Override
    void release() throws IOException {
        if (target != null) {
            flushBuffer();
            target.close();
        }
    }
}
