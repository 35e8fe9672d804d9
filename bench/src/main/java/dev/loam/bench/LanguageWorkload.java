package dev.loam.bench;

import dev.loam.nn.AdamW;
import dev.loam.nn.CrossEntropy;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Steps of a GPT as in nanoGPT (no biases, output weights tied to the embedding, no dropout) over 65 characters, by AdamW with a
/// learning rate of 1e-3, betas 0.9 and 0.99, weight decay 0.1 on matrices, gradients clipped to a norm of 1; on random tokens.
///
/// @param batch sequences per step where none were asked for
/// @param least steps that are timed at the least
record LanguageWorkload(String name, int layers, int heads, int channels, int context, int batch, int least) implements Workload {
    static final int VOCABULARY = 65;
    /// Batches of data, used in turn.
    static final int BATCHES = 64;
    static final AdamW OPTIMIZER = AdamW.of(1e-3).betas(0.9, 0.99).weightDecay(0.1);
    static final double CLIP = 1;

    static final LanguageWorkload SMALL = new LanguageWorkload("gpt-small", 4, 4, 128, 64, 12, Times.LEAST);
    static final LanguageWorkload MID = new LanguageWorkload("gpt-mid", 6, 6, 384, 256, 8, 10);

    /// The workload with so many sequences per step.
    record Sequences(LanguageWorkload workload, int batch) implements Case {
        @Override
        public String key() {
            return workload.name + " batch=" + batch;
        }

        @Override
        public int least() {
            return workload.least;
        }

        @Override
        public Set<PeerSetting.Choice> choices() {
            return EnumSet.of(PeerSetting.Choice.OPTIMIZER, PeerSetting.Choice.ATTENTION);
        }

        @Override
        public Subject prepare(Device device, BenchOptions options) {
            return workload.prepare(batch, device, options);
        }

        @Override
        public Measurement measurement(String device, int threads, Samples samples) {
            return Measurement.Training.of(workload.name, device, threads, batch, "adamw", workload.step(batch).task().layout().parameterCount(),
                new Measurement.Work(workload.flops(batch), (long) batch * workload.context, "tokens"), samples);
        }
    }

    @Override
    public String about() {
        return "a GPT as in nanoGPT over 65 characters: " + layers + " layers, " + heads + " heads, " + channels + " channels, context " + context
            + "; AdamW 1e-3 with β₂ 0.99 and decay 0.1, gradients clipped at 1";
    }

    @Override
    public String size() {
        return Integer.toString(batch);
    }

    @Override
    public List<Sequences> cases(BenchOptions options) {
        return List.of(new Sequences(this, options.batch() == 0 ? batch : options.batch()));
    }

    private Subject prepare(int size, Device device, BenchOptions options) {
        TrainingStep step = options.under(step(size));
        NDArray tokens = tokens(size, options.seed());
        States states = device.states();
        step.initial(options.seed()).forEach(states::set);
        Executable program = device.compile(step.graph(), states);
        return new Subject() {
            @Override
            public double run(int number) {
                return LanguageWorkload.this.run(program, tokens, size, number);
            }

            @Override
            public void close() {
                program.close();
            }
        };
    }

    TrainingStep step(int size) {
        Scope scope = Scope.root();
        var model = GPT.of(scope, VOCABULARY, context, layers, heads, channels, 0, false);
        var sequence = Feature.of(DType.I32, Shape.of(context));
        Task task = new Task(model, ParameterLayout.of(scope), sequence, sequence, new CrossEntropy());
        return TrainingStep.of(task, OPTIMIZER, size).clipNorm(CLIP);
    }

    /// Floating point operations of the products in a step, counted as nanoGPT does: 6 for each weight of a matrix and token, and
    /// the attention's.
    double flops(int size) {
        double weights = layers * 12.0 * channels * channels + (double) VOCABULARY * channels;
        return (double) size * context * (6 * weights + 12.0 * layers * channels * context);
    }

    /// All batches' tokens one after another, and one more.
    NDArray tokens(int size, long seed) {
        NDArray out = NDArray.zeros(DType.I32, BATCHES * size * context + 1);
        for (int i = 0; i < out.size(); i++) {
            out.setLong(i, Philox.below(VOCABULARY, seed, Philox.stream("bench.tokens"), 0, i));
        }
        return out;
    }

    /// The tokens of step `i`, or with `ahead` 1 the token after each of them.
    NDArray part(NDArray tokens, int size, int i, int ahead) {
        NDArray out = NDArray.zeros(DType.I32, size, context);
        int from = i % BATCHES * size * context + ahead;
        for (int k = 0; k < out.size(); k++) {
            out.setLong(k, tokens.getLong(from + k));
        }
        return out;
    }

    private double run(Executable program, NDArray tokens, int size, int i) {
        program.input("x").write(part(tokens, size, i, 0));
        program.input("y").write(part(tokens, size, i, 1));
        program.input("step").set(0, (long) i);
        program.input("learning-rate").set(0, (float) OPTIMIZER.learningRate());
        program.run();
        return program.output("loss").getFloat(0);
    }
}
