package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.Map;

/// The hinge loss for several classes between logits `[…, classes]` and labels `[…]`; see [Losses#multiMargin]. Metric: `"correct"`.
///
/// @param margin that the label's logit is to have over the others
/// @param ignore the label of targets that do not count; null where all count
public record MultiMargin(double margin, Integer ignore) implements Loss {
    public MultiMargin() {
        this(1, null);
    }

    @Override
    public Tensor counted(Tensor labels) {
        return ignore == null ? null : Loss.counted(labels, ignore);
    }

    @Override
    public Tensor each(Tensor output, Tensor labels) {
        return Loss.kept(Losses.multiMargin(output, labels, margin), counted(labels));
    }

    @Override
    public Map<String, Tensor> metrics(Tensor output, Tensor labels) {
        return Map.of("correct", Losses.correct(output, labels));
    }
}
