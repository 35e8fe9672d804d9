package dev.loam.tensor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// The reference interpreter: every operation in plain loops over [NDArray]s, one node after another. It is the oracle for all
/// targets, so it is written to be read, not to be fast. Floats are computed in double and rounded to the dtype after
/// each operation; sums and products accumulate in double.
public final class Interpreter {
    private final Map<String, NDArray> bindings;
    private final Map<String, Integer> sizes;
    private final Map<Node, NDArray> values = new IdentityHashMap<>();

    private Interpreter(Map<String, NDArray> bindings, Map<String, Integer> sizes) {
        this.bindings = bindings;
        this.sizes = sizes;
    }

    /// The values of `roots` and of every node they need.
    ///
    /// @param bindings the values of inputs and states, by label
    /// @param sizes    the values of variable dimensions, by name
    public static Map<Node, NDArray> evaluate(List<Node> roots, Map<String, NDArray> bindings, Map<String, Integer> sizes) {
        var run = new Interpreter(bindings, sizes);
        for (Node n : Graph.sort(roots)) {
            run.values.put(n, run.compute(n));
        }
        return run.values;
    }

    private NDArray compute(Node n) {
        NDArray out = n.op() instanceof Op.Constant || n.label() != null ? null : NDArray.zeros(n.dtype(), n.shape().resolve(sizes));
        return switch (n.op()) {
            case Op.Constant c -> c.value();
            case Op.Input i -> bound(n, i.label());
            case Op.State s -> bound(n, s.label());
            case Op.Fill f -> {
                for (int i = 0; i < out.size(); i++) {
                    if (f.dtype().isFloat()) {
                        out.setDouble(i, f.asDouble());
                    } else {
                        out.setLong(i, f.bits());
                    }
                }
                yield out;
            }
            case Op.Size s -> {
                out.setLong(0, s.dim().value(sizes));
                yield out;
            }
            case Op.Iota a -> {
                int stride = stride(out.shape(), a.axis());
                for (int i = 0; i < out.size(); i++) {
                    out.setLong(i, i / stride % out.shape()[a.axis()]);
                }
                yield out;
            }
            case Op.Unary u -> unary(u, value(u.x()), out);
            case Op.Binary b -> binary(b, value(b.a()), value(b.b()), out);
            case Op.Compare c -> compare(c, value(c.a()), value(c.b()), out);
            case Op.Select s -> {
                for (int i = 0; i < out.size(); i++) {
                    copy(value(s.condition()).getLong(i) != 0 ? value(s.a()) : value(s.b()), i, out, i);
                }
                yield out;
            }
            case Op.Cast c -> {
                for (int i = 0; i < out.size(); i++) {
                    copy(value(c.x()), i, out, i);
                }
                yield out;
            }
            case Op.Detach d -> value(d.x());
            case Op.Reduce r -> reduce(r, value(r.x()), out);
            case Op.ArgMax a -> argMax(a, value(a.x()), out);
            case Op.Cumulate c -> Ordering.cumulate(c, value(c.x()), stride(out.shape(), c.axis()), out);
            case Op.ArgSort a -> Ordering.argSort(a, value(a.x()), stride(out.shape(), a.axis()), out);
            case Op.Reshape r -> value(r.x()).reshape(out.shape());
            case Op.Permute p -> {
                each(out.shape(), (at, i) -> {
                    int[] from = new int[at.length];
                    for (int k = 0; k < at.length; k++) {
                        from[p.order().get(k)] = at[k];
                    }
                    copy(value(p.x()), offset(value(p.x()).shape(), from), out, i);
                });
                yield out;
            }
            case Op.Broadcast b -> {
                NDArray x = value(b.x());
                int[] from = new int[x.shape().length];
                each(out.shape(), (at, i) -> {
                    for (int k = 0; k < from.length; k++) {
                        from[k] = x.shape()[k] == 1 ? 0 : at[at.length - from.length + k];
                    }
                    copy(x, offset(x.shape(), from), out, i);
                });
                yield out;
            }
            case Op.Slice s -> {
                int[] from = new int[s.start().size()];
                each(out.shape(), (at, i) -> {
                    for (int k = 0; k < from.length; k++) {
                        from[k] = s.start().get(k) + at[k] * s.step().get(k);
                    }
                    copy(value(s.x()), offset(value(s.x()).shape(), from), out, i);
                });
                yield out;
            }
            case Op.Pad p -> {
                NDArray x = value(p.x());
                int[] to = new int[x.shape().length];
                each(x.shape(), (at, i) -> {
                    for (int k = 0; k < to.length; k++) {
                        to[k] = p.low().get(k) + at[k] * (1 + p.interior().get(k));
                    }
                    copy(x, i, out, offset(out.shape(), to));
                });
                yield out;
            }
            case Op.Concat c -> {
                int base = 0;
                for (Node part : c.parts()) {
                    int from = base;
                    NDArray x = value(part);
                    each(x.shape(), (at, i) -> {
                        int[] to = at.clone();
                        to[c.axis()] += from;
                        copy(x, i, out, offset(out.shape(), to));
                    });
                    base += x.shape()[c.axis()];
                }
                yield out;
            }
            case Op.Gather g -> gather(g, value(g.x()), value(g.indices()), out);
            case Op.ScatterAdd s -> scatterAdd(s, value(s.indices()), value(s.updates()), out);
            case Op.MatMul m -> matmul(m, value(m.a()), value(m.b()), out);
            case Op.Conv c -> conv(c, value(c.a()), value(c.b()), out);
            case Op.Attention a -> {
                var operands = new ArrayList<NDArray>();
                a.operands().forEach(in -> operands.add(value(in)));
                yield AttentionLoops.compute(a, operands, out);
            }
            case Op.Pool p -> pool(p, value(p.x()), out);
            case Op.PoolGradient p -> poolGradient(p, value(p.x()), value(p.dy()), out);
            case Op.Random r -> random(r, out);
            case Op.Custom c -> value(c.value());
            case Op.Again a -> value(a.x());
            case Op.Scan c -> scan(c, out);
        };
    }

    private NDArray value(Node n) {
        return values.get(n);
    }

    private NDArray bound(Node n, String label) {
        NDArray v = bindings.get(label);
        if (v == null) {
            throw new TensorException("no value was given for " + n.describe());
        }
        if (v.dtype() != n.dtype() || !java.util.Arrays.equals(v.shape(), n.shape().resolve(sizes))) {
            throw new TensorException(n.describe() + " was given " + v.dtype() + Shape.of(v.shape()));
        }
        return v;
    }

    private static NDArray unary(Op.Unary u, NDArray x, NDArray out) {
        for (int i = 0; i < out.size(); i++) {
            if (out.dtype().isFloat()) {
                out.setDouble(i, Scalars.unary(u.fn(), x.getDouble(i)));
            } else {
                out.setLong(i, Scalars.unary(u.fn(), x.getLong(i), out.dtype()));
            }
        }
        return out;
    }

    private static NDArray binary(Op.Binary b, NDArray x, NDArray y, NDArray out) {
        for (int i = 0; i < out.size(); i++) {
            if (out.dtype().isFloat()) {
                out.setDouble(i, Scalars.binary(b.fn(), x.getDouble(i), y.getDouble(i)));
            } else {
                out.setLong(i, Scalars.binary(b.fn(), x.getLong(i), y.getLong(i), out.dtype()));
            }
        }
        return out;
    }

    private static NDArray compare(Op.Compare c, NDArray x, NDArray y, NDArray out) {
        for (int i = 0; i < out.size(); i++) {
            boolean holds = x.dtype().isFloat() ? Scalars.compare(c.fn(), x.getDouble(i), y.getDouble(i))
                : Scalars.compare(c.fn(), x.getLong(i), y.getLong(i));
            out.setLong(i, holds ? 1 : 0);
        }
        return out;
    }

    private static NDArray reduce(Op.Reduce r, NDArray x, NDArray out) {
        var rest = new ArrayList<Integer>();
        for (int k = 0; k < x.shape().length; k++) {
            if (!r.axes().contains(k)) {
                rest.add(k);
            }
        }
        boolean floats = x.dtype().isFloat();
        double[] doubles = new double[out.size()];
        long[] longs = new long[out.size()];
        java.util.Arrays.fill(doubles, Scalars.identity(r.fn()));
        java.util.Arrays.fill(longs, Scalars.identity(r.fn(), x.dtype()));
        int[] to = new int[rest.size()];
        each(x.shape(), (at, i) -> {
            for (int k = 0; k < to.length; k++) {
                to[k] = at[rest.get(k)];
            }
            int o = offset(out.shape(), to);
            if (floats) {
                doubles[o] = Scalars.binary(Scalars.combine(r.fn()), doubles[o], x.getDouble(i));
            } else {
                longs[o] = Scalars.binary(Scalars.combine(r.fn()), longs[o], x.getLong(i), x.dtype());
            }
        });
        for (int o = 0; o < out.size(); o++) {
            if (floats) {
                out.setDouble(o, doubles[o]);
            } else {
                out.setLong(o, longs[o]);
            }
        }
        return out;
    }

    private static NDArray argMax(Op.ArgMax a, NDArray x, NDArray out) {
        int n = x.shape()[a.axis()];
        int stride = stride(x.shape(), a.axis());
        for (int o = 0; o < out.size(); o++) {
            int base = o / stride * stride * n + o % stride;
            int best = 0;
            for (int k = 1; k < n; k++) {
                if (Scalars.exceeds(x, base + k * stride, base + best * stride)) {
                    best = k;
                }
            }
            out.setLong(o, best);
        }
        return out;
    }

    private static NDArray gather(Op.Gather g, NDArray x, NDArray ix, NDArray out) {
        int n = x.shape()[g.axis()];
        int stride = stride(x.shape(), g.axis());
        for (int i = 0; i < out.size(); i++) {
            int inner = i % stride;
            int which = i / stride % ix.size();
            int outer = i / stride / ix.size();
            int k = (int) Math.clamp(ix.getLong(which), 0, n - 1);
            copy(x, (outer * n + k) * stride + inner, out, i);
        }
        return out;
    }

    private static NDArray scatterAdd(Op.ScatterAdd s, NDArray ix, NDArray updates, NDArray out) {
        int n = out.shape()[s.axis()];
        int stride = stride(out.shape(), s.axis());
        double[] sums = new double[out.size()];
        long[] wholes = new long[out.size()];
        for (int i = 0; i < updates.size(); i++) {
            int inner = i % stride;
            int which = i / stride % ix.size();
            int outer = i / stride / ix.size();
            int k = (int) Math.clamp(ix.getLong(which), 0, n - 1);
            int o = (outer * n + k) * stride + inner;
            sums[o] += updates.getDouble(i);
            wholes[o] += updates.dtype().isFloat() ? 0 : updates.getLong(i);
        }
        for (int o = 0; o < out.size(); o++) {
            if (out.dtype().isFloat()) {
                out.setDouble(o, sums[o]);
            } else {
                out.setLong(o, wholes[o]);
            }
        }
        return out;
    }

    private static NDArray matmul(Op.MatMul m, NDArray a, NDArray b, NDArray out) {
        int[] shape = out.shape();
        int rows = shape[shape.length - 2];
        int columns = shape[shape.length - 1];
        int inner = a.shape()[shape.length - (m.transposeA() ? 2 : 1)];
        for (int i = 0; i < out.size(); i++) {
            int column = i % columns;
            int row = i / columns % rows;
            int batch = i / columns / rows;
            double sum = 0;
            long whole = 0;
            for (int k = 0; k < inner; k++) {
                int ia = batch * rows * inner + (m.transposeA() ? k * rows + row : row * inner + k);
                int ib = batch * inner * columns + (m.transposeB() ? column * inner + k : k * columns + column);
                if (out.dtype().isFloat()) {
                    sum += a.getDouble(ia) * b.getDouble(ib);
                } else {
                    whole += a.getLong(ia) * b.getLong(ib);
                }
            }
            if (out.dtype().isFloat()) {
                out.setDouble(i, sum);
            } else {
                out.setLong(i, whole);
            }
        }
        return out;
    }

    private static NDArray conv(Op.Conv c, NDArray a, NDArray b, NDArray out) {
        NDArray x = c.of() == Op.ConvOf.INPUT ? out : a;
        NDArray w = c.of() == Op.ConvOf.FILTER ? out : b;
        NDArray y = c.of() == Op.ConvOf.OUTPUT ? out : c.of() == Op.ConvOf.INPUT ? a : b;
        double[] sums = new double[out.size()];
        int perGroup = w.shape()[2];
        int filters = w.shape()[3];
        windows(c.window(), x.shape(), y.shape(), (n, oh, ow, kh, kw, h, v) -> {
            for (int f = 0; f < filters; f++) {
                int iy = offset(y.shape(), new int[] {n, oh, ow, f});
                for (int k = 0; k < perGroup; k++) {
                    int channel = f / (filters / c.groups()) * perGroup + k;
                    int ix = offset(x.shape(), new int[] {n, h, v, channel});
                    int iw = offset(w.shape(), new int[] {kh, kw, k, f});
                    switch (c.of()) {
                        case OUTPUT -> sums[iy] += x.getDouble(ix) * w.getDouble(iw);
                        case INPUT -> sums[ix] += y.getDouble(iy) * w.getDouble(iw);
                        case FILTER -> sums[iw] += x.getDouble(ix) * y.getDouble(iy);
                    }
                }
            }
        });
        for (int i = 0; i < sums.length; i++) {
            out.setDouble(i, sums[i]);
        }
        return out;
    }

    private static NDArray pool(Op.Pool p, NDArray x, NDArray out) {
        int[] best = argPool(p.window(), x, out.shape());
        double[] sums = new double[out.size()];
        windows(p.window(), x.shape(), out.shape(), (n, oh, ow, kh, kw, h, v) -> {
            for (int c = 0; c < x.shape()[3]; c++) {
                sums[offset(out.shape(), new int[] {n, oh, ow, c})] += x.getDouble(offset(x.shape(), new int[] {n, h, v, c}));
            }
        });
        for (int i = 0; i < out.size(); i++) {
            if (p.fn() == Op.PoolFn.MAX && best[i] >= 0) {
                copy(x, best[i], out, i);
            } else if (p.fn() == Op.PoolFn.MAX) {
                out.setDouble(i, Double.NEGATIVE_INFINITY);
            } else {
                out.setDouble(i, sums[i]);
            }
        }
        return out;
    }

    private static NDArray poolGradient(Op.PoolGradient p, NDArray x, NDArray dy, NDArray out) {
        double[] sums = new double[out.size()];
        if (p.fn() == Op.PoolFn.MAX) {
            int[] best = argPool(p.window(), x, dy.shape());
            for (int i = 0; i < best.length; i++) {
                if (best[i] >= 0) {
                    sums[best[i]] += dy.getDouble(i);
                }
            }
        } else {
            windows(p.window(), x.shape(), dy.shape(), (n, oh, ow, kh, kw, h, v) -> {
                for (int c = 0; c < x.shape()[3]; c++) {
                    sums[offset(x.shape(), new int[] {n, h, v, c})] += dy.getDouble(offset(dy.shape(), new int[] {n, oh, ow, c}));
                }
            });
        }
        for (int i = 0; i < sums.length; i++) {
            out.setDouble(i, sums[i]);
        }
        return out;
    }

    /// For each element of the pooled output, the offset of the first greatest element of its window; -1 where there is none.
    private static int[] argPool(Window window, NDArray x, int[] shape) {
        int[] best = new int[NDArray.zeros(DType.BOOL, shape).size()];
        java.util.Arrays.fill(best, -1);
        windows(window, x.shape(), shape, (n, oh, ow, kh, kw, h, v) -> {
            for (int c = 0; c < shape[3]; c++) {
                int o = offset(shape, new int[] {n, oh, ow, c});
                int i = offset(x.shape(), new int[] {n, h, v, c});
                if (best[o] < 0 || Scalars.exceeds(x, i, best[o])) {
                    best[o] = i;
                }
            }
        });
        return best;
    }

    private NDArray random(Op.Random r, NDArray out) {
        // the draws of each entry of the leading axes, if there are any, count from 0
        int each = out.size() / Math.max(1, value(r.seed()).size());
        for (int i = 0; i < out.size(); i++) {
            long seed = value(r.seed()).getLong(i / each);
            int step = (int) value(r.step()).getLong(i / each);
            long index = value(r.base()).getLong(i / each) + i % each;
            switch (r.dtype()) {
                case F64 -> out.setDouble(i, Philox.uniform(seed, r.stream(), step, index));
                case F32 -> out.setDouble(i, Philox.uniformFloat(seed, r.stream(), step, index));
                case F16 -> out.setDouble(i, (Philox.bits(seed, r.stream(), step, index) >>> 21) * 0x1p-11);
                case BF16 -> out.setDouble(i, (Philox.bits(seed, r.stream(), step, index) >>> 24) * 0x1p-8);
                default -> out.setLong(i, Philox.bits(seed, r.stream(), step, index));
            }
        }
        return out;
    }

    private NDArray scan(Op.Scan c, NDArray out) {
        ScanBody body = c.body();
        var now = new IdentityHashMap<Node, NDArray>();
        List<Node> parameters = body.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            now.put(parameters.get(i), value(c.inputs().get(i)));
        }
        var roots = new ArrayList<>(body.next());
        roots.add(c.of());
        for (int i = 0; i < body.length(); i++) {
            var run = new Interpreter(Map.of(), sizes);
            run.values.putAll(now);
            for (Node x : body.slices()) {
                run.values.put(x, entry(now.get(x), body.entry(i)));
            }
            for (Node n : Graph.sort(roots)) {
                if (!run.values.containsKey(n)) {
                    run.values.put(n, run.compute(n));
                }
            }
            NDArray made = run.value(c.of());
            for (int k = 0; !c.last() && k < made.size(); k++) {
                copy(made, k, out, body.entry(i) * made.size() + k);
            }
            for (int k = 0; k < body.next().size(); k++) {
                now.put(body.carries().get(k), run.value(body.next().get(k)));
            }
        }
        return c.last() ? now.get(c.of()) : out;
    }

    private static NDArray entry(NDArray all, int i) {
        NDArray out = NDArray.zeros(all.dtype(), java.util.Arrays.copyOfRange(all.shape(), 1, all.shape().length));
        for (int k = 0; k < out.size(); k++) {
            copy(all, i * out.size() + k, out, k);
        }
        return out;
    }

    // ---- loops

    private interface Place {
        void at(int[] index, int offset);
    }

    private interface Tap {
        void at(int n, int outRow, int outColumn, int windowRow, int windowColumn, int row, int column);
    }

    /// Visits all indices of `shape` in row-major order; the index array is reused.
    private static void each(int[] shape, Place visit) {
        int[] at = new int[shape.length];
        int n = 1;
        for (int d : shape) {
            n *= d;
        }
        for (int i = 0; i < n; i++) {
            visit.at(at, i);
            for (int k = shape.length - 1; k >= 0 && ++at[k] == shape[k]; k--) {
                at[k] = 0;
            }
        }
    }

    /// Visits every pair of an output position and a position of the window that lies inside the image.
    private static void windows(Window w, int[] x, int[] y, Tap visit) {
        for (int n = 0; n < y[0]; n++) {
            for (int oh = 0; oh < y[1]; oh++) {
                for (int ow = 0; ow < y[2]; ow++) {
                    for (int kh = 0; kh < w.height(); kh++) {
                        for (int kw = 0; kw < w.width(); kw++) {
                            int h = oh * w.strideHeight() - w.top() + kh * w.dilationHeight();
                            int v = ow * w.strideWidth() - w.left() + kw * w.dilationWidth();
                            if (h >= 0 && h < x[1] && v >= 0 && v < x[2]) {
                                visit.at(n, oh, ow, kh, kw, h, v);
                            }
                        }
                    }
                }
            }
        }
    }

    private static int offset(int[] shape, int[] at) {
        int o = 0;
        for (int k = 0; k < shape.length; k++) {
            o = o * shape[k] + at[k];
        }
        return o;
    }

    /// Elements from one entry of `axis` to the next.
    private static int stride(int[] shape, int axis) {
        int s = 1;
        for (int k = axis + 1; k < shape.length; k++) {
            s *= shape[k];
        }
        return s;
    }

    private static void copy(NDArray from, int i, NDArray to, int o) {
        if (from.dtype().isFloat()) {
            to.setDouble(o, from.getDouble(i));
        } else {
            to.setLong(o, from.getLong(i));
        }
    }
}
