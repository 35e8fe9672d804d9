package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The kernels of a convolution by [Winograd]'s algorithm: both operands are transformed, the products of all tiles are 36 matrix
/// products, and their transform is the result with its elementwise operations.
final class WinogradSchedule {
    /// Elements of a tile of work.
    private static final int WORK = 16384;
    private static final int POINTS = Winograd.TILE * Winograd.TILE;

    private final Function<List<Node>, KernelBuilder> builders;
    private final Scratch scratch;
    private final List<KernelBuilder.Lowered> out = new ArrayList<>();

    private WinogradSchedule(Function<List<Node>, KernelBuilder> builders, Scratch scratch) {
        this.builders = builders;
        this.scratch = scratch;
    }

    /// @param builders makes a kernel that writes these nodes
    static List<KernelBuilder.Lowered> lower(Function<List<Node>, KernelBuilder> builders, Scratch scratch, FusedGraph.Contract group,
            String note) {
        var schedule = new WinogradSchedule(builders, scratch);
        var conv = (Op.Conv) group.anchor().op();
        Node products = schedule.product(schedule.image(conv.a()), schedule.filter(conv.b()));
        schedule.result(products, group, note);
        return schedule.out;
    }

    /// `[n, tiles down, tiles across]` for a result `[n, h, w, f]`.
    private static Shape tiles(Dim n, int height, int width) {
        return Shape.of(List.of(n, Dim.of(Winograd.tiles(height)), Dim.of(Winograd.tiles(width))));
    }

    private static Shape transformed(Dim rows, int channels) {
        return Shape.of(List.of(Dim.of(POINTS), rows, Dim.of(channels)));
    }

    /// Cuts `x` `[n, h, w, c]` into tiles that overlap by two, and transforms each: `[36, n · tiles, c]`.
    private Node image(Node x) {
        Shape grid = tiles(x.shape().dim(0), x.shape().size(1) - 2, x.shape().size(2) - 2);
        int channels = x.shape().size(3);
        Scratch.Made made = scratch.make(x, "winograd image", DType.F32, transformed(grid.elements(), channels));
        if (made.filled()) {
            return made.node();
        }
        KernelBuilder kernel = builders.apply(List.of(made.node()));
        var rows = new Rows(kernel, grid, (long) POINTS * channels, WORK);
        List<Stmt> body = lanes(kernel, channels, channel -> {
            var in = new Expr[Winograd.TILE][Winograd.TILE];
            for (int a = 0; a < in.length; a++) {
                for (int b = 0; b < in.length; b++) {
                    Index row = offset(rows.indices().get(1), a);
                    Index column = offset(rows.indices().get(2), b);
                    Expr inside = Expr.and(below(row, x.shape().size(1)), below(column, x.shape().size(2)));
                    Position p = Position.of(x.shape(), List.of(rows.indices().get(0), row, column, channel));
                    in[a][b] = wide(kernel.values().at(x, p, inside));
                }
            }
            Index tile = Position.of(grid, rows.indices()).flat();
            return stores(kernel, made.node(), tile, channel, both(Winograd.IMAGE, in));
        });
        out.add(kernel.finish(rows.grid(), rows.tiles(), rows.around(body), "winograd image"));
        return made.node();
    }

    /// Filters `[3, 3, c, f]` to `[36, c, f]`.
    private Node filter(Node w) {
        int channels = w.shape().size(2);
        int filters = w.shape().size(3);
        Scratch.Made made = scratch.make(w, "winograd filter", DType.F32, transformed(Dim.of(channels), filters));
        if (made.filled()) {
            return made.node();
        }
        KernelBuilder kernel = builders.apply(List.of(made.node()));
        var rows = new Rows(kernel, Shape.of(channels), (long) POINTS * filters, WORK);
        Index channel = rows.indices().get(0);
        List<Stmt> body = lanes(kernel, filters, f -> {
            var in = new Expr[3][3];
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b < 3; b++) {
                    in[a][b] = wide(kernel.values().at(w, Position.of(w.shape(), List.of(Index.of(a), Index.of(b), channel, f)), null));
                }
            }
            return stores(kernel, made.node(), channel, f, both(Winograd.FILTER, in));
        });
        out.add(kernel.finish(rows.grid(), rows.tiles(), rows.around(body), "winograd filter"));
        return made.node();
    }

    private Node product(Node a, Node b) {
        Node product = Node.of(new Op.MatMul(a, b, false, false));
        scratch.place(product);
        KernelBuilder kernel = builders.apply(List.of(product));
        out.add(ContractSchedule.lower(kernel, new FusedGraph.Contract(product, List.of(product)), "winograd products"));
        return product;
    }

    /// `[36, n · tiles, f]` back to images, with the elementwise operations that follow.
    private void result(Node products, FusedGraph.Contract group, String note) {
        Shape y = group.anchor().shape();
        Shape grid = tiles(y.dim(0), y.size(1), y.size(2));
        int filters = y.size(3);
        KernelBuilder kernel = builders.apply(group.outputs());
        Kernel.Param to = kernel.write(group.output());
        var rows = new Rows(kernel, grid, (long) POINTS * filters, WORK);
        Index tile = Position.of(grid, rows.indices()).flat();
        List<Stmt> body = lanes(kernel, filters, f -> {
            Expr[][] result = both(Winograd.RESULT, loads(kernel, products, tile, f));
            var statements = new ArrayList<Stmt>();
            var stores = new ArrayList<Stmt>();
            for (int a = 0; a < Winograd.STEP; a++) {
                for (int b = 0; b < Winograd.STEP; b++) {
                    Local value = kernel.local(DType.F32);
                    statements.add(new Stmt.Set(value, result[a][b]));
                    kernel.values().fix(group.anchor(), new Expr.Read(value));
                    Index row = offset(rows.indices().get(1), a);
                    Index column = offset(rows.indices().get(2), b);
                    Index flat = Position.of(y, List.of(rows.indices().get(0), row, column, f)).flat();
                    Expr last = kernel.values().at(group.output(), Position.flat(group.output().shape(), flat), null);
                    Expr inside = Expr.and(below(row, y.size(1)), below(column, y.size(2)));
                    Stmt store = new Stmt.Store(to, flat, last, null);
                    stores.add(inside == null ? store : new Stmt.If(inside, List.of(store)));
                }
            }
            statements.addAll(stores);
            return statements;
        });
        out.add(kernel.finish(rows.grid(), rows.tiles(), rows.around(body), note));
    }

    // ---- parts

    /// A loop over `channels` in lanes.
    private static List<Stmt> lanes(KernelBuilder kernel, int channels, Function<Index, List<Stmt>> body) {
        return List.of(kernel.lanes(Dim.of(channels), kernel.lanes(DType.F32), body));
    }

    /// 16-bit operands are transformed in f32: the differences of their elements have more bits than they.
    private static Expr wide(Expr x) {
        return x.dtype() == DType.F32 ? x : new Expr.Cast(x, DType.F32);
    }

    private static Index offset(Index tile, int k) {
        return Index.add(Index.mul(tile, Index.of(Winograd.STEP)), Index.of(k));
    }

    /// `i < size`, or null where that is certain.
    private static Expr below(Index i, int size) {
        return Index.max(i) < size ? null : Expr.less(i, Index.of(size));
    }

    private static Expr[][] loads(KernelBuilder kernel, Node from, Index row, Index channel) {
        var in = new Expr[Winograd.TILE][Winograd.TILE];
        for (int k = 0; k < POINTS; k++) {
            Position p = Position.of(from.shape(), List.of(Index.of(k), row, channel));
            in[k / Winograd.TILE][k % Winograd.TILE] = kernel.values().at(from, p, null);
        }
        return in;
    }

    private static List<Stmt> stores(KernelBuilder kernel, Node to, Index row, Index channel, Expr[][] values) {
        Kernel.Param buffer = kernel.write(to);
        var out = new ArrayList<Stmt>();
        for (int k = 0; k < POINTS; k++) {
            Index flat = Position.of(to.shape(), List.of(Index.of(k), row, channel)).flat();
            out.add(new Stmt.Store(buffer, flat, values[k / Winograd.TILE][k % Winograd.TILE], null));
        }
        return out;
    }

    /// The transform along columns, then along rows.
    private static Expr[][] both(Winograd transform, Expr[][] x) {
        var columns = new Expr[transform.rows()][x[0].length];
        for (int b = 0; b < x[0].length; b++) {
            var in = new Expr[x.length];
            for (int a = 0; a < x.length; a++) {
                in[a] = x[a][b];
            }
            Expr[] t = transform.apply(in);
            for (int a = 0; a < t.length; a++) {
                columns[a][b] = t[a];
            }
        }
        var out = new Expr[transform.rows()][];
        for (int a = 0; a < out.length; a++) {
            out[a] = transform.apply(columns[a]);
        }
        return out;
    }
}
