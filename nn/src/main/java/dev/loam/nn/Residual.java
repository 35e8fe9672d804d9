package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// `x + body(x)` (He et al. 2016); the body keeps the shape.
public record Residual(Layer body) implements Layer {
    @Override
    public Tensor apply(Tensor x, Context c) {
        return x.add(body.apply(x, c));
    }
}
