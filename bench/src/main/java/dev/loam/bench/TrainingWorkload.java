package dev.loam.bench;

import dev.loam.nn.Adam;
import dev.loam.nn.Feature;
import dev.loam.nn.Layer;
import dev.loam.nn.Models;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Scope;
import dev.loam.nn.Task;
import dev.loam.nn.TrainingStep;
import dev.loam.runtime.Device;
import dev.loam.runtime.Executable;
import dev.loam.runtime.States;
import dev.loam.tensor.DType;
import dev.loam.tensor.Shape;
import java.util.Map;

/// Steps of a classifier with ten classes, by Adam with a learning rate of 1e-3, on random images and labels.
///
/// @param name            of the workload and of the model in the registry, whose defaults are taken
/// @param input           the shape of an example
/// @param examples        how many there are, used in turn
/// @param batch           examples per step where none were asked for
/// @param flopsPerExample floating point operations of the products in a step, forward and backward, the input's gradient left out
record TrainingWorkload(String name, Shape input, int examples, int batch, double flopsPerExample) implements Workload {
    static final int CLASSES = 10;
    static final double LEARNING_RATE = 1e-3;

    /// 784-256-10.
    static final TrainingWorkload MLP = new TrainingWorkload("mlp", Shape.of(784), 4096, 64, 2 * (2 * 784 * 256 + 3 * 2560));

    /// Two convolutions 3 × 3 with 32 and 64 filters, each with relu and pooling by 2, then one linear layer.
    static final TrainingWorkload CNN = new TrainingWorkload("cnn", Shape.of(28, 28, 1), 1024, 64,
        2 * (2 * 784 * 288 + 3 * (196 * 18432 + 31360)));

    @Override
    public void run(BenchOptions options, Results results) {
        int batch = options.batch() == 0 ? batch() : options.batch();
        TrainingStep step = step(batch);
        RandomBatches data = RandomBatches.of(this, batch, options.seed());
        try (Device device = Device.best(options.threads())) {
            States states = device.states();
            step.initial(options.seed()).forEach(states::set);
            try (Executable program = device.compile(step.graph(), states)) {
                Samples samples = Samples.of(i -> run(program, data, i), options);
                results.add(Measurement.Training.of(this, device.description(), Workload.threads(device, options), batch, "adam",
                    step.task().layout().parameterCount(), samples));
            }
        }
    }

    TrainingStep step(int batch) {
        Scope scope = Scope.root();
        Layer model = Models.standard().create(name, Map.of(), scope, input, CLASSES);
        Task task = Task.classification(model, ParameterLayout.of(scope), Feature.of(DType.F32, input));
        return TrainingStep.of(task, Adam.of(LEARNING_RATE), batch);
    }

    private static double run(Executable program, RandomBatches data, int i) {
        program.input("x").write(data.x(i));
        program.input("y").write(data.y(i));
        program.input("step").set(0, (long) i);
        program.input("learning-rate").set(0, (float) LEARNING_RATE);
        program.run();
        return program.output("loss").getFloat(0);
    }
}
