package dev.loam.train;

import dev.loam.data.augment.Augmentation;
import dev.loam.nn.Loss;
import dev.loam.nn.LossScale;
import dev.loam.nn.Optimizer;
import dev.loam.nn.ParameterRule;
import dev.loam.nn.Schedule;
import dev.loam.tensor.Precision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Everything that says what a run does. Made by [#load] from a file or a built-in config, changed by [#with]; keys are
/// lower case with dashes, nested by dots: `optimizer.learning-rate`. Each value has been checked.
///
/// @param name       of the config; the run's folder is named after it
/// @param init       a safetensors file (or its index, or a folder of either) with the weights to begin with; empty draws them
/// @param augment    how training images are changed at random
/// @param precision  the precision policy: `f32`, `f64`, `bf16` or `f16`
/// @param lossScale  `auto` (dynamic under f16, else none), `dynamic`, `none` or a number
/// @param lossScaleInterval good steps in a row after which a dynamic loss scale doubles
/// @param epochs     how often training goes through the data
/// @param steps      how many steps to train; 0 takes as many as `epochs` need
/// @param seed       of every random draw
/// @param ema        decay per step of the averaged weights that are validated and tested; 0 for none
/// @param accumulate into how many parts each batch is cut, whose gradients are added up; the memory is that of one part
/// @param patience   epochs in a row without a better validation after which training ends; 0 for never
/// @param threads    0 for one per core
/// @param device     `auto`, `cpu` or `java`
/// @param mode       `full` or `test`, which is a config's short form
/// @param checkpoint how often to save
/// @param logInterval steps between two lines of metrics
/// @param validationInterval steps between two validations; 0 for one after each epoch
/// @param samples    how many texts or pictures are drawn at each validation, where the model makes such; 0 for none
/// @param run        the run's folder; empty for the next free `NAME-COUNTER`
/// @param runs       the folder of all runs
/// @param shortForm  what `mode=test` changes, by dotted key; empty once it is applied
public record Config(String name, ModelSection model, DataSection data, Augmentation augment, String init, LossSection loss, OptimizerSection optimizer, ScheduleSection schedule, String precision, String lossScale, int lossScaleInterval,
                     int epochs, long steps, long seed, double ema, int accumulate, int patience, int threads, String device, String mode, CheckpointSection checkpoint,
                     int logInterval, long validationInterval, int samples, String run, String runs, Map<String, Object> shortForm, Registries registries) {

    /// Which model, and its options.
    public record ModelSection(String name, Map<String, Object> options) {
    }

    /// Which data, and how it is cut.
    ///
    /// @param name       of the dataset
    /// @param dir        the folder to look in first; empty for the usual places
    /// @param path       a person's own file; empty for none
    /// @param descriptor what that file holds; empty for the one beside it
    /// @param batchSize  examples per step
    /// @param validation share of the training examples set aside; null takes the dataset's own
    /// @param splitSeed  seed of the split; null takes the dataset's own
    /// @param trainLimit use only so many training examples; 0 for all
    /// @param testLimit  use only so many validation and test examples; 0 for all
    /// @param balance    `none`; `sample` to see each class equally often; `weights` to have each class count the same in the loss
    /// @param imageSize  side in pixels to which pictures of a folder are brought; 0 leaves them as they are
    /// @param workers    threads that prepare batches ahead; 0 prepares them between steps
    /// @param text       how a text becomes examples
    /// @param pixels     how pictures become sequences of pixels
    public record DataSection(String name, String dir, String path, String descriptor, int batchSize, Double validation, Long splitSeed,
                              long trainLimit, long testLimit, String balance, int imageSize, int workers, TextSection text, PixelSection pixels) {
    }

    /// How pictures become sequences of pixels, for models that generate them; other data does not heed it.
    ///
    /// @param levels empty where they do not; `dynamic` or `fixed` (black and white), or a number of shades
    /// @param size   height and width; 0 leaves pictures as they are
    /// @param order  `raster`, `column`, `snake` or `random`
    public record PixelSection(String levels, int size, String order) {
    }

    /// How a text becomes examples; other data does not heed it.
    ///
    /// @param context       tokens in a window
    /// @param tokenizer     `characters`, `bytes`, `bpe` or `unigram` (trained on the text), or a tokenizer's file
    /// @param vocabulary    the size of one that is trained
    /// @param invalid       what to do with bytes that are no valid UTF-8: `error`, `replace` or `keep`
    /// @param normalization `none`, `nfc`, `nfd`, `nfkc` or `nfkd`
    /// @param limit         use only so many characters of it; 0 for all
    /// @param byteShare     the share of windows in which it stands as bytes, among those of a byte-level tokenizer
    /// @param documents     what is packed into rows, apart from one another: `none` for one running text, `paragraphs`, `lines` or `files`
    public record TextSection(int context, String tokenizer, int vocabulary, String invalid, String normalization, long limit, double byteShare, String documents) {
    }

    /// Which loss, and its options.
    ///
    /// @param name `auto` where the data decide
    public record LossSection(String name, Map<String, Object> options) {
    }

    /// Which optimiser, and its options.
    ///
    /// @param clipNorm  the greatest L2 norm of the gradient; 0 for no limit
    /// @param clipValue the greatest magnitude of its elements; 0 for no limit
    /// @param groups    parameters that are trained in another way than the rest
    public record OptimizerSection(String name, double learningRate, double clipNorm, double clipValue, List<ParameterRule> groups,
                                   Map<String, Object> options) {
    }

    /// How the learning rate changes.
    ///
    /// @param warmup steps of a linear rise at the start
    public record ScheduleSection(String name, long warmup, Map<String, Object> options) {
    }

    /// How often to save; whichever comes first.
    ///
    /// @param steps   0 for never by steps
    /// @param seconds 0 for never by time
    public record CheckpointSection(long steps, double seconds) {
    }

    /// The config in a YAML or JSON file, or the built-in one of that name, with `key=value` settings on top.
    ///
    /// @throws TrainException for a config that does not exist, an unknown key or a wrong value
    public static Config load(String nameOrFile, String... settings) {
        return load(nameOrFile, List.of(settings), Registries.standard());
    }

    /// [#load(String, String...)] with more models, optimisers and schedules to name.
    public static Config load(String nameOrFile, List<String> settings, Registries registries) {
        return ConfigFile.find(nameOrFile).resolve(Keys.overrides(settings), registries);
    }

    /// The config in a text of YAML or JSON.
    public static Config parse(String name, String text, String... settings) {
        return ConfigFile.of(name, text).resolve(Keys.overrides(List.of(settings)), Registries.standard());
    }

    /// This config with one value changed: `with("data.batch-size", 64)`.
    public Config with(String key, Object value) {
        return with(Json.of(key, value));
    }

    /// This config with another optimiser.
    public Config with(Optimizer other) {
        return with(registries.optimizers().describe(other));
    }

    /// This config with another loss.
    public Config with(Loss other) {
        return with(registries.losses().describe(other));
    }

    /// This config with another schedule, whose first rate becomes the learning rate.
    public Config with(Schedule other) {
        return with(registries.schedules().describe(other));
    }

    /// This config with several values changed, by dotted key.
    public Config with(Map<String, Object> changes) {
        return new ConfigFile(name, "this config", flat(), shortForm).resolve(changes, registries);
    }

    /// All keys and values, in order; of the augmentation only what it does.
    public Map<String, Object> flat() {
        Map<String, Object> out = Json.of("name", name, "model.name", model.name());
        model.options().forEach((k, v) -> out.put("model." + k, v));
        out.putAll(Json.of("data.name", data.name(), "data.dir", data.dir(), "data.path", data.path(), "data.descriptor", data.descriptor(),
            "data.batch-size", data.batchSize(), "data.validation", data.validation(), "data.split-seed", data.splitSeed(),
            "data.train-limit", data.trainLimit(), "data.test-limit", data.testLimit(), "data.context", data.text().context(),
            "data.tokenizer", data.text().tokenizer(), "data.vocabulary", data.text().vocabulary(), "data.invalid", data.text().invalid(),
            "data.normalization", data.text().normalization(), "data.text-limit", data.text().limit(),
            "data.byte-share", data.text().byteShare(), "data.documents", data.text().documents(),
            "data.balance", data.balance(), "data.image-size", data.imageSize(), "data.workers", data.workers(), "data.pixels", data.pixels().levels(), "data.size", data.pixels().size(), "data.order", data.pixels().order()));
        augment.settings().forEach((k, v) -> {
            if (!v.equals(Augmentation.NONE.settings().get(k))) {
                out.put("augment." + k, v);
            }
        });
        out.put("loss.name", loss.name());
        loss.options().forEach((k, v) -> out.put("loss." + k, v));
        out.putAll(Json.of(
            "init", init, "optimizer.name", optimizer.name(), "optimizer.learning-rate", optimizer.learningRate(), "optimizer.clip-norm", optimizer.clipNorm(),
            "optimizer.clip-value", optimizer.clipValue(), "optimizer.groups", optimizer.groups().stream().map(ParameterRules::tree).toList()));
        optimizer.options().forEach((k, v) -> out.put("optimizer." + k, v));
        out.putAll(Json.of("schedule.name", schedule.name(), "schedule.warmup", schedule.warmup()));
        schedule.options().forEach((k, v) -> out.put("schedule." + k, v));
        out.putAll(Json.of("precision", precision, "loss-scale", lossScale, "loss-scale-interval", lossScaleInterval, "epochs", epochs, "steps", steps, "seed", seed, "ema", ema, "accumulate", accumulate, "patience", patience, "threads", threads,
            "device", device, "mode", mode, "checkpoint.steps", checkpoint.steps(), "checkpoint.seconds", checkpoint.seconds(),
            "log-interval", logInterval, "validation-interval", validationInterval, "samples", samples, "run", run, "runs", runs));
        return out;
    }

    /// The keys that determine what a run computes; the others say where and how fast.
    public Map<String, Object> determining() {
        var out = new LinkedHashMap<>(flat());
        for (String key : List.of("name", "data.name", "data.dir", "data.path", "data.descriptor", "data.workers", "threads", "device", "mode",
            "checkpoint.steps", "checkpoint.seconds", "log-interval", "samples", "run", "runs")) {
            out.remove(key);
        }
        return out;
    }

    /// The config as nested sections, the form of a file.
    public Map<String, Object> tree() {
        var flat = new LinkedHashMap<>(flat());
        shortForm.forEach((k, v) -> flat.put("test." + k, v));
        return Keys.nest(flat);
    }

    /// One line of JSON, keys sorted: equal for equal configs, however they were written.
    public String canonical() {
        return Json.canonical(tree());
    }

    /// SHA-256 of the canonical form.
    public String hash() {
        return Json.sha256(canonical());
    }

    /// The config as a YAML file.
    public String yaml() {
        return Json.yaml(tree());
    }

    /// The optimiser it names.
    public Optimizer newOptimizer() {
        return registries.optimizers().entry(optimizer.name()).factory().create(optimizer.learningRate(), optimizer.options());
    }

    /// The loss it names, null where the data decide.
    public Loss newLoss() {
        Criteria.Entry entry = registries.losses().entry(loss.name());
        return entry == null ? null : entry.factory().apply(loss.options());
    }

    /// The precision policy it names.
    public Precision policy() {
        return Precision.of(precision);
    }

    /// The loss scale it names.
    public LossScale newLossScale() {
        return switch (lossScale) {
            case "auto" -> policy().needsLossScale() ? LossScale.dynamic(LossScale.dynamic().initial(), lossScaleInterval) : LossScale.NONE;
            case "dynamic" -> LossScale.dynamic(LossScale.dynamic().initial(), lossScaleInterval);
            case "none" -> LossScale.NONE;
            default -> LossScale.of(Double.parseDouble(lossScale));
        };
    }

    /// The schedule it names, warm-up included.
    public Schedule newSchedule() {
        return registries.schedules().entry(schedule.name()).factory().create(optimizer.learningRate(), schedule.options())
            .warmup(schedule.warmup());
    }
}
