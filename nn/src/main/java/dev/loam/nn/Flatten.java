package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// All axes but the first as one: `[n, h, w, c]` becomes `[n, h * w * c]`.
public record Flatten() implements Layer {
    @Override
    public Tensor apply(Tensor x, Context c) {
        return x.rank() == 2 ? x : x.flatten();
    }
}
