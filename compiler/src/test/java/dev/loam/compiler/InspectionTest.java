package dev.loam.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InspectionTest {
    private static final Target TARGET = new Target("test", 64, 32);

    private static Tensor input(String name, int... shape) {
        return Tensor.input(name, DType.F32, Shape.of(shape));
    }

    @Test
    void nodesKeepTheirNumbersUntilARuleReplacesThem() {
        Tensor y = input("x", 8, 16).reshape(16, 8).reshape(8, 16).matmul(input("w", 16, 4)).mul(1).tanh();
        Inspection i = Inspection.of(Graph.of(Map.of("y", y.node()), Map.of()), TARGET);
        assertThat(i.stages()).extracting(Inspection.Stage::name).containsExactly("graph", "simplified", "normalised");
        List<Inspection.Item> before = i.stages().get(0).nodes();
        List<Inspection.Item> after = i.stages().get(2).nodes();
        assertThat(before).extracting(Inspection.Item::op).contains("reshape", "mul");
        assertThat(after).extracting(Inspection.Item::op).containsExactly("input", "input", "matmul", "tanh");
        assertThat(after.get(0).number()).as("the input stays").isEqualTo(before.get(0).number());
        assertThat(before).extracting(Inspection.Item::number).as("the product has other inputs").doesNotContain(after.get(2).number());
        assertThat(after.get(3).roles()).containsExactly("output y");
        assertThat(after.get(2).inputs()).containsExactly(after.get(0).number(), after.get(1).number());
    }

    @Test
    void aGroupHasItsNodesReasonsWorkAndBytes() {
        Tensor y = input("x", 8, 16).matmul(input("w", 16, 4)).tanh();
        Inspection i = Inspection.of(Graph.of(Map.of("y", y.node()), Map.of()), TARGET);
        Inspection.Group g = i.groups().getFirst();
        assertThat(g.kind()).isEqualTo("contract");
        assertThat(g.note()).isEqualTo("matmul + tanh");
        assertThat(g.nodes()).hasSize(2);
        assertThat(g.outputs()).containsExactly(g.nodes().getLast());
        assertThat(g.reads()).hasSize(2);
        assertThat(g.reasons().getLast()).isEqualTo("asked for: an output, or the new value of a state");
        assertThat(g.work()).isEqualTo(2 * 8 * 16 * 4 + 8 * 4);
        assertThat(g.bytes()).isEqualTo(4 * (8 * 16 + 16 * 4 + 8 * 4));
        assertThat(i.launches()).extracting(Inspection.Launch::group).containsExactly(0);
    }

    @Test
    void ofAVectorThatIsSlicedThePartThatIsReadCounts() {
        Tensor y = Tensor.state("p", DType.F32, Shape.of(1000)).slice(0, 3, 13).exp();
        assertThat(Inspection.of(Graph.of(Map.of("y", y.node()), Map.of()), TARGET).groups().getFirst().bytes()).isEqualTo(2 * 4 * 10);
    }

    @Test
    void workIsCountedFromShapes() {
        Tensor x = input("x", 2, 8, 8, 3);
        Tensor w = input("w", 3, 3, 3, 5);
        assertThat(Work.product(x.conv2d(w, Window.of(3, 3).same(), 1).node())).isEqualTo(2 * (2 * 8 * 8 * 5) * (3 * 3 * 3));
        assertThat(Work.operations(x.sum().node())).isEqualTo(2 * 8 * 8 * 3);
        assertThat(Work.operations(x.exp().node())).isEqualTo(2 * 8 * 8 * 3);
        assertThat(Work.operations(x.reshape(16, 24).node())).isZero();
    }
}
