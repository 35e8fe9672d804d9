package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;

/// `x` where positive, else a learned slope times `x` (He et al. 2015): `[…, channels]` keeps its shape.
///
/// @param slope `[channels]`, or `[1]` for one of all; starts at 0.25
public record PReLU(Parameter slope) implements Layer {
    /// One slope for each channel; one for all where `channels` is 1.
    public static PReLU of(Scope scope, int channels) {
        return new PReLU(scope.parameter("weight", Shape.of(channels), Initializer.constant(0.25)));
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        return c.tap(slope.scope(), x.gt(0).where(x, x.mul(c.value(slope))));
    }
}
