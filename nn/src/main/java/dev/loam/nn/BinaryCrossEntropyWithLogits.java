package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// The cross-entropy between the sigmoids of logits and targets from 0 to 1, averaged over all axes but the first: `[n, …]` against
/// `[n, …]`. Each output is a question of its own, as when an example has several labels.
///
/// @param positive by which the part of the positive targets is multiplied
public record BinaryCrossEntropyWithLogits(double positive) implements Loss {
    /// With PyTorch's default.
    public BinaryCrossEntropyWithLogits() {
        this(1);
    }

    @Override
    public Tensor each(Tensor output, Tensor target) {
        return Loss.perExample("binary cross-entropy", output, target, (x, t) -> Losses.binaryCrossEntropyWithLogits(x, t, positive));
    }
}
