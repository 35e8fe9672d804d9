package dev.loam.nn;

import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;

/// The greatest element of each window and channel: `[n, h, w, c]` becomes `[n, oh, ow, c]`.
public record MaxPool2d(Window window) implements Layer {
    /// Windows of `size × size` side by side.
    public static MaxPool2d of(int size) {
        return new MaxPool2d(Window.of(size, size).stride(size));
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        return x.maxPool2d(window);
    }
}
