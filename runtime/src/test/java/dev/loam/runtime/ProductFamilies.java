package dev.loam.runtime;

import static dev.loam.tensor.DType.BF16;
import static dev.loam.tensor.DType.F16;
import static dev.loam.tensor.DType.F64;
import static dev.loam.tensor.DType.I8;
import static dev.loam.tensor.DType.U8;

import dev.loam.runtime.Targets.Tolerance;
import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;
import java.util.List;

/// The part of the table of [Families] that holds products, convolutions and poolings.
final class ProductFamilies {
    /// The dtypes whose products can be summed in a wider one.
    private static final List<DType> NARROW = List.of(BF16, F16, I8, U8);

    private ProductFamilies() {
    }

    static void add(List<Families.Family> out) {
        for (int t = 0; t < 4; t++) {
            boolean ta = (t & 1) != 0;
            boolean tb = (t & 2) != 0;
            out.add(new Families.Family("matmul " + (ta ? "T" : "N") + (tb ? "T" : "N"), Families.NUMBERS, (c, d) -> matmul(c, d, d, d, ta, tb)));
            out.add(new Families.Family("wide matmul " + (ta ? "T" : "N") + (tb ? "T" : "N"), NARROW,
                (c, d) -> matmul(c, d, d.isFloat() ? d : c.pick(I8, U8), wider(d), ta, tb)));
        }
        for (Op.ConvOf of : Op.ConvOf.values()) {
            out.add(new Families.Family("conv " + of, Families.FLOATS, (c, d) -> conv(c, d, d, of)));
            out.add(new Families.Family("wide conv " + of, List.of(BF16, F16), (c, d) -> conv(c, d, wider(d), of)));
        }
        for (Op.PoolFn fn : Op.PoolFn.values()) {
            out.add(new Families.Family("pool " + fn, Families.FLOATS, (c, d) -> pool(c, d, fn, false)));
            out.add(new Families.Family("pool gradient " + fn, Families.FLOATS, (c, d) -> pool(c, d, fn, true)));
        }
    }

    private static DType wider(DType d) {
        return d.isFloat() ? DType.F32 : DType.I32;
    }

    private static Families.Case matmul(Cases c, DType dtypeA, DType dtypeB, DType result, boolean ta, boolean tb) {
        Shape batch = c.rarely(2) ? Shape.SCALAR : c.coin() ? Shape.of(c.size(3)) : Shape.of(c.size(3), c.size(3));
        int m = c.size(c.rarely(4) ? 70 : 20);
        int k = c.size(c.rarely(4) ? 300 : 20);
        int n = c.size(c.rarely(4) ? 150 : 20);
        Shape shapeA = batch.append(ta ? Shape.of(k, m) : Shape.of(m, k));
        Shape shapeB = batch.append(tb ? Shape.of(n, k) : Shape.of(k, n));
        // whole numbers to the ends of their range, where sums of neighbouring products are greatest
        Tensor a = dtypeA.isFloat() ? c.tensor(dtypeA, shapeA) : c.input(c.specials(dtypeA, shapeA));
        Tensor b = dtypeB.isFloat() ? c.tensor(dtypeB, shapeB) : c.input(c.specials(dtypeB, shapeB));
        Tensor r = Families.of(new Op.MatMul(a.node(), b.node(), ta, tb, result));
        return new Families.Case(r, result.isFloat() ? Tolerance.sum(k, Families.of(new Op.MatMul(a.to(F64).abs().node(), b.to(F64).abs().node(), ta, tb)))
            : Tolerance.EXACT);
    }

    private static Window window(Cases c, boolean pool) {
        int h = c.between(1, 3);
        int w = c.between(1, 3);
        int dh = c.rarely(3) ? 2 : 1;
        int dw = c.rarely(3) ? 2 : 1;
        if (pool && c.rarely(3)) {
            return new Window(h, w, h, w, 0, 0, 0, 0, 1, 1);
        }
        boolean padded = c.coin();
        int most = padded ? pool ? Math.min((h - 1) * dh, (w - 1) * dw) : 2 : 0;
        return new Window(h, w, c.between(1, 3), c.between(1, 3), c.between(0, most), c.between(0, most), c.between(0, most),
            c.between(0, most), dh, dw);
    }

    private static Families.Case conv(Cases c, DType d, DType kept, Op.ConvOf of) {
        Window w = window(c, false);
        int groups = c.rarely(3) ? c.between(2, 3) : 1;
        int in = groups * c.between(1, c.rarely(4) ? 20 : 3);
        int filters = groups * c.between(1, c.rarely(4) ? 20 : 3);
        int rows = (w.height() - 1) * w.dilationHeight() + c.between(1, 6);
        int columns = (w.width() - 1) * w.dilationWidth() + c.between(1, 6);
        Shape x = Shape.of(c.rarely(15) ? 0 : c.between(1, 3), rows, columns, in);
        Shape f = Shape.of(w.height(), w.width(), in / groups, filters);
        Shape y = Shape.of(x.size(0), w.outHeight(rows), w.outWidth(columns), filters);
        Tensor a = c.tensor(d, of == Op.ConvOf.INPUT ? y : x);
        Tensor b = c.tensor(d, of == Op.ConvOf.FILTER ? y : f);
        Shape result = of == Op.ConvOf.OUTPUT ? y : of == Op.ConvOf.INPUT ? x : f;
        double terms = of == Op.ConvOf.FILTER ? y.size(0) * y.size(1) * y.size(2) : of == Op.ConvOf.INPUT ? 9.0 * filters : 9.0 * in;
        Tensor magnitude = Families.of(new Op.Conv(of, a.to(F64).abs().node(), b.to(F64).abs().node(), w, groups, result));
        return new Families.Case(Families.of(new Op.Conv(of, a.node(), b.node(), w, groups, result, kept)), Tolerance.sum(terms, magnitude));
    }

    private static Families.Case pool(Cases c, DType d, Op.PoolFn fn, boolean gradient) {
        Window w = window(c, true);
        int rows = (w.height() - 1) * w.dilationHeight() + c.between(1, 6);
        int columns = (w.width() - 1) * w.dilationWidth() + c.between(1, 6);
        Shape s = Shape.of(c.rarely(15) ? 0 : c.between(1, 3), rows, columns, c.between(1, 9));
        // few different values, so that there are ties
        NDArray values = NDArray.zeros(d, s.toArray());
        for (int i = 0; i < values.size(); i++) {
            values.setDouble(i, d.isSigned() ? c.between(-3, 3) : c.between(0, 6));
        }
        Tensor x = c.input(values);
        if (!gradient) {
            return Families.Case.exact(Families.of(new Op.Pool(fn, x.node(), w)));
        }
        Tensor dy = c.tensor(d, Shape.of(s.size(0), w.outHeight(rows), w.outWidth(columns), s.size(3)));
        Tensor r = Families.of(new Op.PoolGradient(fn, x.node(), dy.node(), w));
        // a sum in the dtype itself, written out
        Tensor magnitude = Families.of(new Op.PoolGradient(fn, x.to(F64).node(), dy.to(F64).abs().node(), w));
        return new Families.Case(r, new Tolerance(1, d.isHalf() ? 9 * (d == F16 ? 0x1p14 : 0x1p17) : 9, magnitude));
    }
}
