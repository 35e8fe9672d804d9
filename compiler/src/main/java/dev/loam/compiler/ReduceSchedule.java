package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// Reductions. Where the last axis is kept, lanes run along it and each has its own result; where it is reduced, lanes share a
/// result and are folded in a fixed tree at the end. Sums over several axes are kept in two levels, which bounds their
/// rounding.
final class ReduceSchedule {
    private static final int TILE = 16384;
    /// Terms after which a long sum over one axis goes on in a new part.
    private static final int PART = 1024;

    private final KernelBuilder kernel;
    private final Op.Reduce op;
    private final Node anchor;
    private final Node output;
    private final String note;
    private final DType dtype;

    private ReduceSchedule(KernelBuilder kernel, FusedGraph.Reduce group, String note) {
        this.kernel = kernel;
        this.op = (Op.Reduce) group.anchor().op();
        this.anchor = group.anchor();
        this.output = group.output();
        this.note = note;
        this.dtype = MapSchedule.accumulator(anchor.dtype());
        kernel.write(output);
    }

    static KernelBuilder.Lowered lower(KernelBuilder kernel, FusedGraph.Reduce group, String note) {
        var s = new ReduceSchedule(kernel, group, note);
        Shape x = s.op.x().shape();
        return s.op.axes().contains(x.rank() - 1) ? s.lastReduced() : s.lastKept();
    }

    /// The accumulators before the first element.
    static Expr identity(Op.ReduceFn fn, DType dtype) {
        boolean whole = !dtype.isFloat();
        int bits = dtype == DType.BOOL ? 1 : dtype.bytes() * 8;
        return switch (fn) {
            case SUM -> Expr.of(dtype, 0);
            case PROD -> Expr.of(dtype, 1);
            case MAX -> whole ? new Expr.Const(dtype, dtype.isSigned() ? Long.MIN_VALUE >> 64 - bits : 0)
                : Expr.of(dtype, Double.NEGATIVE_INFINITY);
            case MIN -> whole ? new Expr.Const(dtype, dtype.isSigned() ? Long.MAX_VALUE >> 64 - bits : -1L >>> 64 - bits)
                : Expr.of(dtype, Double.POSITIVE_INFINITY);
        };
    }

    static Op.BinaryFn combine(Op.ReduceFn fn) {
        return switch (fn) {
            case SUM -> Op.BinaryFn.ADD;
            case PROD -> Op.BinaryFn.MUL;
            case MAX -> Op.BinaryFn.MAX;
            case MIN -> Op.BinaryFn.MIN;
        };
    }

    private List<Integer> kept() {
        var out = new ArrayList<Integer>();
        for (int k = 0; k < op.x().shape().rank(); k++) {
            if (!op.axes().contains(k)) {
                out.add(k);
            }
        }
        return out;
    }

    private Expr value(List<Index> at) {
        Expr x = kernel.values().at(op.x(), Position.of(op.x().shape(), at), null);
        return x.dtype() == dtype ? x : new Expr.Cast(x, dtype);
    }

    private Stmt fold(Local acc, Expr value) {
        return new Stmt.Set(acc, Expr.binary(combine(op.fn()), new Expr.Read(acc), value));
    }

    private Stmt store(Local acc, Position p) {
        Expr result = new Expr.Read(acc);
        kernel.values().fix(anchor, anchor.dtype() == dtype ? result : new Expr.Cast(result, anchor.dtype()));
        Position at = output.shape().equals(p.shape()) ? p : Position.flat(output.shape(), p.flat());
        return new Stmt.Store(kernel.write(output), kernel.index(output, at), kernel.values().at(output, at, null), null);
    }

    private KernelBuilder.Lowered lastKept() {
        Shape x = op.x().shape();
        List<Integer> kept = kept();
        int last = x.rank() - 1;
        int w = kernel.lanes(dtype);
        long columns = Math.max(1, x.dim(last).max());
        Shape outer = anchor.shape().head(kept.size() - 1);
        long reduced = Math.max(1, x.elements().max() / Math.max(1, anchor.shape().elements().max()));
        // one block of lanes is an axis of its own, so that few rows still make many tiles
        var dims = new ArrayList<>(outer.dims());
        dims.add(dev.loam.tensor.Dim.of((columns + w - 1) / w));
        var rows = new Rows(kernel, Shape.of(dims), reduced * w, TILE);
        Index block = rows.indices().get(kept.size() - 1);
        Axis lane = kernel.axis(Axis.Kind.LANE, w);
        Index first = Index.mul(block, Index.of(w));
        Index column = Index.add(first, Index.of(lane));
        Index[] at = new Index[x.rank()];
        for (int k = 0; k < kept.size() - 1; k++) {
            at[kept.get(k)] = rows.indices().get(k);
        }
        at[last] = column;
        Local acc = kernel.local(dtype);
        var body = new ArrayList<Stmt>();
        body.add(new Stmt.Set(acc, identity(op.fn(), dtype)));
        body.addAll(loops(at, op.axes(), acc));
        var p = new ArrayList<>(rows.indices().subList(0, kept.size() - 1));
        p.add(column);
        body.add(store(acc, Position.of(anchor.shape(), p)));
        Index extent = Index.of(x.dim(last));
        boolean even = x.dim(last).isConstant() && columns % w == 0;
        Index active = even ? Index.of(w) : Index.min(Index.of(w), Index.sub(extent, first));
        return kernel.finish(rows.grid(), rows.tiles(), rows.around(List.of(new Stmt.For(lane, active, body))), note);
    }

    private KernelBuilder.Lowered lastReduced() {
        Shape x = op.x().shape();
        List<Integer> kept = kept();
        int last = x.rank() - 1;
        int w = kernel.lanes(dtype);
        long columns = Math.max(1, x.dim(last).max());
        long reduced = Math.max(1, x.elements().max() / Math.max(1, anchor.shape().elements().max()));
        var rows = new Rows(kernel, anchor.shape(), reduced, TILE);
        Axis lane = kernel.axis(Axis.Kind.LANE, w);
        long blocks = (columns + w - 1) / w;
        boolean parts = blocks > 2 * PART;
        Axis outer = kernel.axis(Axis.Kind.SERIAL, parts ? (blocks + PART - 1) / PART : 1);
        Axis block = kernel.axis(Axis.Kind.SERIAL, parts ? PART : blocks);
        Index number = Index.add(Index.mul(Index.of(outer), Index.of(PART)), Index.of(block));
        Index column = Index.add(Index.mul(number, Index.of(w)), Index.of(lane));
        Index[] at = new Index[x.rank()];
        for (int k = 0; k < kept.size(); k++) {
            at[kept.get(k)] = rows.indices().get(k);
        }
        at[last] = column;
        Index extent = Index.of(x.dim(last));
        boolean even = x.dim(last).isConstant() && columns % w == 0;
        Expr inside = even ? null : Expr.less(column, extent);
        Local acc = kernel.local(dtype);
        Local total = kernel.local(dtype);
        Index[] place = at;
        var axes = new ArrayList<>(op.axes());
        axes.remove(Integer.valueOf(last));
        var body = new ArrayList<Stmt>();
        body.add(new Stmt.Set(acc, identity(op.fn(), dtype)));
        body.addAll(nest(place, axes, () -> {
            Position p = Position.of(x, List.of(place));
            Expr v = kernel.values().at(op.x(), p, inside);
            v = v.dtype() == dtype ? v : new Expr.Cast(v, dtype);
            Expr safe = inside == null ? v : new Expr.Select(inside, v, identity(op.fn(), dtype));
            Index all = Index.ceilDiv(extent, w);
            if (!parts) {
                return List.of(new Stmt.For(block, all, List.of(fold(acc, safe))));
            }
            Local part = kernel.local(dtype);
            Index left = Index.sub(all, Index.mul(Index.of(outer), Index.of(PART)));
            return List.of(new Stmt.For(outer, Index.ceilDiv(all, PART), List.of(new Stmt.Set(part, identity(op.fn(), dtype)),
                new Stmt.For(block, Index.min(Index.of(PART), left), List.of(fold(part, safe))), fold(acc, new Expr.Read(part)))));
        }));
        body.add(new Stmt.Combine(total, op.fn(), new Expr.Read(acc)));
        var whole = new ArrayList<Stmt>();
        whole.add(new Stmt.Set(total, identity(op.fn(), dtype)));
        whole.add(new Stmt.For(lane, Index.of(w), body));
        whole.add(store(total, Position.of(anchor.shape(), rows.indices())));
        return kernel.finish(rows.grid(), rows.tiles(), rows.around(whole), note);
    }

    private interface Inner {
        List<Stmt> build();
    }

    /// Loops over `axes` of the operand around the fold into `acc`, the outermost with an accumulator of its own.
    private List<Stmt> loops(Index[] at, List<Integer> axes, Local acc) {
        if (axes.size() == 1 && op.x().shape().dim(axes.get(0)).max() > 2 * PART) {
            return parts(at, axes.get(0), acc);
        }
        if (axes.size() < 2) {
            return nest(at, axes, () -> List.of(fold(acc, value(List.of(at)))));
        }
        return nest(at, axes.subList(0, 1), () -> {
            Local part = kernel.local(dtype);
            var body = new ArrayList<Stmt>();
            body.add(new Stmt.Set(part, identity(op.fn(), dtype)));
            body.addAll(nest(at, axes.subList(1, axes.size()), () -> List.of(fold(part, value(List.of(at))))));
            body.add(fold(acc, new Expr.Read(part)));
            return body;
        });
    }

    /// The loop over a single long axis `k`, in two levels.
    private List<Stmt> parts(Index[] at, int k, Local acc) {
        Index extent = Index.of(op.x().shape().dim(k));
        Axis outer = kernel.axis(Axis.Kind.SERIAL, (op.x().shape().dim(k).max() + PART - 1) / PART);
        Axis inner = kernel.axis(Axis.Kind.SERIAL, PART);
        Local part = kernel.local(dtype);
        at[k] = Index.add(Index.mul(Index.of(outer), Index.of(PART)), Index.of(inner));
        Index left = Index.sub(extent, Index.mul(Index.of(outer), Index.of(PART)));
        return List.of(new Stmt.For(outer, Index.ceilDiv(extent, PART), List.of(new Stmt.Set(part, identity(op.fn(), dtype)),
            new Stmt.For(inner, Index.min(Index.of(PART), left), List.of(fold(part, value(List.of(at))))), fold(acc, new Expr.Read(part)))));
    }

    private List<Stmt> nest(Index[] at, List<Integer> axes, Inner inner) {
        if (axes.isEmpty()) {
            return inner.build();
        }
        int k = axes.get(0);
        Axis a = kernel.axis(Axis.Kind.SERIAL, Math.max(1, op.x().shape().dim(k).max()));
        at[k] = Index.of(a);
        return List.of(new Stmt.For(a, Index.of(op.x().shape().dim(k)), nest(at, axes.subList(1, axes.size()), inner)));
    }
}
