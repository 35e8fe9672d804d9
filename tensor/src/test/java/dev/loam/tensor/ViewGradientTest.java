package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ViewGradientTest {
    @ParameterizedTest
    @EnumSource(Op.ReduceFn.class)
    void reductionsMatchFiniteDifferencesOverEverySetOfAxes(Op.ReduceFn fn) {
        Cases.check("reduce " + fn, c -> {
            Shape s = c.shape(c.between(1, 3), 4);
            NDArray x = fn == Op.ReduceFn.MAX || fn == Op.ReduceFn.MIN ? c.distinct(s) : c.values(s, 0.5, 1.5);
            for (int set = 1; set < 1 << s.rank(); set++) {
                var axes = new ArrayList<Integer>();
                for (int i = 0; i < s.rank(); i++) {
                    if ((set >> i & 1) != 0) {
                        axes.add(i);
                    }
                }
                GradientCheck.second(c, in -> Tensor.of(new Op.Reduce(fn, in.get(0).node(), List.copyOf(axes))), x);
            }
        });
    }

    @Test
    void productsWithZerosHaveTheirGradients() {
        Cases.check("zeros", c -> {
            NDArray x = c.values(DType.F64, Shape.of(c.between(1, 4), c.between(1, 5)));
            for (int i = 0; i < x.size(); i++) {
                x.setDouble(i, c.between(0, 2) == 0 ? 0 : x.getDouble(i));
            }
            GradientCheck.first(c, in -> in.get(0).prod(-1), x);
            GradientCheck.first(c, in -> in.get(0).prod(), x);
        });
    }

    @Test
    void equalGreatestAndEqualLeastElementsShareTheGradient() {
        Tensor x = Tensor.of(new double[] {2, 5, 5, 1});
        assertThat(Gradients.of(x.amax(), List.of(x)).get(0).value().toDoubles()).containsExactly(0, 0.5, 0.5, 0);
        Tensor y = Tensor.of(new double[] {1, 5, 1, 4});
        assertThat(Gradients.of(y.amin(), List.of(y)).get(0).value().toDoubles()).containsExactly(0.5, 0, 0.5, 0);
    }

    @Test
    void reshapePermuteAndBroadcastMatchFiniteDifferences() {
        Cases.check("views", c -> {
            Shape s = c.shape(c.between(0, 4), 3);
            NDArray x = c.values(DType.F64, s);
            GradientCheck.second(c, in -> in.get(0).square().reshape(-1), x);
            int[] order = c.permutation(s.rank());
            GradientCheck.second(c, in -> in.get(0).square().permute(order), x);
            Shape narrow = c.narrower(s);
            GradientCheck.second(c, in -> in.get(0).square().broadcastTo(s), c.values(DType.F64, narrow));
        });
    }

    @Test
    void slicesWithAnyStartAndStepMatchFiniteDifferences() {
        Cases.check("slice", c -> {
            Shape s = c.shape(c.between(1, 3), 7);
            var start = new ArrayList<Integer>();
            var size = new ArrayList<Dim>();
            var step = new ArrayList<Integer>();
            for (Dim d : s.dims()) {
                int n = d.constant();
                int by = c.between(1, 3);
                int first = c.between(0, n - 1);
                int count = c.between(0, 1 + (n - 1 - first) / by);
                boolean back = c.coin() && count > 0;
                start.add(back ? first + (count - 1) * by : first);
                step.add(back ? -by : by);
                size.add(Dim.of(count));
            }
            GradientCheck.second(c, in -> Tensor.of(new Op.Slice(in.get(0).square().node(), List.copyOf(start), List.copyOf(size),
                List.copyOf(step))), c.values(DType.F64, s));
        });
    }

    @Test
    void padsAroundAndBetweenMatchFiniteDifferences() {
        Cases.check("pad", c -> {
            Shape s = c.shape(c.between(1, 3), 4);
            var low = new ArrayList<Integer>();
            var high = new ArrayList<Integer>();
            var interior = new ArrayList<Integer>();
            for (int i = 0; i < s.rank(); i++) {
                low.add(c.between(0, 2));
                high.add(c.between(0, 2));
                interior.add(c.between(0, 2));
            }
            GradientCheck.second(c, in -> Tensor.of(new Op.Pad(in.get(0).square().node(), List.copyOf(low), List.copyOf(high),
                List.copyOf(interior))), c.values(DType.F64, s));
        });
    }

    @Test
    void concatMatchesFiniteDifferences() {
        Cases.check("concat", c -> {
            Shape s = c.shape(c.between(1, 3), 3);
            int axis = c.between(0, s.rank() - 1);
            Shape other = s.with(axis, Dim.of(c.between(1, 3)));
            GradientCheck.second(c, in -> Tensor.concat(List.of(in.get(0).square(), in.get(1), in.get(0)), axis), c.values(DType.F64, s),
                c.values(DType.F64, other));
        });
    }

    @Test
    void gatherAndScatterAddMatchFiniteDifferencesWithRepeatedIndices() {
        Cases.check("gather", c -> {
            Shape s = c.shape(c.between(1, 3), 4);
            int axis = c.between(0, s.rank() - 1);
            Shape where = c.shape(c.between(0, 2), 3);
            NDArray indices = NDArray.zeros(c.pick(DType.I32, DType.I64), where.toArray());
            for (int i = 0; i < indices.size(); i++) {
                // some beyond the ends, which are clamped
                indices.setLong(i, c.between(-1, s.size(axis)));
            }
            GradientCheck.second(c, in -> in.get(0).square().gather(Tensor.of(indices), axis), c.values(DType.F64, s));
            Shape updates = s.head(axis).append(where).append(Shape.of(s.dims().subList(axis + 1, s.rank())));
            int size = c.between(1, 4);
            GradientCheck.second(c, in -> in.get(0).square().scatterAdd(Tensor.of(indices), axis, size), c.values(DType.F64, updates));
        });
    }

    @Test
    void variableSizesKeepTheirPlaceInGradients() {
        Dim batch = Dim.of(new Var("batch", 8));
        Tensor x = Tensor.input("x", DType.F64, Shape.of(List.of(batch, Dim.of(3))));
        Tensor w = Tensor.input("w", DType.F64, Shape.of(3, 2));
        Tensor b = Tensor.input("b", DType.F64, Shape.of(2));
        Tensor y = x.matmul(w).add(b).tanh().softmax().variance(0).sum();
        var g = Gradients.of(y, List.of(x, w, b));
        assertThat(g.get(0).shape()).isEqualTo(x.shape());
        assertThat(g.get(1).shape()).isEqualTo(w.shape());
        assertThat(g.get(2).shape()).isEqualTo(b.shape());
    }
}
