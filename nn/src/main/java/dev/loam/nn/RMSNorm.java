package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;

/// Root-mean-square normalisation (Zhang and Sennrich 2019) over the last axis: each row is divided by the root of the mean of
/// its squares, then scaled by a gain; `[…, channels]` keeps its shape.
///
/// @param weight  `[channels]`, the gain; starts at 1
/// @param epsilon added to the mean of the squares
public record RMSNorm(Parameter weight, double epsilon) implements Layer {
    /// With epsilon 1e-6.
    public static RMSNorm of(Scope scope, int channels) {
        return new RMSNorm(scope.parameter("weight", Shape.of(channels), Initializer.ones()), 1e-6);
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        Tensor scale = x.square().mean(-1).unsqueeze(-1).add(epsilon).rsqrt();
        return c.tap(weight.scope(), x.mul(scale).mul(c.value(weight)));
    }
}
