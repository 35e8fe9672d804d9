package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphTest {
    private static Graph graph(Tensor... outputs) {
        var map = new java.util.LinkedHashMap<String, Node>();
        for (int i = 0; i < outputs.length; i++) {
            map.put("y" + i, outputs[i].node());
        }
        return Graph.of(map, Map.of());
    }

    @Test
    void equalNodesAreThereOnce() {
        Tensor x = Tensor.input("x", DType.F32, Shape.of(2, 3));
        Tensor again = Tensor.input("x", DType.F32, Shape.of(2, 3));
        Graph g = graph(x.sin().add(again.sin()), x.sin().add(x.sin()).exp());
        // x, sin, add, exp
        assertThat(g.nodes()).hasSize(4);
        assertThat(graph(x.sum(0), x.sum(1), x.sum(-1)).nodes()).hasSize(3);
    }

    @Test
    void constantsAreSharedByIdentityAndFillsByValue() {
        NDArray v = NDArray.wrap(DType.F32, new float[] {1, 2}, 2);
        assertThat(graph(Tensor.of(v).add(Tensor.of(v))).nodes()).hasSize(2);
        assertThat(graph(Tensor.of(v).add(Tensor.of(v.copy()))).nodes()).hasSize(3);
        assertThat(graph(Tensor.ones(DType.F32, Shape.of(2)).add(Tensor.ones(DType.F32, Shape.of(2)))).nodes()).hasSize(2);
        assertThat(graph(Tensor.fill(DType.F32, Shape.of(2), 0.0).add(Tensor.fill(DType.F32, Shape.of(2), -0.0))).nodes()).hasSize(3);
    }

    @Test
    void twoDrawsAreSharedOnlyWhenStreamAndCountersAreEqual() {
        Tensor seed = Tensor.input("seed", DType.I64, Shape.SCALAR);
        Tensor zero = Tensor.zeros(DType.I64, Shape.SCALAR);
        Tensor a = Tensor.uniform(DType.F32, Shape.of(3), 1, seed, zero, zero);
        Tensor same = Tensor.uniform(DType.F32, Shape.of(3), 1, seed, zero, zero);
        Tensor other = Tensor.uniform(DType.F32, Shape.of(3), 2, seed, zero, zero);
        assertThat(graph(a.add(same)).nodes()).hasSize(4);
        assertThat(graph(a.add(other)).nodes()).hasSize(5);
    }

    @Test
    void inputsStandBeforeTheirUsersInAnOrderThatDependsOnTheGraphAlone() {
        Cases.check("order", c -> {
            Graph g = graph(randomDag(c));
            var seen = new IdentityHashMap<Node, Boolean>();
            for (Node n : g.nodes()) {
                for (Node in : n.inputs()) {
                    assertThat(seen).containsKey(in);
                }
                assertThat(seen.put(n, true)).isNull();
            }
            assertThat(new HashSet<>(g.nodes())).hasSameSizeAs(g.nodes());
            assertThat(g.toString()).isEqualTo(graph(Tensor.of(g.outputs().get("y0"))).toString());
        });
    }

    @Test
    void sharingDoesNotChangeValues() {
        Cases.check("values", c -> {
            Tensor y = randomDag(c);
            Node shared = graph(y).outputs().get("y0");
            Map<String, NDArray> x = Map.of("x", c.values(DType.F64, Shape.of(3)));
            assertThat(Interpreter.evaluate(List.of(shared), x, Map.of()).get(shared).toDoubles())
                .containsExactly(Interpreter.evaluate(List.of(y.node()), x, Map.of()).get(y.node()).toDoubles());
        });
    }

    private static Tensor randomDag(Cases c) {
        var made = new java.util.ArrayList<Tensor>();
        made.add(Tensor.input("x", DType.F64, Shape.of(3)));
        for (int i = 0; i < 40; i++) {
            Tensor a = made.get(c.between(0, made.size() - 1));
            Tensor b = made.get(c.between(0, made.size() - 1));
            made.add(switch (c.between(0, 3)) {
                case 0 -> a.add(b).mul(0.5);
                case 1 -> a.sin();
                case 2 -> a.max(b);
                default -> a.flip(0);
            });
        }
        Tensor sum = made.get(0);
        for (Tensor t : made) {
            sum = sum.add(t);
        }
        return sum;
    }

    @Test
    void onlyWhatAnOutputOrUpdateNeedsIsThere() {
        Tensor x = Tensor.input("x", DType.F32, Shape.of(2));
        Tensor w = Tensor.state("w", DType.F32, Shape.of(2));
        x.mul(w).exp();
        Graph g = Graph.of(Map.of("y", x.add(1).node()), Map.of("w", w.add(x).node()));
        assertThat(g.nodes()).hasSize(5);
        assertThat(g.nodes().stream().map(n -> n.op().name())).containsExactly("input", "fill", "add", "state", "add");
    }

    @Test
    void aChainOfAHundredThousandNodesNeedsNoDeepStack() {
        Tensor x = Tensor.input("x", DType.F64, Shape.SCALAR);
        Tensor y = x;
        for (int i = 0; i < 100_000; i++) {
            y = y.add(x);
        }
        Graph g = graph(y);
        assertThat(g.nodes()).hasSize(100_001);
        assertThat(g.toString()).endsWith("output y0 = %100000\n");
        Tensor gradient = Gradients.of(y, List.of(x)).get(0);
        assertThat(gradient.item()).isEqualTo(100_001);
        Tensor constant = Tensor.of(new double[] {1});
        Tensor z = constant;
        for (int i = 0; i < 100_000; i++) {
            z = z.add(constant);
        }
        assertThat(z).hasToString("f64[1] [100001]");
    }

    @Test
    void theTextNamesEveryNodeWithItsInputsAndAttributes() {
        Tensor x = Tensor.input("x", DType.F32, Shape.of(2, 3));
        assertThat(graph(x.mul(2).sum(0).reshape(3, 1)).toString()).isEqualTo("""
            %0 = input() x f32[2,3]
            %1 = fill{2.0}() f32[2,3]
            %2 = mul(%0, %1) f32[2,3]
            %3 = sum{axes [0]}(%2) f32[3]
            %4 = reshape(%3) f32[3,1]
            output y0 = %4
            """);
    }

    @Test
    void rewritingKeepsWhatIsNotReplaced() {
        Tensor x = Tensor.input("x", DType.F32, Shape.of(2));
        Graph g = graph(x.sin().exp(), x.cos());
        Graph h = g.map(n -> n.op() instanceof Op.Unary u && u.fn() == Op.UnaryFn.SIN ? u.x() : n);
        assertThat(h.outputs().get("y1")).isSameAs(g.outputs().get("y1"));
        assertThat(h.nodes()).hasSize(3);
    }
}
