package dev.loam.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.loam.compiler.Kernel;
import dev.loam.compiler.Program;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Map;

/// A program as native code: a run is one call per thread.
final class CpuExecutable extends ExecutableBase {
    /// Calls the function at the address that comes first; one handle for all programs, so that it is linked once.
    static final MethodHandle RUN = Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS));

    private final Workers workers;
    private final MemorySegment function;
    private final Arena arena;
    private final LaunchTable table;
    private final long launches;
    private final MemorySegment counters;
    /// of each thread
    private final MemorySegment[] own;
    /// null until times are asked for
    private KernelTimes times;
    private boolean timed;
    /// times are asked for by [#timeKernels]
    private boolean wantsTimes;
    private final Workers.Task task = this::call;
    private final StepEvent event;

    /// @param name  what the program is, for people
    /// @param arena holds the code; it is closed with this
    CpuExecutable(String name, Program program, NativeCode code, States states, CpuDevice device, Workers workers, Arena arena) {
        super(program, states, device, scratch(HugePages.allocate(arena, Math.max(64, program.arenaBytes()))));
        this.arena = arena;
        this.workers = workers;
        this.function = code.run();
        this.launches = program.launches().size();
        this.table = new LaunchTable(program, code.kernels(), sizes(), this, arena);
        this.counters = arena.allocate(16 * Math.max(1, launches), 64);
        this.own = own(program, workers.count(), arena);
        this.event = new StepEvent(name, program.launches().size());
    }

    private static MemorySegment[] own(Program program, int threads, Arena arena) {
        long bytes = 0;
        for (Kernel k : program.kernels()) {
            bytes = Math.max(bytes, k.ownBytes());
        }
        var own = new MemorySegment[threads];
        for (int i = 0; i < threads; i++) {
            own[i] = bytes == 0 ? MemorySegment.NULL : HugePages.allocate(arena, Math.max(bytes, 2 << 20));
        }
        return own;
    }

    private static Scratch scratch(MemorySegment memory) {
        return b -> new Buffer(b.dtype(), memory.asSlice(b.offset(), Math.max(0, b.maxBytes())), null);
    }

    @Override
    public void run(Map<String, Integer> values) {
        for (int i = 0; i < sizes().size(); i++) {
            table.size(i, size(i, values));
        }
        table.update(this);
        counters.fill((byte) 0);
        timed = wantsTimes || KernelTimes.wanted();
        if (timed && times == null) {
            times = new KernelTimes(program(), workers.count(), arena);
        }
        if (timed) {
            times.begin();
        }
        event.begin();
        long start = Trace.begin();
        workers.run(task);
        Trace.end(start, Trace.Kind.STEP, event.program);
        if (timed) {
            times.add(runs());
        }
        event.done(runs());
        ran();
    }

    private void call(int thread) {
        MemorySegment stamps = timed ? times.begin(thread) : MemorySegment.NULL;
        try {
            RUN.invokeExact(function, table.segment(), launches, counters, stamps, own[thread]);
        } catch (Throwable e) {
            throw new IllegalStateException("running native code", e);
        }
        if (timed) {
            times.end(thread);
        }
    }

    @Override
    public void timeKernels() {
        wantsTimes = true;
        if (times != null) {
            times.clear();
        }
    }

    @Override
    public double[] kernelMilliseconds() {
        return times == null ? new double[0] : times.milliseconds();
    }

    @Override
    public void close() {
        if (times != null && Debug.LEVEL >= 1) {
            Debug.print(1, times.table());
        }
        arena.close();
    }
}
