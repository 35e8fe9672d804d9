package dev.loam.bench;

import dev.loam.tensor.DType;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Philox;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

/// Single convolutions and poolings of random geometry beside LibTorch's: forward, and the gradients of a weighted sum of the output.
/// A case's number is its seed; `-Dloam.cases=N` runs N of them. Compiled are the even ones in f64 and the odd ones in f32.
@NeedsLibTorch
class LibTorchLayersTest extends OnCpu {
    private static final int CASES = Integer.getInteger("loam.cases", 20);

    /// Small random whole numbers.
    private record Draws(int seed, int[] next) {
        Draws(int seed) {
            this(seed, new int[1]);
        }

        int from(int low, int high) {
            return low + (int) Philox.below(high - low + 1, seed, Philox.stream("layers"), 0, next[0]++);
        }
    }

    /// What is compared: a layer without parameters of its own, in Loam and in LibTorch.
    private interface Twins {
        Tensor loam(Tensor x, Tensor filters);

        org.bytedeco.pytorch.Tensor torch(org.bytedeco.pytorch.Tensor x, org.bytedeco.pytorch.Tensor filters);
    }

    @Test
    void convolutionsOfAnyGeometryAreLibTorchs() {
        each("conv", seed -> {
            var draw = new Draws(seed);
            int groups = draw.from(1, 3);
            int channels = groups * draw.from(1, 4);
            int filters = groups * draw.from(1, 5);
            var window = new Window(draw.from(1, 4), draw.from(1, 4), draw.from(1, 3), draw.from(1, 3),
                draw.from(0, 3), draw.from(0, 3), draw.from(0, 3), draw.from(0, 3), draw.from(1, 2), draw.from(1, 2));
            int[] x = {draw.from(1, 3), draw.from(7, 12), draw.from(7, 12), channels};
            int[] f = {window.height(), window.width(), channels / groups, filters};
            return new Case(window + " groups " + groups, x, f, new Twins() {
                @Override
                public Tensor loam(Tensor x, Tensor filters) {
                    return x.conv2d(filters, window, groups);
                }

                @Override
                public org.bytedeco.pytorch.Tensor torch(org.bytedeco.pytorch.Tensor x, org.bytedeco.pytorch.Tensor filters) {
                    return TorchModel.convolve(x, filters, null, window, groups);
                }
            });
        });
    }

    @Test
    void averagePoolingOfAnyGeometryIsLibTorchs() {
        each("average pool", seed -> {
            var draw = new Draws(seed);
            int height = draw.from(1, 4);
            int width = draw.from(1, 4);
            var window = new Window(height, width, draw.from(1, 3), draw.from(1, 3), draw.from(0, height - 1), draw.from(0, height - 1),
                draw.from(0, width - 1), draw.from(0, width - 1), 1, 1);
            return new Case(window.toString(), images(draw), null, new Twins() {
                @Override
                public Tensor loam(Tensor x, Tensor filters) {
                    return x.averagePool2d(window);
                }

                @Override
                public org.bytedeco.pytorch.Tensor torch(org.bytedeco.pytorch.Tensor x, org.bytedeco.pytorch.Tensor filters) {
                    return TorchModel.averagePool(x, window);
                }
            });
        });
    }

    @Test
    void maximumPoolingOfAnyGeometryThatLibTorchHasIsLibTorchs() {
        each("maximum pool", seed -> {
            var draw = new Draws(seed);
            int height = draw.from(1, 4);
            int width = draw.from(1, 4);
            int rows = draw.from(0, height / 2);
            int columns = draw.from(0, width / 2);
            var window = new Window(height, width, draw.from(1, 3), draw.from(1, 3), rows, rows, columns, columns,
                draw.from(1, 2), draw.from(1, 2));
            return new Case(window.toString(), images(draw), null, new Twins() {
                @Override
                public Tensor loam(Tensor x, Tensor filters) {
                    return x.maxPool2d(window);
                }

                @Override
                public org.bytedeco.pytorch.Tensor torch(org.bytedeco.pytorch.Tensor x, org.bytedeco.pytorch.Tensor filters) {
                    return TorchModel.maxPool(x, window);
                }
            });
        });
    }

    private static int[] images(Draws draw) {
        return new int[] {draw.from(1, 3), draw.from(7, 12), draw.from(7, 12), draw.from(1, 20)};
    }

    /// @param filters their shape, or null where the layer has none
    private record Case(String name, int[] x, int[] filters, Twins twins) {
    }

    private interface Cases {
        Case of(int seed);
    }

    private static void each(String what, Cases cases) {
        var exact = new Deviations("f64 cpu, " + what);
        var interpreted = new Deviations("f64 interpreter, " + what);
        var single = new Deviations("f32 cpu, " + what);
        for (int seed = 1; seed <= CASES; seed++) {
            Case c = cases.of(seed);
            compare(interpreted, c, seed, DType.F64, 1e-9, Running::interpreted);
            if (seed % 2 == 0) {
                compare(exact, c, seed, DType.F64, 1e-9, (graph, states) -> Running.compiled(cpu, graph, states));
            } else {
                compare(single, c, seed, DType.F32, 1e-5, (graph, states) -> Running.compiled(cpu, graph, states));
            }
        }
        exact.report();
        interpreted.report();
        single.report();
    }

    private static void compare(Deviations deviations, Case c, int seed, DType dtype, double bar, Running.Target target) {
        Tensor x = Tensor.input("x", dtype, Shape.of(c.x()));
        Tensor filters = c.filters() == null ? null : Tensor.input("filters", dtype, Shape.of(c.filters()));
        Tensor y = c.twins().loam(x, filters);
        Tensor weights = Tensor.input("weights", dtype, y.shape());
        List<Tensor> gradients = Gradients.of(y.mul(weights).sum(), filters == null ? List.of(x) : List.of(x, filters));
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("output", y.node());
        outputs.put("gradient of x", gradients.get(0).node());
        if (filters != null) {
            outputs.put("gradient of filters", gradients.get(1).node());
        }

        var inputs = new LinkedHashMap<String, NDArray>();
        inputs.put("x", values(dtype, seed, "x", c.x()));
        inputs.put("weights", values(dtype, seed, "weights", y.shape().toArray()));
        if (filters != null) {
            inputs.put("filters", values(dtype, seed, "filters", c.filters()));
        }
        try (PointerScope pointers = new PointerScope(); Running running = target.start(Graph.of(outputs, Map.of()), Map.of())) {
            var tx = LibTorch.channelsFirst(LibTorch.of(inputs.get("x"), dtype)).set_requires_grad(true);
            var tf = filters == null ? null : LibTorch.filtersFirst(LibTorch.of(inputs.get("filters"), dtype)).set_requires_grad(true);
            var ty = LibTorch.channelsLast(c.twins().torch(tx, tf));
            ty.mul(LibTorch.of(inputs.get("weights"), dtype)).sum().backward();

            Map<String, NDArray> found = running.run(inputs);
            String name = "case " + seed + ", " + c.name() + " on " + Shape.of(c.x());
            deviations.check("output", name, found.get("output").toDoubles(), LibTorch.doubles(ty), bar);
            deviations.check("gradient of x", name, found.get("gradient of x").toDoubles(),
                LibTorch.doubles(LibTorch.channelsLast(tx.grad())), bar);
            if (filters != null) {
                deviations.check("gradient of filters", name, found.get("gradient of filters").toDoubles(),
                    LibTorch.doubles(LibTorch.filtersLast(tf.grad())), bar);
            }
        }
    }

    private static NDArray values(DType dtype, int seed, String name, int[] shape) {
        NDArray single = RandomBatches.normal(Shape.of(shape), seed, name);
        NDArray out = NDArray.zeros(dtype, shape);
        for (int i = 0; i < out.size(); i++) {
            out.setDouble(i, single.getDouble(i));
        }
        return out;
    }
}
