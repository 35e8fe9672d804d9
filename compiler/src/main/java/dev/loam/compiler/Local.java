package dev.loam.compiler;

import dev.loam.tensor.DType;

/// A variable inside a kernel, in a register; compared by identity. One declared inside a loop over lanes has a value for each
/// lane.
public final class Local {
    private final String name;
    private final DType dtype;

    public Local(String name, DType dtype) {
        this.name = name;
        this.dtype = dtype;
    }

    public String name() {
        return name;
    }

    public DType dtype() {
        return dtype;
    }

    @Override
    public String toString() {
        return name;
    }
}
