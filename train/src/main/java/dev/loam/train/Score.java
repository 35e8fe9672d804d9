package dev.loam.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How well a model does on a set of examples.
///
/// @param loss     the mean loss
/// @param accuracy the share of right predictions; NaN where the task has none
/// @param examples how many there were
/// @param figures  what else the loss says, by name: of a text `bits-per-character`, `bits-per-byte` and `perplexity`
public record Score(double loss, double accuracy, long examples, Map<String, Double> figures) {
    public Score {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }

    public Score(double loss, double accuracy, long examples) {
        this(loss, accuracy, examples, Map.of());
    }

    private static final List<String> FIXED = List.of("loss", "accuracy", "examples");

    /// True for classifiers.
    public boolean hasAccuracy() {
        return !Double.isNaN(accuracy);
    }

    /// `accuracy 99.31 %, loss 0.022`; `loss 1.886, 2.721 bits per byte, perplexity 6.59`.
    @Override
    public String toString() {
        var text = new StringBuilder(hasAccuracy() ? "accuracy " + Text.percent(accuracy) + ", " : "");
        text.append("loss ").append(figures.isEmpty() ? Text.short3(loss) : Text.fixed(loss, 3));
        figures.forEach((name, value) -> {
            String words = name.replace('-', ' ');
            text.append(", ").append(words.startsWith("bits") ? Text.fixed(value, 3) + " " + words : words + " " + Text.short3(value));
        });
        return text.toString();
    }

    /// The score as keys and values; null where there is none.
    static Map<String, Object> tree(Score score) {
        if (score == null) {
            return null;
        }
        Map<String, Object> out = score.hasAccuracy() ? Json.of("accuracy", score.accuracy) : Json.of();
        out.putAll(Json.of("loss", score.loss, "examples", score.examples));
        out.putAll(score.figures);
        return out;
    }

    /// The score that [#tree] wrote.
    static Score of(Map<?, ?> tree) {
        var figures = new LinkedHashMap<String, Double>();
        for (Object key : tree.keySet()) {
            if (!FIXED.contains(key)) {
                figures.put((String) key, Position.number(tree, (String) key).doubleValue());
            }
        }
        return new Score(Position.number(tree, "loss").doubleValue(), tree.get("accuracy") == null ? Double.NaN : Position.number(tree, "accuracy").doubleValue(),
            Position.number(tree, "examples").longValue(), figures);
    }
}
