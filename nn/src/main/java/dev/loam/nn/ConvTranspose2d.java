package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;

/// The transpose of a convolution (a "deconvolution"), channels last: `[n, h, w, channels]` becomes `[n, oh, ow, filters]`, larger where
/// the stride is. It is what the gradient of a [Conv2d] from `filters` to `channels` does to its output.
///
/// @param filters `[kh, kw, filters / groups, channels]`; its checkpoint name ends in `weight`
/// @param bias    `[filters]`, or null for none
/// @param window  size, stride, padding and dilation of that convolution
/// @param groups  into how many independent parts channels and filters are split
/// @param extra   rows and columns added at the lower right: PyTorch's `output_padding`
public record ConvTranspose2d(Parameter filters, Parameter bias, Window window, int groups, int extra) implements Layer {
    /// One group with a bias; both start uniform within `±1 / √(kh · kw · filters)`, as PyTorch's do.
    public static ConvTranspose2d of(Scope scope, int channels, int filters, Window window) {
        return of(scope, channels, filters, window, 1, 0, true);
    }

    /// @throws ModelException where the groups do not divide channels and filters
    public static ConvTranspose2d of(Scope scope, int channels, int filters, Window window, int groups, int extra, boolean bias) {
        if (groups < 1 || channels % groups != 0 || filters % groups != 0) {
            throw new ModelException("transposed conv '" + scope.path() + "': " + groups + " groups do not divide " + channels + " channels and "
                + filters + " filters");
        }
        Shape shape = Shape.of(window.height(), window.width(), filters / groups, channels);
        Initializer uniform = Initializer.uniform(1 / Math.sqrt(Initializer.fanIn(shape)));
        return new ConvTranspose2d(scope.parameter("weight", shape, uniform), bias ? scope.parameter("bias", Shape.of(filters), uniform) : null,
            window, groups, extra);
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        Tensor y = x.convTranspose2d(c.value(filters), window, groups, extra);
        return c.tap(filters.scope(), bias == null ? y : y.add(c.value(bias)));
    }
}
