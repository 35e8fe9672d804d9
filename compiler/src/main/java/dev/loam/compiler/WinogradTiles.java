package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What the kernels of a convolution by [Winograd]'s algorithm are made of: tiles are cut out of images, transformed, kept, fetched, and put
/// back into images.
final class WinogradTiles {
    private final Winograd winograd;
    private final KernelBuilder kernel;

    WinogradTiles(Winograd winograd, KernelBuilder kernel) {
        this.winograd = winograd;
        this.kernel = kernel;
    }

    /// `[n, tiles down, tiles across]` for a result `[n, h, w, f]` of these sizes.
    static Shape grid(Dim n, int height, int width) {
        return Shape.of(List.of(n, Dim.of(Winograd.tiles(height)), Dim.of(Winograd.tiles(width))));
    }

    /// The tiles of the image `x` `[n, h, w, c]`.
    static Shape ofImage(Winograd winograd, Node x) {
        int less = winograd.taps() - 1;
        return grid(x.shape().dim(0), x.shape().size(1) - less, x.shape().size(2) - less);
    }

    /// The tiles of the result `y` `[n, h, w, f]`, or of its gradient.
    static Shape ofResult(Node y) {
        return grid(y.shape().dim(0), y.shape().size(1), y.shape().size(2));
    }

    /// A loop over `channels` in lanes.
    List<Stmt> lanes(int channels, Function<Index, List<Stmt>> body) {
        return List.of(kernel.lanes(Dim.of(channels), kernel.lanes(DType.F32), body));
    }

    /// The transform of the image's tile at `[n, down, across]`.
    Expr[][] image(Node x, List<Index> tile, Index channel) {
        return winograd.image().both(cut(x, tile, channel, winograd.size()));
    }

    /// The transform of the tile of a result's gradient at `[n, down, across]`.
    Expr[][] gradient(Node y, List<Index> tile, Index filter) {
        return winograd.result().transposed().both(cut(y, tile, filter, Winograd.STEP));
    }

    private Expr[][] cut(Node x, List<Index> tile, Index channel, int size) {
        var in = new Expr[size][size];
        for (int a = 0; a < size; a++) {
            for (int b = 0; b < size; b++) {
                Index row = offset(tile.get(1), a);
                Index column = offset(tile.get(2), b);
                Expr inside = Expr.and(below(row, x.shape().size(1)), below(column, x.shape().size(2)));
                Expr value = wide(kernel.values().at(x, Position.of(x.shape(), List.of(tile.get(0), row, column, channel)), inside));
                // a value that is no load may be something else than zero outside
                in[a][b] = inside == null || value instanceof Expr.Load ? value : new Expr.Select(inside, value, Expr.of(DType.F32, 0));
            }
        }
        return in;
    }

    /// The transform of the filters `[r, r, c, f]` of two channels.
    Expr[][] filter(Node w, Index channel, Index filter) {
        int taps = winograd.taps();
        var in = new Expr[taps][taps];
        for (int a = 0; a < taps; a++) {
            for (int b = 0; b < taps; b++) {
                in[a][b] = wide(kernel.values().at(w, Position.of(w.shape(), List.of(Index.of(a), Index.of(b), channel, filter)), null));
            }
        }
        return winograd.filter().both(in);
    }

    /// 16-bit operands are transformed in f32: the differences of their elements have more bits than they.
    private static Expr wide(Expr x) {
        return x.dtype() == DType.F32 ? x : new Expr.Cast(x, DType.F32);
    }

    /// Keeps the points of a tile, point `k` at `k · stride + at`.
    List<Stmt> keep(Expr[][] values, Kernel.Param to, Index at, Index stride) {
        var out = new ArrayList<Stmt>();
        for (int k = 0; k < winograd.points(); k++) {
            Expr value = values[k / winograd.size()][k % winograd.size()];
            out.add(new Stmt.Store(to, Index.add(Index.mul(Index.of(k), stride), at), value, null));
        }
        return out;
    }

    /// Fetches what was kept.
    Expr[][] fetch(Kernel.Param from, Index at, Index stride) {
        int size = winograd.size();
        var out = new Expr[size][size];
        for (int k = 0; k < winograd.points(); k++) {
            out[k / size][k % size] = new Expr.Load(from, Index.add(Index.mul(Index.of(k), stride), at), null);
        }
        return out;
    }

    /// The sums of `parts` tiles that were kept behind one another; they are added up in a loop in `before`.
    Expr[][] sum(Kernel.Param from, Index at, Index stride, int parts, List<Stmt> before) {
        int size = winograd.size();
        Axis part = kernel.axis(Axis.Kind.SERIAL, parts);
        Expr[][] terms = fetch(from, Index.add(Index.mul(Index.of(part), Index.mul(stride, Index.of(winograd.points()))), at), stride);
        var out = new Expr[size][size];
        var body = new ArrayList<Stmt>();
        for (int k = 0; k < winograd.points(); k++) {
            Local sum = kernel.local(DType.F32);
            out[k / size][k % size] = new Expr.Read(sum);
            before.add(new Stmt.Set(sum, Expr.of(DType.F32, 0)));
            body.add(new Stmt.Set(sum, Expr.add(new Expr.Read(sum), terms[k / size][k % size])));
        }
        before.add(new Stmt.For(part, Index.of(parts), body));
        return out;
    }

    /// Writes the result of the tile at `[n, down, across]`, of which `products` are the sums, with the elementwise operations of `group`.
    List<Stmt> result(FusedGraph.Contract group, Expr[][] products, List<Index> tile, Index filter) {
        Shape y = group.anchor().shape();
        Expr[][] result = winograd.result().both(products);
        var statements = new ArrayList<Stmt>();
        var stores = new ArrayList<Stmt>();
        for (int a = 0; a < Winograd.STEP; a++) {
            for (int b = 0; b < Winograd.STEP; b++) {
                Index row = offset(tile.get(1), a);
                Index column = offset(tile.get(2), b);
                Index flat = Position.of(y, List.of(tile.get(0), row, column, filter)).flat();
                Stmt store = store(group, result[a][b], flat, statements);
                Expr inside = Expr.and(below(row, y.size(1)), below(column, y.size(2)));
                stores.add(inside == null ? store : new Stmt.If(inside, List.of(store)));
            }
        }
        statements.addAll(stores);
        return statements;
    }

    /// A filter's gradient that is smaller than this part of the terms it is the sum of is nothing but rounding error: four times the
    /// error of one operation. What should be zero was found to be up to 1.4e-7 of its terms.
    private static final double LOST = 0x1p-22;

    /// Writes the gradient of the filters of two channels, of which `products` are the sums. A value that is lost in the rounding errors
    /// of its terms is written as zero: where an image's channel and a result's never meet at a tap, its gradient is zero exactly, and an
    /// optimiser that divides gradients by their size would make a step of the errors.
    List<Stmt> filterGradient(FusedGraph.Contract group, Expr[][] products, Index channel, Index filter) {
        var sizes = new Expr[products.length][products.length];
        for (int k = 0; k < winograd.points(); k++) {
            sizes[k / sizes.length][k % sizes.length] = new Expr.Unary(Op.UnaryFn.ABS, products[k / sizes.length][k % sizes.length]);
        }
        WinogradTransform back = winograd.filter().transposed();
        Expr[][] result = back.both(products);
        Expr[][] magnitudes = back.magnitudes(sizes);
        var statements = new ArrayList<Stmt>();
        var stores = new ArrayList<Stmt>();
        for (int a = 0; a < winograd.taps(); a++) {
            for (int b = 0; b < winograd.taps(); b++) {
                Expr bound = Expr.mul(magnitudes[a][b], Expr.of(DType.F32, LOST));
                Expr lost = new Expr.Compare(Op.CompareFn.LT, new Expr.Unary(Op.UnaryFn.ABS, result[a][b]), bound);
                Expr value = new Expr.Select(lost, Expr.of(DType.F32, 0), result[a][b]);
                Index flat = Position.of(group.anchor().shape(), List.of(Index.of(a), Index.of(b), channel, filter)).flat();
                stores.add(store(group, value, flat, statements));
            }
        }
        statements.addAll(stores);
        return statements;
    }

    /// Stores what follows elementwise from `value`, an element of the group's anchor, which is computed in `before`.
    private Stmt store(FusedGraph.Contract group, Expr value, Index flat, List<Stmt> before) {
        Local local = kernel.local(DType.F32);
        before.add(new Stmt.Set(local, value));
        kernel.values().fix(group.anchor(), new Expr.Read(local));
        Expr last = kernel.values().at(group.output(), Position.flat(group.output().shape(), flat), null);
        return new Stmt.Store(kernel.write(group.output()), flat, last, null);
    }

    private static Index offset(Index tile, int k) {
        return Index.add(Index.mul(tile, Index.of(Winograd.STEP)), Index.of(k));
    }

    /// `i < size`, or null where that is certain.
    private static Expr below(Index i, int size) {
        return Index.max(i) < size ? null : Expr.less(i, Index.of(size));
    }
}
