package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TensorTest {
    private static Tensor count(int... shape) {
        int n = 1;
        for (int s : shape) {
            n *= s;
        }
        return Tensor.arange(n).reshape(shape);
    }

    private static double[] values(Tensor t) {
        return t.value().toDoubles();
    }

    @Test
    void theExampleOfTheFirstPageHolds() {
        var x = Tensor.of(new float[][] {{1, 2}, {3, 4}});
        var y = x.matmul(x.transpose()).add(1).relu();
        assertThat(y).hasToString("f32[2,2] [[6, 12], [12, 26]]");
    }

    @Test
    void shapesBroadcastByNumPysRule() {
        assertThat(count(3, 1).add(count(4)).shape()).isEqualTo(Shape.of(3, 4));
        assertThat(values(count(3, 1).mul(count(2)))).containsExactly(0, 0, 0, 1, 0, 2);
        assertThat(count(2, 1, 3).add(count(5, 1)).shape()).isEqualTo(Shape.of(2, 5, 3));
        assertThat(count().add(count(2, 2)).shape()).isEqualTo(Shape.of(2, 2));
        assertThat(count(0).add(count(1)).shape()).isEqualTo(Shape.of(0));
        assertThat(values(count(2).eq(count(2, 1)))).containsExactly(1, 0, 0, 1);
        assertThat(values(count(2).gt(0).where(count(2, 1), Tensor.of(new int[] {9, 9})))).containsExactly(9, 0, 9, 1);
    }

    @Test
    void anyShapeBroadcastsAsIndexingSays() {
        Cases.check("broadcast", c -> {
            Shape full = c.shape(c.between(0, 4), 4);
            Shape narrow = c.narrower(full);
            NDArray x = c.values(DType.I32, narrow);
            NDArray y = Tensor.of(x).broadcastTo(full).value();
            int drop = full.rank() - narrow.rank();
            for (int i = 0; i < y.size(); i++) {
                int from = 0;
                int rest = i;
                int stride = 1;
                for (int k = full.rank() - 1; k >= drop; k--) {
                    int at = rest % full.size(k);
                    rest /= full.size(k);
                    from += narrow.size(k - drop) == 1 ? 0 : at * stride;
                    stride *= narrow.size(k - drop);
                }
                assertThat(y.getLong(i)).isEqualTo(x.getLong(from));
            }
        });
    }

    @Test
    void oneSizeOfAReshapeMayBeLeftToLoam() {
        assertThat(count(2, 6).reshape(3, -1).shape()).isEqualTo(Shape.of(3, 4));
        assertThat(count(2, 6).reshape(-1).shape()).isEqualTo(Shape.of(12));
        assertThat(count(2, 3, 4).flatten().shape()).isEqualTo(Shape.of(2, 12));
        assertThat(count(3).unsqueeze(-1).shape()).isEqualTo(Shape.of(3, 1));
        assertThat(count(3).unsqueeze(0).squeeze(0).shape()).isEqualTo(Shape.of(3));
        assertThat(count(1).reshape().shape()).isEqualTo(Shape.SCALAR);
        Dim batch = Dim.of(new Var("batch", 8));
        Tensor images = Tensor.input("x", DType.F32, Shape.of(List.of(batch, Dim.of(2), Dim.of(3))));
        assertThat(images.reshape(-1, 6).shape()).hasToString("[batch,6]");
        assertThat(images.reshape(-1).shape()).hasToString("[6*batch]");
        assertThat(images.reshape(-1).reshape(-1, 3).shape()).hasToString("[2*batch,3]");
    }

    @Test
    void slicesTakeWhatPythonWouldTake() {
        Tensor x = count(6);
        assertThat(values(x.slice(0, 1, 4))).containsExactly(1, 2, 3);
        assertThat(values(x.slice(0, -2, 6))).containsExactly(4, 5);
        assertThat(values(x.slice(0, 0, -4))).containsExactly(0, 1);
        assertThat(values(x.slice(0, 2, 2))).isEmpty();
        assertThat(values(x.slice(0, 5, 3, -2))).containsExactly(5, 3, 1);
        assertThat(values(x.flip(0))).containsExactly(5, 4, 3, 2, 1, 0);
        assertThat(values(count(2, 3).slice(1, 1, 3).slice(0, 1, 2))).containsExactly(4, 5);
        assertThat(values(count(2).pad(0, 1, 2))).containsExactly(0, 0, 1, 0, 0);
        assertThat(values(Tensor.concat(List.of(count(1, 2), count(2, 2)), 0))).containsExactly(0, 1, 0, 1, 2, 3);
        assertThat(values(count(2, 3).permute(1, 0))).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(count(2, 3, 4).transpose(0, -1).shape()).isEqualTo(Shape.of(4, 3, 2));
    }

    @Test
    void gathersAndScattersAlongAnyAxis() {
        assertThat(values(count(2, 3).gather(Tensor.of(new int[] {2, 0}), 1))).containsExactly(2, 0, 5, 3);
        assertThat(count(2, 3).gather(count(2, 2), -1).shape()).isEqualTo(Shape.of(2, 2, 2));
        assertThat(values(count(2, 3).scatterAdd(Tensor.of(new int[] {1, 1, 0}), -1, 2))).containsExactly(2, 1, 5, 7);
        assertThat(values(Tensor.of(new int[] {2, 0}).oneHot(3, DType.F32))).containsExactly(0, 0, 1, 1, 0, 0);
        assertThat(Tensor.of(new int[] {2, 0}).oneHot(3, DType.F32).dtype()).isEqualTo(DType.F32);
        assertThat(values(Tensor.of(new double[] {1, 3, 3}).argmax(0))).containsExactly(1);
    }

    @Test
    void softmaxSumsToOneAndSurvivesLargeNumbers() {
        Tensor x = Tensor.of(new double[] {1000, 1001, 1002});
        double[] p = values(x.softmax());
        assertThat(p[0] + p[1] + p[2]).isCloseTo(1, within(1e-15));
        assertThat(p[2] / p[1]).isCloseTo(Math.E, within(1e-12));
        assertThat(x.logSumExp().item()).isCloseTo(1002 + Math.log(1 + Math.exp(-1) + Math.exp(-2)), within(1e-12));
        assertThat(values(x.logSoftmax())[0]).isCloseTo(Math.log(p[0]), within(1e-12));
    }

    @Test
    void meanAndVarianceDivideByTheNumberOfElements() {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 6}).reshape(2, 2);
        assertThat(x.mean().item()).isEqualTo(3);
        assertThat(values(x.mean(0))).containsExactly(2, 4);
        assertThat(values(x.mean(-1))).containsExactly(1.5, 4.5);
        assertThat(x.variance().item()).isEqualTo(3.5);
        assertThat(values(x.variance(0))).containsExactly(1, 4);
        assertThat(Tensor.zeros(DType.F64, Shape.of(0)).mean().item()).isNaN();
    }

    @Test
    void meanAndVarianceOverAVariableBatchDivideByItsActualSize() {
        Dim batch = Dim.of(new Var("batch", 8));
        Tensor x = Tensor.input("x", DType.F64, Shape.of(List.of(batch, Dim.of(2))));
        NDArray rows = NDArray.wrap(DType.F64, new double[] {1, 10, 3, 20, 5, 30}, 3, 2);
        for (var e : Map.of(x.mean(), 11.5, x.mean(0).slice(0, 1, 2).sum(), 20.0, x.variance(0).slice(0, 0, 1).sum(), 8.0 / 3).entrySet()) {
            Node n = e.getKey().node();
            assertThat(Interpreter.evaluate(List.of(n), Map.of("x", rows), Map.of("batch", 3)).get(n).getDouble(0))
                .isCloseTo(e.getValue(), within(1e-12));
        }
    }

    @Test
    void twoVariableSizesCanStandInOneShape() {
        Dim batch = Dim.of(new Var("batch", 8));
        Dim time = Dim.of(new Var("time", 16));
        Tensor x = Tensor.input("x", DType.F64, Shape.of(List.of(batch, time, Dim.of(2))));
        Tensor w = Tensor.input("w", DType.F64, Shape.of(2, 3));
        Tensor y = x.matmul(w).softmax().mean();
        assertThat(x.matmul(w).shape()).hasToString("[batch,time,3]");
        assertThat(x.shape().maxElements()).isEqualTo(256);
        NDArray value = Interpreter.evaluate(List.of(y.node()), Map.of("x", NDArray.zeros(DType.F64, 5, 4, 2), "w", NDArray.zeros(DType.F64, 2, 3)),
            Map.of("batch", 5, "time", 4)).get(y.node());
        assertThat(value.getDouble(0)).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(Gradients.of(y, List.of(w)).get(0).shape()).isEqualTo(w.shape());
    }

    @Test
    void textShowsValuesWhereTheyAreKnownAndShapesWhereNot() {
        assertThat(Tensor.of(1.5)).hasToString("f32 1.5");
        assertThat(Tensor.of(new double[] {0.1, 1e10, Double.NaN})).hasToString("f64[3] [0.1, 1.0E10, NaN]");
        assertThat(Tensor.of(new float[] {0.1f})).hasToString("f32[1] [0.1]");
        assertThat(Tensor.arange(3).gt(Tensor.of(new int[] {1, 1, 1}))).hasToString("bool[3] [false, false, true]");
        assertThat(Tensor.arange(100)).hasToString("i32[100] [0, 1, 2, …, 97, 98, 99]");
        assertThat(Tensor.arange(6)).hasToString("i32[6] [0, 1, 2, 3, 4, 5]");
        assertThat(Tensor.zeros(DType.F16, Shape.of(2, 0))).hasToString("f16[2,0] [[], []]");
        Tensor x = Tensor.input("x", DType.F32, Shape.of(2));
        assertThat(x).hasToString("x f32[2]");
        assertThat(x.add(1)).hasToString("f32[2]");
        Tensor size = Tensor.of(new Op.Size(DType.F32, Dim.of(new Var("batch", 4))));
        assertThat(size).hasToString("f32[]");
    }

    @Test
    void aTensorThatWasReadIsALeaf() {
        Tensor x = Tensor.arange(4).mul(3);
        assertThat(x.node().op()).isInstanceOf(Op.Binary.class);
        NDArray first = x.value();
        assertThat(x.node().op()).isInstanceOf(Op.Constant.class);
        assertThat(x.value()).isSameAs(first);
    }

    @Test
    void arraysGivenToATensorAreCopied() {
        float[] f = {1, 2};
        double[] d = {1, 2};
        int[] i = {1, 2};
        Tensor tf = Tensor.of(f);
        Tensor td = Tensor.of(d);
        Tensor ti = Tensor.of(i);
        f[0] = 9;
        d[0] = 9;
        i[0] = 9;
        assertThat(values(tf)).containsExactly(1, 2);
        assertThat(values(td)).containsExactly(1, 2);
        assertThat(values(ti)).containsExactly(1, 2);
    }

    @Test
    void numbersTakeTheDtypeOfTheTensor() {
        assertThat(Tensor.arange(2).add(1).dtype()).isEqualTo(DType.I32);
        assertThat(Tensor.zeros(DType.F16, Shape.of(1)).add(0.5).dtype()).isEqualTo(DType.F16);
        assertThat(Tensor.of(2).pow(2).item()).isEqualTo(4);
        assertThat(Tensor.of(2).pow(0.5).item()).isEqualTo((float) Math.sqrt(2));
        assertThat(Tensor.of(new float[] {-1, 0.5f, 3}).clip(0, 1)).hasToString("f32[3] [0, 0.5, 1]");
    }
}
