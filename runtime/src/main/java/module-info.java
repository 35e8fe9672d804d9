/// How a program runs: the LLVM JIT, the pure-Java target, buffers and worker threads.
module dev.loam.runtime {
    requires transitive dev.loam.compiler;
    exports dev.loam.runtime;
}
