package dev.loam.bench;

import dev.loam.nn.Context;
import dev.loam.nn.Parameter;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Scope;
import dev.loam.nn.TransformerBlock;
import dev.loam.runtime.Device;
import dev.loam.runtime.Executable;
import dev.loam.runtime.States;
import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One transformer block without biases and dropout, forward and backward: its output, and given the output's gradient those of its
/// input and of every parameter; on normal values.
final class BlockWorkload implements Workload {
    /// A size of the block.
    record Case(int batch, int time, int channels, int heads, int least) {
        static final List<Case> ALL = List.of(new Case(12, 64, 128, 4, 30), new Case(8, 256, 384, 6, 10));

        Shape shape(int batch) {
            return Shape.of(batch, time, channels);
        }

        /// The size as a line names it.
        String label() {
            return "block-" + time + "x" + channels;
        }

        Measurement.Training measurement(String device, int threads, int batch, String variant, long parameters, Samples samples) {
            long rows = (long) batch * time;
            var work = new Measurement.Work(rows * (6 * 12.0 * channels * channels + 12.0 * channels * time), rows, "tokens");
            return Measurement.Training.of(label(), device, threads, batch, variant, parameters, work, samples);
        }
    }

    @Override
    public String name() {
        return "block";
    }

    @Override
    public void run(BenchOptions options, Results results) {
        for (Case c : Case.ALL) {
            int batch = options.batch() == 0 ? c.batch() : options.batch();
            Scope scope = Scope.root();
            var block = block(c, scope);
            var layout = ParameterLayout.of(scope);
            try (Device device = Device.best(options.threads())) {
                States states = device.states();
                initial(layout, options.seed()).forEach(states::set);
                states.set("x", values(c, batch, options.seed(), "bench.x"));
                states.set("dy", values(c, batch, options.seed(), "bench.dy"));
                try (Executable program = device.compile(graph(c, block, layout, batch), states)) {
                    Samples samples = Samples.of(i -> {
                        program.run();
                        return program.output("y").getFloat(0);
                    }, options.seconds(options.seconds() / Case.ALL.size()), c.least());
                    results.add(c.measurement(device.description(), Workload.threads(device, options), batch, "none",
                        layout.parameterCount(), samples));
                }
            }
        }
    }

    static TransformerBlock block(Case c, Scope scope) {
        return TransformerBlock.of(scope, c.channels(), c.heads(), 0, false);
    }

    static Map<String, NDArray> initial(ParameterLayout layout, long seed) {
        var out = new LinkedHashMap<String, NDArray>();
        for (String state : layout.sizes().keySet()) {
            out.put(state, layout.initial(state, seed));
        }
        return out;
    }

    static NDArray values(Case c, int batch, long seed, String name) {
        return RandomBatches.normal(c.shape(batch), seed, name);
    }

    /// Input and output gradient are states, so that a run is the block and nothing else.
    static Graph graph(Case c, TransformerBlock block, ParameterLayout layout, int batch) {
        Context context = Context.training(layout, Dim.of(batch));
        Tensor x = Tensor.state("x", DType.F32, c.shape(batch));
        Tensor y = block.apply(x, context);
        var wrt = new ArrayList<Tensor>(List.of(x));
        var names = new ArrayList<String>(List.of("x"));
        for (ParameterLayout.Group g : layout.groups()) {
            for (Parameter p : g.parameters()) {
                wrt.add(context.value(p));
                names.add(p.name());
            }
        }
        List<Tensor> found = Gradients.vjp(List.of(y), List.of(Tensor.state("dy", DType.F32, c.shape(batch))), wrt);
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("y", y.node());
        for (int i = 0; i < found.size(); i++) {
            outputs.put("gradient/" + names.get(i), found.get(i).node());
        }
        return Graph.of(outputs, Map.of());
    }
}
