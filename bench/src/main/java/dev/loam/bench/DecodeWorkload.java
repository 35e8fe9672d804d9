package dev.loam.bench;

import dev.loam.nn.GenerationStep;
import dev.loam.nn.Layer;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Sampler;
import dev.loam.nn.Sampling;
import dev.loam.nn.Scope;
import dev.loam.runtime.Device;
import dev.loam.runtime.Executable;
import dev.loam.runtime.States;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Precision;
import java.util.List;
import java.util.Set;

/// Generation of one token by the network of `gpt-small`, at every place of its context in turn: reading a token against the caches, and drawing the next.
final class DecodeWorkload implements Workload {
    private static final LanguageWorkload MODEL = LanguageWorkload.SMALL;

    /// Sequences that go on together, with weights in f32 or bf16.
    record Decoding(int batch, Precision precision) implements Case {
        @Override
        public String key() {
            return "decode " + precision.name() + " batch=" + batch;
        }

        @Override
        public Set<PeerSetting.Choice> choices() {
            return Set.of();
        }

        @Override
        public Subject prepare(Device device, BenchOptions options) {
            return new Decoder(step(), device, options.seed());
        }

        GenerationStep step() {
            Scope scope = Scope.root();
            Layer model = MODEL.network().layer(scope, MODEL.context());
            return new GenerationStep(model, ParameterLayout.of(scope).stored(precision.products().storage()), batch, 1, MODEL.context(), precision);
        }

        @Override
        public Measurement measurement(String device, int threads, Samples samples) {
            double flops = MODEL.network().flops(MODEL.context()) / 3;
            return Measurement.Training.of("decode-" + precision.name(), device, threads, batch, "none", step().layout().parameterCount(),
                new Measurement.Work(batch * flops, batch, "tokens"), samples);
        }
    }

    /// Sequences that begin anew when the context is full.
    private static final class Decoder implements Subject {
        private final Executable program;
        private final Sampler sampler = new Sampler(Sampling.standard(), LanguageWorkload.VOCABULARY);
        private final int batch;
        private final int context;
        private final float[] logits;
        private final int[] next;

        Decoder(GenerationStep step, Device device, long seed) {
            batch = step.batch();
            context = step.context();
            logits = new float[batch * LanguageWorkload.VOCABULARY];
            next = new int[batch];
            Graph graph = step.graph();
            States states = device.states();
            for (String state : step.layout().sizes().keySet()) {
                states.set(state, step.layout().initial(state, seed));
            }
            GenerationStep.caches(graph).forEach(states::set);
            program = device.compile(graph, states);
        }

        @Override
        public double run(int number) {
            for (int row = 0; row < batch; row++) {
                program.input("x").set(row, next[row]);
                program.input("read").set(row, number % context);
                program.input("count").set(row, 1);
            }
            program.run();
            for (int i = 0; i < logits.length; i++) {
                logits[i] = program.output("logits").getFloat(i);
            }
            for (int row = 0; row < batch; row++) {
                next[row] = sampler.next(logits, row * LanguageWorkload.VOCABULARY, next, 0, row, number);
            }
            return Double.NaN;
        }

        @Override
        public void close() {
            program.close();
        }
    }

    @Override
    public String name() {
        return "decode";
    }

    @Override
    public String about() {
        return "generating one token with the network of gpt-small, its keys and values remembered, at every place of the context in turn";
    }

    @Override
    public String size() {
        return "1";
    }

    @Override
    public boolean hasPeer() {
        return false;
    }

    @Override
    public List<Decoding> cases(BenchOptions options) {
        int batch = options.batch() == 0 ? 1 : options.batch();
        return List.of(new Decoding(batch, Precision.F32), new Decoding(batch, Precision.BF16));
    }
}
