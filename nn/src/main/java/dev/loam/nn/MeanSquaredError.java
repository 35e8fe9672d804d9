package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// The squared difference, averaged over all axes but the first: `[n, …]` against `[n, …]`.
public record MeanSquaredError() implements Loss {
    @Override
    public Tensor each(Tensor output, Tensor target) {
        return Loss.perExample("mean squared error", output, target, (x, t) -> x.sub(t).square());
    }
}
