package dev.loam.tensor;

/// A size that is known only when a program runs, such as the number of rows of a batch, with the bound for which memory
/// is planned. Two variables are the same when name and bound are.
///
/// @param name what the size is, `"batch"`
/// @param max  the largest value it takes
public record Var(String name, int max) {
    public Var {
        if (max < 1) {
            throw new TensorException("dimension variable '" + name + "': the bound must be at least 1, got " + max);
        }
    }

    @Override
    public String toString() {
        return name + "<=" + max;
    }
}
