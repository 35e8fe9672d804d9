package dev.loam.runtime;

import static dev.loam.tensor.DType.BF16;
import static dev.loam.tensor.DType.BOOL;
import static dev.loam.tensor.DType.F16;
import static dev.loam.tensor.DType.F32;
import static dev.loam.tensor.DType.F64;
import static dev.loam.tensor.DType.I32;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Random graphs of all families in which every value is a whole number small enough for its dtype, floats included. Sums are
/// then exact in any order, and targets must agree with the interpreter exactly but for the sign of zeros.
final class WholeGraphs {
    /// A tensor and a bound of its values.
    private record Value(Tensor t, double bound) {
        DType dtype() {
            return t.dtype();
        }
    }

    private final Cases c;
    private final List<Value> values = new ArrayList<>();
    private final List<Tensor> states = new ArrayList<>();

    private WholeGraphs(Cases c) {
        this.c = c;
    }

    /// A graph of 5 to 30 operations with up to four outputs and up to three states that change.
    static Graph make(Cases c) {
        var g = new WholeGraphs(c);
        for (int i = c.between(1, 3); i > 0; i--) {
            g.leaf(c.pick(F32, F32, F32, F64, F16, BF16, I32, DType.I64, DType.I8, DType.U8));
        }
        for (int i = c.between(0, 3); i > 0; i--) {
            NDArray v = g.numbers(c.pick(F32, F32, I32, F64), g.shape());
            Tensor s = c.state("s" + i, v);
            g.states.add(s);
            g.values.add(new Value(s, 4));
        }
        for (int i = c.between(5, 30); i > 0; i--) {
            Value v = g.operation();
            if (v.t().shape().maxElements() <= 5000) {
                g.values.add(v);
            }
        }
        return g.graph();
    }

    private Graph graph() {
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("y0", values.getLast().t().node());
        for (int i = c.between(0, 3); i > 0; i--) {
            outputs.put("y" + i, c.pick(values).t().node());
        }
        var updates = new LinkedHashMap<String, Node>();
        for (Tensor s : states) {
            if (!c.rarely(5)) {
                Value v = c.pick(values);
                Tensor now = fit(cast(tame(v, 4), s.dtype()).t(), s.shape());
                updates.put(s.node().label(), (c.coin() && s.dtype().isFloat() ? now.add(s).clip(-4, 4) : now.clip(-4, 4)).node());
            } else if (states.size() > 1) {
                // states may also be exchanged
                Tensor other = c.pick(states);
                updates.put(s.node().label(), fit(other.to(s.dtype()), s.shape()).node());
            }
        }
        return Graph.of(outputs, updates);
    }

    // ---- leaves

    private Shape shape() {
        int[] sizes = new int[c.between(0, 4)];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = c.rarely(30) ? 0 : c.pick(1, 2, 3, 4, 5, 7, 16, 17);
        }
        return Shape.of(sizes);
    }

    private NDArray numbers(DType d, Shape s) {
        NDArray v = NDArray.zeros(d, s.toArray());
        for (int i = 0; i < v.size(); i++) {
            v.setLong(i, d == BOOL ? c.between(0, 1) : d.isSigned() ? c.between(-4, 4) : c.between(0, 4));
        }
        return v;
    }

    private void leaf(DType d) {
        NDArray v = numbers(d, shape());
        values.add(new Value(c.rarely(5) ? Tensor.of(v) : c.input(v), 4));
    }

    // ---- operations

    private Value operation() {
        Value v = c.pick(values);
        return switch (c.between(0, 15)) {
            case 0, 1 -> binary(v);
            case 2 -> unary(v);
            case 3 -> compare(v);
            case 4 -> cast(v, c.pick(F32, F32, F64, F16, BF16, I32, DType.I64, DType.U8, DType.U32, DType.I8));
            case 5, 6 -> reduce(v);
            case 7, 8 -> view(v);
            case 9 -> gather(v);
            case 10 -> scatter(v);
            case 11, 12 -> matmul(v);
            case 13 -> conv(v);
            case 14 -> pool(v);
            default -> concat(v);
        };
    }

    /// The greatest whole number below which a dtype holds all of them, with room to spare.
    private static double limit(DType d) {
        return switch (d) {
            case F32 -> 0x1p22;
            case F64 -> 0x1p40;
            case F16 -> 0x1p9;
            case BF16 -> 0x1p6;
            case BOOL -> 1;
            case I8, U8 -> 0x1p6;
            case I32, U32 -> 0x1p29;
            case I64 -> 0x1p40;
        };
    }

    /// `v` with its values brought within `bound` where they may be beyond.
    private Value tame(Value v, double bound) {
        if (v.bound() <= bound || v.dtype() == BOOL) {
            return v;
        }
        double high = Math.floor(Math.clamp(bound, 1, 4));
        return new Value(v.t().max(v.dtype().isSigned() ? -high : 0).min(high), high);
    }

    private static Value cast(Value v, DType d) {
        boolean wraps = d == DType.U8 || d == DType.U32 || d == DType.I8;
        double bound = d == BOOL ? 1 : wraps ? d == DType.U32 ? 0x1p32 : 256 : v.bound();
        return new Value(v.t().to(d), bound);
    }

    /// `x` in another shape: its first elements, followed by zeros where there are too few.
    private Tensor fit(Tensor x, Shape to) {
        if (x.shape().equals(to)) {
            return x;
        }
        Shape wide = x.shape();
        if (wide.rank() <= to.rank()) {
            boolean fits = true;
            for (int k = 1; k <= wide.rank(); k++) {
                fits &= wide.dim(-k).is(1) || wide.dim(-k).equals(to.dim(-k));
            }
            if (fits) {
                return x.broadcastTo(to);
            }
        }
        int have = (int) wide.maxElements();
        int want = (int) to.maxElements();
        Tensor flat = x.reshape(have);
        flat = have > want ? flat.slice(0, c.between(0, have - want), want, 1) : have < want ? flat.pad(0, 0, want - have) : flat;
        return flat.reshape(to);
    }

    private Value same(Value v, DType d, Shape s) {
        Value x = v.dtype() == d ? v : cast(v, d);
        return new Value(fit(x.t(), s), x.bound());
    }

    private Value binary(Value v) {
        Value a = v.dtype() == BOOL ? cast(v, F32) : v;
        Value b = tame(same(c.pick(values), a.dtype(), a.t().shape()), limit(a.dtype()) / 2);
        a = tame(a, limit(a.dtype()) / 2);
        return switch (c.between(0, 5)) {
            case 0 -> new Value(a.t().add(b.t()), a.bound() + b.bound());
            case 1 -> new Value(a.t().sub(b.t()), a.dtype().isSigned() ? a.bound() + b.bound() : 0x1p40);
            case 2 -> a.bound() * b.bound() > limit(a.dtype()) ? new Value(a.t().max(b.t()), Math.max(a.bound(), b.bound()))
                : new Value(a.t().mul(b.t()), a.bound() * b.bound());
            case 3 -> new Value(a.t().max(b.t()), Math.max(a.bound(), b.bound()));
            case 4 -> new Value(a.t().min(b.t()), Math.max(a.bound(), b.bound()));
            default -> new Value(a.t().rem(b.t().abs().max(1)), a.bound());
        };
    }

    private Value unary(Value v) {
        if (v.dtype() == BOOL) {
            return new Value(v.t().not(), 1);
        }
        return switch (c.between(0, 4)) {
            case 0 -> v.dtype().isSigned() ? new Value(v.t().neg(), v.bound()) : v;
            case 1 -> new Value(v.t().abs(), v.bound());
            case 2 -> new Value(v.t().sign(), 1);
            case 3 -> v.dtype().isFloat() ? new Value(v.t().mul(0.5).floor(), v.bound()) : new Value(v.t().rem(v.t().max(2)), v.bound());
            default -> v.dtype().isFloat() ? new Value(v.t().relu(), v.bound()) : v;
        };
    }

    private Value compare(Value v) {
        Value b = same(c.pick(values), v.dtype(), v.t().shape());
        Tensor holds = c.pick(v.t().lt(b.t()), v.t().le(b.t()), v.t().eq(b.t()), v.t().ne(b.t()));
        return c.coin() ? new Value(holds, 1) : new Value(holds.where(v.t(), b.t()), Math.max(v.bound(), b.bound()));
    }

    private Value reduce(Value v) {
        if (v.t().rank() == 0) {
            return unary(v);
        }
        int[] axes = c.axes(v.t().rank());
        if (c.rarely(6)) {
            int axis = axes[0];
            return v.t().size(axis) == 0 ? v : new Value(v.t().argmax(axis), v.t().size(axis));
        }
        double n = 1;
        for (int a : axes) {
            n *= v.t().size(a);
        }
        boolean any = n > 0;
        if (!any || v.dtype() == BOOL || c.coin()) {
            return any ? new Value(c.coin() ? v.t().amax(axes) : v.t().amin(axes), v.bound()) : new Value(v.t().to(F32).sum(axes), 0);
        }
        Value x = tame(v, Math.max(1, limit(v.dtype()) / n));
        return new Value(x.t().sum(axes), x.bound() * n);
    }

    private Value view(Value v) {
        if (v.t().rank() == 0) {
            return new Value(v.t().broadcastTo(Shape.of(3, 2)), v.bound());
        }
        return v.t().rank() < 5 ? new Value(Families.view(c, v.t(), c.between(1, 2)), v.bound()) : v;
    }

    private Tensor entries(int size, int count) {
        return c.input(NDArray.wrap(I32, c.bits() < 0 ? new int[count] : numbers(count, size), count));
    }

    private int[] numbers(int count, int size) {
        int[] out = new int[count];
        for (int i = 0; i < count; i++) {
            out[i] = c.between(-1, size);
        }
        return out;
    }

    private Value gather(Value v) {
        if (v.t().rank() == 0) {
            return unary(v);
        }
        int axis = c.between(0, v.t().rank() - 1);
        return v.t().size(axis) == 0 ? v : new Value(v.t().gather(entries(v.t().size(axis), c.between(1, 5)), axis), v.bound());
    }

    private Value scatter(Value v) {
        if (v.t().rank() == 0 || v.dtype() == BOOL) {
            return unary(v);
        }
        int axis = c.between(0, v.t().rank() - 1);
        int n = v.t().size(axis);
        Value x = tame(v, Math.max(1, limit(v.dtype()) / Math.max(1, n)));
        int size = c.between(1, 6);
        return new Value(x.t().scatterAdd(entries(size, n), axis, size), x.bound() * n);
    }

    private Value matmul(Value v) {
        Value a = v.dtype() == BOOL ? cast(v, F32) : v;
        int k = c.pick(1, 2, 5, 16, 17, 40);
        a = tame(a, Math.max(1, Math.sqrt(limit(a.dtype()) / k)));
        Value b = tame(cast(c.pick(values), a.dtype()), Math.max(1, Math.sqrt(limit(a.dtype()) / k)));
        boolean ta = c.coin();
        boolean tb = c.coin();
        int m = c.pick(1, 3, 8, 17);
        int n = c.pick(1, 3, 16, 33);
        Tensor x = fit(a.t(), ta ? Shape.of(k, m) : Shape.of(m, k));
        Tensor y = fit(b.t(), tb ? Shape.of(n, k) : Shape.of(k, n));
        return new Value(Families.of(new Op.MatMul(x.node(), y.node(), ta, tb)), a.bound() * b.bound() * k);
    }

    private Value conv(Value v) {
        DType d = v.dtype().isFloat() ? v.dtype() : F32;
        int h = c.between(1, 3);
        int w = c.between(1, 3);
        int channels = c.pick(1, 3, 4);
        int filters = c.pick(1, 2, 17);
        double most = Math.max(1, Math.sqrt(limit(d) / (h * w * channels)));
        Value a = tame(cast(v, d), most);
        Value b = tame(cast(c.pick(values), d), most);
        Tensor x = fit(a.t(), Shape.of(2, c.between(3, 6), c.between(3, 6), channels));
        Tensor f = fit(b.t(), Shape.of(h, w, channels, filters));
        Window window = Window.of(h, w).stride(c.between(1, 2)).padding(c.between(0, 1));
        return new Value(x.conv2d(f, window, 1), a.bound() * b.bound() * h * w * channels);
    }

    private Value pool(Value v) {
        DType d = v.dtype().isFloat() ? v.dtype() : F32;
        Value a = tame(cast(v, d), limit(d) / 9);
        Tensor x = fit(a.t(), Shape.of(2, c.between(3, 6), c.between(3, 6), c.between(1, 5)));
        Window w = Window.of(c.between(2, 3), 2).stride(c.between(1, 2));
        Op.PoolFn fn = c.pick(Op.PoolFn.MAX, Op.PoolFn.SUM);
        Tensor y = Families.of(new Op.Pool(fn, x.node(), w));
        return c.coin() ? new Value(y, a.bound() * 6) : new Value(Families.of(new Op.PoolGradient(fn, x.node(), y.node(), w)), a.bound() * 36);
    }

    private Value concat(Value v) {
        if (v.t().rank() == 0) {
            return view(v);
        }
        int axis = c.between(0, v.t().rank() - 1);
        Shape s = v.t().shape().with(axis, Dim.of(c.between(1, 4)));
        Value b = same(c.pick(values), v.dtype(), s);
        return new Value(Tensor.concat(c.coin() ? List.of(v.t(), b.t()) : List.of(b.t(), v.t(), b.t()), axis), Math.max(v.bound(), b.bound()));
    }
}
