package dev.loam.tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProductGradientTest {
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void matmulMatchesFiniteDifferencesTwiceInEachTransposition(boolean transposeA, boolean transposeB) {
        Cases.check("matmul", c -> {
            Shape batch = c.shape(c.between(0, 2), 3);
            int m = c.size(4);
            int k = c.size(5);
            int n = c.size(4);
            Shape a = batch.append(transposeA ? Shape.of(k, m) : Shape.of(m, k));
            Shape b = batch.append(transposeB ? Shape.of(n, k) : Shape.of(k, n));
            GradientCheck.second(c, in -> Tensor.of(new Op.MatMul(in.get(0).node(), in.get(1).node(), transposeA, transposeB)),
                c.values(DType.F64, a), c.values(DType.F64, b));
        });
    }

    @Test
    void matmulMatchesFiniteDifferencesWhereItsLeadingAxesBroadcast() {
        Cases.check("broadcast matmul", c -> {
            Shape batch = c.shape(c.between(0, 2), 3);
            Shape other = c.narrower(batch);
            int k = c.size(3);
            GradientCheck.first(c, in -> in.get(0).matmul(in.get(1)), c.values(DType.F64, batch.append(Shape.of(c.size(3), k))),
                c.values(DType.F64, other.append(Shape.of(k, c.size(3)))));
        });
    }

    @ParameterizedTest
    @EnumSource(Op.ConvOf.class)
    void everyFaceOfConvMatchesFiniteDifferencesTwice(Op.ConvOf of) {
        Cases.check("conv " + of, c -> {
            Geometry g = Geometry.random(c);
            GradientCheck.second(c, in -> Tensor.of(new Op.Conv(of, in.get(0).node(), in.get(1).node(), g.window(), g.groups(), g.result(of))),
                c.values(DType.F64, of == Op.ConvOf.INPUT ? g.output() : g.images()),
                c.values(DType.F64, of == Op.ConvOf.FILTER ? g.output() : g.filters()));
        });
    }

    @ParameterizedTest
    @EnumSource(Op.PoolFn.class)
    void poolingMatchesFiniteDifferencesTwice(Op.PoolFn fn) {
        Cases.check("pool " + fn, c -> {
            Window w = Geometry.poolWindow(c);
            Shape images = Geometry.images(c, w);
            GradientCheck.second(c, in -> {
                Tensor y = Tensor.of(new Op.Pool(fn, in.get(0).node(), w));
                return y.isFinite().where(y, y.like(0)).square();
            }, c.distinct(images));
        });
    }

    @ParameterizedTest
    @EnumSource(Op.PoolFn.class)
    void theGradientOfPoolingMatchesFiniteDifferencesTwice(Op.PoolFn fn) {
        Cases.check("pool gradient " + fn, c -> {
            Window w = Geometry.poolWindow(c);
            Shape images = Geometry.images(c, w);
            Tensor x = Tensor.of(c.distinct(images));
            Shape pooled = Tensor.of(new Op.Pool(fn, x.node(), w)).shape();
            GradientCheck.second(c, in -> Tensor.of(new Op.PoolGradient(fn, x.node(), in.get(0).square().node(), w)), c.values(DType.F64, pooled));
        });
    }

    @Test
    void aSmallNetworkMatchesFiniteDifferencesTwice() {
        Cases.check("network", 5, c -> {
            Tensor labels = Tensor.of(new int[] {1, 0});
            GradientCheck.second(c, in -> {
                Tensor h = in.get(0).conv2d(in.get(1), Window.of(3, 3).same(), 1).tanh().maxPool2d(Window.of(2, 2).stride(2));
                Tensor logits = h.flatten().matmul(in.get(2)).add(in.get(3));
                return logits.logSoftmax().mul(labels.oneHot(3, DType.F64)).sum(-1).mean().neg();
            }, c.values(DType.F64, Shape.of(2, 4, 4, 1)), c.values(DType.F64, Shape.of(3, 3, 1, 2)), c.values(DType.F64, Shape.of(8, 3)),
                c.values(DType.F64, Shape.of(3)));
        });
    }
}
