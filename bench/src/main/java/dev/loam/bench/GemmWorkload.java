package dev.loam.bench;

import dev.loam.runtime.Device;
import dev.loam.runtime.Executable;
import dev.loam.runtime.States;
import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.Map;

/// Matrix products of f32 in the shapes of [GemmCase#all]; the time is divided among them.
final class GemmWorkload implements Workload {
    @Override
    public String name() {
        return "gemm";
    }

    @Override
    public void run(BenchOptions options, Results results) {
        try (Device device = Device.best(options.threads())) {
            for (GemmCase c : GemmCase.all()) {
                States states = device.states();
                states.set("a", operand(c.a(), options.seed(), "bench.a"));
                states.set("b", operand(c.b(), options.seed(), "bench.b"));
                try (Executable program = device.compile(graph(c), states)) {
                    Samples samples = Samples.of(i -> {
                        for (int k = 0; k < c.repeats(); k++) {
                            program.run();
                        }
                        return Double.NaN;
                    }, options.seconds(options.seconds() / GemmCase.all().size()));
                    results.add(Measurement.Product.of(device.description(), Workload.threads(device, options), c, samples));
                }
            }
        }
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
