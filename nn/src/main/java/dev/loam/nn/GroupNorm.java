package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.List;

/// Group normalisation (Wu and He 2018): the channels of each example, the last axis, are divided into groups, and each group, over all
/// positions, is shifted to mean 0 and scaled to variance 1 (with divisor n); then each channel by gain and bias.
/// `[batch, …, channels]` keeps its shape. Nothing depends on the batch.
///
/// @param weight  `[channels]`, the gain; starts at 1; null for none
/// @param bias    `[channels]`, starts at 0; null for none
/// @param groups  divides the channels
/// @param epsilon added to the variance
public record GroupNorm(Parameter weight, Parameter bias, int groups, double epsilon) implements Layer {
    /// With gain, bias and epsilon 1e-5.
    ///
    /// @throws ModelException where the groups do not divide the channels
    public static GroupNorm of(Scope scope, int channels, int groups) {
        if (groups < 1 || channels % groups != 0) {
            throw new ModelException("group-norm '" + scope.path() + "': " + groups + " groups do not divide " + channels + " channels");
        }
        Shape shape = Shape.of(channels);
        return new GroupNorm(scope.parameter("weight", shape, Initializer.ones()), scope.parameter("bias", shape, Initializer.zeros()), groups, 1e-5);
    }

    /// One group per channel and neither gain nor bias, as PyTorch's `InstanceNorm2d` has it (Ulyanov et al. 2016).
    public static GroupNorm instance(int channels) {
        return new GroupNorm(null, null, channels, 1e-5);
    }

    /// One group per channel, with gain and bias: PyTorch's `InstanceNorm2d(affine=True)`.
    public static GroupNorm instance(Scope scope, int channels) {
        return of(scope, channels, channels);
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        int channels = x.size(-1);
        if (x.rank() < 2 || channels % groups != 0) {
            throw new ModelException("group-norm: the input must be [batch, …, channels] with channels that " + groups + " groups divide, not " + x.shape());
        }
        int positions = 1;
        for (int i = 1; i < x.rank() - 1; i++) {
            positions = Math.multiplyExact(positions, x.size(i));
        }
        Shape parts = Shape.of(List.of(x.shape().dim(0))).append(Shape.of(positions, groups, channels / groups));
        Tensor rows = x.reshape(parts);
        Tensor centred = rows.sub(rows.mean(1, 3).unsqueeze(1).unsqueeze(-1));
        Tensor variance = centred.square().mean(1, 3).unsqueeze(1).unsqueeze(-1);
        Tensor y = centred.mul(variance.add(epsilon).rsqrt()).reshape(x.shape());
        y = weight == null ? y : y.mul(c.value(weight));
        y = bias == null ? y : y.add(c.value(bias));
        return weight == null ? y : c.tap(weight.scope(), y);
    }
}
