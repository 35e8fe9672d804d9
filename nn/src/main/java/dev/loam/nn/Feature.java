package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.List;

/// What a model is given for each example, and how the graph prepares it: cast, times `scale`, less `mean`, by `std`.
///
/// @param dtype as it arrives: u8 for the bytes of images, i32 for labels and tokens, f32 for measurements
/// @param shape of one example; constant sizes, without the batch
/// @param scale the factor applied first, 1/255 for images
/// @param mean  subtracted after that: empty, one value, or one for each entry of the last axis
/// @param std   divided by last: as many values as `mean`
public record Feature(DType dtype, Shape shape, double scale, List<Double> mean, List<Double> std) {
    public Feature {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        int n = mean.size();
        boolean fits = n <= 1 || shape.rank() > 0 && n == shape.size(-1);
        if (n != std.size() || !fits || std.contains(0.0)) {
            throw new ModelException("a feature of shape " + shape + " takes no mean and std, one of each, or one for each entry of "
                + "its last axis, and no std may be 0; got mean " + mean + ", std " + std);
        }
    }

    /// Values that are taken as they are.
    public static Feature of(DType dtype, Shape shape) {
        return new Feature(dtype, shape, 1, List.of(), List.of());
    }

    /// Images of bytes `[height, width, channels]`, scaled to `[0, 1]`.
    public static Feature images(int height, int width, int channels) {
        return new Feature(DType.U8, Shape.of(height, width, channels), 1 / 255.0, List.of(), List.of());
    }

    /// One i32 label per example.
    public static Feature labels() {
        return of(DType.I32, Shape.SCALAR);
    }

    public Feature normalize(double mean, double std) {
        return normalize(List.of(mean), List.of(std));
    }

    /// One mean and standard deviation for each entry of the last axis, after scaling.
    public Feature normalize(List<Double> mean, List<Double> std) {
        return new Feature(dtype, shape, scale, mean, std);
    }

    /// The shape of a batch.
    Shape batch(Dim examples) {
        return Shape.of(List.of(examples)).append(shape);
    }

    /// The graph's input `name` for a batch.
    Tensor input(String name, Dim examples) {
        return Tensor.input(name, dtype, batch(examples));
    }

    /// `x` ready for the model: floats and bytes in `to`, whole numbers of more bits (labels, tokens) as they are.
    Tensor prepare(Tensor x, DType to) {
        boolean plain = scale == 1 && mean.isEmpty();
        if (plain && !dtype.isFloat() && dtype != DType.U8) {
            return x;
        }
        Tensor t = scale == 1 ? x.to(to) : x.to(to).mul(scale);
        return mean.isEmpty() ? t : t.sub(constants(mean, to)).div(constants(std, to));
    }

    private static Tensor constants(List<Double> values, DType dtype) {
        if (values.size() == 1) {
            return Tensor.fill(dtype, Shape.SCALAR, values.get(0));
        }
        NDArray out = NDArray.zeros(dtype, values.size());
        for (int i = 0; i < values.size(); i++) {
            out.setDouble(i, values.get(i));
        }
        return Tensor.of(out);
    }
}
