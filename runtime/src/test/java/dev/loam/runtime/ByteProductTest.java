package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.compiler.Compiler;
import dev.loam.compiler.Program;
import dev.loam.compiler.Target;
import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Var;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Products of bytes summed in i32 are exact on every target, with the instruction for them and without.
class ByteProductTest {
    /// Ends of the range, where sums of neighbouring products are greatest, among random values.
    private static Tensor bytes(Cases c, DType d, Shape shape) {
        NDArray out = NDArray.zeros(d, shape.toArray());
        boolean ends = c.rarely(3);
        for (int i = 0; i < out.size(); i++) {
            out.setLong(i, ends || c.rarely(4) ? c.pick(-128L, 127L, 255L) : c.bits());
        }
        return c.input(out);
    }

    @Test
    void everySizeTranspositionAndSignIsExact() {
        Cases.check("bytes", Math.max(8, Cases.count() / 2), c -> {
            boolean ta = (c.number() & 1) != 0;
            boolean tb = (c.number() & 2) != 0;
            Shape batch = c.rarely(3) ? Shape.of(c.between(1, 3)) : Shape.SCALAR;
            int m = c.between(1, 40);
            int k = c.between(1, 12) * 4 + (c.coin() ? 0 : c.between(1, 3));
            int n = c.between(1, 70);
            Tensor a = bytes(c, c.rarely(5) ? DType.U8 : DType.I8, batch.append(ta ? Shape.of(k, m) : Shape.of(m, k)));
            Tensor b = bytes(c, c.pick(DType.I8, DType.U8), batch.append(tb ? Shape.of(n, k) : Shape.of(k, n)));
            Tensor y = Families.of(new Op.MatMul(a.node(), b.node(), ta, tb, DType.I32));
            var outputs = new LinkedHashMap<String, Node>();
            outputs.put("sums", y.node());
            Targets.check(Graph.of(outputs, Map.of()), c.bindings(), List.of(Map.of()), Map.of());
        });
    }

    /// As a quantised layer has it: scaled, with a bias, and activated; and two products of one first operand.
    @Test
    void elementwiseOperationsJoin() {
        Cases.check("quantised layer", 4, c -> {
            int k = c.pick(32, 35);
            Tensor x = bytes(c, DType.I8, Shape.of(20, k));
            Tensor w = bytes(c, DType.I8, Shape.of(k, 48));
            Tensor v = bytes(c, DType.I8, Shape.of(k, 16));
            Tensor y = x.matmul(w, DType.I32).to(DType.F32).mul(0x1p-10).add(c.tensor(DType.F32, Shape.of(48))).relu();
            Graph g = Graph.of(Map.of("y", y.node(), "z", x.matmul(v, DType.I32).node()), Map.of());
            Targets.check(g, c.bindings(), List.of(Map.of()), Map.of("y", Targets.Tolerance.ulps(1)));
        });
    }

    @Test
    void theNumberOfRowsMayVaryAndOperandsMayBeViews() {
        Cases.check("rows of bytes", 2, c -> {
            var rows = new Var("rows", 33);
            c.input(NDArray.zeros(DType.I8, 33, 24));
            NDArray values = c.bindings().get("x0");
            for (int i = 0; i < values.size(); i++) {
                values.setLong(i, c.bits());
            }
            Tensor x = Tensor.input("x0", DType.I8, Shape.of(List.of(Dim.of(rows), Dim.of(24))));
            Tensor w = bytes(c, DType.I8, Shape.of(40, 30));
            Tensor y = x.matmul(w.slice(0, 9, 33).slice(1, 3, 23), DType.I32);
            Targets.check(Graph.of(Map.of("y", y.node()), Map.of()), c.bindings(), List.of(Map.of("rows", 33), Map.of("rows", 5), Map.of("rows", 0)), Map.of());
        });
    }

    @Test
    void aTargetWithTheInstructionPacksItsSecondOperandAlone() {
        Tensor a = Tensor.input("a", DType.I8, Shape.of(64, 64));
        Tensor b = Tensor.input("b", DType.I8, Shape.of(64, 64));
        Graph g = Graph.of(Map.of("y", a.matmul(b, DType.I32).node()), Map.of());
        Program with = new Compiler(new Target("test", 64, 32, true)).compile(g);
        assertThat(with.launches()).extracting(Program.Launch::note)
            .containsExactlyInAnyOrder("bytes in words", "sums of rows", "matmul");
        assertThat(with.toString()).contains("dot(");
        Program without = new Compiler(new Target("test", 64, 32)).compile(g);
        assertThat(without.launches()).hasSize(1);
    }
}
