package dev.loam.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.DType;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Interpreter;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolRulesTest {
    private static final Tensor X = Tensor.input("x", DType.F32, Shape.of(2, 7, 8, 3));
    private static final Tensor BIAS = Tensor.input("bias", DType.F32, Shape.of(3));

    /// Small whole numbers, so that sums are exact in any order and many windows have no single greatest element.
    private static NDArray numbers(Shape shape, int step) {
        NDArray out = NDArray.zeros(DType.F32, shape.toArray());
        for (int i = 0; i < out.size(); i++) {
            out.setDouble(i, (i * step + i / 5) % 7 - 3);
        }
        return out;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void gradientsThroughReluAndPoolingAreTheSame(int stride) {
        Tensor pooled = X.add(BIAS).relu().maxPool2d(Window.of(2, 3).stride(stride));
        Tensor dy = Tensor.input("dy", DType.F32, pooled.shape());
        List<Tensor> gradients = Gradients.of(pooled.mul(dy).sum(), List.of(X, BIAS));
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("dx", gradients.get(0).node());
        outputs.put("dbias", gradients.get(1).node());
        Graph graph = Graph.of(outputs, Map.of());
        Graph better = Simplify.apply(graph, PoolRules.RULES);

        assertThat(better.outputs().get("dx").op()).as("the mask has moved before the pooling's gradient").isInstanceOf(Op.PoolGradient.class);
        Map<String, NDArray> inputs = Map.of("x", numbers(X.shape(), 3), "bias", numbers(BIAS.shape(), 2), "dy", numbers(dy.shape(), 5));
        var before = Interpreter.evaluate(List.copyOf(graph.outputs().values()), inputs, Map.of());
        var after = Interpreter.evaluate(List.copyOf(better.outputs().values()), inputs, Map.of());
        outputs.forEach((name, n) -> assertThat(after.get(better.outputs().get(name)).toDoubles()).as(name)
            .containsExactly(before.get(graph.outputs().get(name)).toDoubles()));
        assertThat(better.nodes().stream().filter(n -> n.op() instanceof Op.Reduce r && r.x().op() instanceof Op.PoolGradient)).isEmpty();
    }
}
