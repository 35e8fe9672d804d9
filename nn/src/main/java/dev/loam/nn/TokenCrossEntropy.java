package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// The cross-entropy in nats of a language model: logits `[batch, time, vocabulary]`, next tokens `[batch, time]` (i32). A token below 0 does not count: it stands
/// where there is nothing to predict, as behind the end of a document or in a window's part that another has predicted.
public record TokenCrossEntropy() implements Loss {
    @Override
    public Tensor each(Tensor logits, Tensor next) {
        // a label outside the vocabulary costs nothing
        return Losses.crossEntropyEach(logits, next, 0);
    }

    @Override
    public Tensor counted(Tensor next) {
        return next.ge(0);
    }
}
