package dev.loam.runtime;

import dev.loam.compiler.Program;
import java.util.Map;

/// A program as JVM bytecode.
final class JavaExecutable extends ExecutableBase {
    JavaExecutable(Program program, States states) {
        super(program, states, new JavaDevice(), b -> Buffer.heap(b.dtype(), b.elements().max()));
    }

    @Override
    public void run(Map<String, Integer> sizes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
    }
}
