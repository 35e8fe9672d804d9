package dev.loam.runtime;

import dev.loam.compiler.Compiler;
import dev.loam.compiler.Target;
import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;

/// The pure-Java target.
final class JavaDevice implements Device {
    private final String reason;

    JavaDevice() {
        this(null);
    }

    /// @param reason why a better device was passed over, or null
    JavaDevice(String reason) {
        this.reason = reason;
    }

    @Override
    public String name() {
        return "java";
    }

    @Override
    public String description() {
        return "pure Java, 1 thread" + (reason == null ? "" : " (" + reason + ")");
    }

    @Override
    public String resultClass() {
        return "java";
    }

    @Override
    public Buffer allocate(DType dtype, long elements) {
        return Buffer.heap(dtype, elements);
    }

    @Override
    public Executable compile(Graph graph, States states) {
        return new JavaExecutable(new Compiler(Target.JAVA, Debug.listener()).compile(graph), states);
    }

    @Override
    public void close() {
    }
}
