package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.Map;

/// The focal loss (Lin et al. 2017) between logits `[…, classes]` and labels `[…]`; see [Losses#focal]. Metric: `"correct"`.
///
/// @param gamma how little counts what is certain; 0 is the cross-entropy
/// @param ignore the label of targets that do not count; null where all count
public record Focal(double gamma, Integer ignore) implements Loss {
    public Focal() {
        this(2, null);
    }

    @Override
    public Tensor counted(Tensor labels) {
        return ignore == null ? null : Loss.counted(labels, ignore);
    }

    @Override
    public Tensor each(Tensor output, Tensor labels) {
        return Loss.kept(Losses.focal(output, labels, gamma), counted(labels));
    }

    @Override
    public Map<String, Tensor> metrics(Tensor output, Tensor labels) {
        return Map.of("correct", Losses.correct(output, labels));
    }
}
