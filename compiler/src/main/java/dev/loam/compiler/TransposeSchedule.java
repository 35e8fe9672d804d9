package dev.loam.compiler;

import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Elementwise kernels whose operands run along another axis than the result, as a transposed matrix does: squares of lanes × lanes
/// elements are read along the operands' axis, transposed in registers and written along the result's last one.
final class TransposeSchedule {
    /// Elements of a tile.
    private static final int TILE = 8192;

    private final KernelBuilder kernel;
    private final Node output;
    private final int axis;

    private TransposeSchedule(KernelBuilder kernel, Node output, int axis) {
        this.kernel = kernel;
        this.output = output;
        this.axis = axis;
    }

    /// The kernel, or null where no axis suits the operands better than the last.
    static KernelBuilder.Lowered lower(Supplier<KernelBuilder> fresh, Node output, String note) {
        int last = output.shape().rank() - 1;
        int lanes = fresh.get().lanes(output.dtype());
        if (last < 1 || lanes == 1 || !output.shape().isStatic() || evenAlong(fresh.get(), output, last)) {
            return null;
        }
        for (int axis = last - 1; axis >= 0; axis--) {
            boolean wide = Math.min(output.shape().size(axis), output.shape().size(last)) >= lanes / 2;
            if (wide && evenAlong(fresh.get(), output, axis)) {
                return new TransposeSchedule(fresh.get(), output, axis).build(note);
            }
        }
        return null;
    }

    /// True where neighbours along `axis` need only neighbours, or the same elements, of all that is read.
    private static boolean evenAlong(KernelBuilder kernel, Node output, int axis) {
        Axis lane = kernel.axis(Axis.Kind.LANE, kernel.lanes(output.dtype()));
        var at = new ArrayList<Index>();
        for (Dim d : output.shape().dims()) {
            at.add(Index.of(kernel.axis(Axis.Kind.SERIAL, d.max())));
        }
        at.set(axis, Index.of(lane));
        Expr value = kernel.values().at(output, Position.of(output.shape(), at), null);
        List<Stmt> body = List.of(new Stmt.Set(kernel.local(output.dtype()), value));
        var variance = new Variance(body);
        boolean[] even = {true};
        Walk.loads(body, l -> {
            Variance.Affine a = variance.affine(l.index());
            even[0] &= a != null && (a.stride() == 0 || a.stride() == 1);
        });
        return even[0];
    }

    private KernelBuilder.Lowered build(String note) {
        Kernel.Param to = kernel.write(output);
        Shape shape = output.shape();
        int last = shape.rank() - 1;
        int w = kernel.lanes(output.dtype());
        int height = shape.size(axis);
        int width = shape.size(last);
        var outer = new ArrayList<>(shape.head(last).dims());
        outer.set(axis, Dim.of((height + w - 1) / w));
        var rows = new Rows(kernel, Shape.of(outer), (long) w * width, TILE);
        Axis block = kernel.axis(Axis.Kind.SERIAL, (width + w - 1) / w);
        Axis lane = kernel.axis(Axis.Kind.LANE, w);
        Index top = Index.mul(rows.indices().get(axis), Index.of(w));
        Index left = Index.mul(Index.of(block), Index.of(w));
        var square = new ArrayList<Local>();
        var body = new ArrayList<Stmt>();
        for (int k = 0; k < w; k++) {
            Index row = Index.add(top, Index.of(lane));
            Index column = Index.add(left, Index.of(k));
            Local local = kernel.local(output.dtype());
            square.add(local);
            body.add(new Stmt.Set(local, kernel.values().at(output, position(rows, row, column), inside(row, height, column, width))));
        }
        body.add(new Stmt.Transpose(square));
        for (int k = 0; k < w; k++) {
            Index row = Index.add(top, Index.of(k));
            Index column = Index.add(left, Index.of(lane));
            body.add(new Stmt.Store(to, kernel.index(output, position(rows, row, column)), new Expr.Read(square.get(k)), inside(row, height, column, width)));
        }
        List<Stmt> loop = List.of(new Stmt.For(block, Index.of((width + w - 1) / w), List.of(new Stmt.For(lane, Index.of(w), body))));
        return kernel.finish(rows.grid(), rows.tiles(), rows.around(loop), note);
    }

    private Position position(Rows rows, Index row, Index column) {
        var at = new ArrayList<>(rows.indices());
        at.set(axis, row);
        at.add(column);
        return Position.of(output.shape(), at);
    }

    /// Whether a place lies in the matrix, or null where a whole number of squares fills it.
    private Expr inside(Index row, int height, Index column, int width) {
        int w = kernel.lanes(output.dtype());
        return Expr.and(height % w == 0 ? null : Expr.less(row, Index.of(height)), width % w == 0 ? null : Expr.less(column, Index.of(width)));
    }
}
