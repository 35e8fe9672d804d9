package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Interpreter;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Var;
import dev.loam.tensor.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WinogradTest {
    /// About 4e-6 of the greatest value.
    private static final Targets.Tolerance CLOSE = new Targets.Tolerance(1, 64, null);
    /// About 1e-5 of the greatest value, for filters 5×5.
    private static final Targets.Tolerance NEAR = new Targets.Tolerance(1, 160, null);

    private static Tensor random(Cases c, int... shape) {
        NDArray v = NDArray.zeros(DType.F32, shape);
        for (int i = 0; i < v.size(); i++) {
            v.setDouble(i, c.uniform(-1, 1));
        }
        return c.input(v);
    }

    @Test
    void convolutionsAndTheirGradientsEqualTheInterpreters() {
        Cases.check("winograd", Math.min(4, Cases.count()), c -> {
            int taps = 3 + c.number() % 2 * 2;
            int channels = c.between(16, 35);
            // whole vectors of filters are multiplied in blocks of tiles
            int filters = c.number() < 3 ? 16 * c.between(1, 4) : c.between(16, 40);
            int height = c.between(3, 11);
            int width = c.between(3, 11);
            Tensor x = random(c, c.between(1, 3), height, width, channels);
            Tensor w = random(c, taps, taps, channels, filters);
            Tensor bias = random(c, filters);
            Tensor y = x.conv2d(w, Window.of(taps, taps).padding(taps / 2), 1);
            Tensor activated = y.add(bias).relu();
            Tensor loss = y.square().sum().mul(0.5);
            List<Tensor> gradients = Gradients.of(loss, List.of(x, w));
            var outputs = new LinkedHashMap<String, Node>();
            outputs.put("activated", activated.node());
            outputs.put("input gradient", gradients.get(0).node());
            outputs.put("filter gradient", gradients.get(1).node());
            Graph g = Graph.of(outputs, Map.of());
            Targets.check(g, c.bindings(), List.of(Map.of()), Targets.all(g, taps == 3 ? CLOSE : NEAR));
        });
    }

    /// Where pixels of a channel and gradients of a filter never meet at a tap, the filter's gradient there is zero, though they meet in tiles.
    @Test
    void gradientsOfFiltersAreZeroWhereNothingMeets() {
        Cases.check("winograd of sparse images", 4, c -> {
            int taps = 3 + c.number() % 2 * 2;
            Tensor x = sparse(c, 4, 16, 16, 16);
            Tensor w = random(c, taps, taps, 16, 16);
            Tensor y = x.conv2d(w, Window.of(taps, taps), 1);
            Tensor dw = Gradients.of(y.mul(sparse(c, y.shape().toArray())).sum(), List.of(w)).get(0);
            Tensor zeros = dw.eq(0);
            NDArray expected = Interpreter.evaluate(List.of(zeros.node()), c.bindings(), Map.of()).get(zeros.node());
            int count = 0;
            for (int i = 0; i < expected.size(); i++) {
                count += (int) expected.getLong(i);
            }
            assertThat(count).isBetween(expected.size() / 10, expected.size() * 9 / 10);
            Targets.check(c, zeros, Targets.Tolerance.EXACT);
        });
    }

    /// One element in thirty is not zero.
    private static Tensor sparse(Cases c, int... shape) {
        NDArray v = NDArray.zeros(DType.F32, shape);
        for (int i = 0; i < v.size(); i++) {
            v.setDouble(i, c.between(1, 30) == 1 ? c.uniform(-1, 1) : 0);
        }
        return c.input(v);
    }

    /// Operands of 16 bits whose products are summed in f32 go the same way; the differences of a transform are f32.
    @Test
    void operandsMayHaveSixteenBits() {
        Cases.check("winograd of halves", 2, c -> {
            DType half = c.number() % 2 == 0 ? DType.BF16 : DType.F16;
            Tensor x = random(c, 2, 9, 7, 20).to(half);
            Tensor w = random(c, 3, 3, 20, 18).to(half);
            Tensor y = Tensor.of(Node.of(new Op.Conv(Op.ConvOf.OUTPUT, x.node(), w.node(),
                Window.of(3, 3).padding(1), 1, Shape.SCALAR, DType.F32)));
            Graph g = Graph.of(Map.of("y", y.add(random(c, 18)).relu().node(), "kept", y.to(half).node()), Map.of());
            Targets.check(g, c.bindings(), List.of(Map.of()), Map.of("y", CLOSE, "kept", CLOSE));
        });
    }

    @Test
    void theNumberOfImagesMayVary() {
        Cases.check("winograd batches", 1, c -> {
            var batch = new Var("batch", 5);
            NDArray images = NDArray.zeros(DType.F32, 5, 8, 8, 16);
            for (int i = 0; i < images.size(); i++) {
                images.setDouble(i, c.uniform(-1, 1));
            }
            Tensor x = Tensor.input("x", DType.F32, Shape.of(List.of(Dim.of(batch), Dim.of(8), Dim.of(8), Dim.of(16))));
            Tensor y = x.conv2d(random(c, 3, 3, 16, 16), Window.of(3, 3), 1);
            Graph g = Graph.of(Map.of("y", y.node()), Map.of());
            var bindings = new LinkedHashMap<>(c.bindings());
            bindings.put("x", images);
            Targets.check(g, bindings, List.of(Map.of("batch", 5), Map.of("batch", 2), Map.of("batch", 0)), Targets.all(g, CLOSE));
        });
    }

    /// Transformed filters of 96 channels leave no room for a block of tiles beside them in a core's cache.
    @Test
    void twoConvolutionsOfOneImageTransformItOnce() {
        Tensor x = Tensor.input("x", DType.F32, Shape.of(2, 14, 14, 96));
        Tensor sum = Tensor.zeros(DType.F32, Shape.of(2, 12, 12, 64));
        for (String label : List.of("v", "w")) {
            sum = sum.add(x.conv2d(Tensor.input(label, DType.F32, Shape.of(3, 3, 96, 64)), Window.of(3, 3), 1).tanh());
        }
        Graph g = Graph.of(Map.of("sum", sum.node()), Map.of());
        Device cpu = Device.cpu(1);
        try (Executable e = cpu.compile(g, cpu.states())) {
            assertThat(e.program().launches().stream().map(l -> l.note())
                .filter(note -> note.startsWith("winograd"))).containsExactlyInAnyOrder("winograd image", "winograd filter",
                    "winograd products", "winograd filter", "winograd products");
        }
    }
}
