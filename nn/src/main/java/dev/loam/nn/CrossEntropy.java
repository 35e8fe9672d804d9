package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.Map;

/// The cross-entropy in nats between logits `[…, classes]` and labels: `[…]` (i32 or i64) or, in a float dtype, shares of classes `[…, classes]`. Metric: `"correct"` (i32), the
/// number of right predictions.
///
/// @param smoothing the share of the target spread evenly over all classes, in `[0, 1]`
public record CrossEntropy(double smoothing) implements Loss {
    public CrossEntropy {
        if (!(smoothing >= 0 && smoothing <= 1)) {
            throw new ModelException("cross-entropy: label smoothing must lie between 0 and 1, got " + smoothing);
        }
    }

    public CrossEntropy() {
        this(0);
    }

    @Override
    public Tensor each(Tensor logits, Tensor labels) {
        return Losses.crossEntropyEach(logits, labels, smoothing);
    }

    @Override
    public Map<String, Tensor> metrics(Tensor logits, Tensor labels) {
        return Map.of("correct", Losses.correct(logits, labels));
    }
}
