package dev.loam.train;

import dev.loam.data.augment.Augmentation;
import dev.loam.nn.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a config file says before defaults fill it up.
///
/// @param name   the config's name
/// @param source what messages call it: `mnist.yaml`
/// @param flat   its keys
/// @param test   its section `test`: what `mode=test` changes
record ConfigFile(String name, String source, Map<String, Object> flat, Map<String, Object> test) {
    /// The configs that come with Loam.
    static final List<String> BUILT_IN = List.of("mnist", "mnist-mlp", "mnist-best", "digits", "fashion", "iris", "titanic", "wine", "adult", "shakespeare-char", "shakespeare-rnn",
        "shakespeare-lstm", "shakespeare-gru", "shakespeare-best", "shakespeare-bpe", "shakespeare-bytes", "shakespeare-mixed", "shakespeare-patches", "stories",
        "stories-packed", "mnist-made", "mnist-pixel-rnn", "mnist-pixels");

    private static final long LARGEST = 1 << 20;

    /// A file, or the built-in config of that name.
    static ConfigFile find(String name) {
        Path file = Path.of(name);
        boolean named = name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
        if (named || Files.isRegularFile(file)) {
            return of(stem(file.getFileName().toString()), file.getFileName().toString(), read(file));
        }
        if (!BUILT_IN.contains(name)) {
            String near = Nearest.of(name, BUILT_IN);
            throw new TrainException("config: there is no '" + name + "'" + (name.contains("/") ? " and no such file" : "") + ". "
                + (near == null ? "" : "Did you mean '" + near + "'? ") + "Built in: " + String.join(", ", BUILT_IN)
                + "; or give a file, as in " + Hints.command("train my.yaml"));
        }
        try (InputStream in = ConfigFile.class.getResourceAsStream("configs/" + name + ".yaml")) {
            return of(name, name + ".yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("the resource configs/" + name + ".yaml", e);
        }
    }

    private static String stem(String file) {
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new TrainException("config: " + file + " has " + Files.size(file) + " bytes; a config has at most " + LARGEST);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new TrainException("config: " + file + (Files.exists(file) ? " cannot be read: " + e.getMessage() : ": there is no such file"), e);
        }
    }

    /// The config in `text`; JSON where it begins with a brace and a quoted key, else YAML.
    static ConfigFile of(String name, String text) {
        return of(name, name, text);
    }

    private static ConfigFile of(String name, String source, String text) {
        Map<String, Object> tree = new LinkedHashMap<>(isJson(text) ? Json.object(text, source) : Json.yamlObject(text, source));
        tree.remove(RunRecord.KEY);
        Object test = tree.remove("test");
        if (test != null && !(test instanceof Map)) {
            throw new TrainException(source + ": 'test' must hold keys and values: what mode=test changes");
        }
        @SuppressWarnings("unchecked")
        var shortForm = test == null ? Map.<String, Object>of() : Keys.flatten((Map<String, Object>) test);
        return new ConfigFile(name, source, shorthand(Keys.flatten(tree)), shorthand(shortForm));
    }

    private static boolean isJson(String text) {
        String start = text.stripLeading();
        return start.startsWith("{") && start.substring(1).stripLeading().startsWith("\"");
    }

    /// `model: mlp` for `model.name: mlp`.
    private static Map<String, Object> shorthand(Map<String, Object> flat) {
        var out = new LinkedHashMap<String, Object>();
        flat.forEach((k, v) -> out.put(List.of("model", "data", "loss", "optimizer", "schedule").contains(k) ? k + ".name" : k, v));
        return out;
    }

    /// The full config: this file over the defaults, in mode `test` its short form over that, then `settings`.
    Config resolve(Map<String, Object> settings, Registries registries) {
        Map<String, Object> changes = shorthand(settings);
        Object mode = changes.getOrDefault("mode", flat.getOrDefault("mode", "full"));
        boolean shortened = "test".equals(mode);
        var given = new LinkedHashMap<>(flat);
        if (shortened) {
            replace(given, test);
        }
        replace(given, changes);
        given.putIfAbsent("name", name);
        Map<String, Object> all = defaults(given, registries);
        all.replaceAll((key, value) -> Keys.coerce(key, value, value));
        for (var e : given.entrySet()) {
            if (!all.containsKey(e.getKey())) {
                throw unknown(e.getKey(), all);
            }
            all.put(e.getKey(), Keys.coerce(e.getKey(), e.getValue(), all.get(e.getKey())));
        }
        return ConfigReader.config(all, shortened ? Map.of() : test, registries);
    }

    /// Puts `changes` into `given`. One that names another model (or data, optimiser, schedule) drops the options of the one
    /// before: they would be unknown keys. One that gives the epochs alone drops the steps, which would go before them.
    private static void replace(Map<String, Object> given, Map<String, Object> changes) {
        for (String section : List.of("model", "loss", "optimizer", "schedule")) {
            String key = section + ".name";
            Object named = changes.get(key);
            if (named != null && !named.equals(given.get(key))) {
                given.keySet().removeIf(k -> k.startsWith(section + ".") && !List.of("optimizer.learning-rate", "optimizer.clip-norm", "optimizer.clip-value",
                    "optimizer.groups", "schedule.warmup").contains(k));
            }
        }
        if (changes.containsKey("epochs") && !changes.containsKey("steps")) {
            given.remove("steps");
        }
        given.putAll(changes);
    }

    /// Every key there can be under the names that `given` chooses, with its default.
    private static Map<String, Object> defaults(Map<String, Object> given, Registries registries) {
        String model = String.valueOf(given.getOrDefault("model.name", "mlp"));
        String loss = String.valueOf(given.getOrDefault("loss.name", Criteria.AUTO));
        String optimizer = String.valueOf(given.getOrDefault("optimizer.name", "adamw"));
        String schedule = String.valueOf(given.getOrDefault("schedule.name", "constant"));
        Map<String, Object> out = Json.of("name", "", "model.name", model);
        registries.models().entry(model).defaults().forEach((k, v) -> out.put("model." + k, v));
        out.putAll(Json.of("data.name", "mnist", "data.dir", "", "data.path", "", "data.descriptor", "", "data.batch-size", 64,
            "data.validation", null, "data.split-seed", null, "data.train-limit", 0, "data.test-limit", 0, "data.context", 64, "data.tokenizer", "characters",
            "data.vocabulary", 1024, "data.invalid", "error", "data.normalization", "none", "data.text-limit", 0, "data.byte-share", 0.0, "data.documents", "none",
            "data.balance", "none", "data.image-size", 0, "data.workers", 0, "data.pixels", "", "data.size", 0, "data.order", "raster"));
        Augmentation.NONE.settings().forEach((k, v) -> out.put("augment." + k, v));
        out.put("loss.name", loss);
        if (!loss.equals(Criteria.AUTO)) {
            registries.losses().entry(loss).defaults().forEach((k, v) -> out.put("loss." + k, v));
        }
        out.putAll(Json.of(
            "init", "", "optimizer.name", optimizer, "optimizer.learning-rate", 1e-3, "optimizer.clip-norm", 0.0,
            "optimizer.clip-value", 0.0, "optimizer.groups", List.of()));
        registries.optimizers().entry(optimizer).defaults().forEach((k, v) -> out.put("optimizer." + k, v));
        out.putAll(Json.of("schedule.name", schedule, "schedule.warmup", 0));
        registries.schedules().entry(schedule).defaults().forEach((k, v) -> out.put("schedule." + k, v));
        out.putAll(Json.of("precision", "f32", "loss-scale", "auto", "loss-scale-interval", 2000, "epochs", 1, "steps", 0, "seed", 1, "ema", 0.0, "accumulate", 1, "patience", 0, "threads", 0, "device", "auto", "mode", "full",
            "checkpoint.steps", 0, "checkpoint.seconds", 30.0, "log-interval", 50, "validation-interval", 0, "samples", 4, "run", "", "runs", "runs"));
        out.replaceAll((key, value) -> Keys.coerce(key, value, value));
        return out;
    }

    private TrainException unknown(String key, Map<String, Object> all) {
        var names = new ArrayList<>(all.keySet());
        String near = Nearest.of(key, names);
        String section = key.contains(".") ? key.substring(0, key.indexOf('.') + 1) : "";
        List<String> siblings = names.stream().filter(n -> !section.isEmpty() && n.startsWith(section)).toList();
        String hint = near != null ? "Did you mean '" + near + "'?"
            : !siblings.isEmpty() ? "There are " + String.join(", ", siblings) + "."
            : "The first parts of keys are " + String.join(", ", new java.util.LinkedHashSet<>(names.stream().map(n -> n.split("\\.")[0]).toList())) + ".";
        String origin = BUILT_IN.contains(name) ? " (" + source + " and its defaults: " + Hints.command("config " + name) + ")" : " (" + source + ")";
        return new TrainException("config: no key '" + key + "'. " + hint + origin);
    }
}
