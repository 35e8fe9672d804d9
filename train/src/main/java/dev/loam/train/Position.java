package dev.loam.train;

import java.util.LinkedHashMap;
import java.util.Map;

/// Where a run stands, apart from its tensors: with the config it says all that comes after.
///
/// @param step     steps done
/// @param seconds  time spent training so far, over all segments
/// @param interval what the steps since the last line of metrics add up to
/// @param epoch    what the steps of this epoch add up to
/// @param lastEpoch the training examples in the last whole epoch, or null
/// @param validation the last one, or null
/// @param best     the best validation so far, or null
record Position(long step, double seconds, Sums interval, Sums epoch, Score lastEpoch, Score validation, Best best) {

    /// Sums over training steps.
    ///
    /// @param loss     of the mean losses of `steps` steps
    /// @param correct  right predictions among `examples`
    record Sums(double loss, long steps, long correct, long examples) {
        static final Sums NONE = new Sums(0, 0, 0, 0);

        double meanLoss() {
            return loss / steps;
        }

        double accuracy() {
            return (double) correct / examples;
        }

        private Map<String, Object> tree() {
            return Json.of("loss", loss, "steps", steps, "correct", correct, "examples", examples);
        }

        private static Sums of(Map<?, ?> tree) {
            return new Sums(number(tree, "loss").doubleValue(), number(tree, "steps").longValue(), number(tree, "correct").longValue(),
                number(tree, "examples").longValue());
        }
    }

    /// The step whose weights did best on the validation examples.
    ///
    /// @param epoch    the number of epochs done by then
    /// @param accuracy NaN where the task has none
    /// @param figures  what else that loss says
    record Best(long step, int epoch, double loss, double accuracy, Map<String, Double> figures) {
        Best(long step, int epoch, double loss, double accuracy) {
            this(step, epoch, loss, accuracy, Map.of());
        }

        /// More right predictions, or as many and a smaller loss.
        boolean worseThan(double otherLoss, double otherAccuracy) {
            return Double.isNaN(accuracy) || accuracy == otherAccuracy ? otherLoss < loss : otherAccuracy > accuracy;
        }
    }

    Map<String, Object> tree() {
        return Json.of("step", step, "seconds", seconds, "interval", interval.tree(), "epoch", epoch.tree(), "last-epoch", Score.tree(lastEpoch), "validation", Score.tree(validation), "best", best == null ? null : Json.of("step", best.step, "epoch", best.epoch, "loss", best.loss,
                "accuracy", Double.isNaN(best.accuracy) ? null : best.accuracy, "figures", best.figures));
    }

    /// The position that [#tree] wrote.
    ///
    /// @throws TrainException where a key is missing or of the wrong kind
    static Position of(Map<String, Object> tree) {
        Best best = null;
        if (tree.get("best") instanceof Map<?, ?> b) {
            best = new Best(number(b, "step").longValue(), number(b, "epoch").intValue(), number(b, "loss").doubleValue(),
                b.get("accuracy") == null ? Double.NaN : number(b, "accuracy").doubleValue(), figures(b));
        }
        return new Position(number(tree, "step").longValue(), number(tree, "seconds").doubleValue(), Sums.of(section(tree, "interval")),
            Sums.of(section(tree, "epoch")), score(tree, "last-epoch"), score(tree, "validation"), best);
    }

    private static Map<String, Double> figures(Map<?, ?> best) {
        var out = new LinkedHashMap<String, Double>();
        if (best.get("figures") instanceof Map<?, ?> figures) {
            figures.keySet().forEach(name -> out.put((String) name, number(figures, (String) name).doubleValue()));
        }
        return out;
    }

    private static Map<?, ?> section(Map<?, ?> tree, String key) {
        if (tree.get(key) instanceof Map<?, ?> m) {
            return m;
        }
        throw new TrainException("'" + key + "' is missing");
    }

    private static Score score(Map<?, ?> tree, String key) {
        if (tree.get(key) == null) {
            return null;
        }
        return Score.of(section(tree, key));
    }

    static Number number(Map<?, ?> tree, String key) {
        if (tree.get(key) instanceof Number n) {
            return n;
        }
        if (Json.number(tree.get(key)) instanceof Double d) {
            return d;
        }
        throw new TrainException("'" + key + "' is " + tree.get(key) + ", not a number");
    }
}
