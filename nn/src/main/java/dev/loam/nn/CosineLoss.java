package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// One less the cosine of the angle between output and target, vectors along the last axis, averaged over the axes between it and the first:
/// `[n, …, channels]` against `[n, …, channels]`.
public record CosineLoss() implements Loss {
    @Override
    public Tensor each(Tensor output, Tensor target) {
        return Loss.perExample("cosine", output, target, (x, t) -> Losses.cosineSimilarity(x, t).neg().add(1));
    }
}
