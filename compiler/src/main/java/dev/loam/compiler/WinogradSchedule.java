package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The kernels of a convolution, or of the gradient of its filters, by [Winograd]'s algorithm: both operands are transformed, the products
/// of all tiles are a matrix product for each point of evaluation, and their transform is the result with its elementwise operations.
final class WinogradSchedule {
    /// Elements of a tile of work.
    private static final int WORK = 16384;
    /// A filter's gradient that is smaller than this part of the terms it is the sum of is nothing but rounding error: four times the
    /// error of one operation. What should be zero was found to be up to 1.4e-7 of its terms.
    private static final double LOST = 0x1p-22;

    private final Winograd winograd;
    private final int points;
    private final Function<List<Node>, KernelBuilder> builders;
    private final Scratch scratch;
    private final List<KernelBuilder.Lowered> out = new ArrayList<>();

    private WinogradSchedule(Winograd winograd, Function<List<Node>, KernelBuilder> builders, Scratch scratch) {
        this.winograd = winograd;
        this.points = winograd.size() * winograd.size();
        this.builders = builders;
        this.scratch = scratch;
    }

    /// @param builders makes a kernel that writes these nodes
    static List<KernelBuilder.Lowered> lower(Winograd winograd, Function<List<Node>, KernelBuilder> builders, Scratch scratch,
            FusedGraph.Contract group, String note) {
        var schedule = new WinogradSchedule(winograd, builders, scratch);
        var conv = (Op.Conv) group.anchor().op();
        Node image = schedule.image(conv.a());
        if (conv.of() == Op.ConvOf.OUTPUT) {
            schedule.result(schedule.product(image, schedule.filter(conv.b()), false), group, note);
        } else {
            schedule.filterGradient(schedule.product(image, schedule.gradient(conv.b()), true), group, note);
        }
        return schedule.out;
    }

    /// `[n, tiles down, tiles across]` for a result `[n, h, w, f]`.
    private static Shape tiles(Dim n, int height, int width) {
        return Shape.of(List.of(n, Dim.of(Winograd.tiles(height)), Dim.of(Winograd.tiles(width))));
    }

    private Shape transformed(Dim rows, int channels) {
        return Shape.of(List.of(Dim.of(points), rows, Dim.of(channels)));
    }

    /// Cuts `x` `[n, h, w, c]` into tiles that overlap, and transforms each: `[points, n · tiles, c]`.
    private Node image(Node x) {
        int less = winograd.taps() - 1;
        Shape grid = tiles(x.shape().dim(0), x.shape().size(1) - less, x.shape().size(2) - less);
        return tiled(x, "winograd image", grid, winograd.size(), winograd.image());
    }

    /// Cuts the gradient `y` `[n, h, w, f]` of a result into tiles, and transforms each: `[points, n · tiles, f]`.
    private Node gradient(Node y) {
        Shape grid = tiles(y.shape().dim(0), y.shape().size(1), y.shape().size(2));
        return tiled(y, "winograd gradient", grid, Winograd.STEP, winograd.result().transposed());
    }

    private Node tiled(Node x, String what, Shape grid, int size, WinogradTransform transform) {
        int channels = x.shape().size(3);
        Scratch.Made made = scratch.make(x, what + " " + points, DType.F32, transformed(grid.elements(), channels));
        if (made.filled()) {
            return made.node();
        }
        KernelBuilder kernel = builders.apply(List.of(made.node()));
        var rows = new Rows(kernel, grid, (long) points * channels, WORK);
        List<Stmt> body = lanes(kernel, channels, channel -> {
            var in = new Expr[size][size];
            for (int a = 0; a < size; a++) {
                for (int b = 0; b < size; b++) {
                    Index row = offset(rows.indices().get(1), a);
                    Index column = offset(rows.indices().get(2), b);
                    Expr inside = Expr.and(below(row, x.shape().size(1)), below(column, x.shape().size(2)));
                    Position p = Position.of(x.shape(), List.of(rows.indices().get(0), row, column, channel));
                    in[a][b] = wide(kernel.values().at(x, p, inside));
                }
            }
            Index tile = Position.of(grid, rows.indices()).flat();
            return stores(kernel, made.node(), tile, channel, transform.both(in));
        });
        out.add(kernel.finish(rows.grid(), rows.tiles(), rows.around(body), what));
        return made.node();
    }

    /// Filters `[r, r, c, f]` to `[points, c, f]`.
    private Node filter(Node w) {
        int channels = w.shape().size(2);
        int filters = w.shape().size(3);
        Scratch.Made made = scratch.make(w, "winograd filter", DType.F32, transformed(Dim.of(channels), filters));
        if (made.filled()) {
            return made.node();
        }
        KernelBuilder kernel = builders.apply(List.of(made.node()));
        var rows = new Rows(kernel, Shape.of(channels), (long) points * filters, WORK);
        Index channel = rows.indices().get(0);
        int taps = winograd.taps();
        List<Stmt> body = lanes(kernel, filters, f -> {
            var in = new Expr[taps][taps];
            for (int a = 0; a < taps; a++) {
                for (int b = 0; b < taps; b++) {
                    in[a][b] = wide(kernel.values().at(w, Position.of(w.shape(), List.of(Index.of(a), Index.of(b), channel, f)), null));
                }
            }
            return stores(kernel, made.node(), channel, f, winograd.filter().both(in));
        });
        out.add(kernel.finish(rows.grid(), rows.tiles(), rows.around(body), "winograd filter"));
        return made.node();
    }

    private Node product(Node a, Node b, boolean transposed) {
        Node product = Node.of(new Op.MatMul(a, b, transposed, false));
        scratch.place(product);
        KernelBuilder kernel = builders.apply(List.of(product));
        out.add(ContractSchedule.lower(kernel, new FusedGraph.Contract(product, List.of(product)), "winograd products"));
        return product;
    }

    /// `[points, n · tiles, f]` back to images, with the elementwise operations that follow.
    private void result(Node products, FusedGraph.Contract group, String note) {
        Shape y = group.anchor().shape();
        Shape grid = tiles(y.dim(0), y.size(1), y.size(2));
        KernelBuilder kernel = builders.apply(group.outputs());
        var rows = new Rows(kernel, grid, (long) points * y.size(3), WORK);
        Index tile = Position.of(grid, rows.indices()).flat();
        List<Stmt> body = lanes(kernel, y.size(3), f -> {
            Expr[][] result = winograd.result().both(loads(kernel, products, tile, f));
            var statements = new ArrayList<Stmt>();
            var stores = new ArrayList<Stmt>();
            for (int a = 0; a < Winograd.STEP; a++) {
                for (int b = 0; b < Winograd.STEP; b++) {
                    Index row = offset(rows.indices().get(1), a);
                    Index column = offset(rows.indices().get(2), b);
                    Index flat = Position.of(y, List.of(rows.indices().get(0), row, column, f)).flat();
                    Stmt store = store(kernel, group, result[a][b], flat, statements);
                    Expr inside = Expr.and(below(row, y.size(1)), below(column, y.size(2)));
                    stores.add(inside == null ? store : new Stmt.If(inside, List.of(store)));
                }
            }
            statements.addAll(stores);
            return statements;
        });
        out.add(kernel.finish(rows.grid(), rows.tiles(), rows.around(body), note));
    }

    /// `[points, c, f]` back to filters. A value that is lost in the rounding errors of its terms is written as zero: where an image's
    /// channel and a result's never meet at a tap, its gradient is zero exactly, and an optimiser that divides gradients by their size
    /// would make a step of the errors.
    private void filterGradient(Node products, FusedGraph.Contract group, String note) {
        Shape w = group.anchor().shape();
        KernelBuilder kernel = builders.apply(group.outputs());
        var rows = new Rows(kernel, Shape.of(w.size(2)), (long) points * w.size(3), WORK);
        Index channel = rows.indices().get(0);
        List<Stmt> body = lanes(kernel, w.size(3), f -> {
            Expr[][] terms = loads(kernel, products, channel, f);
            var sizes = new Expr[terms.length][terms.length];
            for (int k = 0; k < points; k++) {
                sizes[k / terms.length][k % terms.length] = new Expr.Unary(Op.UnaryFn.ABS, terms[k / terms.length][k % terms.length]);
            }
            WinogradTransform back = winograd.filter().transposed();
            Expr[][] result = back.both(terms);
            Expr[][] magnitudes = back.magnitudes(sizes);
            var statements = new ArrayList<Stmt>();
            var stores = new ArrayList<Stmt>();
            for (int a = 0; a < winograd.taps(); a++) {
                for (int b = 0; b < winograd.taps(); b++) {
                    Expr bound = Expr.mul(magnitudes[a][b], Expr.of(DType.F32, LOST));
                    Expr lost = new Expr.Compare(Op.CompareFn.LT, new Expr.Unary(Op.UnaryFn.ABS, result[a][b]), bound);
                    Expr value = new Expr.Select(lost, Expr.of(DType.F32, 0), result[a][b]);
                    Index flat = Position.of(w, List.of(Index.of(a), Index.of(b), channel, f)).flat();
                    stores.add(store(kernel, group, value, flat, statements));
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

    private Expr[][] loads(KernelBuilder kernel, Node from, Index row, Index channel) {
        int size = winograd.size();
        var in = new Expr[size][size];
        for (int k = 0; k < points; k++) {
            Position p = Position.of(from.shape(), List.of(Index.of(k), row, channel));
            in[k / size][k % size] = kernel.values().at(from, p, null);
        }
        return in;
    }

    private List<Stmt> stores(KernelBuilder kernel, Node to, Index row, Index channel, Expr[][] values) {
        Kernel.Param buffer = kernel.write(to);
        var out = new ArrayList<Stmt>();
        for (int k = 0; k < points; k++) {
            Index flat = Position.of(to.shape(), List.of(Index.of(k), row, channel)).flat();
            out.add(new Stmt.Store(buffer, flat, values[k / winograd.size()][k % winograd.size()], null));
        }
        return out;
    }

    /// Stores what follows elementwise from `value`, an element of the group's anchor, which is computed in `before`.
    private static Stmt store(KernelBuilder kernel, FusedGraph.Contract group, Expr value, Index flat, List<Stmt> before) {
        Local local = kernel.local(DType.F32);
        before.add(new Stmt.Set(local, value));
        kernel.values().fix(group.anchor(), new Expr.Read(local));
        Expr last = kernel.values().at(group.output(), Position.flat(group.output().shape(), flat), null);
        return new Stmt.Store(kernel.write(group.output()), flat, last, null);
    }
}
