package dev.loam.runtime;

/// A program as JVM bytecode; [JvmEmitter] writes the class that implements it.
interface JavaCode {
    /// Carries out all launches.
    ///
    /// @param buffers the Java array of each buffer of the program
    /// @param where   per launch, for each param of its kernel the number of the buffer and the element at which it starts,
    ///                then of each of its arguments the low and the high half
    /// @param sizes   the values of the variable sizes
    /// @param frame   memory for the variables of kernels that are cut into several methods
    void run(Object[] buffers, int[][] where, int[] sizes, long[] frame);
}
