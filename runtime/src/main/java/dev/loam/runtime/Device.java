package dev.loam.runtime;

import dev.loam.compiler.Inspection;
import dev.loam.compiler.Kernel;
import dev.loam.compiler.Target;
import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;

/// A place where programs run.
public interface Device extends AutoCloseable {
    /// This machine's processor by LLVM-generated code, with `threads` threads (0: one per core). Where LLVM can not be
    /// loaded, a [DeviceException] says why.
    static Device cpu(int threads) {
        return new CpuDevice(threads);
    }

    /// The pure-Java target: bytecode over heap arrays, one thread, everywhere.
    static Device java() {
        return new JavaDevice();
    }

    /// The processor by LLVM where that is to be had, else the pure-Java target; [#description] says which and why.
    static Device best(int threads) {
        return Devices.best(threads);
    }

    /// `"cpu"` or `"java"`.
    String name();

    /// One line for people: `"cpu, 2 threads, AVX-512, code from LLVM 20.1.7"`.
    String description();

    /// The class of machines on which results agree bit for bit: target, vector width and features.
    String resultClass();

    /// An empty set of named states.
    default States states() {
        return new States(this);
    }

    /// New zeroed memory.
    Buffer allocate(DType dtype, long elements);

    /// Compiles `graph` against `states`, which must hold every state it names.
    Executable compile(Graph graph, States states);

    /// What compiling makes of `graph` here, stage by stage. Nothing of it is kept.
    default Inspection inspect(Graph graph) {
        return Inspection.of(graph, Target.JAVA);
    }

    /// The code that is generated for a kernel, for people; empty where there is none to read.
    default String code(Kernel kernel, int number) {
        return "";
    }

    /// What this device can do at most, measured in a fifth of a second; [Peak#UNKNOWN] where that is not known.
    default Peak peak() {
        return Peak.UNKNOWN;
    }

    @Override
    void close();
}
