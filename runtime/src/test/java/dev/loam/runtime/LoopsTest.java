package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.runtime.Targets.Tolerance;
import dev.loam.tensor.DType;
import dev.loam.tensor.Fn;
import dev.loam.tensor.Functions;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Linalg;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Loops, compiled, yield what the interpreter yields.
class LoopsTest {
    private static void check(Cases c, Tolerance tolerance, Map<String, Tensor> outputs, Map<String, Tensor> updates) {
        Graph g = Graph.of(nodes(outputs), nodes(updates));
        Targets.check(g, c.bindings(), List.of(Map.of(), Map.of(), Map.of()), Targets.all(g, tolerance));
    }

    private static Map<String, Node> nodes(Map<String, Tensor> tensors) {
        var out = new LinkedHashMap<String, Node>();
        tensors.forEach((name, t) -> out.put(name, t.node()));
        return out;
    }

    private static Functions.Scanned scan(boolean reverse, Fn step, List<Tensor> carries, List<Tensor> xs) {
        return reverse ? Functions.scanReverse(step, carries, xs) : Functions.scan(step, carries, xs);
    }

    @Test
    void recurrentNetworksAndTheirDerivativesAgree() {
        Cases.check("compiled loops", 5, c -> {
            DType d = c.coin() ? DType.F64 : DType.F32;
            boolean reverse = c.coin();
            int rows = c.between(1, 5);
            int n = c.between(1, 9);
            int k = c.between(1, 20);
            Tensor w = c.tensor(d, Shape.of(n + k, k)).mul(0.4);
            Tensor b = c.tensor(d, Shape.of(k)).mul(0.1);
            Tensor h = c.tensor(d, Shape.of(rows, k)).tanh();
            Tensor x = c.tensor(d, Shape.of(c.between(1, 6), rows, n)).mul(0.3);
            Fn step = Fn.of(in -> {
                Tensor z = Tensor.concat(List.of(in.get(2), in.get(0)), 1).matmul(w).add(b).tanh();
                Tensor next = in.get(0).mul(0.5).add(z.mul(z.sigmoid()));
                return List.of(next, in.get(1).add(Tensor.ones(DType.I32, Shape.SCALAR)), next.sum(1).mul(in.get(1).to(d)), in.get(0));
            });
            var all = scan(reverse, step, List.of(h, Tensor.ones(DType.I32, Shape.SCALAR)), List.of(x));
            Tensor loss = all.carries().get(0).sin().sum().add(all.each().get(0).cos().sum()).add(all.each().get(1).square().sum());
            List<Tensor> gradients = Gradients.of(loss, List.of(w, b, h, x));
            var outputs = new LinkedHashMap<String, Tensor>();
            outputs.put("loss", loss);
            outputs.put("last", all.carries().get(0));
            outputs.put("count", all.carries().get(1));
            outputs.put("states", all.each().get(1));
            for (int i = 0; i < gradients.size(); i++) {
                outputs.put("gradient " + i, gradients.get(i));
            }
            Tensor second = gradients.get(0).square().sum().add(gradients.get(3).sum());
            if (c.coin()) {
                outputs.put("second", Gradients.of(second, List.of(w)).get(0));
            }
            check(c, Tolerance.CHAIN, outputs, Map.of());
        });
    }

    @Test
    void carriesMayChangePlacesAndStandStill() {
        Cases.check("moving carries", 5, c -> {
            Shape s = c.shape(c.between(0, 2), 5);
            Tensor a = c.tensor(DType.I32, s);
            Tensor b = c.tensor(DType.I32, s);
            Tensor x = c.tensor(DType.I32, Shape.of(c.between(1, 5)).append(s));
            Fn step = Fn.of(in -> List.of(in.get(1), in.get(0), in.get(4), in.get(3), in.get(0).sub(in.get(4)), in.get(0).sub(in.get(0)), in.get(3)));
            var all = scan(c.coin(), step, List.of(a, b, a, b), List.of(x));
            var outputs = new LinkedHashMap<String, Tensor>();
            for (int i = 0; i < 4; i++) {
                outputs.put("last " + i, all.carries().get(i));
            }
            for (int i = 0; i < 3; i++) {
                outputs.put("each " + i, all.each().get(i));
            }
            check(c, Tolerance.EXACT, outputs, Map.of());
        });
    }

    @Test
    void loopsInsideLoopsAgree() {
        Cases.check("nested loops", 3, c -> {
            Tensor x = c.tensor(DType.F64, Shape.of(c.between(1, 4), c.between(1, 4), 3)).mul(0.3);
            Tensor w = c.tensor(DType.F64, Shape.of(3));
            boolean up = c.coin();
            boolean down = c.coin();
            Fn inner = Fn.of(in -> List.of(in.get(0).mul(in.get(1)).add(w).tanh(), in.get(0)));
            Fn outer = Fn.of(in -> {
                var row = scan(up, inner, List.of(in.get(0)), List.of(in.get(1)));
                return List.of(row.carries().get(0), row.each().get(0).sum(0), row.each().get(0));
            });
            var all = scan(down, outer, List.of(w.mul(0)), List.of(x));
            Tensor loss = all.carries().get(0).sum().add(all.each().get(0).square().sum());
            List<Tensor> g = Gradients.of(loss, List.of(x, w));
            check(c, Tolerance.CHAIN, Map.of("last", all.carries().get(0), "cube", all.each().get(1), "gx", g.get(0), "gw", g.get(1)), Map.of());
        });
    }

    @Test
    void statesAreReadAndWrittenByLoops() {
        Cases.check("loops over states", 2, c -> {
            Tensor h = c.state("h", c.values(DType.F64, Shape.of(4)));
            Tensor x = c.tensor(DType.F64, Shape.of(3, 4));
            var all = scan(c.coin(), Fn.of(in -> List.of(in.get(0).add(in.get(1)).tanh(), in.get(0))), List.of(h), List.of(x));
            check(c, Tolerance.CHAIN, Map.of("all", all.each().get(0), "flat", all.each().get(0).reshape(12)), Map.of("h", all.carries().get(0)));
        });
    }

    @Test
    void factorsOfMatricesAgree() {
        Cases.check("compiled linear algebra", 2, c -> {
            int n = c.between(2, 5);
            Tensor a = c.tensor(DType.F64, Shape.of(2, n, n)).tanh();
            Tensor b = c.tensor(DType.F64, Shape.of(2, n, 2));
            Tensor eye = Tensor.iota(DType.F64, a.shape(), 1).eq(Tensor.iota(DType.F64, a.shape(), 2)).to(DType.F64);
            Tensor m = a.mul(0.2).add(eye);
            Tensor x = Linalg.solve(m, b);
            Tensor loss = x.square().sum().add(Linalg.det(m).sum());
            check(c, Tolerance.CHAIN, Map.of("cholesky", Linalg.cholesky(a.matmul(a.transpose()).add(eye)), "solve", x, "r", Linalg.qr(m).r(),
                "gradient", Gradients.of(loss, List.of(a)).get(0)), Map.of());
        });
    }

    @Test
    void manyIterationsShareTheirKernels() {
        Tensor x = Tensor.input("x", DType.F32, Shape.of(200, 4, 8));
        Tensor w = Tensor.input("w", DType.F32, Shape.of(8, 8));
        Tensor y = Functions.scan(Fn.of(in -> List.of(in.get(0).matmul(w).add(in.get(1)).tanh())), List.of(Tensor.zeros(DType.F32, Shape.of(4, 8))), List.of(x))
            .carries().get(0);
        try (Executable e = Device.java().compile(Graph.of(Map.of("g", Gradients.of(y.sum(), List.of(w)).get(0).node()), Map.of()), Device.java().states())) {
            assertThat(e.program().kernels().size()).isLessThan(15);
            // forward a product and the tanh behind it; backward what goes on to the carry; the transposed matrix is made once
            assertThat(e.program().launches().size()).isBetween(2 * 200, 3 * 200 + 20);
            // the states of 200 iterations twice (as carried, and as kept for the gradient), and a little more
            assertThat(e.program().arenaBytes()).isLessThan(4 * 200 * 4 * 8 * 4);
        }
    }
}
