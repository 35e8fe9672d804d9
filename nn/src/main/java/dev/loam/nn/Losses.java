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
        if (classes == 2 && smoothing == 0 && !labels.dtype().isFloat()) {
            return ofTwo(logits, labels);
        }
        Tensor logp = logits.logSoftmax();
        Tensor chosen = labels.dtype().isFloat() ? logp.mul(labels) : labels.oneHot(classes, DType.BOOL).where(logp, Tensor.zeros(logp.dtype(), logp.shape()));
        Tensor nll = chosen.sum(-1).neg();
        return smoothing == 0 ? nll : nll.mul(1 - smoothing).sub(logp.sum(-1).mul(smoothing / classes));
    }

    /// The negative log-likelihood of each label where its log-probability is given: [#crossEntropyEach] without the softmax.
    ///
    /// @param logProbabilities `[…, classes]`, such as `logSoftmax` gives
    /// @param labels           `[…]`, i32 or i64; one outside costs nothing
    public static Tensor negativeLogLikelihood(Tensor logProbabilities, Tensor labels) {
        return atLabel(logProbabilities, labels).neg();
    }

    /// The entry of the last axis that the label names, 0 where it is outside.
    private static Tensor atLabel(Tensor x, Tensor labels) {
        return labels.oneHot(x.size(-1), DType.BOOL).where(x, Tensor.zeros(x.dtype(), x.shape())).sum(-1);
    }

    /// The focal loss of each label (Lin et al. 2017, equation 4): `-(1 - p)^gamma · log p` for the probability `p` of the label under
    /// the softmax of the logits, so that what is certain already counts little.
    public static Tensor focal(Tensor logits, Tensor labels, double gamma) {
        Tensor logp = atLabel(logits.logSoftmax(), labels);
        // 1 - p, which is exactly 0 where p is 1
        Tensor miss = logp.expm1().neg();
        return (gamma == 0 ? logp : power(miss, gamma).mul(logp)).neg();
    }

    private static Tensor power(Tensor x, double exponent) {
        return exponent == 1 ? x : exponent == 2 ? x.mul(x) : x.pow(exponent);
    }

    /// The multi-class hinge loss of each label: the mean over classes, the label left out of the sum, of
    /// `max(0, margin - x[label] + x[class])` (PyTorch's `multi_margin_loss`).
    public static Tensor multiMargin(Tensor logits, Tensor labels, double margin) {
        Tensor chosen = labels.oneHot(logits.size(-1), DType.BOOL);
        Tensor over = logits.sub(atLabel(logits, labels).unsqueeze(-1)).add(margin).relu();
        return chosen.where(Tensor.zeros(logits.dtype(), logits.shape()), over).mean(-1);
    }

    /// `max(0, margin - target · x)` for targets -1 and 1, elementwise.
    public static Tensor hinge(Tensor x, Tensor target, double margin) {
        return x.mul(target).neg().add(margin).relu();
    }

    /// `-(t · log p + (1 - t) · log(1 - p))` for probabilities `p`, elementwise; logarithms are at least -100, as PyTorch's.
    public static Tensor binaryCrossEntropy(Tensor probabilities, Tensor target) {
        Tensor yes = probabilities.log().max(-100);
        Tensor no = probabilities.neg().log1p().max(-100);
        return target.mul(yes).add(target.neg().add(1).mul(no)).neg();
    }

    /// The same for logits `x`, computed safely: `softplus(x) - t · x`, with the gradient `sigmoid(x) - t`.
    ///
    /// @param positive by which the part of the positive targets is multiplied; 1 for none
    public static Tensor binaryCrossEntropyWithLogits(Tensor x, Tensor target, double positive) {
        Tensor plus = Activations.softplus(x);
        if (positive == 1) {
            return plus.sub(target.mul(x));
        }
        Tensor no = target.neg().add(1).mul(plus);
        return no.add(target.mul(positive).mul(plus.sub(x)));
    }

    /// `|x - t|`, elementwise.
    public static Tensor absoluteError(Tensor x, Tensor target) {
        return x.sub(target).abs();
    }

    /// Huber's loss, elementwise: `d² / 2` where `d = |x - t|` is at most `delta`, else `delta · (d - delta / 2)`.
    public static Tensor huber(Tensor x, Tensor target, double delta) {
        Tensor d = x.sub(target).abs();
        return d.le(delta).where(d.square().mul(0.5), d.sub(0.5 * delta).mul(delta));
    }

    /// Huber's loss by `beta`, elementwise: `d² / (2 beta)` where `d` is below `beta`, else `d - beta / 2`.
    public static Tensor smoothL1(Tensor x, Tensor target, double beta) {
        return huber(x, target, beta).div(beta);
    }

    /// `t · (log t - x)` for log-probabilities `x` and probabilities `t`, elementwise; 0 where `t` is 0. Summed over outcomes it is
    /// the Kullback-Leibler divergence of the target from the output.
    public static Tensor klDivergence(Tensor x, Tensor target) {
        Tensor some = target.gt(0);
        Tensor zero = Tensor.zeros(x.dtype(), x.shape());
        Tensor safe = some.where(target, zero.add(1));
        return some.where(target.mul(safe.log().sub(x)), zero);
    }

    /// The cosine of the angle between vectors along the last axis; the product of lengths is at least `1e-8`.
    public static Tensor cosineSimilarity(Tensor a, Tensor b) {
        Tensor squares = a.square().sum(-1).mul(b.square().sum(-1));
        Tensor zero = Tensor.zeros(squares.dtype(), squares.shape());
        Tensor length = squares.gt(1e-16).where(squares, zero.add(1e-16)).sqrt();
        return a.mul(b).sum(-1).div(length);
    }

    /// PyTorch's `cosine_embedding_loss` of vectors along the last axis: `1 - cos` where `same` is 1, else `max(0, cos - margin)`.
    ///
    /// @param same 1 or -1, of the shape of the vectors without their last axis
    public static Tensor cosineEmbedding(Tensor a, Tensor b, Tensor same, double margin) {
        Tensor cos = cosineSimilarity(a, b);
        return same.gt(0).where(cos.neg().add(1), cos.sub(margin).relu());
    }

    /// `max(0, |anchor - positive| - |anchor - negative| + margin)` with Euclidean distances along the last axis (Schroff et al. 2015;
    /// PyTorch's `triplet_margin_loss`, which adds 1e-6 to each difference).
    public static Tensor triplet(Tensor anchor, Tensor positive, Tensor negative, double margin) {
        return distance(anchor, positive).sub(distance(anchor, negative)).add(margin).relu();
    }

    private static Tensor distance(Tensor a, Tensor b) {
        return a.sub(b).add(1e-6).square().sum(-1).sqrt();
    }

    /// `log(1 + exp(d))` for the other logit less the label's own: elementwise, where a softmax of two would be a loop of two for each label.
    private static Tensor ofTwo(Tensor logits, Tensor labels) {
        int axis = logits.rank() - 1;
        Tensor second = logits.slice(axis, 1, 2).squeeze(axis).sub(logits.slice(axis, 0, 1).squeeze(axis));
        Tensor d = labels.eq(1).where(second.neg(), second);
        Tensor nll = d.max(0).add(d.abs().neg().exp().log1p());
        return labels.ge(0).and(labels.lt(2)).where(nll, Tensor.zeros(nll.dtype(), nll.shape()));
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
        if (logits.size(-1) == 2 && !labels.dtype().isFloat()) {
            int axis = logits.rank() - 1;
            Tensor second = logits.slice(axis, 1, 2).squeeze(axis).gt(logits.slice(axis, 0, 1).squeeze(axis));
            return second.to(labels.dtype()).eq(labels).to(DType.I32).sum();
        }
        Tensor classes = labels.dtype().isFloat() ? labels.argmax(-1) : labels.to(DType.I32);
        return logits.argmax(-1).eq(classes).to(DType.I32).sum();
    }
}
