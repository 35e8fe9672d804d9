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

    /// The score as keys and values; null where there is none.
    static Map<String, Object> tree(Score score) {
        if (score == null) {
            return null;
        }
        Map<String, Object> out = score.hasAccuracy() ? Json.of("accuracy", score.accuracy) : Json.of();
        out.putAll(Json.of("loss", score.loss, "examples", score.examples));
        return out;
    }
}
