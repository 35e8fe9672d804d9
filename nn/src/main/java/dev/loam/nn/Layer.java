package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// A part of a model. Layers are records: plain data that says what to compute, with parameters declared in a [Scope]. The
/// values come with the [Context], so one layer serves training, evaluation and every dtype.
public interface Layer {
    /// The layer's output for `x`. What else the forward pass reads or leaves behind goes through `c`.
    Tensor apply(Tensor x, Context c);
}
