package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// The cross-entropy in nats of a language model: logits `[batch, time, vocabulary]`, next tokens `[batch, time]` (i32). A token below 0 does not count: it stands
/// where there is nothing to predict, as behind the end of a document or in a window's part that another has predicted.
///
/// @param smoothing the share of the target spread evenly over the vocabulary, in `[0, 1]`
public record TokenCrossEntropy(double smoothing) implements Loss {
    public TokenCrossEntropy() {
        this(0);
    }

    @Override
    public Tensor each(Tensor logits, Tensor next) {
        // a label outside the vocabulary costs nothing but its smoothing
        Tensor each = Losses.crossEntropyEach(logits, next, smoothing);
        return smoothing == 0 ? each : Loss.kept(each, counted(next));
    }

    @Override
    public Tensor counted(Tensor next) {
        return next.ge(0);
    }
}
