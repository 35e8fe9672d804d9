package dev.loam.train;

import dev.loam.data.DataSource;
import dev.loam.nn.Feature;
import dev.loam.nn.Layer;
import dev.loam.nn.Loss;
import dev.loam.nn.MeanSquaredError;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Task;
import dev.loam.tensor.Shape;
import java.util.function.Consumer;

/// A number for each example.
record Regression(DataSource source) implements Objective {
    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public Task task(Config config, Layer model, ParameterLayout layout) {
        Classification.refuse(config, "'" + source.label().name() + "' of " + source.title() + " is a number");
        Criteria.Entry named = config.registries().losses().entry(config.loss().name());
        if (named != null && named.targets() == Criteria.Targets.CLASSES) {
            throw new TrainException("config: loss.name=" + named.name() + " is for labels that are classes, but '" + source.label().name() + "' of " + source.title()
                + " is a number; take mse, mae or huber");
        }
        Loss loss = config.newLoss();
        return new Task(model, layout, Classification.input(source), Feature.of(source.label().dtype(), Shape.of(1)), loss == null ? new MeanSquaredError() : loss);
    }

    @Override
    public void glimpse(Problem problem, Consumer<String> page) {
        Glimpse.of(problem.train(), source, page);
    }
}
