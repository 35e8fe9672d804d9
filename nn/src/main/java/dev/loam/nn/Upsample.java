package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// Images in another size: `[n, h, w, channels]` becomes `[n, height, width, channels]`.
///
/// @param height rows of the result; 0 for `factor` times as many
/// @param width  columns of the result; 0 for `factor` times as many
/// @param factor for sizes that are 0
/// @param mode   how
public record Upsample(int height, int width, int factor, Mode mode) implements Layer {
    /// The nearest pixel, or the four around weighed by their nearness.
    public enum Mode { NEAREST, BILINEAR }

    /// `factor` times as high and wide, each pixel repeated.
    public static Upsample nearest(int factor) {
        return new Upsample(0, 0, factor, Mode.NEAREST);
    }

    /// `factor` times as high and wide, bilinear.
    public static Upsample bilinear(int factor) {
        return new Upsample(0, 0, factor, Mode.BILINEAR);
    }

    /// Another size, bilinear.
    public static Upsample to(int height, int width) {
        return new Upsample(height, width, 1, Mode.BILINEAR);
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        int rows = height > 0 ? height : x.size(1) * factor;
        int columns = width > 0 ? width : x.size(2) * factor;
        return mode == Mode.NEAREST ? x.resizeNearest(rows, columns) : x.resizeBilinear(rows, columns, false);
    }
}
