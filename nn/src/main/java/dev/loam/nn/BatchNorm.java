package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;

/// Batch normalisation (Ioffe and Szegedy 2015) over all axes but the last: `[…, channels]` keeps its shape.
///
/// In training the batch's own mean and biased variance normalise, and the running ones move toward the batch's mean and
/// unbiased variance by `momentum`, as in PyTorch; in evaluation the running ones normalise.
///
/// @param weight   `[channels]`, the gain; starts at 1; null for none
/// @param bias     `[channels]`; starts at 0
/// @param mean     `[channels]`, the running mean; starts at 0
/// @param variance `[channels]`, the running variance; starts at 1
/// @param momentum the share of a new batch in the running statistics
/// @param epsilon  added to the variance
public record BatchNorm(Parameter weight, Parameter bias, Statistic mean, Statistic variance, double momentum, double epsilon)
    implements Layer {
    /// With momentum 0.1 and epsilon 1e-5.
    public static BatchNorm of(Scope scope, int channels) {
        return of(scope, channels, 0.1, 1e-5);
    }

    public static BatchNorm of(Scope scope, int channels, double momentum, double epsilon) {
        return of(scope, channels, scope.parameter("weight", Shape.of(channels), Initializer.ones()), momentum, epsilon);
    }

    /// With a bias and no gain.
    public static BatchNorm withoutGain(Scope scope, int channels, double momentum, double epsilon) {
        return of(scope, channels, null, momentum, epsilon);
    }

    private static BatchNorm of(Scope scope, int channels, Parameter weight, double momentum, double epsilon) {
        Shape shape = Shape.of(channels);
        return new BatchNorm(weight, scope.parameter("bias", shape, Initializer.zeros()),
            scope.statistic("mean", shape, 0), scope.statistic("variance", shape, 1), momentum, epsilon);
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        if (!c.training()) {
            return normalise(x.sub(c.value(mean)), c.value(variance), c);
        }
        int[] axes = new int[x.rank() - 1];
        Dim n = Dim.of(1);
        for (int i = 0; i < axes.length; i++) {
            axes[i] = i;
            n = n.times(x.shape().dim(i));
        }
        if (axes.length == 0 || n.max() < 2) {
            throw new ModelException("batch-norm '" + bias.scope() + "': training needs more than one value per channel, got "
                + x.shape() + "; use a larger batch");
        }
        Tensor batchMean = x.mean(axes);
        Tensor centred = x.sub(batchMean);
        Tensor batchVariance = centred.square().mean(axes);
        c.update(mean, mix(c.value(mean), batchMean.detach()));
        c.update(variance, mix(c.value(variance), unbiased(batchVariance.detach(), n)));
        return normalise(centred, batchVariance, c);
    }

    private Tensor normalise(Tensor centred, Tensor variance, Context c) {
        Tensor scale = variance.add(epsilon).rsqrt();
        scale = weight == null ? scale : scale.mul(c.value(weight));
        return c.tap(bias.scope(), centred.mul(scale).add(c.value(bias)));
    }

    private Tensor mix(Tensor running, Tensor batch) {
        return running.mul(1 - momentum).add(batch.mul(momentum));
    }

    private static Tensor unbiased(Tensor biased, Dim n) {
        if (n.isConstant()) {
            return biased.mul(n.constant() / (n.constant() - 1.0));
        }
        Tensor count = Tensor.of(Node.of(new Op.Size(DType.F64, n)));
        return biased.mul(count.div(count.sub(1)).to(biased.dtype()));
    }
}
