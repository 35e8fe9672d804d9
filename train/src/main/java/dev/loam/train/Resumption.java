package dev.loam.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What may change when a run goes on.
final class Resumption {
    /// Keys on which the weights, the order of the data or the folder depend, or their first parts.
    private static final List<String> FIXED = List.of("name", "model", "data.name", "data.batch-size", "data.validation", "data.split-seed",
        "data.train-limit", "data.test-limit", "data.balance", "data.image-size", "data.context", "data.tokenizer", "data.vocabulary", "data.invalid", "data.normalization", "data.text-limit", "data.byte-share", "data.documents",
        "optimizer.name", "optimizer.groups", "optimizer.adamw", "ema", "precision", "loss-scale", "seed", "mode", "run", "runs");

    private Resumption() {
    }

    /// `config` with `changes`.
    ///
    /// @throws TrainException where a changed value is one that a run cannot change on its way
    static Config change(Config config, Map<String, Object> changes) {
        Config now = config.with(changes);
        Map<String, Object> before = config.flat();
        var refused = new ArrayList<String>();
        now.flat().forEach((key, value) -> {
            boolean fixed = FIXED.stream().anyMatch(f -> key.equals(f) || key.startsWith(f + "."));
            if (fixed && !Json.canonical(Json.of("v", value)).equals(Json.canonical(Json.of("v", before.get(key))))) {
                refused.add(key);
            }
        });
        if (refused.equals(List.of("precision"))) {
            throw new TrainException("config: precision cannot change from " + config.precision() + " to " + now.precision()
                + " while a run goes on: its weights and the optimiser's state came about under " + config.precision() + "; start a new run with "
                + Hints.command("train"));
        }
        if (!refused.isEmpty()) {
            throw new TrainException("config: " + String.join(", ", refused) + " cannot change while a run goes on: its weights and the order of its data depend on "
                + (refused.size() == 1 ? "it" : "them") + "; start a new run with " + Hints.command("train"));
        }
        return now;
    }

    /// Refuses a tokenizer that is not the one in the run's folder, which every token of the run came from.
    static void sameTokenizer(Path file, String kept, String now) {
        if (!kept.equals(now)) {
            throw new TrainException("the tokenizer that the config gives is not the one of this run, " + file + ": its hash is " + now.substring(0, 12) + ", that of the run's is "
                + kept.substring(0, 12) + "; start a new run with " + Hints.command("train"));
        }
    }

    /// Refuses data that is not what the run was trained on.
    static void sameData(RunRecord record, String content, String title) {
        String before = record.segments().getLast().data();
        if (!before.equals(content)) {
            throw new TrainException("the data (" + title + ") is not what this run was trained on: its content hash is " + content.substring(0, 12)
                + ", then it was " + before.substring(0, Math.min(12, before.length())) + "; give the folder of the former with data.dir=DIR, or start a new run");
        }
    }
}
