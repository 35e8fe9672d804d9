package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.Map;

/// The negative log-likelihood of labels `[…]` under log-probabilities `[…, classes]`, for models that end with a `logSoftmax`. Metric:
/// `"correct"`.
///
/// @param ignore the label of targets that do not count; null where all count
public record NegativeLogLikelihood(Integer ignore) implements Loss {
    public NegativeLogLikelihood() {
        this(null);
    }

    @Override
    public Tensor counted(Tensor labels) {
        return ignore == null ? null : Loss.counted(labels, ignore);
    }

    @Override
    public Tensor each(Tensor output, Tensor labels) {
        return Loss.kept(Losses.negativeLogLikelihood(output, labels), counted(labels));
    }

    @Override
    public Map<String, Tensor> metrics(Tensor output, Tensor labels) {
        return Map.of("correct", Losses.correct(output, labels));
    }
}
