package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// Huber's loss (1964), averaged over all axes but the first: `[n, …]` against `[n, …]`; see [Losses#huber].
///
/// @param delta where the square goes over into the absolute value
public record Huber(double delta) implements Loss {
    public Huber {
        if (!(delta > 0)) {
            throw new ModelException("huber: delta must be above 0, got " + delta);
        }
    }

    /// With PyTorch's default.
    public Huber() {
        this(1);
    }

    @Override
    public Tensor each(Tensor output, Tensor target) {
        return Loss.perExample("huber", output, target, (x, t) -> Losses.huber(x, t, delta));
    }
}
