package dev.loam.runtime;

import dev.loam.compiler.Compiler;
import dev.loam.compiler.Program;
import dev.loam.compiler.Target;
import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import java.lang.foreign.Arena;

/// The processor, by code that LLVM generates for exactly this machine.
final class CpuDevice implements Device {
    private final Llvm llvm;
    private final Workers workers;
    private final Target target;
    private final CpuCompiler compiler;

    CpuDevice(int threads) {
        this(threads, Lld.isSupported());
    }

    /// @param libraries whether the kernel cache holds shared libraries
    CpuDevice(int threads, boolean libraries) {
        llvm = Llvm.get();
        workers = new Workers(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
        int bytes = llvm.machine().vectorBytes();
        boolean many = bytes == 64 || !llvm.machine().triple().startsWith("x86");
        target = new Target("cpu", bytes, many ? 32 : 16, bytes == 64 && llvm.machine().features().contains("+avx512vnni"));
        compiler = new CpuCompiler(llvm, new KernelCache(), workers.count(), libraries);
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
        return "cpu " + llvm.machine().cpu() + " llvm-" + LlvmLibrary.VERSION;
    }

    @Override
    public Buffer allocate(DType dtype, long elements) {
        // freed when no longer reachable; states outlive the programs that share them
        return new Buffer(dtype, HugePages.allocate(Arena.ofAuto(), Math.max(1, elements) * dtype.bytes()), null);
    }

    @Override
    public Executable compile(Graph graph, States states) {
        long start = System.nanoTime();
        Program program = new Compiler(target, Debug.listener()).compile(graph);
        long lowered = System.nanoTime();
        Arena arena = Arena.ofShared();
        CpuExecutable executable;
        try {
            executable = new CpuExecutable(program, compiler.code(program, arena), states, this, workers, arena);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
        Debug.print(1, "compiled " + program.kernels().size() + " kernels for " + program.launches().size() + " launches, arena "
            + program.arenaBytes() + " bytes, in " + (System.nanoTime() - start) / 1_000_000 + " ms (" + (lowered - start) / 1_000_000
            + " to loop IR)");
        return executable;
    }

    @Override
    public void close() {
        workers.close();
    }
}
