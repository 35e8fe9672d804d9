package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Sorting, running sums and products, picking along an axis, and Einstein sums.
class OrderingTest {
    private static void close(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.value().toDoubles()).containsExactly(expected.value().toDoubles(), within(1e-12));
    }

    @Test
    void sortingKeepsTheOrderOfEqualElementsAndPutsNanLast() {
        Tensor x = Tensor.of(new double[] {2, Double.NaN, -0.0, 1, 0.0, 2, Double.NEGATIVE_INFINITY});
        assertThat(x.argsort(0).value().toDoubles()).containsExactly(6, 2, 4, 3, 0, 5, 1);
        assertThat(x.topK(4, 0).indices().value().toDoubles()).containsExactly(1, 0, 5, 3);
        assertThat(x.topK(3, -1).values().value().toDoubles()).containsExactly(Double.NaN, 2, 2);
        assertThat(x.argmin(0).item()).isEqualTo(1);
        assertThat(Tensor.of(new int[] {3, Integer.MIN_VALUE, 5, Integer.MIN_VALUE}).argmin(0).item()).isEqualTo(1);
        assertThat(Tensor.of(new int[] {3, -1, 2}).sort(0).value().toDoubles()).containsExactly(-1, 2, 3);
        assertThat(Tensor.of(new int[0]).sort(0).shape()).isEqualTo(Shape.of(0));
        assertThatThrownBy(() -> x.topK(8, 0)).hasMessageContaining("8 of 7");
    }

    @Test
    void runningSumsAndProductsAreThoseOfTheirDecomposition() {
        Cases.check("cumulate", c -> {
            Shape s = c.shape(c.between(1, 3), 6);
            int axis = c.between(0, s.rank() - 1);
            Tensor x = Tensor.of(c.values(DType.F64, s));
            for (Op.ReduceFn fn : List.of(Op.ReduceFn.SUM, Op.ReduceFn.PROD)) {
                var op = new Op.Cumulate(fn, x.node(), axis, c.coin());
                close(Tensor.of(op), Decompose.cumulate(op));
            }
        });
        assertThat(Tensor.of(new double[] {1, 2, 3}).cumsum(0).value().toDoubles()).containsExactly(1, 3, 6);
        assertThat(Tensor.of(new int[] {2, 3, -4}).cumprod(0).value().toDoubles()).containsExactly(2, 6, -24);
        assertThatThrownBy(() -> Tensor.of(new double[] {1}).gt(0).cumsum(0)).hasMessageContaining("bool");
    }

    @Test
    void derivativesMatchFiniteDifferencesTwice() {
        Cases.check("ordered gradients", c -> {
            Shape s = c.shape(c.between(1, 3), 4);
            int axis = c.between(0, s.rank() - 1);
            NDArray x = c.distinct(s);
            boolean reverse = c.coin();
            GradientCheck.second(c, in -> Tensor.of(new Op.Cumulate(Op.ReduceFn.SUM, in.get(0).square().node(), axis, reverse)), x);
            GradientCheck.second(c, in -> in.get(0).sort(axis).square(), x);
            GradientCheck.second(c, in -> in.get(0).topK((s.size(axis) + 1) / 2, axis).values().exp(), x);
            NDArray indices = NDArray.zeros(DType.I32, s.with(axis, Dim.of(3)).toArray());
            for (int i = 0; i < indices.size(); i++) {
                indices.setLong(i, c.between(-1, s.size(axis)));
            }
            GradientCheck.second(c, in -> in.get(0).takeAlong(Tensor.of(indices), axis).square(), x);
            for (int i = 0; i < x.size(); i++) {
                x.setDouble(i, c.between(0, 3) == 0 ? 0 : x.getDouble(i) + 1);
            }
            GradientCheck.second(c, in -> Tensor.of(new Op.Cumulate(Op.ReduceFn.PROD, in.get(0).node(), axis, reverse)), x);
        });
    }

    @Test
    void allAreMappedOverANewAxis() {
        Cases.check("map ordered", c -> {
            Shape s = c.shape(c.between(1, 3), 4);
            int axis = c.between(0, s.rank() - 1);
            NDArray x = c.values(DType.F64, s);
            BatchingTest.check(c, in -> in.get(0).cumsum(axis), x);
            BatchingTest.check(c, in -> in.get(0).cumprod(axis), x);
            BatchingTest.check(c, in -> in.get(0).argsort(axis), x);
            BatchingTest.check(c, in -> in.get(0).sort(axis), x);
            BatchingTest.check(c, in -> Functions.grad(Functions.fn(t -> t.sort(axis).mul(Tensor.iota(DType.F64, s, axis)).sum())).apply(in.get(0)), x);
        });
    }

    @Test
    void einsteinSumsAreTheirLoops() {
        Cases.check("einsum", c -> {
            int[] sizes = {c.size(4), c.size(4), c.size(4), c.size(4)};
            String spec = c.pick("ab,bc->ac", "ab->ba", "aa->", "aab->ba", "a,b->ab", "abc,abd->acd", "abc,dbc->ad", "ab,ab->", "ab,bc,cd->da", "ab,cd->bd",
                "abc->b", ",ab->ab", "ab,b,ca->c");
            String[] names = spec.substring(0, spec.indexOf('-')).split(",", -1);
            Tensor[] in = new Tensor[names.length];
            for (int i = 0; i < names.length; i++) {
                in[i] = Tensor.of(c.values(DType.F64, shape(names[i], sizes)));
            }
            String result = spec.substring(spec.indexOf('>') + 1);
            Tensor actual = Einsum.of(spec, in);
            assertThat(actual.shape()).isEqualTo(shape(result, sizes));
            double[] expected = new double[(int) actual.shape().maxElements()];
            int[] at = new int[4];
            for (int all = 0; all < sizes[0] * sizes[1] * sizes[2] * sizes[3]; all++) {
                int left = all;
                boolean counts = true;
                for (int k = 0; k < 4; k++) {
                    at[k] = left % sizes[k];
                    left /= sizes[k];
                    // axes that nothing names run once
                    counts &= spec.indexOf('a' + k) >= 0 || at[k] == 0;
                }
                double product = counts ? 1 : 0;
                for (int i = 0; i < names.length; i++) {
                    product *= in[i].value().getDouble(offset(names[i], sizes, at));
                }
                expected[offset(result, sizes, at)] += product;
            }
            assertThat(actual.value().toDoubles()).as(spec).containsExactly(expected, within(1e-12));
        });
        Tensor x = Tensor.ones(DType.F64, Shape.of(2, 3));
        assertThatThrownBy(() -> Einsum.of("ij,jk->ik", x)).hasMessageContaining("1 operand");
        assertThatThrownBy(() -> Einsum.of("ijk->i", x)).hasMessageContaining("3 axes");
        assertThatThrownBy(() -> Einsum.of("ij,jk->ik", x, x)).hasMessageContaining("different sizes");
        assertThatThrownBy(() -> Einsum.of("ij->ik", x)).hasMessageContaining("axes of the operands");
        assertThatThrownBy(() -> Einsum.of("ii->i", x)).hasMessageContaining("diagonal");
    }

    private static Shape shape(String names, int[] sizes) {
        int[] out = new int[names.length()];
        for (int i = 0; i < out.length; i++) {
            out[i] = sizes[names.charAt(i) - 'a'];
        }
        return Shape.of(out);
    }

    private static int offset(String names, int[] sizes, int[] at) {
        int o = 0;
        for (int i = 0; i < names.length(); i++) {
            o = o * sizes[names.charAt(i) - 'a'] + at[names.charAt(i) - 'a'];
        }
        return o;
    }
}
