package dev.loam.runtime;

import dev.loam.compiler.Inspection;
import dev.loam.compiler.Kernel;
import dev.loam.compiler.LlvmEmitter;
import dev.loam.compiler.Target;
import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import java.lang.foreign.Arena;

/// The processor, by code that LLVM generates for exactly this machine.
final class CpuDevice implements Device {
    private final LlvmEmitter.Machine machine;
    private final Workers workers;
    private final Target target;
    private final CpuCompiler compiler;

    CpuDevice(int threads) {
        this(threads, Lld.isSupported());
    }

    /// @param libraries whether the kernel cache holds shared libraries
    CpuDevice(int threads, boolean libraries) {
        this(threads, libraries, new KernelCache());
    }

    /// @param cache where compiled programs are kept
    CpuDevice(int threads, boolean libraries, KernelCache cache) {
        LlvmLibrary.require();
        machine = HostMachine.get(cache);
        target = target(machine);
        workers = new Workers(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
        compiler = new CpuCompiler(machine, target, cache, workers.count(), libraries);
    }

    static Target target(LlvmEmitter.Machine machine) {
        boolean many = machine.vectorBytes() == 64 || !machine.triple().startsWith("x86");
        return new Target("cpu", machine.vectorBytes(), many ? 32 : 16, machine.vectorBytes() == 64 && machine.features().contains("+avx512vnni"));
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public String description() {
        String vectors = switch (target.vectorBytes()) {
            case 64 -> "AVX-512";
            case 32 -> "AVX2";
            default -> target.vectorBytes() * 8 + "-bit vectors";
        };
        return "cpu, " + workers.count() + (workers.count() == 1 ? " thread, " : " threads, ") + vectors + ", code from LLVM " + LlvmLibrary.VERSION;
    }

    @Override
    public String resultClass() {
        return "cpu " + machine.cpu() + " llvm-" + LlvmLibrary.VERSION;
    }

    @Override
    public Buffer allocate(DType dtype, long elements) {
        // freed when no longer reachable; states outlive the programs that share them
        return new Buffer(dtype, HugePages.allocate(Arena.ofAuto(), Math.max(1, elements) * dtype.bytes()), null);
    }

    @Override
    public Executable compile(Graph graph, States states) {
        var watch = new CompileWatch(graph);
        Arena arena = Arena.ofShared();
        try {
            CpuCompiler.Compiled c = compiler.compile(graph, watch, arena);
            var executable = new CpuExecutable(CompileWatch.name(graph), c.program(), c.code(), states, this, workers, arena);
            watch.done(c.program());
            return executable;
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    @Override
    public Inspection inspect(Graph graph) {
        return Inspection.of(graph, target);
    }

    @Override
    public String code(Kernel kernel, int number) {
        return LlvmEmitter.kernel(kernel, number);
    }

    @Override
    public Peak peak() {
        return PeakProbe.measure(Llvm.get(), workers.count(), target);
    }

    @Override
    public void close() {
        workers.close();
    }
}
