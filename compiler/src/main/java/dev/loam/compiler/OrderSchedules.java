package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// Kernels that go along one axis in order: running sums and products, and sorting.
final class OrderSchedules {
    private static final int TILE = 8192;

    private OrderSchedules() {
    }

    static KernelBuilder.Lowered cumulate(KernelBuilder kernel, Node output, String note) {
        var op = (Op.Cumulate) output.op();
        Shape x = op.x().shape();
        Dim n = x.dim(op.axis());
        Kernel.Param to = kernel.write(output);
        var rows = new Rows(kernel, x.without(op.axis()), Math.max(1, n.max()), TILE);
        Axis k = kernel.axis(Axis.Kind.SERIAL, Math.max(1, n.max()));
        Index place = op.reverse() ? Index.sub(Index.add(Index.of(n), Index.of(-1)), Index.of(k)) : Index.of(k);
        Position p = along(x, rows, op.axis(), place);
        Expr value = kernel.values().at(op.x(), p, null);
        DType dtype = MapSchedule.accumulator(value.dtype());
        Local sum = kernel.local(dtype);
        Expr next = Expr.binary(op.fn() == Op.ReduceFn.SUM ? Op.BinaryFn.ADD : Op.BinaryFn.MUL, new Expr.Read(sum), cast(value, dtype));
        List<Stmt> body = List.of(new Stmt.Set(sum, ReduceSchedule.identity(op.fn(), dtype)), new Stmt.For(k, Index.of(n), List.of(
            new Stmt.Set(sum, next), new Stmt.Store(to, p.flat(), cast(new Expr.Read(sum), output.dtype()), null))));
        return kernel.finish(rows.grid(), rows.tiles(), rows.around(body), note);
    }

    private static Position along(Shape shape, Rows rows, int axis, Index at) {
        var all = new ArrayList<>(rows.indices());
        all.add(axis, at);
        return Position.of(shape, all);
    }

    private static Expr cast(Expr x, DType to) {
        return x.dtype() == to ? x : new Expr.Cast(x, to);
    }

    /// Batcher's bitonic sorting network on the indices, in the form in which the lesser element always goes to the lower place: blocks of
    /// `2h` are merged from sorted halves of `h` by comparing each element first with its mirror image in the block, then with the one
    /// `h/2`, `h/4` … 1 behind. What would lie behind the end counts as greatest and never moves, so that any size is sorted. Elements that
    /// are equal are compared by their index, which keeps their order.
    static KernelBuilder.Lowered argSort(KernelBuilder kernel, Node output, String note) {
        var op = (Op.ArgSort) output.op();
        Shape x = op.x().shape();
        Dim n = x.dim(op.axis());
        int levels = 64 - Long.numberOfLeadingZeros(Math.max(1, n.max() - 1));
        levels = n.max() <= 1 ? 0 : levels;
        Kernel.Param to = kernel.write(output);
        var rows = new Rows(kernel, x.without(op.axis()), Math.max(1, n.max() * Math.max(1, levels * levels)), TILE);
        Axis fill = kernel.axis(Axis.Kind.SERIAL, Math.max(1, n.max()));
        Axis level = kernel.axis(Axis.Kind.SERIAL, Math.max(1, levels));
        Axis step = kernel.axis(Axis.Kind.SERIAL, Math.max(1, levels));
        Axis pair = kernel.axis(Axis.Kind.SERIAL, Math.max(1, 1L << Math.max(0, levels - 1)));
        Local low = kernel.local(DType.I64);
        Local high = kernel.local(DType.I64);
        Local first = kernel.local(DType.I32);
        Local second = kernel.local(DType.I32);
        Index lowPlace = along(x, rows, op.axis(), new Index.Value(new Expr.Read(low))).flat();
        Index highPlace = along(x, rows, op.axis(), new Index.Value(new Expr.Read(high))).flat();
        Expr a = value(kernel, op, x, rows, first);
        Expr b = value(kernel, op, x, rows, second);
        Local va = kernel.local(a.dtype());
        Local vb = kernel.local(b.dtype());

        var exchange = new ArrayList<Stmt>();
        exchange.add(new Stmt.Set(first, new Expr.Load(to, lowPlace, null)));
        exchange.add(new Stmt.Set(second, new Expr.Load(to, highPlace, null)));
        exchange.add(new Stmt.Set(va, a));
        exchange.add(new Stmt.Set(vb, b));
        exchange.add(new Stmt.If(before(new Expr.Read(vb), new Expr.Read(va), new Expr.Read(second), new Expr.Read(first), op.descending()), List.of(
            new Stmt.Store(to, lowPlace, new Expr.Read(second), null), new Stmt.Store(to, highPlace, new Expr.Read(first), null))));

        // e: the binary logarithm of the distance; in the first step of a level that of the half block
        Expr e = new Expr.FromIndex(Index.sub(Index.of(level), Index.of(step)));
        Expr i = new Expr.FromIndex(Index.of(pair));
        Expr one = Expr.of(DType.I64, 1);
        Expr distance = Expr.binary(Op.BinaryFn.SHL, one, e);
        Expr within = Expr.binary(Op.BinaryFn.AND, i, Expr.binary(Op.BinaryFn.SUB, distance, one));
        Expr block = Expr.binary(Op.BinaryFn.SHL, Expr.binary(Op.BinaryFn.SHR, i, e), Expr.add(e, one));
        Expr mirror = Expr.binary(Op.BinaryFn.SUB, Expr.add(block, Expr.binary(Op.BinaryFn.SUB, Expr.add(distance, distance), one)), within);
        Expr behind = Expr.add(Expr.add(block, within), distance);
        Expr isFirst = Expr.equal(Index.of(step), Index.ZERO);
        List<Stmt> pairs = List.of(
            new Stmt.Set(low, Expr.add(block, within)),
            new Stmt.Set(high, new Expr.Select(isFirst, mirror, behind)),
            new Stmt.If(new Expr.Compare(Op.CompareFn.LT, new Expr.Read(high), new Expr.FromIndex(Index.of(n))), exchange));
        Stmt all = new Stmt.For(level, Index.of(levels), List.of(new Stmt.For(step, Index.add(Index.of(level), Index.ONE),
            List.of(new Stmt.For(pair, Index.of(1L << Math.max(0, levels - 1)), pairs)))));
        Position start = along(x, rows, op.axis(), Index.of(fill));
        var body = new ArrayList<Stmt>();
        body.add(new Stmt.For(fill, Index.of(n), List.of(new Stmt.Store(to, start.flat(), new Expr.Cast(new Expr.FromIndex(Index.of(fill)), DType.I32), null))));
        if (levels > 0) {
            body.add(all);
        }
        return kernel.finish(rows.grid(), rows.tiles(), rows.around(body), note);
    }

    /// The element that a local index names.
    private static Expr value(KernelBuilder kernel, Op.ArgSort op, Shape x, Rows rows, Local index) {
        Index at = new Index.Value(new Expr.Cast(new Expr.Read(index), DType.I64));
        Expr v = kernel.values().at(op.x(), along(x, rows, op.axis(), at), null);
        return cast(v, MapSchedule.accumulator(v.dtype()));
    }

    /// True where `a` at index `i` stands before `b` at `j`.
    private static Expr before(Expr a, Expr b, Expr i, Expr j, boolean descending) {
        Expr less = greater(descending ? a : b, descending ? b : a);
        Expr more = greater(descending ? b : a, descending ? a : b);
        Expr equal = Expr.and(new Expr.Unary(Op.UnaryFn.NOT, more), new Expr.Compare(Op.CompareFn.LT, i, j));
        return Expr.binary(Op.BinaryFn.OR, less, equal);
    }

    /// A NaN is greater than all else.
    private static Expr greater(Expr a, Expr b) {
        Expr greater = new Expr.Compare(Op.CompareFn.GT, a, b);
        if (!a.dtype().isFloat()) {
            return greater;
        }
        Expr onlyNaN = Expr.and(new Expr.Compare(Op.CompareFn.NE, a, a), new Expr.Compare(Op.CompareFn.EQ, b, b));
        return Expr.binary(Op.BinaryFn.OR, greater, onlyNaN);
    }
}
