package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// Huber's loss by `beta`, averaged over all axes but the first: `[n, …]` against `[n, …]`; see [Losses#smoothL1].
///
/// @param beta where the square goes over into the absolute value
public record SmoothL1(double beta) implements Loss {
    public SmoothL1 {
        if (!(beta > 0)) {
            throw new ModelException("smooth l1: beta must be above 0, got " + beta);
        }
    }

    /// With PyTorch's default.
    public SmoothL1() {
        this(1);
    }

    @Override
    public Tensor each(Tensor output, Tensor target) {
        return Loss.perExample("smooth l1", output, target, (x, t) -> Losses.smoothL1(x, t, beta));
    }
}
