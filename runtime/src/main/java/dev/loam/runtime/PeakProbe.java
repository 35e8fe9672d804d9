package dev.loam.runtime;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.loam.compiler.Target;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Measures the most a processor can do: multiply-adds in registers that depend on nothing but themselves, and copies between two pieces of
/// memory that no cache holds. Of many short tries the best of each thread counts, so that a busy machine is seen as if it were idle.
final class PeakProbe {
    private static final int TRIES = 40;
    private static final long TURNS = 20_000;
    /// Copied in each try, out of a piece of memory that is as much longer as there are tries.
    private static final long BYTES = 2L << 20;

    private PeakProbe() {
    }

    static Peak measure(Llvm llvm, int threads, Target target) {
        int lanes = target.lanes(4);
        int sums = target.registers() - 4;
        NativeCode code = llvm.link(llvm.compile(List.of(module(lanes, sums)), 1));
        double[] quickest = new double[threads];
        double[] copied = new double[threads];
        try (Arena arena = Arena.ofShared()) {
            atOnce(threads, t -> {
                MemorySegment values = arena.allocate(4096, 64);
                for (int k = 0; k < (sums + 2) * lanes; k++) {
                    values.setAtIndex(JAVA_FLOAT, k, 0.5f);
                }
                MemorySegment memory = arena.allocate(2 * TRIES * BYTES, 4096).fill((byte) 1);
                quickest[t] = best(_ -> call(code.run(), values));
                copied[t] = best(i -> memory.asSlice((TRIES + i) * BYTES, BYTES).copyFrom(memory.asSlice(i * BYTES, BYTES)));
            });
        }
        double gflops = 0;
        double gigabytes = 0;
        for (int t = 0; t < threads; t++) {
            gflops += 2.0 * lanes * sums * TURNS / quickest[t] / 1e9;
            gigabytes += 2.0 * BYTES / copied[t] / 1e9;
        }
        return new Peak(gflops, gigabytes);
    }

    private static void atOnce(int threads, Workers.Task task) {
        var all = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            int number = t;
            all[t] = Thread.ofPlatform().name("loam-probe-" + t).start(() -> task.run(number));
        }
        for (Thread t : all) {
            try {
                t.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DeviceException("interrupted while the processor was measured", e);
            }
        }
    }

    private interface Try {
        void run(int number);
    }

    /// The seconds of the quickest.
    private static double best(Try t) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long start = System.nanoTime();
            t.run(i);
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
        return best;
    }

    private static void call(MemorySegment function, MemorySegment place) {
        try {
            CpuExecutable.RUN.invokeExact(function, place, TURNS, place, place, place);
        } catch (Throwable e) {
            throw new IllegalStateException("running native code", e);
        }
    }

    /// A function like a program's: the vectors at its first argument are two factors and the sums to begin with, the second argument is how
    /// many turns are taken.
    private static String module(int lanes, int sums) {
        String type = lanes == 1 ? "float" : "<" + lanes + " x float>";
        String fma = "@llvm.fma." + (lanes == 1 ? "f32" : "v" + lanes + "f32");
        var loads = new StringBuilder();
        var phis = new StringBuilder();
        var steps = new StringBuilder();
        var stores = new StringBuilder();
        for (int i = 0; i < sums + 2; i++) {
            loads.append("  %p" + i + " = getelementptr " + type + ", ptr %p, i64 " + i + "\n  %v" + i + " = load " + type + ", ptr %p" + i + "\n");
        }
        for (int i = 2; i < sums + 2; i++) {
            phis.append("  %s" + i + " = phi " + type + " [%v" + i + ", %entry], [%n" + i + ", %loop]\n");
            steps.append("  %n" + i + " = call " + type + " " + fma + "(" + type + " %s" + i + ", " + type + " %v0, " + type + " %v1)\n");
            stores.append("  store " + type + " %n" + i + ", ptr %p" + i + "\n");
        }
        return "@kernels = constant [1 x ptr] [ptr @run]\n"
            + "define void @run(ptr %p, i64 %turns, ptr %unused, ptr %unused2, ptr %unused3) #0 {\nentry:\n" + loads + "  br label %loop\n"
            + "loop:\n  %i = phi i64 [0, %entry], [%j, %loop]\n" + phis + steps
            + "  %j = add i64 %i, 1\n  %more = icmp slt i64 %j, %turns\n  br i1 %more, label %loop, label %end\nend:\n" + stores
            + "  ret void\n}\ndeclare " + type + " " + fma + "(" + type + ", " + type + ", " + type + ")\n"
            + "attributes #0 = { nounwind \"prefer-vector-width\"=\"" + lanes * 32 + "\" }\n";
    }
}
