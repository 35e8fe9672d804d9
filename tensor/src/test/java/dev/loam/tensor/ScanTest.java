package dev.loam.tensor;

import static dev.loam.tensor.Functions.fn;
import static dev.loam.tensor.Functions.grad;
import static dev.loam.tensor.Functions.hvp;
import static dev.loam.tensor.Functions.jvp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A scan gives the values and derivatives of the loop written out.
class ScanTest {
    private static void close(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.value().toDoubles()).containsExactly(expected.value().toDoubles(), within(1e-11));
    }

    /// The same loop, written out.
    private static Functions.Scanned unrolled(Fn step, List<Tensor> carries, List<Tensor> xs, boolean reverse) {
        int length = xs.get(0).size(0);
        List<Tensor> now = carries;
        var each = new ArrayList<List<Tensor>>();
        for (int i = 0; i < length; i++) {
            int t = reverse ? length - 1 - i : i;
            var in = new ArrayList<>(now);
            for (Tensor x : xs) {
                in.add(x.slice(0, t, t + 1).squeeze(0));
            }
            List<Tensor> out = step.call(in);
            now = out.subList(0, carries.size());
            for (int k = carries.size(); k < out.size(); k++) {
                if (each.size() <= k - carries.size()) {
                    each.add(new ArrayList<>());
                }
                each.get(k - carries.size()).add(reverse ? 0 : i, out.get(k).unsqueeze(0));
            }
        }
        var stacked = new ArrayList<Tensor>();
        each.forEach(list -> stacked.add(Tensor.concat(list, 0)));
        return new Functions.Scanned(now, stacked);
    }

    private static Functions.Scanned scan(Fn step, List<Tensor> carries, List<Tensor> xs, boolean reverse) {
        return reverse ? Functions.scanReverse(step, carries, xs) : Functions.scan(step, carries, xs);
    }

    /// A recurrent step with two carries, one of them a count, that uses `w`, `b` and `s` from outside.
    private static Fn step(Tensor w, Tensor b, Tensor s) {
        return Fn.of(in -> {
            Tensor h = in.get(0);
            Tensor x = in.get(2);
            Tensor z = Tensor.concat(List.of(x, h), 1).matmul(w).add(b).tanh();
            Tensor kept = h.mul(s).add(z.mul(z.gt(0).where(z.exp(), z.like(0.5))));
            return List.of(kept, in.get(1).add(Tensor.ones(DType.I32, Shape.SCALAR)), z.square(), kept.amax(1).mul(in.get(1).to(DType.F64)), h);
        });
    }

    private static Tensor total(Functions.Scanned out) {
        Tensor sum = out.carries().get(0).sin().sum();
        for (Tensor t : out.each()) {
            sum = sum.add(t.mul(Tensor.iota(DType.F64, t.shape(), 0).add(1)).sum());
        }
        return sum;
    }

    private interface Loop {
        Functions.Scanned run(Fn step, List<Tensor> carries, List<Tensor> xs);
    }

    private static Fn loss(Loop loop) {
        return Fn.of(5, in -> List.of(total(loop.run(step(in.get(0), in.get(1), in.get(2)),
            List.of(in.get(3), Tensor.ones(DType.I32, Shape.SCALAR)), List.of(in.get(4))))));
    }

    private static List<Tensor> arguments(Cases c) {
        int rows = c.between(1, 3);
        int n = c.between(1, 3);
        int k = c.between(1, 3);
        var out = new ArrayList<Tensor>();
        for (Shape s : List.of(Shape.of(n + k, k), Shape.of(k), Shape.SCALAR, Shape.of(rows, k), Shape.of(c.between(1, 4), rows, n))) {
            NDArray v = c.values(s, -0.8, 0.8);
            out.add(Tensor.of(v));
        }
        return out;
    }

    @Test
    void valuesAndDerivativesInEveryNestingAreThoseOfTheLoopWrittenOut() {
        Cases.check("scan", c -> {
            boolean reverse = c.coin();
            List<Tensor> x = arguments(c);
            List<Tensor> v = new ArrayList<>();
            x.forEach(t -> v.add(Tensor.of(c.values(DType.F64, t.shape()))));
            Fn f = loss((step, carries, xs) -> scan(step, carries, xs, reverse));
            Fn g = loss((step, carries, xs) -> unrolled(step, carries, xs, reverse));
            close(f.call(x).get(0), g.call(x).get(0));
            int[] all = {0, 1, 2, 3, 4};
            List<Tensor> first = grad(f, all).call(x);
            List<Tensor> expected = grad(g, all).call(x);
            for (int i : all) {
                close(first.get(i), expected.get(i));
            }
            close(jvp(f, x, v).tangent(), jvp(g, x, v).tangent());
            List<Tensor> second = hvp(f, x, v);
            List<Tensor> secondExpected = hvp(g, x, v);
            for (int i : all) {
                close(second.get(i), secondExpected.get(i));
            }
            int which = c.between(0, 4);
            Fn norm = Fn.of(in -> List.of(grad(f, which).call(in).get(0).sin().sum()));
            Fn normExpected = Fn.of(in -> List.of(grad(g, which).call(in).get(0).sin().sum()));
            for (int i : all) {
                close(grad(norm, i).call(x).get(0), grad(normExpected, i).call(x).get(0));
            }
            Fn tangent = Fn.of(in -> List.of(jvp(f, in, v).tangent()));
            close(grad(tangent, which).call(x).get(0), second.get(which));
        });
    }

    @Test
    void derivativesMatchFiniteDifferences() {
        Cases.check("scan differences", 6, c -> {
            boolean reverse = c.coin();
            Fn f = loss((step, carries, xs) -> scan(step, carries, xs, reverse));
            GradientCheck.second(c, in -> f.call(in).get(0), arguments(c).stream().map(Tensor::value).toArray(NDArray[]::new));
        });
    }

    @Test
    void aLoopIsMappedOverAnyOfItsInputs() {
        Cases.check("map scan", c -> {
            boolean reverse = c.coin();
            Loop loop = (step, carries, xs) -> scan(step, carries, xs, reverse);
            NDArray[] x = arguments(c).stream().map(Tensor::value).toArray(NDArray[]::new);
            BatchingTest.check(c, in -> loss(loop).call(in).get(0), x);
            int which = c.between(0, 4);
            BatchingTest.check(c, in -> grad(loss(loop), which).call(in).get(0), x);
            Fn step = step(Tensor.of(x[0]), Tensor.of(x[1]), Tensor.of(x[2]));
            BatchingTest.check(c, in -> scan(step, List.of(in.get(0), Tensor.ones(DType.I32, Shape.SCALAR)), List.of(in.get(1)), reverse).each().get(0),
                x[3], x[4]);
            BatchingTest.check(c, in -> scan(step, List.of(in.get(0), Tensor.ones(DType.I32, Shape.SCALAR)), List.of(in.get(1)), reverse).carries().get(1),
                x[3], x[4]);
        });
    }

    @Test
    void loopsNest() {
        Tensor x = Tensor.of(NDArray.wrap(DType.F64, new double[] {1, 2, 3, 4, 5, 6}, 2, 3));
        // powers: (…((c · x + 1) · x + 1)…), along rows within columns
        Fn inner = Fn.of(in -> List.of(in.get(0).mul(in.get(1)).add(1)));
        Fn outer = Fn.of(in -> List.of(Functions.scan(inner, List.of(in.get(0)), List.of(in.get(1))).carries().get(0)));
        Fn f = fn(t -> Functions.scan(outer, List.of(Tensor.ones(DType.F64, Shape.SCALAR)), List.of(t)).carries().get(0));
        Fn g = fn(t -> {
            Tensor c = Tensor.ones(DType.F64, Shape.SCALAR);
            for (int i = 0; i < 6; i++) {
                c = c.mul(t.reshape(6).slice(0, i, i + 1).sum()).add(1);
            }
            return c;
        });
        close(f.apply(x), g.apply(x));
        close(grad(f).apply(x), grad(g).apply(x));
        close(hvp(f, x, x), hvp(g, x, x));
    }

    @Test
    void theGradientOfAMatrixIsOneProductAfterTheLoop() {
        Tensor w = Tensor.input("w", DType.F64, Shape.of(4, 4));
        Tensor x = Tensor.input("x", DType.F64, Shape.of(7, 2, 4));
        Tensor h = Functions.scan(Fn.of(in -> List.of(in.get(0).matmul(w).add(in.get(1)).tanh())), List.of(Tensor.zeros(DType.F64, Shape.of(2, 4))), List.of(x))
            .carries().get(0);
        Graph g = Graph.of(java.util.Map.of("g", Gradients.of(h.sum(), List.of(w)).get(0).node()), java.util.Map.of());
        long products = g.nodes().stream().filter(n -> n.op() instanceof Op.MatMul m && m.a().shape().equals(Shape.of(14, 4))).count();
        assertThat(products).isEqualTo(1);
        // two loops: forward, and backward, which carries nothing but the gradient of the state
        assertThat(Scans.loops(g.nodes()).keySet().stream().map(l -> l.body().carries().size())).containsExactly(1, 1);
    }

    @Test
    void loopsWithoutIterationsGiveWhatTheyBeganWith() {
        Tensor x = Tensor.of(new double[] {3});
        var out = Functions.scan(Fn.of(in -> List.of(in.get(0).add(in.get(1)), in.get(1))), List.of(x), List.of(Tensor.zeros(DType.F64, Shape.of(0, 1))));
        close(out.carries().get(0), x);
        assertThat(out.each().get(0).shape()).isEqualTo(Shape.of(0, 1));
    }

    @Test
    void repeatWhileStopsWhereTheConditionFails() {
        Fn collatz = Fn.of(in -> {
            Tensor n = in.get(0);
            Tensor odd = n.and(n.like(1)).eq(1);
            return List.of(odd.where(n.mul(3).add(1), n.shiftRight(n.like(1))), in.get(1).add(1));
        });
        Tensor zero = Tensor.zeros(DType.I32, Shape.SCALAR);
        List<Tensor> out = Functions.repeatWhile(200, fn((n, k) -> n.gt(1)), collatz, List.of(Tensor.fill(DType.I32, Shape.SCALAR, 27), zero));
        assertThat(out.get(0).item()).isEqualTo(1);
        assertThat(out.get(1).item()).isEqualTo(111);
        // Newton's root of x, whose derivative is 1 / (2 root)
        Fn root = fn(x -> Functions.repeatWhile(40, fn(r -> r.square().sub(x).abs().gt(1e-14)), fn(r -> r.add(x.div(r)).mul(0.5)), List.of(x)).get(0));
        Tensor two = Tensor.fill(DType.F64, Shape.SCALAR, 2);
        close(root.apply(two), two.sqrt());
        close(grad(root).apply(two), two.like(0.5).div(two.sqrt()));
    }

    @Test
    void condGivesValueAndDerivativeOfTheChosenBranch() {
        Fn f = fn(x -> Functions.cond(x.sum().gt(0), fn(t -> t.square()), fn(t -> t.neg())).apply(x).sum());
        close(grad(f).apply(Tensor.of(new double[] {1, 2})), Tensor.of(new double[] {2, 4}));
        close(grad(f).apply(Tensor.of(new double[] {1, -2})), Tensor.of(new double[] {-1, -1}));
    }

    @Test
    void mistakesAreExplained() {
        Tensor x = Tensor.of(new double[] {1, 2});
        Tensor c = Tensor.zeros(DType.F64, Shape.SCALAR);
        assertThatThrownBy(() -> Functions.scan(fn((a, b) -> b.unsqueeze(0)), List.of(c), List.of(x))).hasMessageContaining("keep its dtype and shape");
        assertThatThrownBy(() -> Functions.scan(fn((a, b) -> a), List.of(c), List.of())).hasMessageContaining("repeat(");
        assertThatThrownBy(() -> Functions.scan(fn((a, b) -> a), List.of(), List.of(x, c))).hasMessageContaining("same first axis");
        assertThatThrownBy(() -> Functions.scan(Fn.of(in -> List.of()), List.of(c), List.of(x))).hasMessageContaining("next value");
        assertThatThrownBy(() -> Functions.cond(c.gt(0), Fn.of(in -> in), Fn.of(in -> List.of())).call(x)).hasMessageContaining("as many results");
    }
}
