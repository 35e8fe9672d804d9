package dev.loam.nn;

import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;

/// The mean of each window and channel, padding counted as zeros: `[n, h, w, c]` becomes `[n, oh, ow, c]`.
public record AveragePool2d(Window window) implements Layer {
    /// Windows of `size × size` side by side.
    public static AveragePool2d of(int size) {
        return new AveragePool2d(Window.of(size, size).stride(size));
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        return x.averagePool2d(window);
    }
}
