package dev.loam.train;

import java.util.Map;

/// How well a model does on a set of examples.
///
/// @param loss     the mean loss
/// @param accuracy the share of right predictions; NaN where the task has none
/// @param examples how many there were
public record Score(double loss, double accuracy, long examples) {
    /// True for classifiers.
    public boolean hasAccuracy() {
        return !Double.isNaN(accuracy);
    }

    /// `accuracy 99.31 %, loss 0.022`.
    @Override
    public String toString() {
        return (hasAccuracy() ? "accuracy " + Text.percent(accuracy) + ", " : "") + "loss " + Text.short3(loss);
    }

    Map<String, Object> tree() {
        Map<String, Object> out = hasAccuracy() ? Json.of("accuracy", accuracy) : Json.of();
        out.putAll(Json.of("loss", loss, "examples", examples));
        return out;
    }
}
