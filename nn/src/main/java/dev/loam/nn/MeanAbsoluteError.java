package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// The absolute difference, averaged over all axes but the first: `[n, …]` against `[n, …]`; PyTorch's `L1Loss`.
public record MeanAbsoluteError() implements Loss {
    @Override
    public Tensor each(Tensor output, Tensor target) {
        return Loss.perExample("mean absolute error", output, target, Losses::absoluteError);
    }
}
