package dev.loam.bench;

import dev.loam.runtime.Device;
import dev.loam.runtime.Executable;
import dev.loam.runtime.States;
import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// Matrix products of f32 in the shapes of [GemmCase#all]; the time is divided among them.
final class GemmWorkload implements Workload {
    @Override
    public String name() {
        return "gemm";
    }

    @Override
    public String about() {
        return "a product of f32 matrices; `128x256x784` is rows × columns × inner size, `NT` and `TN` have the second or the first operand transposed in memory";
    }

    @Override
    public String size() {
        return "–";
    }

    @Override
    public List<GemmCase> cases(BenchOptions options) {
        return GemmCase.all();
    }

    static Subject prepare(GemmCase c, Device device, BenchOptions options) {
        States states = device.states();
        states.set("a", operand(c.a(), options.seed(), "bench.a"));
        states.set("b", operand(c.b(), options.seed(), "bench.b"));
        Executable program = device.compile(graph(c), states);
        return new Subject() {
            @Override
            public double run(int number) {
                for (int k = 0; k < c.repeats(); k++) {
                    program.run();
                }
                return Double.NaN;
            }

            @Override
            public void close() {
                program.close();
            }
        };
    }

    /// The operands are states, so that a run is the product and nothing else.
    static Graph graph(GemmCase c) {
        Tensor a = Tensor.state("a", DType.F32, Shape.of(c.a()));
        Tensor b = Tensor.state("b", DType.F32, Shape.of(c.b()));
        Tensor product = (c.form() == GemmCase.Form.TN ? a.transpose() : a).matmul(c.form() == GemmCase.Form.NT ? b.transpose() : b);
        return Graph.of(Map.of("c", product.node()), Map.of());
    }

    static NDArray operand(int[] shape, long seed, String name) {
        return RandomBatches.normal(Shape.of(shape), seed, name);
    }
}
