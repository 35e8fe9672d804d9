package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// The triplet loss of outputs `[n, 3, channels]`: an anchor, what is to be near it and what is to be far from it. The target is not
/// looked at. See [Losses#triplet].
///
/// @param margin by which the far one is to be farther
public record Triplet(double margin) implements Loss {
    /// With PyTorch's margin of 1.
    public Triplet() {
        this(1);
    }

    @Override
    public Tensor each(Tensor output, Tensor target) {
        if (output.rank() != 3 || output.size(1) != 3) {
            throw new ModelException("triplet: outputs must be [n, 3, channels], not " + output.shape());
        }
        return Losses.triplet(part(output, 0), part(output, 1), part(output, 2), margin);
    }

    private static Tensor part(Tensor output, int i) {
        return output.slice(1, i, i + 1).squeeze(1);
    }
}
