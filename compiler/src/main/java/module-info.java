/// How a graph becomes a program: rewriting, fusion, loop IR, memory plan and emitters.
module dev.loam.compiler {
    requires transitive dev.loam.tensor;
    exports dev.loam.compiler;
}
