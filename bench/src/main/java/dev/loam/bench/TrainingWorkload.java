package dev.loam.bench;

import dev.loam.nn.Adam;
import dev.loam.nn.Feature;
import dev.loam.nn.Layer;
import dev.loam.nn.Models;
import dev.loam.nn.Optimizer;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.SGD;
import dev.loam.nn.Scope;
import dev.loam.nn.Task;
import dev.loam.nn.TrainingStep;
import dev.loam.runtime.Device;
import dev.loam.runtime.Executable;
import dev.loam.runtime.States;
import dev.loam.tensor.DType;
import dev.loam.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Steps of a classifier with ten classes on random images and labels.
///
/// @param about     what a step is, for people
/// @param input     the shape of an example
/// @param examples  how many there are, used in turn
/// @param batch     examples per step where none were asked for
/// @param model     makes the model in a scope
/// @param optimizer with its learning rate
record TrainingWorkload(String name, String about, Shape input, int examples, int batch, Function<Scope, Layer> model, Optimizer optimizer)
    implements Workload {
    static final int CLASSES = 10;
    private static final Optimizer ADAM = Adam.of(1e-3);

    static final TrainingWorkload MLP = new TrainingWorkload("mlp", "784-256-10, relu; Adam 1e-3", Shape.of(784), 4096, 64,
        scope -> registered("mlp", scope, Shape.of(784)), ADAM);

    static final TrainingWorkload CNN = new TrainingWorkload("cnn", "28 × 28: 32 filters 3 × 3, relu, pooling by 2, 64 filters 3 × 3, relu, "
        + "pooling by 2, linear to 10; Adam 1e-3", Shape.of(28, 28, 1), 1024, 64, scope -> registered("cnn", scope, Shape.of(28, 28, 1)), ADAM);

    static final TrainingWorkload KERAS = new TrainingWorkload("keras-cnn", "Keras' example \"Simple MNIST convnet\": as `cnn`, without "
        + "padding, and dropout of a half before the linear layer; Adam 1e-3", Shape.of(28, 28, 1), 1024, 64, Networks::keras, ADAM);

    static final TrainingWorkload TINYGRAD = new TrainingWorkload("tinygrad-cnn", "tinygrad's example `beautiful_mnist`: two convolutions 5 × 5 "
        + "with 32 filters, two 3 × 3 with 64, relu behind each, batch-norm and pooling behind each pair; Adam 1e-3", Shape.of(28, 28, 1), 1024, 64,
        Networks::tinygrad, ADAM);

    static final TrainingWorkload AIRBENCH = new TrainingWorkload("airbench94", "K. Jordan's network for CIFAR-10: a fixed convolution 2 × 2, "
        + "three groups conv, pooling, batch-norm, gelu, conv, batch-norm, gelu of 64, 256 and 256 filters; SGD, Nesterov momentum 0.85",
        Shape.of(32, 32, 3), 512, 64, Networks::airbench, SGD.of(1e-2).momentum(0.85).nesterov(true));

    private static Layer registered(String name, Scope scope, Shape input) {
        return Models.standard().create(name, Map.of(), scope, input, CLASSES);
    }

    @Override
    public String size() {
        return Integer.toString(batch);
    }

    @Override
    public List<TrainingCase> cases(BenchOptions options) {
        return List.of(new TrainingCase(this, options.batch() == 0 ? batch : options.batch()));
    }

    TrainingStep step(int batch) {
        Scope scope = Scope.root();
        Layer layers = model.apply(scope);
        Task task = Task.classification(layers, ParameterLayout.of(scope), Feature.of(DType.F32, input));
        return TrainingStep.of(task, optimizer, batch);
    }

    /// The workload, ready to take a step on its next batch.
    Subject prepare(int batch, Device device, BenchOptions options) {
        TrainingStep step = options.under(step(batch));
        RandomBatches data = RandomBatches.of(this, batch, options.seed());
        States states = device.states();
        step.initial(options.seed()).forEach(states::set);
        Executable program = device.compile(step.graph(), states);
        var inputs = Inputs.of(program);
        return new Subject() {
            @Override
            public double run(int number) {
                program.input("x").write(data.x(number));
                program.input("y").write(data.y(number));
                program.input("learning-rate").set(0, (float) optimizer.learningRate());
                inputs.scalars(program, options.seed(), number);
                program.run();
                return program.output("loss").getFloat(0);
            }

            @Override
            public void close() {
                program.close();
            }
        };
    }

    /// Which of the scalars a program takes: one without dropout has no seed, one without Adam no step.
    private record Inputs(boolean seed, boolean step, boolean base) {
        static Inputs of(Executable program) {
            return new Inputs(has(program, "seed"), has(program, "step"), has(program, "base"));
        }

        private static boolean has(Executable program, String name) {
            return program.program().buffers().stream().anyMatch(b -> b.label().equals(name));
        }

        void scalars(Executable program, long seedValue, long number) {
            if (seed) {
                program.input("seed").set(0, seedValue);
            }
            if (step) {
                program.input("step").set(0, number);
            }
            if (base) {
                program.input("base").set(0, 0L);
            }
        }
    }
}
