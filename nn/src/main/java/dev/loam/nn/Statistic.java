package dev.loam.nn;

import dev.loam.tensor.Shape;

/// A running statistic: a named tensor that the forward pass of training updates and that has no gradient, such as the mean
/// of a [BatchNorm].
///
/// @param name    the scope path, `"norm1.mean"`
/// @param shape   constant sizes
/// @param initial the first value of every element
public record Statistic(String name, Shape shape, double initial) {
    /// The number of elements.
    public int size() {
        return Math.toIntExact(shape.maxElements());
    }
}
