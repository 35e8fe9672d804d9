package dev.loam.runtime;

import static dev.loam.tensor.DType.F32;
import static dev.loam.tensor.DType.F64;
import static dev.loam.tensor.DType.I32;
import static dev.loam.tensor.DType.I64;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Var;
import dev.loam.tensor.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Random graphs over a batch of variable size, of whole numbers like [WholeGraphs]. Every value in the list is `[batch, n]`.
final class BatchGraphs {
    private static final double LIMIT = 0x1p20;

    private record Value(Tensor t, double bound) {
        int columns() {
            return t.size(1);
        }
    }

    private final Cases c;
    private final Var batch;
    private final DType dtype;
    private final List<Value> values = new ArrayList<>();
    private final List<Tensor> sums = new ArrayList<>();

    private BatchGraphs(Cases c, Var batch) {
        this.c = c;
        this.batch = batch;
        this.dtype = c.pick(F32, F32, F64, I32, I64);
    }

    static Graph make(Cases c, Var batch) {
        var g = new BatchGraphs(c, batch);
        for (int i = c.between(1, 3); i > 0; i--) {
            g.values.add(new Value(g.input(c.pick(1, 3, 4, 8, 17)), 4));
        }
        for (int i = c.between(4, 16); i > 0; i--) {
            g.values.add(g.operation(c.pick(g.values)));
        }
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("rows", g.values.getLast().t().node());
        outputs.put("other", c.pick(g.values).t().node());
        var updates = new LinkedHashMap<String, Node>();
        for (int i = 0; i < g.sums.size(); i++) {
            Tensor sum = g.sums.get(i);
            if (c.coin()) {
                outputs.put("sum" + i, sum.node());
            } else {
                Tensor s = c.state("s" + i, g.numbers(sum.shape()));
                updates.put("s" + i, s.add(sum).max(-7).min(7).node());
            }
        }
        return Graph.of(outputs, updates);
    }

    private Dim rows() {
        return Dim.of(batch);
    }

    private NDArray numbers(Shape s) {
        NDArray v = NDArray.zeros(dtype, s.toArray());
        for (int i = 0; i < v.size(); i++) {
            v.setLong(i, c.between(-4, 4));
        }
        return v;
    }

    private Tensor input(int columns) {
        return c.input(numbers(Shape.of(batch.max(), columns)), shape(Dim.of(columns)));
    }

    private Shape shape(Dim... rest) {
        var dims = new ArrayList<Dim>(List.of(rows()));
        dims.addAll(List.of(rest));
        return Shape.of(dims);
    }

    private static Value tame(Value v, double bound) {
        return v.bound() <= bound ? v : new Value(v.t().max(-4).min(4), 4);
    }

    /// The value with `columns` columns: cut, or filled up with zeros.
    private Value fit(Value v, int columns) {
        int have = v.columns();
        return new Value(have > columns ? v.t().slice(1, 0, columns) : have < columns ? v.t().pad(1, 0, columns - have) : v.t(), v.bound());
    }

    private Value operation(Value picked) {
        Value v = tame(picked, LIMIT / 64);
        return switch (c.between(0, 14)) {
            case 0 -> {
                Value o = tame(fit(c.pick(values), v.columns()), LIMIT / 64);
                yield c.coin() ? new Value(v.t().add(o.t()), v.bound() + o.bound()) : new Value(v.t().max(o.t()), Math.max(v.bound(), o.bound()));
            }
            case 1 -> new Value(v.t().mul(c.input(numbers(Shape.of(v.columns())))).add(c.input(numbers(Shape.of(v.columns())))), 4 * v.bound() + 4);
            case 2 -> linear(v);
            case 3 -> rowMajor(v);
            case 4 -> columnSums(v);
            case 5 -> products(v);
            case 6 -> gather(v);
            case 7 -> scatter(v);
            case 8 -> new Value(v.t().argmax(1).unsqueeze(1).to(dtype).add(v.t()), v.bound() + v.columns());
            case 9 -> split(v);
            case 10 -> images(v);
            case 11 -> new Value(Tensor.concat(List.of(v.t(), fit(c.pick(values), 3).t().min(4).max(-4)), 1), Math.max(4, v.bound()));
            case 12 -> draws(v);
            case 13 -> heads(v);
            default -> transposed(v);
        };
    }

    private Value linear(Value v) {
        int n = c.pick(1, 4, 16, 33);
        Value x = tame(v, LIMIT / 4 / v.columns());
        return new Value(x.t().matmul(c.input(numbers(Shape.of(v.columns(), n)))), x.bound() * 4 * v.columns());
    }

    /// What a row has in all, taken from each of its elements.
    private Value rowMajor(Value v) {
        Value x = tame(v, LIMIT / v.columns());
        Tensor all = c.coin() ? x.t().sum(1) : x.t().amax(1);
        return new Value(x.t().sub(all.unsqueeze(1)), x.bound() * (v.columns() + 1));
    }

    private Value columnSums(Value v) {
        Value x = tame(v, LIMIT / batch.max() / v.columns());
        sums.add(c.coin() ? x.t().sum(0) : c.coin() ? x.t().sum() : x.t().amin(0));
        if (dtype.isFloat()) {
            // of an empty batch, NaN
            sums.add(x.t().mean(0).floor());
        }
        return new Value(x.t().add(x.t().sum(0)), x.bound() * (batch.max() + 1));
    }

    /// Products over the batch, `[m, n]`, and within each example.
    private Value products(Value v) {
        Value a = tame(v, Math.sqrt(LIMIT / batch.max()));
        Value b = tame(c.pick(values), Math.sqrt(LIMIT / batch.max()));
        sums.add(Families.of(new Op.MatMul(a.t().node(), b.t().node(), true, false)));
        Tensor x = fit(a, 6).t().reshape(shape(Dim.of(2), Dim.of(3)));
        Tensor y = fit(b, 12).t().reshape(shape(Dim.of(4), Dim.of(3)));
        Tensor each = Families.of(new Op.MatMul(x.node(), y.node(), false, true));
        return new Value(each.reshape(shape(Dim.of(8))), 3 * a.bound() * b.bound());
    }

    private Tensor entries(Shape s, int size) {
        int n = (int) s.maxElements();
        int[] out = new int[n];
        for (int i = 0; i < n; i++) {
            out[i] = c.between(-1, size);
        }
        int[] sizes = new int[s.rank()];
        for (int k = 0; k < sizes.length; k++) {
            sizes[k] = (int) s.dim(k).max();
        }
        return c.input(NDArray.wrap(I32, out, sizes), s);
    }

    private Value gather(Value v) {
        if (c.coin()) {
            return new Value(v.t().gather(entries(Shape.of(c.between(1, 5)), v.columns()), 1), v.bound());
        }
        Tensor table = c.input(numbers(Shape.of(5, v.columns())));
        return new Value(table.gather(entries(shape(), 5), 0).add(v.t()), v.bound() + 4);
    }

    private Value scatter(Value v) {
        Value x = tame(v, LIMIT / batch.max());
        sums.add(x.t().scatterAdd(entries(shape(), 4), 0, 4));
        return new Value(x.t().scatterAdd(entries(Shape.of(v.columns()), 6), 1, 6), x.bound() * v.columns());
    }

    /// Each row as several.
    private Value split(Value v) {
        Value x = fit(v, 12);
        Tensor rows = x.t().reshape(Shape.of(List.of(rows().times(Dim.of(4)), Dim.of(3))));
        Tensor y = rows.matmul(c.input(numbers(Shape.of(3, 5)))).sub(rows.amax(1).unsqueeze(1));
        return new Value(y.reshape(shape(Dim.of(20))), x.bound() * 13);
    }

    private Value images(Value v) {
        if (!dtype.isFloat()) {
            return transposed(v);
        }
        Value x = tame(fit(v, 32), LIMIT / 100);
        Tensor image = x.t().reshape(shape(Dim.of(4), Dim.of(4), Dim.of(2)));
        if (c.coin()) {
            Window w = Window.of(2, 2).stride(c.between(1, 2));
            return new Value(c.coin() ? image.maxPool2d(w).flatten() : Families.of(new Op.Pool(Op.PoolFn.SUM, image.node(), w)).flatten(), 4 * x.bound());
        }
        Tensor y = image.conv2d(c.input(numbers(Shape.of(3, 3, 2, 3))), Window.of(3, 3).padding(c.between(0, 1)), 1);
        sums.add(Families.of(new Op.Conv(Op.ConvOf.FILTER, tame(x, 4).t().reshape(image.shape()).node(), tame(new Value(y.flatten(), 1e9), 4).t().reshape(y.shape()).node(),
            new Window(3, 3, 1, 1, (y.size(1) - 2) / 2, (y.size(1) - 2) / 2, (y.size(1) - 2) / 2, (y.size(1) - 2) / 2, 1, 1), 1, Shape.of(3, 3, 2, 3))));
        return new Value(y.flatten(), x.bound() * 4 * 18);
    }

    /// Products of parts of one tensor, read where they lie, and joined again behind a permutation.
    private Value heads(Value v) {
        Value x = tame(fit(v, 24), 16);
        Tensor parts = x.t().reshape(shape(Dim.of(4), Dim.of(2), Dim.of(3))).permute(2, 0, 1, 3);
        parts = c.coin() ? parts : x.t().add(1).max(-4).min(4).reshape(shape(Dim.of(4), Dim.of(2), Dim.of(3))).permute(2, 0, 1, 3);
        Tensor q = parts.slice(0, 0, 1).squeeze(0);
        Tensor k = parts.slice(0, 1, 2).squeeze(0);
        Tensor each = q.matmul(k.transpose()).max(-4).min(4);
        Tensor joined = each.matmul(k).max(-64).min(64);
        Tensor both = Tensor.concat(c.coin() ? List.of(joined, q) : List.of(k, joined, joined), 2);
        return new Value(both.permute(0, 2, 1).reshape(shape(both.shape().dim(1).times(both.shape().dim(2)))), 64);
    }

    private Value draws(Value v) {
        NDArray seed = NDArray.wrap(I64, new long[] {c.bits()});
        Node scalar = c.input(seed).node();
        Tensor bits = Families.of(new Op.Random(Op.RandomFn.BITS, DType.U32, v.t().shape(), 5, scalar, scalar, scalar));
        Tensor keep = bits.rem(Tensor.fill(DType.U32, bits.shape(), 2)).eq(0);
        Tensor row = Tensor.iota(I32, v.t().shape(), c.between(0, 1)).to(dtype);
        return new Value(keep.where(v.t(), row), Math.max(v.bound(), Math.max(batch.max(), v.columns())));
    }

    private Value transposed(Value v) {
        Value x = tame(v, LIMIT / batch.max());
        Tensor t = x.t().transpose();
        Tensor y = t.sub(t.amax(1).unsqueeze(1).mul(c.input(numbers(Shape.of(1))).reshape(1, 1)));
        return new Value(y.transpose().neg(), x.bound() * 5);
    }
}
