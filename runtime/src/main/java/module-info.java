/// How a program runs: the LLVM JIT, the pure-Java target, buffers and worker threads.
module dev.loam.runtime {
    requires transitive dev.loam.compiler;
    requires jdk.jfr;
    exports dev.loam.runtime;
}
