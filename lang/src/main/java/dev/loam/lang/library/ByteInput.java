package dev.loam.lang.library;

import dev.loam.lang.SchemeError;
import java.io.IOException;
import java.io.InputStream;

/// A binary input port.
final class ByteInput extends Port {

    private static final int NOTHING = -2;

    private final InputStream source;
    private int ahead = NOTHING;

    ByteInput(String name, InputStream source) {
        super(name);
        this.source = source;
    }

    /// The next byte without taking it, -1 at the end.
    int peek() {
        if (ahead == NOTHING) {
            ahead = take();
        }
        return ahead;
    }

    int next() {
        int b = peek();
        ahead = NOTHING;
        return b;
    }

    private int take() {
        requireOpen();
        try {
            return source.read();
        } catch (IOException e) {
            throw SchemeError.file("cannot read: " + e.getMessage(), this);
        }
    }

    /// Reads into `[start, end)`; the number of bytes read, 0 at the end.
    int read(byte[] bytes, int start, int end) {
        requireOpen();
        int at = start;
        if (at < end && peek() >= 0) {
            bytes[at++] = (byte) next();
            try {
                at += source.readNBytes(bytes, at, end - at);
            } catch (IOException e) {
                throw SchemeError.file("cannot read: " + e.getMessage(), this);
            }
        }
        return at - start;
    }

    boolean ready() {
        try {
            return ahead != NOTHING || source.available() > 0 || peek() < 0;
        } catch (IOException e) {
            throw SchemeError.file("cannot read: " + e.getMessage(), this);
        }
    }

    private void requireOpen() {
        if (!isOpen()) {
            throw SchemeError.error("the port is closed:", this);
        }
    }

    @Override
    void release() throws IOException {
        source.close();
    }
}
