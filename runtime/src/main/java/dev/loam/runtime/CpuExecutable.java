package dev.loam.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.loam.compiler.Program;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Map;

/// A program as native code: a run is one call per thread.
final class CpuExecutable extends ExecutableBase {
    private static final FunctionDescriptor RUN = FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS);

    private final Workers workers;
    private final MethodHandle code;
    private final Arena arena;
    private final MemorySegment table;
    private final MemorySegment counters;
    private final MemorySegment sizes;
    private final Workers.Task task = this::call;
    /// null unless times are asked for
    private final KernelTimes times;

    CpuExecutable(Program program, MemorySegment function, States states, CpuDevice device, Workers workers) {
        this(program, function, states, device, workers, Arena.ofShared());
    }

    private CpuExecutable(Program program, MemorySegment function, States states, CpuDevice device, Workers workers, Arena arena) {
        super(program, states, device, scratch(arena.allocate(Math.max(64, program.arenaBytes()), 64)));
        this.arena = arena;
        this.workers = workers;
        this.code = Linker.nativeLinker().downcallHandle(function, RUN);
        this.table = arena.allocate(8L * Math.max(1, program.buffers().size()), 64);
        this.counters = arena.allocate(24L * (program.launches().size() + 1), 64);
        this.times = Debug.LEVEL >= 1 ? new KernelTimes(program) : null;
        this.sizes = arena.allocate(8L * Math.max(1, sizeNames().size()), 64);
        for (int i = 0; i < program.buffers().size(); i++) {
            table.setAtIndex(ADDRESS, i, bound(i).segment());
        }
    }

    private static Scratch scratch(MemorySegment memory) {
        return b -> new Buffer(b.dtype(), memory.asSlice(b.offset(), Math.max(0, b.maxBytes())), null);
    }

    @Override
    public void run(Map<String, Integer> values) {
        for (int i = 0; i < sizeNames().size(); i++) {
            sizes.setAtIndex(JAVA_LONG, i, size(i, values));
        }
        for (int i = 0; i < program().buffers().size(); i++) {
            if (slots(i).length > 1) {
                table.setAtIndex(ADDRESS, i, bound(i).segment());
            }
        }
        counters.fill((byte) 0);
        long start = times == null ? 0 : System.nanoTime();
        workers.run(task);
        if (times != null) {
            times.add(counters.asSlice(16L * program().launches().size()), System.nanoTime() - start);
        }
        ran();
    }

    private void call(int thread) {
        try {
            code.invokeExact(table, counters, sizes);
        } catch (Throwable e) {
            throw new IllegalStateException("running native code", e);
        }
    }

    @Override
    public void close() {
        if (times != null) {
            Debug.print(1, times.table());
        }
        arena.close();
    }
}
