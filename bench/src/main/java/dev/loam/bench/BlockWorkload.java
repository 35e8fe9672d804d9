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
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One transformer block without biases and dropout, forward and backward: its output, and given the output's gradient those of its
/// input and of every parameter; on normal values.
final class BlockWorkload implements Workload {
    private static final List<Size> SIZES = List.of(new Size(12, 64, 128, 4, Times.LEAST), new Size(8, 256, 384, 6, 10));

    /// A size of the block.
    record Size(int batch, int time, int channels, int heads, int least) implements Case {
        Shape shape() {
            return Shape.of(batch, time, channels);
        }

        @Override
        public String key() {
            return "block " + batch + "x" + time + "x" + channels;
        }

        @Override
        public Set<PeerSetting.Choice> choices() {
            return EnumSet.of(PeerSetting.Choice.ATTENTION);
        }

        @Override
        public Subject prepare(Device device, BenchOptions options) {
            return BlockWorkload.prepare(this, device, options);
        }

        @Override
        public Measurement measurement(String device, int threads, Samples samples) {
            Scope scope = Scope.root();
            block(this, scope);
            long rows = (long) batch * time;
            var work = new Measurement.Work(rows * (6 * 12.0 * channels * channels + 12.0 * channels * time), rows, "tokens");
            return Measurement.Training.of("block-" + time + "x" + channels, device, threads, batch, "none",
                ParameterLayout.of(scope).parameterCount(), work, samples);
        }
    }

    @Override
    public String name() {
        return "block";
    }

    @Override
    public String about() {
        return "one transformer block forward and backward, without an update: 12 × 64 × 128 with 4 heads and 8 × 256 × 384 with 6";
    }

    @Override
    public String size() {
        return "12, 8";
    }

    @Override
    public List<Size> cases(BenchOptions options) {
        return options.batch() == 0 ? SIZES
            : SIZES.stream().map(s -> new Size(options.batch(), s.time(), s.channels(), s.heads(), s.least())).toList();
    }

    private static Subject prepare(Size c, Device device, BenchOptions options) {
        Scope scope = Scope.root();
        var block = block(c, scope);
        var layout = ParameterLayout.of(scope);
        States states = device.states();
        initial(layout, options.seed()).forEach(states::set);
        states.set("x", values(c, options.seed(), "bench.x"));
        states.set("dy", values(c, options.seed(), "bench.dy"));
        Executable program = device.compile(graph(c, block, layout), states);
        return new Subject() {
            @Override
            public double run(int number) {
                program.run();
                return program.output("y").getFloat(0);
            }

            @Override
            public void close() {
                program.close();
            }
        };
    }

    static TransformerBlock block(Size c, Scope scope) {
        return TransformerBlock.of(scope, c.channels(), c.heads(), 0, false);
    }

    static Map<String, NDArray> initial(ParameterLayout layout, long seed) {
        var out = new LinkedHashMap<String, NDArray>();
        for (String state : layout.sizes().keySet()) {
            out.put(state, layout.initial(state, seed));
        }
        return out;
    }

    static NDArray values(Size c, long seed, String name) {
        return RandomBatches.normal(c.shape(), seed, name);
    }

    /// Input and output gradient are states, so that a run is the block and nothing else.
    static Graph graph(Size c, TransformerBlock block, ParameterLayout layout) {
        Context context = Context.training(layout, Dim.of(c.batch()));
        Tensor x = Tensor.state("x", DType.F32, c.shape());
        Tensor y = block.apply(x, context);
        var wrt = new ArrayList<Tensor>(List.of(x));
        var names = new ArrayList<String>(List.of("x"));
        for (ParameterLayout.Group g : layout.groups()) {
            for (Parameter p : g.parameters()) {
                wrt.add(context.value(p));
                names.add(p.name());
            }
        }
        List<Tensor> found = Gradients.vjp(List.of(y), List.of(Tensor.state("dy", DType.F32, c.shape())), wrt);
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("y", y.node());
        for (int i = 0; i < found.size(); i++) {
            outputs.put("gradient/" + names.get(i), found.get(i).node());
        }
        return Graph.of(outputs, Map.of());
    }
}
