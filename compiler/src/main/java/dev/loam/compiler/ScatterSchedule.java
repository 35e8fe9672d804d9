package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// Scatter-add by destination.
final class ScatterSchedule {
    private static final int TILE = 8192;

    private ScatterSchedule() {
    }

    /// Each tile owns some destinations (outer axes × a block of lanes of the inner elements) and goes through the updates in
    /// order, so the sums do not depend on threads.
    static KernelBuilder.Lowered lower(KernelBuilder kernel, Node output, String note) {
        var op = (Op.ScatterAdd) output.op();
        Kernel.Param to = kernel.write(output);
        Shape shape = output.shape();
        Shape updates = op.updates().shape();
        Shape indices = op.indices().shape();
        Dim inner = Shape.of(shape.dims().subList(op.axis() + 1, shape.rank())).elements();
        long innerMax = Math.max(1, inner.max());
        int w = kernel.lanes(output.dtype());
        var dims = new ArrayList<>(shape.head(op.axis()).dims());
        dims.add(Dim.of((innerMax + w - 1) / w));
        long each = Math.max(1, indices.elements().max()) * w;
        var rows = new Rows(kernel, Shape.of(dims), each, TILE);
        List<Index> outer = rows.indices().subList(0, op.axis());
        Index first = Index.mul(rows.indices().get(op.axis()), Index.of(w));
        Axis lane = kernel.axis(Axis.Kind.LANE, w);
        Axis again = kernel.axis(Axis.Kind.LANE, w);
        Index column = Index.add(first, Index.of(again));
        Axis zero = kernel.axis(Axis.Kind.SERIAL, Math.max(1, op.size().max()));
        Axis entries = kernel.axis(Axis.Kind.SERIAL, Math.max(1, indices.elements().max()));

        // the destination is seen as [outer…, size, inner], the updates as [outer…, count, inner]
        var view = new ArrayList<>(shape.head(op.axis()).dims());
        view.add(op.size());
        view.add(inner);
        Shape grid = Shape.of(view);
        view.set(op.axis(), indices.elements());
        Shape flatUpdates = Shape.of(view);
        var at = new ArrayList<>(outer);
        at.add(Index.of(zero));
        at.add(Index.add(first, Index.of(lane)));
        Stmt clear = new Stmt.Store(to, Position.of(grid, at).flat(), Expr.of(output.dtype(), 0), null);
        Expr entry = kernel.values().at(op.indices(), Position.flat(indices, Index.of(entries)), null);
        var from = new ArrayList<>(outer);
        from.add(Index.of(entries));
        from.add(column);
        Expr value = kernel.values().at(op.updates(), Position.flat(updates, Position.of(flatUpdates, from).flat()), null);
        Local where = kernel.local(DType.I64);
        at.set(op.axis(), new Index.Value(new Expr.Read(where)));
        at.set(op.axis() + 1, column);
        Index target = Position.of(grid, at).flat();
        Index extent = Index.of(inner);
        Index active = inner.isConstant() && innerMax % w == 0 ? Index.of(w) : Index.min(Index.of(w), Index.sub(extent, first));
        var set = new Stmt.Set(where, new Expr.FromIndex(Values.clamped(entry, op.size())));
        var body = new ArrayList<Stmt>();
        body.add(new Stmt.For(zero, Index.of(op.size()), List.of(new Stmt.For(lane, active, List.of(clear)))));
        // the same place is read and written by the same lane
        body.add(new Stmt.For(entries, Index.of(indices.elements()), List.of(set, new Stmt.For(again, active, List.of(
            new Stmt.Store(to, target, Expr.add(new Expr.Load(to, target, null), value), null))))));
        return kernel.finish(rows.grid(), rows.tiles(), rows.around(body), note);
    }
}
