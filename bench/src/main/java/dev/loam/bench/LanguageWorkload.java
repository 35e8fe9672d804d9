package dev.loam.bench;

import dev.loam.nn.Adam;
import dev.loam.nn.AdamW;
import dev.loam.nn.CrossEntropy;
import dev.loam.nn.Feature;
import dev.loam.nn.GPT;
import dev.loam.nn.Layer;
import dev.loam.nn.Optimizer;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.RecurrentModel;
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
import java.util.Locale;
import java.util.Set;

/// Steps of a language model over 65 characters, on random tokens, with gradients clipped to a norm of 1.
///
/// @param network what is trained, and by what
/// @param batch   sequences per step where none were asked for
/// @param least   steps that are timed at the least
record LanguageWorkload(String name, Network network, int context, int batch, int least) implements Workload {
    static final int VOCABULARY = 65;
    /// Batches of data, used in turn.
    static final int BATCHES = 64;
    static final AdamW OPTIMIZER = AdamW.of(1e-3).betas(0.9, 0.99).weightDecay(0.1);
    static final double CLIP = 1;

    static final LanguageWorkload SMALL = new LanguageWorkload("gpt-small", new Transformer(4, 4, 128), 64, 12, Times.LEAST);
    static final LanguageWorkload MID = new LanguageWorkload("gpt-mid", new Transformer(6, 6, 384), 256, 8, 10);
    static final LanguageWorkload LSTM = new LanguageWorkload("lstm", new Memory(1, 256), 64, 32, Times.LEAST);
    static final LanguageWorkload TWO = new LanguageWorkload("lstm-2x128", new Memory(2, 128), 50, 50, Times.LEAST);

    /// A network with its optimiser.
    sealed interface Network {
        /// For people.
        String about(int context);

        Layer layer(Scope scope, int context);

        Optimizer optimizer();

        /// Floating point operations of the products for a token, forward and backward.
        double flops(int context);

        /// What LibTorch can do in several ways.
        Set<PeerSetting.Choice> choices();
    }

    /// A GPT as in nanoGPT: no biases, output weights tied to the embedding, no dropout; by AdamW with a learning rate of 1e-3, betas
    /// 0.9 and 0.99, weight decay 0.1 on matrices.
    record Transformer(int layers, int heads, int channels) implements Network {
        @Override
        public String about(int context) {
            return "a GPT as in nanoGPT over 65 characters: " + layers + " layers, " + heads + " heads, " + channels + " channels, context "
                + context + "; AdamW 1e-3 with β₂ 0.99 and decay 0.1";
        }

        @Override
        public Layer layer(Scope scope, int context) {
            return GPT.of(scope, VOCABULARY, context, layers, heads, channels, 0, false);
        }

        @Override
        public Optimizer optimizer() {
            return OPTIMIZER;
        }

        /// Counted as nanoGPT does: 6 for each weight of a matrix, and the attention's.
        @Override
        public double flops(int context) {
            return 6 * (layers * 12.0 * channels * channels + (double) VOCABULARY * channels) + 12.0 * layers * channels * context;
        }

        @Override
        public Set<PeerSetting.Choice> choices() {
            return EnumSet.of(PeerSetting.Choice.OPTIMIZER, PeerSetting.Choice.ATTENTION);
        }
    }

    /// An LSTM between an embedding and a linear layer, by Adam with a learning rate of 1e-3.
    ///
    /// @param width channels of the embedding and of the states
    record Memory(int layers, int width) implements Network {
        @Override
        public String about(int context) {
            return "an LSTM over 65 characters: embedding, " + layers + (layers == 1 ? " layer" : " layers") + " with " + width
                + " channels, linear layer; context " + context + "; Adam 1e-3";
        }

        @Override
        public Layer layer(Scope scope, int context) {
            return RecurrentModel.of("lstm", scope, VOCABULARY, width, layers, 0);
        }

        @Override
        public Optimizer optimizer() {
            return Adam.of(1e-3);
        }

        /// 6 for each weight of a matrix.
        @Override
        public double flops(int context) {
            return 6 * (layers * 8.0 * width * width + (double) VOCABULARY * width);
        }

        @Override
        public Set<PeerSetting.Choice> choices() {
            return EnumSet.of(PeerSetting.Choice.OPTIMIZER);
        }
    }

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
            return workload.network.choices();
        }

        @Override
        public Subject prepare(Device device, BenchOptions options) {
            return workload.prepare(batch, device, options);
        }

        @Override
        public Measurement measurement(String device, int threads, Samples samples) {
            TrainingStep step = workload.step(batch);
            String optimizer = workload.network.optimizer().getClass().getSimpleName().toLowerCase(Locale.ROOT);
            long tokens = (long) batch * workload.context;
            return Measurement.Training.of(workload.name, device, threads, batch, optimizer, step.task().layout().parameterCount(),
                new Measurement.Work(tokens * workload.network.flops(workload.context), tokens, "tokens"), samples);
        }
    }

    @Override
    public String about() {
        return network.about(context) + ", gradients clipped at 1";
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
        Layer model = network.layer(scope, context);
        var sequence = Feature.of(DType.I32, Shape.of(context));
        Task task = new Task(model, ParameterLayout.of(scope), sequence, sequence, new CrossEntropy());
        return TrainingStep.of(task, network.optimizer(), size).clipNorm(CLIP);
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
        program.input("learning-rate").set(0, (float) network.optimizer().learningRate());
        program.run();
        return program.output("loss").getFloat(0);
    }
}
