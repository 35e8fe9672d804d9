package dev.loam.nn;

import dev.loam.tensor.Shape;

/// A tensor that training changes. It holds no values: those lie in a state that [ParameterLayout] lays out.
///
/// @param name        the scope path, `"conv1.weight"`; also its name in checkpoints and its random stream
/// @param shape       constant sizes
/// @param initializer how its first values are drawn
/// @param decay       whether weight decay applies: true for weights, false for biases and gains
public record Parameter(String name, Shape shape, Initializer initializer, boolean decay) {
    /// The number of elements.
    public int size() {
        return Math.toIntExact(shape.maxElements());
    }

    /// The path of the scope that declared it: `"conv1"` for `"conv1.weight"`, empty for the root's.
    public String scope() {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(0, dot);
    }
}
