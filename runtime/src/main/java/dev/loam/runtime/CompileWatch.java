package dev.loam.runtime;

import dev.loam.compiler.Compiler;
import dev.loam.compiler.Program;
import dev.loam.tensor.Graph;

/// Watches one graph being compiled: prints what `LOAM_DEBUG` asks for, and tells trace and flight recorder what took how long.
final class CompileWatch implements Compiler.Listener {
    private final String name;
    private final CompileEvent event = new CompileEvent();
    private final long start = System.nanoTime();
    private long last = start;
    private long lowered;

    CompileWatch(Graph graph) {
        name = name(graph);
        event.begin();
    }

    /// A graph that changes states is called a step.
    static String name(Graph graph) {
        return graph.updates().isEmpty() ? "evaluation" : "step";
    }

    @Override
    public void reached(String stage, Object result) {
        span(switch (stage) {
            case "graph" -> "share equal nodes";
            case "normalised" -> "rewrite";
            case "fused" -> "fuse";
            case "program" -> "lower to loops, plan memory";
            default -> stage;
        });
        Debug.listener().reached(stage, result);
        lowered = last = System.nanoTime();
    }

    private void span(String what) {
        Trace t = Trace.current();
        if (t != null) {
            t.span(0, Trace.Kind.COMPILE, t.number(what), last, System.nanoTime());
        }
    }

    /// Milliseconds until there was loop IR.
    long loweredMillis() {
        return (lowered - start) / 1_000_000;
    }

    /// The program can run. Where no stage was reached, it was in the kernel cache.
    void done(Program program) {
        span(lowered == 0 ? "from the kernel cache" : "machine code");
        long end = System.nanoTime();
        Trace t = Trace.current();
        if (t != null) {
            t.span(0, Trace.Kind.COMPILE, t.number("compile " + name), start, end);
        }
        event.end();
        if (event.shouldCommit()) {
            event.program = name;
            event.kernels = program.kernels().size();
            event.launches = program.launches().size();
            event.lowering = lowered == 0 ? 0 : lowered - start;
            event.code = end - last;
            event.commit();
        }
    }
}
