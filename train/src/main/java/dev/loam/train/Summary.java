package dev.loam.train;

import java.nio.file.Path;
import java.util.Map;

/// How a run ended; also `summary.json`.
///
/// @param folder       the run's folder
/// @param name         of the run
/// @param completed    false where it was asked to stop before its last step
/// @param step         the last step done
/// @param train        over the steps of the last epoch, while they trained
/// @param validation   with the last weights; null where there are no validation examples
/// @param test         with the last weights; null where it was stopped
/// @param best         the step with the best validation, and the scores of its weights; null where there is no validation
/// @param seconds      time spent training, all segments together
/// @param rate         training examples per second
/// @param peakMemory   in bytes, of this process
/// @param resultKey    hash of all that determines the result
/// @param environment  device, versions, precision policy, loss scale
public record Summary(Path folder, String name, boolean completed, long step, Score train, Score validation, Score test, Best best,
                      double seconds, double rate, long peakMemory, String resultKey, Map<String, Object> environment) {
    /// The weights that did best on the validation examples.
    public record Best(long step, int epoch, Score validation, Score test) {
    }

    /// That of a run which was asked to stop.
    static Summary stopped(RunFolder folder, Course course, String resultKey) {
        return new Summary(folder.path(), folder.name(), false, course.step, course.lastEpoch, course.validation, null, null, course.seconds(),
            course.rate(), Memory.peak(), resultKey, Map.of());
    }

    String json() {
        Map<String, Object> tree = Json.of("name", name, "completed", completed, "step", step, "test", Score.tree(test), "validation", Score.tree(validation),
            "train", Score.tree(train), "best", best == null ? null : Json.of("step", best.step, "epoch", best.epoch, "validation", Score.tree(best.validation),
                "test", Score.tree(best.test)),
            "seconds", Math.round(seconds * 1e3) / 1e3, "examples-per-second", Math.round(rate * 10) / 10.0, "peak-memory-bytes", peakMemory,
            "result-key", resultKey);
        tree.putAll(environment);
        return Json.pretty(tree);
    }
}
