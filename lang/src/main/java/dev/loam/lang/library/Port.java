package dev.loam.lang.library;

import dev.loam.lang.SchemeError;
import java.io.IOException;

/// A port: where characters or bytes come from or go to.
public abstract sealed class Port permits TextInput, TextOutput, ByteInput, ByteOutput {

    private final String name;
    private boolean open = true;

    Port(String name) {
        this.name = name;
    }

    final boolean isOpen() {
        return open;
    }

    /// Ends its use; a second time it does nothing.
    final void close() {
        if (open) {
            open = false;
            try {
                release();
            } catch (IOException e) {
                throw SchemeError.file("cannot close: " + e.getMessage(), this);
            }
        }
    }

    /// Gives back what the port holds.
    abstract void release() throws IOException;

    @Override
    public String toString() {
        return "#<port " + name + ">";
    }
}
