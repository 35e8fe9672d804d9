package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Tensor;

/// The losses and metrics as plain functions of tensors.
public final class Losses {
    private Losses() {
    }

    /// The mean cross-entropy in nats; see [#crossEntropyEach].
    public static Tensor crossEntropy(Tensor logits, Tensor labels) {
        return crossEntropyEach(logits, labels, 0).mean();
    }

    /// The cross-entropy of each label under the softmax of its logits, in nats.
    ///
    /// @param logits    `[…, classes]`, a float dtype
    /// @param labels    `[…]`, i32 or i64, in `[0, classes)`; one outside counts as certain and costs nothing. Or, in a float dtype,
    ///                  `[…, classes]`: the share of each class
    /// @param smoothing the share of the target spread evenly over all classes (Szegedy et al. 2016), in `[0, 1]`
    /// @return `[…]`
    public static Tensor crossEntropyEach(Tensor logits, Tensor labels, double smoothing) {
        int classes = logits.size(-1);
        Tensor logp = logits.logSoftmax();
        Tensor chosen = labels.dtype().isFloat() ? logp.mul(labels) : labels.oneHot(classes, DType.BOOL).where(logp, Tensor.zeros(logp.dtype(), logp.shape()));
        Tensor nll = chosen.sum(-1).neg();
        return smoothing == 0 ? nll : nll.mul(1 - smoothing).sub(logp.sum(-1).mul(smoothing / classes));
    }

    /// The mean of the squared differences over all elements.
    public static Tensor meanSquaredError(Tensor output, Tensor target) {
        return output.sub(target).square().mean();
    }

    /// How many labels are the index of their greatest logit: an i32 scalar.
    ///
    /// @param logits `[…, classes]`
    /// @param labels `[…]`, i32 or i64, or `[…, classes]` in a float dtype: the greatest share is then the label
    public static Tensor correct(Tensor logits, Tensor labels) {
        Tensor classes = labels.dtype().isFloat() ? labels.argmax(-1) : labels.to(DType.I32);
        return logits.argmax(-1).eq(classes).to(DType.I32).sum();
    }
}
