package dev.loam.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecisionsTest {
    private static Tensor input(String name, int... shape) {
        return Tensor.input(name, DType.F32, Shape.of(shape));
    }

    private static FusedGraph fused(Map<String, Node> outputs) {
        return Fusion.apply(Graph.of(outputs, Map.of()), new Target("test", 64, 32), Switches.NONE_OFF);
    }

    @Test
    void everyStoredNodeHasAReason() {
        Tensor h = input("x", 8, 16).matmul(input("w", 16, 4)).add(input("b", 4)).tanh();
        FusedGraph g = fused(Map.of("sum", h.softmax().sum().node(), "hidden", h.node()));
        for (Node n : g.stored()) {
            assertThat(g.decisions().of(n)).as(n.toString()).isNotNull();
        }
    }

    @Test
    void aReasonSaysWhatWasFusedWithWhatAndWhatWasNot() {
        Tensor dear = input("x", 8).tanh();
        FusedGraph g = fused(Map.of("y", input("a", 4, 4).matmul(input("b", 4, 4)).neg().node(), "p", dear.sum().node(), "q", dear.add(1).node()));
        assertThat(g.toString()).contains("matmul + neg -> f32[4,4]\n    neg: asked for: an output")
            .contains("tanh: needed in 2 kernels and dear: cost 16, the limit is 12");
    }

    @Test
    void loweringTellsWhichGroupALaunchIsOf() {
        Tensor x = input("x", 8, 16);
        FusedGraph g = fused(Map.of("y", x.matmul(input("w", 16, 4)).relu().node(), "x", x.node()));
        var origins = new ArrayList<FusedGraph.Group>();
        Program p = Lowering.apply(g, g.graph(), new Target("test", 64, 32), Switches.NONE_OFF, origins);
        assertThat(origins).hasSameSizeAs(p.launches()).contains(g.groups().getFirst()).as("an output that is an input is copied").containsNull();
    }
}
