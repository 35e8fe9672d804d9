package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// `max(0, margin - target · x)` for targets -1 and 1, averaged over all axes but the first: `[n, …]` against `[n, …]`.
///
/// @param margin that the right side is to have
public record Hinge(double margin) implements Loss {
    /// With PyTorch's default.
    public Hinge() {
        this(1);
    }

    @Override
    public Tensor each(Tensor output, Tensor target) {
        return Loss.perExample("hinge", output, target, (x, t) -> Losses.hinge(x, t, margin));
    }
}
