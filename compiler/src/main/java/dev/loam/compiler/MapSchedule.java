package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Elementwise kernels. Where no index needs a division the elements are taken as one long vector; else there is a loop for each
/// axis, with the last one in lanes.
final class MapSchedule {
    /// Elements of a tile: enough work that handing it to a thread pays.
    private static final int TILE = 8192;

    private final KernelBuilder kernel;
    private final List<Node> outputs;
    private final String note;

    private MapSchedule(KernelBuilder kernel, List<Node> outputs, String note) {
        this.kernel = kernel;
        this.outputs = outputs;
        this.note = note;
    }

    /// @param fresh makes an empty builder; a second one is needed where the first schedule does not fit
    static KernelBuilder.Lowered lower(java.util.function.Supplier<KernelBuilder> fresh, List<Node> outputs, String note) {
        var flat = new MapSchedule(fresh.get(), outputs, note).flat();
        if (flat != null) {
            return flat;
        }
        var transposed = outputs.size() == 1 ? TransposeSchedule.lower(fresh, outputs.get(0), note) : null;
        return transposed != null ? transposed : new MapSchedule(fresh.get(), outputs, note).nested();
    }

    private int lanes() {
        int n = kernel.lanes(outputs.get(0).dtype());
        for (Node o : outputs) {
            n = Math.min(n, kernel.lanes(o.dtype()));
        }
        return n;
    }

    /// Stores every output at `p`. All values are computed before any is stored, since an output may replace what another reads.
    private List<Stmt> stores(Position p) {
        var sets = new ArrayList<Stmt>();
        var stores = new ArrayList<Stmt>();
        for (Node o : outputs) {
            Kernel.Param to = kernel.write(o);
            Position at = p.shape().equals(o.shape()) ? p : Position.flat(o.shape(), p.flat());
            Expr value = kernel.values().at(o, at, null);
            if (outputs.size() == 1) {
                stores.add(new Stmt.Store(to, kernel.index(o, at), value, null));
            } else {
                Local v = kernel.local(o.dtype());
                sets.add(new Stmt.Set(v, value));
                stores.add(new Stmt.Store(to, kernel.index(o, at), new Expr.Read(v), null));
            }
        }
        sets.addAll(stores);
        return sets;
    }

    private KernelBuilder.Lowered flat() {
        Shape shape = outputs.get(0).shape();
        for (Node o : outputs) {
            kernel.write(o);
        }
        int w = lanes();
        long max = Math.max(1, shape.elements().max());
        Index total = Index.of(shape.elements());
        long tile = Math.min(TILE, (max + w - 1) / w * w);
        Axis grid = kernel.axis(Axis.Kind.GRID, (max + tile - 1) / tile);
        Axis step = kernel.axis(Axis.Kind.SERIAL, tile / w);
        Axis lane = kernel.axis(Axis.Kind.LANE, w);
        Index base = Index.mul(Index.of(grid), Index.of(tile));
        Index first = Index.add(base, Index.mul(Index.of(step), Index.of(w)));
        List<Stmt> stores = stores(Position.flat(shape, Index.add(first, Index.of(lane))));
        boolean[] divides = {false};
        Walk.indices(stores, i -> divides[0] |= i instanceof Index.Div || i instanceof Index.Mod);
        if (divides[0] && shape.rank() > 0 && max > 1) {
            return null;
        }
        boolean even = shape.isStatic() && max % w == 0;
        Index left = Index.sub(total, base);
        Index here = shape.isStatic() && max % tile == 0 ? Index.of(tile) : Index.min(Index.of(tile), left);
        Index active = even ? Index.of(w) : Index.min(Index.of(w), Index.sub(total, first));
        Stmt body = new Stmt.For(step, Index.ceilDiv(here, w), List.of(new Stmt.For(lane, active, stores)));
        return kernel.finish(grid, Index.ceilDiv(total, tile), List.of(body), note);
    }

    private KernelBuilder.Lowered nested() {
        Shape shape = outputs.get(0).shape();
        for (Node o : outputs) {
            kernel.write(o);
        }
        int last = shape.rank() - 1;
        while (last > 0 && shape.dim(last).is(1)) {
            last--;
        }
        var rows = new Rows(kernel, shape.head(last), Math.max(1, shape.dim(last).max()), TILE);
        int ones = shape.rank() - last - 1;
        List<Stmt> body = List.of(kernel.lanes(shape.dim(last), lanes(), column -> {
            var at = new ArrayList<>(rows.indices());
            at.add(column);
            at.addAll(Collections.nCopies(ones, Index.ZERO));
            return stores(Position.of(shape, at));
        }));
        return kernel.finish(rows.grid(), rows.tiles(), rows.around(body), note);
    }

    /// The dtype in which sums and products of `dtype` are kept: f32 for the 16-bit floats.
    static DType accumulator(DType dtype) {
        return dtype.isHalf() ? DType.F32 : dtype;
    }
}
