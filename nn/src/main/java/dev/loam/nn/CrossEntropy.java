package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.Map;

/// The cross-entropy in nats between logits `[…, classes]` and labels: `[…]` (i32 or i64) or, in a float dtype, shares of classes `[…, classes]`. Metric: `"correct"` (i32), the
/// number of right predictions.
///
/// @param smoothing the share of the target spread evenly over all classes, in `[0, 1]`
/// @param ignore    the label of targets that do not count, such as -100 for padding; null where all count
public record CrossEntropy(double smoothing, Integer ignore) implements Loss {
    public CrossEntropy {
        if (!(smoothing >= 0 && smoothing <= 1)) {
            throw new ModelException("cross-entropy: label smoothing must lie between 0 and 1, got " + smoothing);
        }
    }

    public CrossEntropy() {
        this(0, null);
    }

    public CrossEntropy(double smoothing) {
        this(smoothing, null);
    }

    /// Leaves out targets with this label.
    public CrossEntropy ignore(int label) {
        return new CrossEntropy(smoothing, label);
    }

    @Override
    public Tensor counted(Tensor labels) {
        return ignore == null || labels.dtype().isFloat() ? null : Loss.counted(labels, ignore);
    }

    @Override
    public Tensor each(Tensor logits, Tensor labels) {
        return Loss.kept(Losses.crossEntropyEach(logits, labels, smoothing), counted(labels));
    }

    @Override
    public Map<String, Tensor> metrics(Tensor logits, Tensor labels) {
        return Map.of("correct", Losses.correct(logits, labels));
    }
}
