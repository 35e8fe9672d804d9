package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrecisionTest {
    private static final Tensor X = Tensor.input("x", DType.F32, Shape.of(4, 6));
    private static final Tensor W = Tensor.state("w", DType.F32, Shape.of(6, 5));
    private static final Tensor V = Tensor.state("v", DType.F32, Shape.of(5, 3));
    private static final Tensor B = Tensor.state("b", DType.F32, Shape.of(5));

    /// A network of two layers with its gradients, as a graph.
    private static Graph network() {
        Tensor loss = X.matmul(W).add(B).relu().matmul(V).logSoftmax().square().mean();
        List<Tensor> gradients = Gradients.of(loss, List.of(W, V, B));
        var out = new LinkedHashMap<String, Node>();
        out.put("loss", loss.node());
        out.put("dw", gradients.get(0).node());
        out.put("dv", gradients.get(1).node());
        out.put("db", gradients.get(2).node());
        return Graph.of(out, Map.of());
    }

    private static List<String> operations(Node n) {
        var out = new ArrayList<String>();
        for (Node at = n; ; at = at.inputs().get(0)) {
            out.add(at.op().name() + " " + at.dtype());
            if (at.inputs().isEmpty() || out.size() > 6) {
                return out;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bf16", "f16"})
    void everyProductOfForwardAndBackwardPassReadsHalvesAndKeepsItsSum(String name) {
        Precision p = Precision.of(name);
        Graph g = p.apply(network());
        assertThat(g.nodes().stream().filter(n -> n.op() instanceof Op.MatMul)).hasSize(5).allSatisfy(n -> {
            assertThat(n.dtype()).isEqualTo(DType.F32);
            assertThat(n.inputs()).extracting(Node::dtype).containsOnly(DType.of(name));
        });
        assertThat(g.outputs().values()).extracting(Node::dtype).containsOnly(DType.F32);
        assertThatCode(() -> p.check(g)).doesNotThrowAnyException();
    }

    @Test
    void aWeightGradientIsNotRoundedAndAnActivationOnceAfterItsBias() {
        Graph g = Precision.BF16.apply(network());
        assertThat(operations(g.outputs().get("dw")).subList(0, 1)).containsExactly("matmul f32");
        assertThat(g.outputs().get("dv").op()).isInstanceOf(Op.MatMul.class);
        Node rounded = g.nodes().stream().filter(n -> n.op() instanceof Op.Cast c && n.dtype() == DType.BF16 && c.x().op() instanceof Op.Binary b
            && b.fn() == Op.BinaryFn.ADD).findFirst().orElseThrow();
        assertThat(operations(rounded).subList(0, 3)).containsExactly("cast bf16", "add f32", "matmul f32");
    }

    @Test
    void noValueIsRoundedTwiceInARowAndNoneRoundedIsWidenedForAProduct() {
        for (Node n : Precision.F16.apply(network()).nodes()) {
            if (n.op() instanceof Op.Cast c) {
                boolean back = c.x().op() instanceof Op.Cast d && d.x().dtype() == n.dtype() && n.dtype() == DType.F16;
                assertThat(back).as("%s of %s", n, c.x()).isFalse();
            }
        }
    }

    @Test
    void residualSumsAndWhatIsNoProductStayWide() {
        Tensor y = X.add(X.matmul(Tensor.state("s", DType.F32, Shape.of(6, 6))));
        Tensor z = y.sub(y.mean(1).unsqueeze(1)).exp();
        Graph g = Precision.BF16.apply(Graph.of(Map.of("z", z.node()), Map.of()));
        Node sum = g.nodes().stream().filter(n -> n.op() instanceof Op.Binary b && b.fn() == Op.BinaryFn.ADD).findFirst().orElseThrow();
        assertThat(operations(sum.inputs().get(1))).startsWith("cast f32", "cast bf16", "matmul f32");
        long casts = g.nodes().stream().filter(n -> n.op() instanceof Op.Cast && n.dtype() == DType.BF16).count();
        assertThat(casts).as("two operands and one result").isEqualTo(3);
    }

    @Test
    void theOperandOfASecondProductIsWhatTheFirstLeft() {
        Tensor h = X.matmul(W);
        Tensor y = h.transpose().matmul(Tensor.state("u", DType.F32, Shape.of(4, 2)));
        Graph g = Precision.BF16.apply(Graph.of(Map.of("y", y.node(), "max", h.amax().node()), Map.of()));
        Node second = g.outputs().get("y");
        assertThat(operations(second)).startsWith("matmul f32", "permute bf16", "cast bf16", "matmul f32");
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32", "f64"})
    void aUniformPolicyChangesNothing(String name) {
        Graph g = network();
        assertThat(Precision.of(name).apply(g)).isSameAs(g);
    }

    /// The result is that of the same steps with every rounding written by hand.
    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"BF16", "F16"})
    void aLayerComputesWhatItSays(DType half) {
        Cases.check("layer " + half, c -> {
            Tensor x = Tensor.of(c.values(DType.F32, Shape.of(4, 6)));
            Tensor w = Tensor.of(c.values(DType.F32, Shape.of(6, 5)));
            Tensor b = Tensor.of(c.values(DType.F32, Shape.of(5)));
            Tensor plain = x.matmul(w).add(b);
            Graph g = Precision.of(half.toString()).apply(Graph.of(Map.of("y", plain.relu().sum(0).node()), Map.of()));
            Tensor byHand = x.to(half).matmul(w.to(half), DType.F32).add(b).to(half).to(DType.F32).relu().sum(0);
            assertThat(Tensor.of(g.outputs().get("y")).value().toDoubles()).isEqualTo(byHand.value().toDoubles());
        });
    }

    @Test
    void checkingNamesWhatBreaksThePolicy() {
        Graph g = network();
        assertThatCode(() -> Precision.F32.check(g)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Precision.BF16.check(g)).isInstanceOf(TensorException.class)
            .hasMessageStartingWith("precision: 5 operations break the policy bf16: products bf16 computed in f32, reductions f32, elementwise f32, parameters f32")
            .hasMessageContaining("matmul:f32[4,5] reads f32, its class is stored in bf16");
        assertThatThrownBy(() -> Precision.F32.check(Precision.BF16.apply(g))).hasMessageContaining("matmul:f32[4,5] reads bf16");
        assertThatThrownBy(() -> Precision.F16.check(Precision.BF16.apply(g))).hasMessageContaining("reads bf16, its class is stored in f16");
        Tensor rounded = X.to(DType.BF16).to(DType.F32);
        assertThatThrownBy(() -> Precision.F16.check(Graph.of(Map.of("y", rounded.node()), Map.of())))
            .hasMessageContaining("precision: 1 operation breaks").hasMessageContaining("rounds to bf16, in which no class is stored");
        assertThatThrownBy(() -> Precision.F64.check(Graph.of(Map.of("w", W.node()), Map.of()))).hasMessageContaining("parameters and optimiser state are in f64");
        Tensor half = Tensor.input("h", DType.BF16, Shape.of(3));
        assertThatThrownBy(() -> Precision.BF16.check(Graph.of(Map.of("y", half.exp().node()), Map.of())))
            .hasMessageContaining("exp:bf16[3] computes in bf16, its class in f32");
        assertThatThrownBy(() -> Precision.BF16.check(Graph.of(Map.of("y", half.sum().node()), Map.of()))).hasMessageContaining("sum:bf16[] computes in bf16");
        Tensor single = Tensor.input("s", DType.F64, Shape.SCALAR);
        assertThatCode(() -> Precision.BF16.check(Graph.of(Map.of("y", single.expm1().node()), Map.of()))).doesNotThrowAnyException();
    }

    @Test
    void policiesThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Precision.of("int8")).hasMessage("unknown precision 'int8'; the policies are f32, f64, bf16 and f16");
        assertThatThrownBy(() -> new Precision.Rule(DType.F64, DType.F32)).hasMessageContaining("not stored in f64 and computed in f32");
        assertThatThrownBy(() -> new Precision.Rule(DType.BF16, DType.BF16)).hasMessageContaining("floats are computed in f32 or f64");
        var f32 = Precision.F32.products();
        assertThatThrownBy(() -> new Precision("odd", f32, f32, f32, DType.F64)).hasMessageContaining("all classes compute in it");
    }

    /// Storing elementwise results in 16 bits is not a preset, but the pass can do it.
    @Test
    void elementwiseChainsAreRoundedWhereTheyEnd() {
        var half = new Precision.Rule(DType.BF16, DType.F32);
        var wide = Precision.F32.reductions();
        var p = new Precision("all-bf16", half, wide, half, DType.F32);
        Tensor y = X.mul(2).add(1).exp();
        Graph g = p.apply(Graph.of(Map.of("a", y.sum(0).node(), "b", y.sum(1).node()), Map.of()));
        assertThat(g.nodes().stream().filter(n -> n.op() instanceof Op.Cast && n.dtype() == DType.BF16)).hasSize(1);
        assertThat(operations(g.outputs().get("a"))).startsWith("sum f32", "cast f32", "cast bf16", "exp f32", "add f32", "mul f32", "input f32");
    }

    @Test
    void anOperandThatLiesInMemoryNarrowIsNotRoundedAgain() {
        Tensor w = Tensor.state("narrow", DType.BF16, Shape.of(20)).slice(0, 5, 20).reshape(3, 5).to(DType.F32);
        Graph g = Precision.BF16.apply(Graph.of(Map.of("y", Tensor.state("x", DType.F32, Shape.of(2, 3)).matmul(w).node()), Map.of()));
        assertThat(operations(g.outputs().get("y").inputs().get(1))).containsExactly("reshape bf16", "slice bf16", "state bf16");
    }
}
