package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// The negative log-likelihood in nats of a whole sequence: the sum of the cross-entropies of its tokens. Logits `[batch, time, vocabulary]`, tokens
/// `[batch, time]`; one loss for each sequence. It is [CrossEntropy] times `time`, which an optimiser such as Adam does not feel but a limit on the gradient's
/// norm does.
public record SequenceLikelihood() implements Loss {
    @Override
    public Tensor each(Tensor logits, Tensor tokens) {
        return Losses.crossEntropyEach(logits, tokens, 0).sum(-1);
    }

    /// A sequence that begins with a token below 0 does not count.
    @Override
    public Tensor counted(Tensor tokens) {
        return tokens.slice(1, 0, 1).squeeze(1).ge(0);
    }
}
