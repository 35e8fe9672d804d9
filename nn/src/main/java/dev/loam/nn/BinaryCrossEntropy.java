package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// The cross-entropy between probabilities and targets from 0 to 1, averaged over all axes but the first: `[n, …]` against `[n, …]`. From
/// logits [BinaryCrossEntropyWithLogits] is more precise.
public record BinaryCrossEntropy() implements Loss {
    @Override
    public Tensor each(Tensor output, Tensor target) {
        return Loss.perExample("binary cross-entropy", output, target, Losses::binaryCrossEntropy);
    }
}
