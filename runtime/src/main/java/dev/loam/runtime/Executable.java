package dev.loam.runtime;

import dev.loam.compiler.Program;
import java.util.Map;

/// A program ready to run on a device. Running allocates nothing. Not for use by several threads at once.
public interface Executable extends AutoCloseable {
    /// The memory of an input for the next run. There are two slots, used in turn: the one returned is not read by a run in
    /// progress. An input that is not written keeps what was written two runs ago.
    Buffer input(String name);

    /// Runs once with all variable dimensions at the given values.
    void run(Map<String, Integer> sizes);

    /// Runs a program without variable dimensions.
    default void run() {
        run(Map.of());
    }

    /// An output of the last run; it stays readable until [#OUTPUT_SLOTS] more runs have begun.
    Buffer output(String name);

    /// How many runs an output stays readable.
    int OUTPUT_SLOTS = 4;

    /// Measures each launch from the next run on, which costs a look at the clock per launch and thread.
    default void timeKernels() {
    }

    /// The mean milliseconds of each launch of the program since [#timeKernels], or an empty array where that is not known.
    default double[] kernelMilliseconds() {
        return new double[0];
    }

    /// What it runs. Where it came out of the kernel cache, the kernels have no body.
    Program program();

    @Override
    void close();
}
