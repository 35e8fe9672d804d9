package dev.loam.train;

import dev.loam.data.Corpus;
import dev.loam.data.DataOptions;
import dev.loam.data.DataSource;
import dev.loam.data.Dataset;
import dev.loam.data.Datasets;
import dev.loam.data.Field;
import dev.loam.data.Labels;
import dev.loam.data.PixelOptions;
import dev.loam.data.TextOptions;
import dev.loam.data.TokenizerFiles;
import dev.loam.data.tokenize.Normalization;
import dev.loam.data.tokenize.TokenizerJson;
import dev.loam.nn.Averaged;
import dev.loam.nn.EvaluationStep;
import dev.loam.nn.Layer;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Scope;
import dev.loam.nn.Task;
import dev.loam.nn.TrainingStep;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a config asks to learn: the opened data, the model that fits it, and the two graphs of them.
///
/// @param objective         what is learned from data of its kind
/// @param train, validation, test the examples, limits applied
/// @param trainSample examples of `train` on which the weights are measured too; may be empty
record Problem(Config config, DataSource source, Objective objective, Dataset train, Dataset trainSample, Dataset validation, Dataset test, Task task,
               TrainingStep step, EvaluationStep evaluation) {
    /// The tokenizer that a text was cut with, in the run's folder and in each checkpoint.
    static final String TOKENIZER = "tokenizer.json";

    /// The options with which the config's data is opened.
    static DataOptions options(Config config, DataOptions base) {
        Config.DataSection d = config.data();
        DataOptions options = base.validation(d.validation()).splitSeed(d.splitSeed()).text(text(d.text())).imageSize(d.imageSize());
        options = d.dir().isEmpty() ? options : options.dir(Path.of(d.dir()));
        options = d.path().isEmpty() ? options : options.path(Path.of(d.path()));
        return d.descriptor().isEmpty() ? options : options.descriptor(Path.of(d.descriptor()));
    }

    private static TextOptions text(Config.TextSection t) {
        var normalization = t.normalization().equals("none") ? null : Normalization.valueOf(t.normalization().toUpperCase(Locale.ROOT));
        return new TextOptions(t.context(), t.tokenizer(), t.vocabulary(), Corpus.Invalid.valueOf(t.invalid().toUpperCase(Locale.ROOT)), normalization, t.limit(), t.byteShare(),
            TextOptions.Documents.valueOf(t.documents().toUpperCase(Locale.ROOT)));
    }

    /// Opens the data that the config names and declares the model.
    static Problem of(Config config, DataOptions base) {
        return of(config, open(config, config.data().name(), options(config, base)));
    }

    /// Opens the dataset with which the run in `folder` was begun, whatever the config's dataset may be found to be by now, with the run's own tokenizer.
    static Problem of(Config config, DataOptions base, RunFolder folder) {
        String named = config.data().name();
        String dataset = folder.record().dataset();
        DataOptions options = options(config, base);
        Path tokenizer = folder.path().resolve(TOKENIZER).toAbsolutePath();
        boolean own = !List.of("characters", "bytes").contains(config.data().text().tokenizer());
        if (own && Files.isRegularFile(tokenizer)) {
            options = options.text(options.text().tokenizer(tokenizer.toString()));
        }
        DataSource source = open(config, dataset, options);
        return of(config, dataset.equals(named) ? source
            : source.withNotice("This run was begun on " + source.title() + " in the place of " + named + ", and goes on with them."));
    }

    private static DataSource open(Config config, String dataset, DataOptions options) {
        DataSource source = Datasets.open(dataset, options);
        Config.PixelSection p = config.data().pixels();
        return p.levels().isEmpty() ? source : source.pixels(PixelOptions.of(p.levels(), p.size(), p.order()));
    }

    private static Problem of(Config config, DataSource source) {
        Config.DataSection d = config.data();
        Dataset train = limit(source.train(), d.trainLimit());
        if (train.size() < d.batchSize()) {
            throw new TrainException("data.batch-size is " + d.batchSize() + ", but there are only " + train.size() + " training examples ("
                + source.title() + "); a smaller batch is needed");
        }
        Objective objective = Objective.of(config, source);
        Task task = task(config, objective);
        TrainingStep step = TrainingStep.of(task, config.ema() > 0 ? new Averaged(config.newOptimizer(), config.ema()) : config.newOptimizer(), d.batchSize())
            .clipNorm(config.optimizer().clipNorm()).clipValue(config.optimizer().clipValue()).scale(config.newLossScale()).accumulate(config.accumulate());
        Dataset validation = limit(source.validation(), d.testLimit());
        return new Problem(config, source, objective, train, objective.trainSample(train), validation,
            source.test() == source.validation() ? validation : limit(source.test(), d.testLimit()), task, step, EvaluationStep.of(task, objective.evaluationBatch()));
    }

    private static Dataset limit(Dataset data, long limit) {
        return limit == 0 ? data : data.take(limit);
    }

    private static Task task(Config config, Objective objective) {
        Scope scope = Scope.root();
        Layer model = config.registries().models().create(config.model().name(), config.model().options(), scope, objective.input(), objective.outputs());
        return objective.task(config, model, ParameterLayout.of(scope, config.policy().parameters(), config.newOptimizer(), config.optimizer().groups())).precision(config.policy());
    }

    /// The shape of one example.
    static Shape shape(Field field) {
        return Shape.of(field.shape().stream().mapToInt(Integer::intValue).toArray());
    }

    /// The sets that are measured for a part, by name.
    Map<String, Dataset> sets(Part part) {
        return objective.sets(part, switch (part) {
            case TRAIN_SAMPLE -> trainSample;
            case VALIDATION -> validation;
            case TEST -> test;
        });
    }

    /// Writes a text's tokenizer into the run's folder, or makes sure that it is the one there.
    void keepTokenizer(RunFolder folder) {
        if (source.text() == null) {
            return;
        }
        Path file = folder.path().resolve(TOKENIZER);
        if (Files.isRegularFile(file)) {
            Resumption.sameTokenizer(file, TokenizerFiles.read(file).hash(), source.text().tokenizer().hash());
        } else {
            folder.write(TOKENIZER, TokenizerJson.write(source.text().tokenizer()));
        }
    }

    /// The checkpoints of the run in `folder`.
    Checkpoints checkpoints(RunFolder folder, Storage storage, Map<String, NDArray> states) {
        var checkpoints = new Checkpoints(folder.checkpoints(), storage, step.views(), states);
        return source.text() == null ? checkpoints : checkpoints.with(TOKENIZER, TokenizerJson.write(source.text().tokenizer()).getBytes(StandardCharsets.UTF_8));
    }

    /// Whether the loss takes labels as shares of classes, f32 `[classes]`, not as class numbers.
    static boolean sharesOfClasses(Config config) {
        return config.augment().mixes() || config.data().balance().equals("weights");
    }

    /// The examples with labels as the loss takes them.
    ///
    /// @param weights one for each class, or null for 1
    Dataset labelled(Dataset data, double[] weights) {
        return source.classes() > 0 && Classification.takesShares(config) ? Labels.shares(data, weights) : data;
    }

    /// The data in words: sizes and source.
    String dataWords() {
        boolean all = train.size() == source.train().size() && validation.size() == source.validation().size() && test.size() == source.test().size();
        String what = source.text() == null ? " examples" : " windows";
        return all ? source.description() : "only " + Text.count(train.size()) + " training, " + Text.count(validation.size()) + " validation and "
            + Text.count(test.size()) + " test" + what + " out of " + source.description();
    }

    /// Steps in one pass over the training examples; a last partial batch is left out.
    long stepsPerEpoch() {
        return train.size() / config.data().batchSize();
    }

    /// The step at which the run ends.
    long totalSteps() {
        return config.steps() > 0 ? config.steps() : config.epochs() * stepsPerEpoch();
    }

    /// What runs of it are called: the config's name, with `digits` for `mnist` where drawn digits stand in for it.
    String runName() {
        return source.standIn() ? config.name().replace(config.data().name(), source.name()) : config.name();
    }
}
