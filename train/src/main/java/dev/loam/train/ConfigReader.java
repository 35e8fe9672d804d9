package dev.loam.train;

import dev.loam.data.PixelOptions;
import dev.loam.data.augment.Augmentation;
import dev.loam.nn.LossScale;
import dev.loam.nn.ModelException;
import dev.loam.tensor.Precision;
import dev.loam.train.Config.CheckpointSection;
import dev.loam.train.Config.DataSection;
import dev.loam.train.Config.LossSection;
import dev.loam.train.Config.ModelSection;
import dev.loam.train.Config.OptimizerSection;
import dev.loam.train.Config.PixelSection;
import dev.loam.train.Config.ScheduleSection;
import dev.loam.train.Config.TextSection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes the record of a full flat map, and checks the ranges of its values.
final class ConfigReader {
    private final Map<String, Object> values;

    private ConfigReader(Map<String, Object> values) {
        this.values = values;
    }

    static Config config(Map<String, Object> values, Map<String, Object> shortForm, Registries registries) {
        var r = new ConfigReader(values);
        r.oneOf("precision", Precision.names().toArray(String[]::new));
        r.lossScale();
        r.oneOf("device", "auto", "cpu", "java");
        r.oneOf("mode", "full", "test");
        r.oneOf("data.balance", "none", "sample", "weights");
        r.run();
        return new Config(r.text("name"),
            new ModelSection(r.text("model.name"), r.options("model", "name")),
            new DataSection(r.text("data.name"), r.text("data.dir"), r.text("data.path"), r.text("data.descriptor"),
                (int) r.whole("data.batch-size", 1, 1 << 20), r.share("data.validation"), r.optional("data.split-seed"),
                r.whole("data.train-limit", 0, Long.MAX_VALUE), r.whole("data.test-limit", 0, Long.MAX_VALUE),
                r.text("data.balance"), (int) r.whole("data.image-size", 0, 1024), (int) r.whole("data.workers", 0, 64), r.textSection(), r.pixelSection()),
            r.augmentation(), r.text("init"),
            new LossSection(r.text("loss.name"), r.options("loss", "name")),
            new OptimizerSection(r.text("optimizer.name"), r.number("optimizer.learning-rate", 0, 1e30), r.number("optimizer.clip-norm", 0, 1e30),
                r.number("optimizer.clip-value", 0, 1e30), ParameterRules.read("optimizer.groups", (List<?>) values.get("optimizer.groups")),
                r.options("optimizer", "name", "learning-rate", "clip-norm", "clip-value", "groups")),
            new ScheduleSection(r.text("schedule.name"), r.whole("schedule.warmup", 0, Long.MAX_VALUE), r.options("schedule", "name", "warmup")),
            r.text("precision"), r.text("loss-scale"), (int) r.whole("loss-scale-interval", 1, 1_000_000_000), (int) r.whole("epochs", 1, 1_000_000), r.whole("steps", 0, Long.MAX_VALUE), r.whole("seed", 0, Long.MAX_VALUE),
            r.below("ema"), r.parts(), (int) r.whole("patience", 0, 1_000_000), (int) r.whole("threads", 0, 1024), r.text("device"), r.text("mode"),
            new CheckpointSection(r.whole("checkpoint.steps", 0, Long.MAX_VALUE), r.number("checkpoint.seconds", 0, 1e9)),
            (int) r.whole("log-interval", 1, 1_000_000_000), r.whole("validation-interval", 0, Long.MAX_VALUE), (int) r.whole("samples", 0, 1024), r.text("run"), r.text("runs"), Collections.unmodifiableMap(new LinkedHashMap<>(shortForm)), registries);
    }

    private PixelSection pixelSection() {
        var section = new PixelSection(text("data.pixels"), (int) whole("data.size", 0, 1 << 14), text("data.order"));
        if (!section.levels().isEmpty()) {
            PixelOptions.of(section.levels(), section.size(), section.order());
        }
        return section;
    }

    private TextSection textSection() {
        oneOf("data.invalid", "error", "replace", "keep");
        oneOf("data.documents", "none", "paragraphs", "lines", "files");
        oneOf("data.normalization", "none", "nfc", "nfd", "nfkc", "nfkd");
        return new TextSection((int) whole("data.context", 1, 1 << 24), text("data.tokenizer"), (int) whole("data.vocabulary", 256, 4_000_000), text("data.invalid"),
            text("data.normalization"), whole("data.text-limit", 0, Long.MAX_VALUE), below("data.byte-share"), text("data.documents"));
    }

    private void lossScale() {
        String text = text("loss-scale");
        if (!List.of("auto", "dynamic", "none").contains(text)) {
            try {
                LossScale.of(Double.parseDouble(text));
            } catch (NumberFormatException | ModelException e) {
                throw Keys.wrong("loss-scale", text, "auto, dynamic, none or a number above 0");
            }
        }
    }

    /// A run's name is one folder below `runs`.
    private void run() {
        for (String key : List.of("run", "name")) {
            String run = text(key);
            if (run.contains("/") || run.contains("\\") || run.equals(".") || run.equals("..") || run.chars().anyMatch(c -> c < ' ')) {
                throw new TrainException("config: " + key + " must be the name of a folder, not '" + run + "'; runs=DIR says where it lies");
            }
        }
        if (text("runs").isBlank()) {
            throw Keys.wrong("runs", text("runs"), "a folder");
        }
    }

    private void oneOf(String key, String... choices) {
        if (!List.of(choices).contains(text(key))) {
            throw Keys.wrong(key, values.get(key), "one of " + String.join(", ", choices));
        }
    }

    private String text(String key) {
        return (String) values.get(key);
    }

    private long whole(String key, long least, long most) {
        long value = ((Number) values.get(key)).longValue();
        if (value < least || value > most) {
            throw Keys.wrong(key, value, most == Long.MAX_VALUE ? "at least " + least : "from " + least + " to " + most);
        }
        return value;
    }

    private double number(String key, double least, double most) {
        double value = ((Number) values.get(key)).doubleValue();
        if (!(value >= least && value <= most)) {
            throw Keys.wrong(key, value, "a number from " + Text.number(least) + " to " + Text.number(most));
        }
        return value;
    }

    private int parts() {
        long batch = whole("data.batch-size", 1, 1 << 20);
        long parts = whole("accumulate", 1, batch);
        if (batch % parts != 0) {
            throw Keys.wrong("accumulate", parts, "a divisor of data.batch-size, which is " + batch);
        }
        return (int) parts;
    }

    private double below(String key) {
        double value = ((Number) values.get(key)).doubleValue();
        if (!(value >= 0 && value < 1)) {
            throw Keys.wrong(key, value, "from 0 to below 1");
        }
        return value;
    }

    private Double share(String key) {
        return values.get(key) == null ? null : below(key);
    }

    private Long optional(String key) {
        if (values.get(key) == null) {
            return null;
        }
        double value = ((Number) values.get(key)).doubleValue();
        if (value != Math.rint(value) || value < 0) {
            throw Keys.wrong(key, value, "a whole number of at least 0");
        }
        return (long) value;
    }

    private Augmentation augmentation() {
        var settings = new LinkedHashMap<String, Number>();
        options("augment").forEach((key, value) -> settings.put(key, (Number) value));
        return Augmentation.of(settings);
    }

    /// The keys of a section that are options of what it names.
    private Map<String, Object> options(String section, String... fixed) {
        var out = new LinkedHashMap<String, Object>();
        values.forEach((key, value) -> {
            String rest = key.startsWith(section + ".") ? key.substring(section.length() + 1) : null;
            if (rest != null && !List.of(fixed).contains(rest)) {
                out.put(rest, value);
            }
        });
        return out;
    }
}
