package dev.loam.bench;

import dev.loam.nn.AdamW;
import dev.loam.nn.Feature;
import dev.loam.nn.GPT;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Scope;
import dev.loam.nn.Task;
import dev.loam.nn.TrainingStep;
import dev.loam.runtime.Device;
import dev.loam.runtime.Executable;
import dev.loam.runtime.States;
import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Philox;
import dev.loam.tensor.Shape;

/// Steps of a GPT as in nanoGPT (no biases, output weights tied to the embedding, no dropout) over 65 characters, by AdamW with a
/// learning rate of 1e-3, betas 0.9 and 0.99, weight decay 0.1 on matrices, gradients clipped to a norm of 1; on random tokens.
///
/// @param batch sequences per step where none were asked for
/// @param least steps that are timed at the least; a tenth of them, where they are fewer than 30, are run before
record LanguageWorkload(String name, int layers, int heads, int channels, int context, int batch, int least) implements Workload {
    static final int VOCABULARY = 65;
    /// Batches of data, used in turn.
    static final int BATCHES = 64;
    static final AdamW OPTIMIZER = AdamW.of(1e-3).betas(0.9, 0.99).weightDecay(0.1);
    static final double CLIP = 1;

    static final LanguageWorkload SMALL = new LanguageWorkload("gpt-small", 4, 4, 128, 64, 12, 30);
    static final LanguageWorkload MID = new LanguageWorkload("gpt-mid", 6, 6, 384, 256, 8, 10);

    @Override
    public void run(BenchOptions options, Results results) {
        int batch = options.batch() == 0 ? batch() : options.batch();
        TrainingStep step = step(batch);
        NDArray tokens = tokens(batch, options.seed());
        try (Device device = Device.best(options.threads())) {
            States states = device.states();
            step.initial(options.seed()).forEach(states::set);
            try (Executable program = device.compile(step.graph(), states)) {
                Samples samples = Samples.of(i -> run(program, tokens, batch, i), options, least);
                results.add(measurement(device.description(), Workload.threads(device, options), batch, "adamw", samples));
            }
        }
    }

    Measurement.Training measurement(String device, int threads, int batch, String optimizer, Samples samples) {
        return Measurement.Training.of(name, device, threads, batch, optimizer, step(batch).task().layout().parameterCount(),
            new Measurement.Work(flops(batch), (long) batch * context, "tokens"), samples);
    }

    TrainingStep step(int batch) {
        Scope scope = Scope.root();
        var model = GPT.of(scope, VOCABULARY, context, layers, heads, channels, 0, false);
        var sequence = Feature.of(DType.I32, Shape.of(context));
        Task task = new Task(model, ParameterLayout.of(scope), sequence, sequence, new dev.loam.nn.CrossEntropy());
        return TrainingStep.of(task, OPTIMIZER, batch).clipNorm(CLIP);
    }

    /// Floating point operations of the products in a step, counted as nanoGPT does: 6 for each weight of a matrix and token, and
    /// the attention's.
    double flops(int batch) {
        double weights = layers * 12.0 * channels * channels + (double) VOCABULARY * channels;
        return (double) batch * context * (6 * weights + 12.0 * layers * channels * context);
    }

    /// All batches' tokens one after another, and one more.
    NDArray tokens(int batch, long seed) {
        NDArray out = NDArray.zeros(DType.I32, BATCHES * batch * context + 1);
        for (int i = 0; i < out.size(); i++) {
            out.setLong(i, Philox.below(VOCABULARY, seed, Philox.stream("bench.tokens"), 0, i));
        }
        return out;
    }

    /// The tokens of step `i`, or with `ahead` 1 the token after each of them.
    NDArray part(NDArray tokens, int batch, int i, int ahead) {
        NDArray out = NDArray.zeros(DType.I32, batch, context);
        int from = i % BATCHES * batch * context + ahead;
        for (int k = 0; k < out.size(); k++) {
            out.setLong(k, tokens.getLong(from + k));
        }
        return out;
    }

    private double run(Executable program, NDArray tokens, int batch, int i) {
        program.input("x").write(part(tokens, batch, i, 0));
        program.input("y").write(part(tokens, batch, i, 1));
        program.input("step").set(0, (long) i);
        program.input("learning-rate").set(0, (float) OPTIMIZER.learningRate());
        program.run();
        return program.output("loss").getFloat(0);
    }
}
