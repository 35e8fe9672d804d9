package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;

/// Layer normalisation (Ba et al. 2016) over the last axis: each row is shifted to mean 0 and scaled to variance 1 (with
/// divisor n), then by gain and bias; `[…, channels]` keeps its shape.
///
/// @param weight  `[channels]`, the gain; starts at 1
/// @param bias    `[channels]`, starts at 0; null for none
/// @param epsilon added to the variance
public record LayerNorm(Parameter weight, Parameter bias, double epsilon) implements Layer {
    /// With epsilon 1e-5.
    ///
    /// @param bias whether there is one
    public static LayerNorm of(Scope scope, int channels, boolean bias) {
        Shape shape = Shape.of(channels);
        return new LayerNorm(scope.parameter("weight", shape, Initializer.ones()),
            bias ? scope.parameter("bias", shape, Initializer.zeros()) : null, 1e-5);
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        Tensor centred = x.sub(x.mean(-1).unsqueeze(-1));
        Tensor variance = centred.square().mean(-1).unsqueeze(-1);
        Tensor y = centred.mul(variance.add(epsilon).rsqrt()).mul(c.value(weight));
        return c.tap(weight.scope(), bias == null ? y : y.add(c.value(bias)));
    }
}
