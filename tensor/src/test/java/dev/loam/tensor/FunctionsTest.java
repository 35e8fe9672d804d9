package dev.loam.tensor;

import static dev.loam.tensor.Functions.checkpoint;
import static dev.loam.tensor.Functions.custom;
import static dev.loam.tensor.Functions.fn;
import static dev.loam.tensor.Functions.grad;
import static dev.loam.tensor.Functions.hessian;
import static dev.loam.tensor.Functions.hvp;
import static dev.loam.tensor.Functions.jacobian;
import static dev.loam.tensor.Functions.jvp;
import static dev.loam.tensor.Functions.valueAndGrad;
import static dev.loam.tensor.Functions.vjp;
import static dev.loam.tensor.Functions.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionsTest {
    private static Tensor vector(double... values) {
        return Tensor.of(values);
    }

    private static double[] doubles(Tensor t) {
        return t.value().toDoubles();
    }

    private static void close(Tensor actual, double... expected) {
        assertThat(doubles(actual)).containsExactly(expected, within(1e-12));
    }

    private static void close(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        close(actual, doubles(expected));
    }

    @Test
    void gradGivesTheGradientsOfTheChosenArguments() {
        Fn f = fn((x, y) -> x.square().mul(y).sum());
        Tensor x = vector(1, 2);
        Tensor y = vector(3, 4);
        close(grad(f).apply(x, y), 6, 16);
        close(grad(f, 1).apply(x, y), 1, 4);
        List<Tensor> both = grad(f, 1, 0).call(x, y);
        close(both.get(0), 1, 4);
        close(both.get(1), 6, 16);
        List<Tensor> withValue = valueAndGrad(f).call(x, y);
        close(withValue.get(0), 19);
        close(withValue.get(1), 6, 16);
    }

    @Test
    void derivativesOfDerivativesNest() {
        Tensor x = Tensor.fill(DType.F64, Shape.SCALAR, 0.7);
        Fn f = fn(t -> t.sin());
        close(grad(grad(grad(f))).apply(x), -Math.cos(0.7));
        Fn along = fn(t -> jvp(grad(f), t, t.like(1)).tangent());
        close(jvp(along, x, x.like(2)).tangent(), -2 * Math.cos(0.7));
        close(grad(along).apply(x), -Math.cos(0.7));
    }

    @Test
    void anInnerArgumentIsNotTakenForTheOuterAlsoWhereBothAreTheSameTensor() {
        Tensor x = Tensor.fill(DType.F64, Shape.SCALAR, 3);
        // d/dx (x · d/dy (x y) at y = x) = d/dx x² = 2x
        close(grad(fn(a -> a.mul(grad(fn(b -> a.mul(b))).apply(a)))).apply(x), 6);
        // Siskind and Pearlmutter's: d/dx (x · d/dy (x + y) at y = 1) = 1
        close(grad(fn(a -> a.mul(grad(fn(b -> a.add(b))).apply(a.like(1))))).apply(x), 1);
        Fn forward = fn(a -> a.mul(jvp(fn(b -> a.add(b)), a, a.like(1)).tangent()));
        close(jvp(forward, x, x.like(1)).tangent(), 1);
    }

    @Test
    void jacobiansOfWideAndOfTallFunctionsAreEqualToLoops() {
        Cases.check("jacobian", c -> {
            Shape in = c.shape(c.between(0, 2), 3);
            Shape out = c.shape(c.between(0, 2), 3);
            int n = (int) in.maxElements();
            int m = (int) out.maxElements();
            Tensor w = Tensor.of(c.values(DType.F64, Shape.of(n, m)));
            Fn f = fn(x -> x.tanh().reshape(1, n).matmul(w).sin().reshape(out));
            Tensor x = Tensor.of(c.values(DType.F64, in));
            Tensor j = jacobian(f).apply(x);
            assertThat(j.shape()).isEqualTo(out.append(in));
            for (int i = 0; i < m; i++) {
                int row = i;
                Tensor g = grad(fn(t -> f.apply(t).reshape(m).slice(0, row, row + 1).sum())).apply(x);
                close(j.reshape(m, n).slice(0, i, i + 1), g.reshape(1, n));
            }
        });
    }

    @Test
    void theHessianIsSymmetricAndItsProductsAreThoseOfHvp() {
        Cases.check("hessian", c -> {
            int n = c.between(1, 4);
            Tensor a = Tensor.of(c.values(DType.F64, Shape.of(n, n)));
            Fn f = fn(x -> x.unsqueeze(0).matmul(a).tanh().mul(x.exp()).sum());
            Tensor x = Tensor.of(c.values(DType.F64, Shape.of(n)));
            Tensor v = Tensor.of(c.values(DType.F64, Shape.of(n)));
            Tensor h = hessian(f).apply(x);
            assertThat(h.shape()).isEqualTo(Shape.of(n, n));
            close(h.transpose(), h);
            close(h.matmul(v.unsqueeze(1)).reshape(n), hvp(f, x, v));
        });
    }

    @Test
    void secondDerivativesBetweenArgumentsAddUpInHvp() {
        Fn f = fn((x, y) -> x.square().mul(y).sum());
        List<Tensor> h = hvp(f, List.of(vector(2), vector(5)), List.of(vector(1), vector(10)));
        // Hessian [[2y, 2x], [2x, 0]] times (1, 10)
        close(h.get(0), 10 + 40);
        close(h.get(1), 4);
    }

    @Test
    void vjpPullsGradientsOfAllResultsBack() {
        Fn f = Fn.of(in -> List.of(in.get(0).square(), in.get(0).mul(in.get(1)).sum()));
        Functions.Vjp v = vjp(f, vector(1, 2), vector(3, 4));
        close(v.values().get(0), 1, 4);
        close(v.values().get(1), 11);
        List<Tensor> g = v.pullback().call(vector(1, 10), Tensor.fill(DType.F64, Shape.SCALAR, 100));
        close(g.get(0), 2 + 300, 40 + 400);
        close(g.get(1), 100, 200);
        close(vjp(fn(x -> x.exp()), vector(0)).pull(vector(7)), 7);
    }

    @Test
    void vmapOfAGradientIsAGradientPerExample() {
        Tensor w = vector(0.5, -1, 2);
        Fn loss = fn(x -> x.mul(w).sum().tanh());
        Tensor rows = Tensor.of(NDArray.wrap(DType.F64, new double[] {1, 2, 3, 4, 5, 6}, 2, 3));
        Tensor each = vmap(grad(loss)).apply(rows);
        for (int i = 0; i < 2; i++) {
            close(each.slice(0, i, i + 1).reshape(3), grad(loss).apply(rows.slice(0, i, i + 1).reshape(3)));
        }
        // weights that are not mapped: one gradient for all
        Fn total = fn(v -> vmap(fn(x -> x.mul(v).sum().tanh())).apply(rows).sum());
        close(grad(total).apply(w), grad(fn(v -> rows.mul(v).sum(1).tanh().sum())).apply(w));
        // twice
        Tensor cube = rows.reshape(2, 3, 1);
        close(vmap(vmap(fn(x -> x.square().sum()))).apply(cube), rows.square());
    }

    @Test
    void argumentsThatAreNoFloatsPassThrough() {
        Tensor indices = Tensor.of(new int[] {1, 0, 1});
        Fn f = fn((x, i) -> x.gather(i, 0).square().sum());
        close(grad(f).apply(vector(3, 5), indices), 6, 20);
        close(vjp(f, vector(3, 5), indices).pullback().call(Tensor.fill(DType.F64, Shape.SCALAR, 1)).get(0), 6, 20);
        close(jvp(f, List.of(vector(3, 5), indices), List.of(vector(1, 0), indices)).tangent(), 6);
    }

    @Test
    void customRulesReplaceDerivativesInBothModesAndNest() {
        // rounding with a straight-through gradient
        Fn straight = custom(fn(x -> x.round()), (CustomRule.Reverse) (in, y, g) -> List.of(g));
        Fn f = fn(x -> straight.apply(x.mul(2)).square().sum());
        Tensor x = vector(0.6, 1.4);
        close(straight.apply(x), 1, 1);
        close(grad(f).apply(x), 4, 12);
        close(jvp(f, x, vector(1, 10)).tangent(), 4 + 120);
        close(hvp(f, x, vector(1, 10)), 8, 80);
        Tensor rows = Tensor.of(NDArray.wrap(DType.F64, new double[] {0.6, 1.4, 2.6, -3}, 2, 2));
        close(vmap(grad(f)).apply(rows), 4, 12, 20, -24);
        Fn forward = custom(fn(t -> t.round()), (CustomRule.Forward) (in, y, t) -> t.get(0));
        close(grad(fn(t -> forward.apply(t.mul(2)).square().sum())).apply(x), 4, 12);
    }

    @Test
    void aRuleOfTwoArgumentsIsMappedOverOneOfThem() {
        // a · b with three times its gradient for b
        Fn product = custom(fn((a, b) -> a.mul(b)), (CustomRule.Reverse) (in, y, g) -> List.of(g.mul(in.get(1)), g.mul(in.get(0)).mul(3)));
        Tensor b = vector(2, 3);
        Tensor rows = Tensor.of(NDArray.wrap(DType.F64, new double[] {1, 2, 3, 4}, 2, 2));
        Fn all = fn((r, t) -> vmap(fn(row -> product.apply(row, t).sum())).apply(r).sum());
        close(grad(all, 0).apply(rows, b), 2, 3, 2, 3);
        close(grad(all, 1).apply(rows, b), 12, 18);
        close(jvp(fn(t -> all.apply(rows, t)), b, vector(1, 0)).tangent(), 12);
        close(vmap(fn(t -> grad(all, 1).apply(rows, t))).apply(rows), 12, 18, 12, 18);
    }

    @Test
    void aCustomRuleThatMissesAnArgumentIsAnError() {
        Tensor w = vector(2);
        Fn f = custom(fn(x -> x.mul(w)), (CustomRule.Reverse) (in, y, g) -> List.of(g.mul(w)));
        close(grad(fn(x -> f.apply(x).sum())).apply(vector(3)), 2);
        assertThatThrownBy(() -> Gradients.of(f.apply(vector(3)).sum(), List.of(w))).isInstanceOf(TensorException.class)
            .hasMessageContaining("not as an argument");
        assertThatThrownBy(() -> Tangents.of(List.of(f.apply(vector(3))), List.of(w), List.of(w))).isInstanceOf(TensorException.class)
            .hasMessageContaining("not as an argument");
        Fn wrong = custom(fn(x -> x.exp()), (CustomRule.Reverse) (in, y, g) -> List.of(g.sum()));
        assertThatThrownBy(() -> grad(fn(x -> wrong.apply(x).sum())).apply(vector(1, 2))).hasMessageContaining("f64[2]");
        Fn bent = custom(fn(x -> x.exp()), (CustomRule.Reverse) (in, y, g) -> List.of(g.square()));
        assertThatThrownBy(() -> jvp(bent, vector(1), vector(1))).hasMessageContaining("linear");
    }

    @Test
    void checkpointingChangesNoValueAndNoDerivative() {
        Cases.check("checkpoint", c -> {
            Tensor w = Tensor.of(c.values(DType.F64, Shape.of(3, 3)));
            Tensor x = Tensor.of(c.values(DType.F64, Shape.of(2, 3)));
            Tensor v = Tensor.of(c.values(DType.F64, Shape.of(2, 3)));
            Fn block = fn(t -> t.matmul(w).tanh().matmul(w).softmax());
            Fn plain = fn(t -> block.apply(block.apply(t)).square().sum());
            Fn thrifty = fn(t -> checkpoint(block).apply(checkpoint(block).apply(t)).square().sum());
            close(thrifty.apply(x), plain.apply(x));
            close(grad(thrifty).apply(x), grad(plain).apply(x));
            close(jvp(thrifty, x, v).tangent(), jvp(plain, x, v).tangent());
            close(hvp(thrifty, x, v), hvp(plain, x, v));
            close(grad(grad(fn(s -> thrifty.apply(x.mul(s))))).apply(Tensor.fill(DType.F64, Shape.SCALAR, 1)),
                grad(grad(fn(s -> plain.apply(x.mul(s))))).apply(Tensor.fill(DType.F64, Shape.SCALAR, 1)));
            // what it uses besides its argument gets its gradient too
            close(Gradients.of(thrifty.apply(x), List.of(w)).get(0), Gradients.of(plain.apply(x), List.of(w)).get(0));
            close(vmap(grad(thrifty)).apply(Tensor.concat(List.of(x, v), 0).reshape(2, 2, 3)),
                Tensor.concat(List.of(grad(plain).apply(x), grad(plain).apply(v)), 0).reshape(2, 2, 3));
        });
    }

    @Test
    void misuseIsExplained() {
        Tensor x = vector(1, 2);
        assertThatThrownBy(() -> grad(fn(t -> t.square())).apply(x)).hasMessageContaining("scalar");
        assertThatThrownBy(() -> grad(fn(t -> t.sum()), 1).apply(x)).hasMessageContaining("no argument 1");
        assertThatThrownBy(() -> grad(fn(t -> t.sum())).apply(x, x)).hasMessageContaining("1 argument was given 2");
        assertThatThrownBy(() -> grad(fn(t -> t.sum().item() > 0 ? t.sum() : t.mul(2).sum())).apply(x)).hasMessageContaining("where(");
        assertThatThrownBy(() -> vmap(fn((a, b) -> a.add(b))).apply(x, vector(1))).hasMessageContaining("same first axis");
        assertThatThrownBy(() -> jvp(fn(t -> t.exp()), x, vector(1))).hasMessageContaining("dtype and shape");
        assertThatThrownBy(() -> Fn.of(in -> in).apply(x, x)).hasMessageContaining("2 results");
        assertThatThrownBy(() -> jacobian(fn(t -> t.argmax(0))).apply(x)).hasMessageContaining("only floats");
    }
}
