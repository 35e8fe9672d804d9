package dev.loam.lang.library;

import dev.loam.lang.SchemeError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// A binary output port.
final class ByteOutput extends Port {

    private final OutputStream target;

    ByteOutput(String name, OutputStream target) {
        super(name);
        this.target = target;
    }

    /// A port whose bytes are kept.
    ByteOutput() {
        this("bytevector", new ByteArrayOutputStream());
    }

    void write(byte[] bytes, int start, int end) {
        if (!isOpen()) {
            throw SchemeError.error("the port is closed:", this);
        }
        try {
            target.write(bytes, start, end - start);
        } catch (IOException e) {
            throw SchemeError.file("cannot write: " + e.getMessage(), this);
        }
    }

    void flush() {
        try {
            target.flush();
        } catch (IOException e) {
            throw SchemeError.file("cannot write: " + e.getMessage(), this);
        }
    }

    /// What was written to a bytevector port, or null for others.
    byte[] bytes() {
        return target instanceof ByteArrayOutputStream all ? all.toByteArray() : null;
    }

    @Override
    void release() throws IOException {
        target.close();
    }
}
