package dev.loam.runtime;

import dev.loam.compiler.Compiler;
import dev.loam.compiler.Program;
import dev.loam.compiler.Switches;
import dev.loam.compiler.Target;
import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;

/// The pure-Java target.
final class JavaDevice implements Device {
    private final String reason;
    private final int limit;
    private final Switches switches;

    JavaDevice() {
        this(null, JvmSplit.LIMIT, Debug.SWITCHES);
    }

    /// @param reason why a better device was passed over, or null
    /// @param limit  bytes of a method; tests cut kernels finer than needed
    /// @param switches what the compiler leaves undone
    JavaDevice(String reason, int limit, Switches switches) {
        this.reason = reason;
        this.limit = limit;
        this.switches = switches;
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
        var watch = new CompileWatch(graph);
        Program program = new Compiler(Target.JAVA, switches, watch).compile(graph);
        var executable = new JavaExecutable(CompileWatch.name(graph), program, states, limit);
        watch.done(program);
        Debug.print(1, "compiled " + program.kernels().size() + " kernels for " + program.launches().size() + " launches, " + watch.loweredMillis()
            + " ms to loop IR");
        return executable;
    }

    @Override
    public void close() {
    }
}
