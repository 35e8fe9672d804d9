package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// The Kullback-Leibler divergence of target distributions from outputs that are log-probabilities, both `[n, …, outcomes]`: summed over
/// the last axis, averaged over those between (for `[n, outcomes]` PyTorch's `batchmean`).
public record KLDivergence() implements Loss {
    @Override
    public Tensor each(Tensor output, Tensor target) {
        return Loss.perExample("kl divergence", output, target, (x, t) -> Losses.klDivergence(x, t).sum(-1));
    }
}
