package dev.loam.train;

import dev.loam.data.DataOptions;
import dev.loam.data.DataSource;
import dev.loam.data.Dataset;
import dev.loam.data.Datasets;
import dev.loam.data.Field;
import dev.loam.data.Labels;
import dev.loam.data.Modality;
import dev.loam.nn.Averaged;
import dev.loam.nn.CrossEntropy;
import dev.loam.nn.EvaluationStep;
import dev.loam.nn.Feature;
import dev.loam.nn.Layer;
import dev.loam.nn.MeanSquaredError;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Scope;
import dev.loam.nn.Task;
import dev.loam.nn.TrainingStep;
import dev.loam.tensor.DType;
import dev.loam.tensor.Shape;
import java.nio.file.Path;

/// What a config asks to learn: the opened data, the model that fits it, and the two graphs of them.
///
/// @param train, validation, test the examples, limits applied
record Problem(Config config, DataSource source, Dataset train, Dataset validation, Dataset test, Task task, TrainingStep step,
               EvaluationStep evaluation) {
    private static final int EVALUATION_BATCH = 256;

    /// The options with which the config's data is opened.
    static DataOptions options(Config config, DataOptions base) {
        Config.DataSection d = config.data();
        DataOptions options = base.validation(d.validation()).splitSeed(d.splitSeed());
        options = d.dir().isEmpty() ? options : options.dir(Path.of(d.dir()));
        options = d.path().isEmpty() ? options : options.path(Path.of(d.path()));
        return d.descriptor().isEmpty() ? options : options.descriptor(Path.of(d.descriptor()));
    }

    /// Opens the data that the config names and declares the model.
    static Problem of(Config config, DataOptions base) {
        return of(config, Datasets.open(config.data().name(), options(config, base)));
    }

    /// Opens `dataset`, with which a run was begun, whatever the config's dataset may be found to be by now.
    static Problem of(Config config, DataOptions base, String dataset) {
        String named = config.data().name();
        if (dataset.equals(named)) {
            return of(config, base);
        }
        DataSource s = Datasets.open(dataset, options(config, base));
        String notice = "This run was begun on " + s.title() + " in the place of " + named + ", and goes on with them.";
        return of(config, new DataSource(s.name(), s.title(), s.modality(), s.train(), s.validation(), s.test(), s.featureNames(), s.provenance(), notice));
    }

    private static Problem of(Config config, DataSource source) {
        Config.DataSection d = config.data();
        if (source.modality() == Modality.TEXT) {
            throw new TrainException("data " + d.name() + ": text is learned by language models, which are not among the models of " + Hints.command("train")
                + " yet; take images or a table");
        }
        Dataset train = limit(source.train(), d.trainLimit());
        if (train.size() < d.batchSize()) {
            throw new TrainException("data.batch-size is " + d.batchSize() + ", but there are only " + train.size() + " training examples ("
                + source.title() + "); a smaller batch is needed");
        }
        Task task = task(config, source);
        TrainingStep step = TrainingStep.of(task, config.ema() > 0 ? new Averaged(config.newOptimizer(), config.ema()) : config.newOptimizer(), d.batchSize())
            .clipNorm(config.optimizer().clipNorm()).clipValue(config.optimizer().clipValue()).scale(config.newLossScale()).accumulate(config.accumulate());
        return new Problem(config, source, train, limit(source.validation(), d.testLimit()), limit(source.test(), d.testLimit()), task, step,
            EvaluationStep.of(task, EVALUATION_BATCH));
    }

    private static Dataset limit(Dataset data, long limit) {
        return limit == 0 ? data : data.take(limit);
    }

    private static Task task(Config config, DataSource source) {
        Field input = source.input();
        Shape shape = Shape.of(input.shape().stream().mapToInt(Integer::intValue).toArray());
        Scope scope = Scope.root();
        int outputs = Math.max(1, source.classes());
        Layer model = config.registries().models().create(config.model().name(), config.model().options(), scope, shape, outputs);
        ParameterLayout layout = ParameterLayout.of(scope, config.policy().parameters(), config.newOptimizer(), config.optimizer().groups());
        Feature feature = input.kind() == Field.Kind.IMAGE && input.dtype() == DType.U8
            ? Feature.images(shape.size(0), shape.size(1), shape.size(2)) : Feature.of(input.dtype(), shape);
        if (source.classes() == 0 && (sharesOfClasses(config) || config.data().balance().equals("sample"))) {
            throw new TrainException("config: data.balance, augment.mixup and augment.cutmix are for labels that are classes, but '" + source.label().name() + "' of "
                + source.title() + " is a number");
        }
        if (sharesOfClasses(config)) {
            return new Task(model, layout, feature, Feature.of(DType.F32, Shape.of(outputs)), new CrossEntropy()).precision(config.policy());
        }
        Task task = source.classes() > 0 ? Task.classification(model, layout, feature)
            : new Task(model, layout, feature, Feature.of(source.label().dtype(), Shape.of(1)), new MeanSquaredError());
        return task.precision(config.policy());
    }

    /// Whether the loss takes labels as shares of classes, f32 `[classes]`, not as class numbers.
    private static boolean sharesOfClasses(Config config) {
        return config.augment().mixes() || config.data().balance().equals("weights");
    }

    /// The examples with labels as the loss takes them.
    ///
    /// @param weights one for each class, or null for 1
    Dataset labelled(Dataset data, double[] weights) {
        return sharesOfClasses(config) ? Labels.shares(data, weights) : data;
    }

    /// The data in words: sizes and source.
    String dataWords() {
        boolean all = train.size() == source.train().size() && validation.size() == source.validation().size() && test.size() == source.test().size();
        return all ? source.description() : "only " + Text.count(train.size()) + " training, " + Text.count(validation.size()) + " validation and "
            + Text.count(test.size()) + " test examples out of " + source.description();
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
