package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// The squared difference, averaged over all axes but the first: `[n, …]` against `[n, …]`.
public record MeanSquaredError() implements Loss {
    @Override
    public Tensor each(Tensor output, Tensor target) {
        if (!output.shape().equals(target.shape())) {
            throw new ModelException("mean squared error: the output is " + output.shape() + " and the target " + target.shape());
        }
        Tensor d = output.sub(target.to(output.dtype())).square();
        return d.rank() == 1 ? d : d.flatten().mean(1);
    }
}
