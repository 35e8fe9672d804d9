package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;

/// Cross-correlation of images with learned filters, channels last: `[n, h, w, channels]` becomes `[n, oh, ow, filters]`.
///
/// @param filters `[kh, kw, channels / groups, filters]`; its checkpoint name ends in `weight`
/// @param bias    `[filters]`, or null for none
/// @param window  size, stride, padding and dilation
/// @param groups  into how many independent parts channels and filters are split
public record Conv2d(Parameter filters, Parameter bias, Window window, int groups) implements Layer {
    /// One group with a bias; both start uniform within `±1 / √fanIn`, as PyTorch's do.
    public static Conv2d of(Scope scope, int channels, int filters, Window window) {
        return of(scope, channels, filters, window, 1, true, Initializer.kaimingUniform());
    }

    /// @param bias        whether there is one; it starts uniform within `±1 / √fanIn`
    /// @param initializer of the filters
    /// @throws ModelException where the groups do not divide channels and filters
    public static Conv2d of(Scope scope, int channels, int filters, Window window, int groups, boolean bias,
                            Initializer initializer) {
        if (groups < 1 || channels % groups != 0 || filters % groups != 0) {
            throw new ModelException("conv '" + scope.path() + "': " + groups + " groups do not divide " + channels
                + " channels and " + filters + " filters");
        }
        Shape shape = Shape.of(window.height(), window.width(), channels / groups, filters);
        return new Conv2d(scope.parameter("weight", shape, initializer),
            bias ? scope.parameter("bias", Shape.of(filters), Initializer.uniform(1 / Math.sqrt(Initializer.fanIn(shape)))) : null,
            window, groups);
    }

    /// One filter for each channel, with a bias (Howard et al., "MobileNets", 2017).
    public static Conv2d depthwise(Scope scope, int channels, Window window) {
        return of(scope, channels, channels, window, channels, true, Initializer.kaimingUniform());
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        Tensor y = x.conv2d(c.value(filters), window, groups);
        return c.tap(filters.scope(), bias == null ? y : y.add(c.value(bias)));
    }
}
