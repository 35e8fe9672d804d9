package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// The named operations of the interpreter against their decompositions into primitive ones.
class DecomposeTest {
    @Test
    void matmulIsABroadcastProductAndASum() {
        Cases.check("decomposed matmul", c -> {
            boolean ta = c.coin();
            boolean tb = c.coin();
            Shape batch = c.shape(c.between(0, 2), 3);
            int m = c.between(0, 4);
            int k = c.between(0, 4);
            int n = c.between(0, 4);
            DType d = c.pick(DType.F64, DType.F64, DType.I32, DType.I64, DType.U8);
            Node a = Tensor.of(c.values(d, batch.append(ta ? Shape.of(k, m) : Shape.of(m, k)))).node();
            Node b = Tensor.of(c.values(d, batch.append(tb ? Shape.of(n, k) : Shape.of(k, n)))).node();
            var op = new Op.MatMul(a, b, ta, tb);
            same(Tensor.of(op), Decompose.matmul(op));
        });
    }

    @Test
    void convIsASumOfMatrixProductsOverTheWindow() {
        Cases.check("decomposed conv", c -> {
            Window w = Geometry.random(c).window();
            Shape images = Geometry.images(c, w);
            Tensor x = Tensor.of(c.values(DType.F64, images));
            Tensor f = Tensor.of(c.values(DType.F64, Shape.of(w.height(), w.width(), images.size(3), c.between(1, 3))));
            same(x.conv2d(f, w, 1), Decompose.conv(x, f, w));
        });
    }

    @Test
    void groupedConvIsTheConcatenationOfItsGroups() {
        Cases.check("grouped conv", c -> {
            Geometry g = Geometry.random(c);
            int in = g.filters().size(2);
            int out = g.filters().size(3) / g.groups();
            Tensor x = Tensor.of(c.values(DType.F64, g.images()));
            Tensor f = Tensor.of(c.values(DType.F64, g.filters()));
            var parts = new java.util.ArrayList<Tensor>();
            for (int i = 0; i < g.groups(); i++) {
                parts.add(Decompose.conv(x.slice(3, i * in, in, 1), f.slice(3, i * out, out, 1), g.window()));
            }
            same(x.conv2d(f, g.window(), g.groups()), Tensor.concat(parts, 3));
        });
    }

    @Test
    void theThreeFacesOfConvAreOneTrilinearForm() {
        Cases.check("faces", c -> {
            Geometry g = Geometry.random(c);
            Tensor x = Tensor.of(c.values(DType.F64, g.images()));
            Tensor f = Tensor.of(c.values(DType.F64, g.filters()));
            Tensor dy = Tensor.of(c.values(DType.F64, g.output()));
            double y = x.conv2d(f, g.window(), g.groups()).mul(dy).sum().item();
            Tensor dx = Tensor.of(new Op.Conv(Op.ConvOf.INPUT, dy.node(), f.node(), g.window(), g.groups(), g.images()));
            Tensor df = Tensor.of(new Op.Conv(Op.ConvOf.FILTER, x.node(), dy.node(), g.window(), g.groups(), g.filters()));
            assertThat(dx.mul(x).sum().item()).isCloseTo(y, within(1e-9));
            assertThat(df.mul(f).sum().item()).isCloseTo(y, within(1e-9));
        });
    }

    @Test
    void maxPoolIsAnElementwiseMaximumOverTheWindow() {
        Cases.check("decomposed pool", c -> {
            Window w = Geometry.poolWindow(c);
            NDArray values = c.values(DType.F64, Geometry.images(c, w));
            for (int i = 0; i < values.size(); i++) {
                // equal elements, and now and then a NaN
                values.setDouble(i, c.between(0, 15) == 0 ? Double.NaN : c.between(0, 5));
            }
            Tensor x = Tensor.of(values);
            same(x.maxPool2d(w), Decompose.maxPool(x, w));
        });
    }

    @Test
    void theGradientOfMaxPoolIsTheTransposeOfItsChoice() {
        Cases.check("choice", c -> {
            Window w = Geometry.poolWindow(c);
            NDArray values = c.values(DType.F64, Geometry.images(c, w));
            for (int i = 0; i < values.size(); i++) {
                values.setDouble(i, c.between(0, 5));
            }
            Tensor x = Tensor.of(values);
            Tensor v = Tensor.of(c.values(DType.F64, x.shape()));
            Tensor dy = Tensor.of(c.values(DType.F64, x.maxPool2d(w).shape()));
            Tensor dx = Tensor.of(new Op.PoolGradient(Op.PoolFn.MAX, x.node(), dy.node(), w));
            assertThat(dx.mul(v).sum().item()).isCloseTo(Decompose.choose(x, v, w).mul(dy).sum().item(), within(1e-10));
        });
    }

    @Test
    void sumPoolIsAConvolutionWithOnesForEachChannel() {
        Cases.check("sum pool", c -> {
            Window w = Geometry.poolWindow(c);
            Tensor x = Tensor.of(c.values(DType.F64, Geometry.images(c, w)));
            Tensor ones = Tensor.ones(DType.F64, Shape.of(w.height(), w.width(), 1, x.size(3)));
            same(Tensor.of(new Op.Pool(Op.PoolFn.SUM, x.node(), w)), x.conv2d(ones, w, x.size(3)));
            same(x.averagePool2d(w), x.conv2d(ones, w, x.size(3)).div(w.height() * w.width()));
        });
    }

    private static void same(Tensor a, Tensor b) {
        assertThat(a.dtype()).isEqualTo(b.dtype());
        assertThat(a.shape()).isEqualTo(b.shape());
        double[] x = a.value().toDoubles();
        double[] y = b.value().toDoubles();
        for (int i = 0; i < x.length; i++) {
            if (Double.compare(x[i], y[i]) != 0) {
                assertThat(x[i]).as("element %d of %s", i, a.shape()).isCloseTo(y[i], within(1e-12 * (1 + Math.abs(y[i]))));
            }
        }
    }
}
