package dev.loam.train;

import dev.loam.data.DataSource;
import dev.loam.data.Field;
import dev.loam.nn.Classified;
import dev.loam.nn.CrossEntropy;
import dev.loam.nn.Feature;
import dev.loam.nn.Layer;
import dev.loam.nn.Loss;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Task;
import dev.loam.tensor.DType;
import dev.loam.tensor.Shape;
import java.util.function.Consumer;

/// A class for each example.
record Classification(DataSource source) implements Objective {
    @Override
    public int outputs() {
        return source.classes();
    }

    @Override
    public Task task(Config config, Layer model, ParameterLayout layout) {
        Loss loss = config.newLoss();
        loss = loss == null ? new CrossEntropy() : loss;
        boolean shares = takesShares(config);
        if (shares && !takesValues(config)) {
            if (!(loss instanceof CrossEntropy)) {
                throw new TrainException("config: loss.name=" + config.loss().name() + " takes the numbers of classes, but data.balance=weights, augment.mixup and augment.cutmix "
                    + "make shares of them; take cross-entropy, or a loss of values such as bce-with-logits");
            }
        }
        return new Task(model, layout, input(source), shares ? Feature.of(DType.F32, Shape.of(outputs())) : Feature.labels(),
            takesValues(config) ? new Classified(loss) : loss);
    }

    /// Whether labels become shares of classes, f32 `[classes]`, and are no class numbers.
    static boolean takesShares(Config config) {
        return Problem.sharesOfClasses(config) || takesValues(config);
    }

    private static boolean takesValues(Config config) {
        Criteria.Entry loss = config.registries().losses().entry(config.loss().name());
        return loss != null && loss.targets() == Criteria.Targets.VALUES;
    }

    /// Refuses, where labels are no classes, what is made for classes.
    ///
    /// @param what the labels are instead
    static void refuse(Config config, String what) {
        if (Problem.sharesOfClasses(config) || config.data().balance().equals("sample")) {
            throw new TrainException("config: data.balance, augment.mixup and augment.cutmix are for labels that are classes, but " + what);
        }
    }

    /// Pictures are scaled to 0 to 1; all else is taken as it is.
    static Feature input(DataSource source) {
        Field input = source.input();
        Shape shape = Problem.shape(input);
        return input.kind() == Field.Kind.IMAGE && input.dtype() == DType.U8 ? Feature.images(shape.size(0), shape.size(1), shape.size(2))
            : Feature.of(input.dtype(), shape);
    }

    @Override
    public void glimpse(Problem problem, Consumer<String> page) {
        Glimpse.of(problem.train(), source, page);
    }

    @Override
    public Watcher watcher(Problem problem) {
        return new Predictions(problem.test(), source.classNames());
    }
}
