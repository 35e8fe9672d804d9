package dev.loam.tensor;

import java.util.Map;

/// One dimension of a shape: a constant, or a multiple of one variable (`scale * var`; a batch of 28 × 28 images laid out
/// as rows is `784 * batch`).
///
/// @param scale the constant itself when `var` is null, else the factor of the variable
/// @param var   the variable, or null for a constant
public record Dim(long scale, Var var) {
    public Dim {
        if (scale < 0) {
            throw new TensorException("a dimension can not be negative, got " + scale);
        }
    }

    public static Dim of(long size) {
        return new Dim(size, null);
    }

    public static Dim of(Var var) {
        return new Dim(1, var);
    }

    public boolean isConstant() {
        return var == null;
    }

    public boolean is(long size) {
        return var == null && scale == size;
    }

    /// The size; an error where it is known only at run time.
    public int constant() {
        if (var != null) {
            throw Sources.error("the size " + this + " is known only when the program runs; a constant is needed here");
        }
        return Math.toIntExact(scale);
    }

    /// The largest value, for which memory is planned.
    public long max() {
        return var == null ? scale : scale * var.max();
    }

    /// The value under `sizes`, the values of the variables by name.
    public long value(Map<String, Integer> sizes) {
        if (var == null) {
            return scale;
        }
        Integer n = sizes.get(var.name());
        if (n == null) {
            throw new TensorException("the size '" + var.name() + "' has no value; give it when the program runs");
        }
        if (n < 0 || n > var.max()) {
            throw new TensorException("the size '" + var.name() + "' is " + n + ", outside 0 to " + var.max());
        }
        return scale * n;
    }

    /// The product; at most one of the two may be variable.
    public Dim times(Dim other) {
        if (var != null && other.var != null) {
            throw new TensorException("the product of two variable sizes, " + this + " and " + other + ", is not linear");
        }
        return new Dim(Math.multiplyExact(scale, other.scale), var != null ? var : other.var);
    }

    @Override
    public String toString() {
        if (var == null) {
            return Long.toString(scale);
        }
        return scale == 1 ? var.name() : scale + "*" + var.name();
    }
}
