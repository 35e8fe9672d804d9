package dev.loam.app;

import dev.loam.runtime.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/// Work with `--trace FILE`, or without.
final class Traced {
    private Traced() {}

    /// @param file null for no trace
    static int call(Path file, Callable<Integer> work) throws Exception {
        if (file == null) {
            return work.call();
        }
        try (Trace trace = Trace.start(file)) {
            // one that is stopped by Ctrl-C leaves its trace too
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(trace)));
            return work.call();
        } finally {
            System.out.println("trace   " + file + "  (open it in chrome://tracing or ui.perfetto.dev)");
        }
    }

    private static void close(Trace trace) {
        try {
            trace.close();
        } catch (IOException e) {
            System.err.println(Errors.sentence(e));
        }
    }
}
