package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A convolution by [Winograd]'s algorithm, or the gradient of its filters, in blocks of tiles: a thread transforms the tiles of a block
/// into memory of its own, multiplies them there, and goes on to the next, so that nothing transformed leaves the nearest cache.
final class WinogradBlocks {
    /// Into how many parts the tiles are cut whose products a filter's gradient is the sum of: that many threads can work on it.
    static final int PARTS = 4;
    /// Bytes of transformed filters, and of a block's transformed tiles: both together and little more are a core's cache.
    private static final long FILTERS = 640 << 10;
    private static final long BLOCK = 448 << 10;
    /// Blocks that there shall be at least, for several threads.
    private static final int BLOCKS = 16;

    private final Winograd winograd;
    private final Node image;
    private final int channels;
    private final int filters;
    private final Shape grid;
    /// registers for tiles × filters, and for channels × filters
    private final TileSize forward;
    private final TileSize backward;
    private final int block;
    private final int lanes;

    private WinogradBlocks(Winograd winograd, Node image, int filters, TileSize forward, TileSize backward, int block, int lanes) {
        this.winograd = winograd;
        this.image = image;
        this.channels = image.shape().size(3);
        this.filters = filters;
        this.grid = WinogradTiles.ofImage(winograd, image);
        this.forward = forward;
        this.backward = backward;
        this.block = block;
        this.lanes = lanes;
    }

    /// The blocks of tiles of `image` with filters of shape `w`; null where the transformed filters do not fit beside them, or do not fill
    /// whole vectors.
    static WinogradBlocks of(Winograd winograd, Node image, Shape w, Target target) {
        int channels = w.size(2);
        int filters = w.size(3);
        int lanes = target.lanes(4);
        long points = winograd.points();
        if (filters % lanes != 0 || points * channels * filters * 4 > FILTERS) {
            return null;
        }
        // a number of tiles that most numbers of rows divide
        TileSize forward = TileSize.of(840, filters / lanes, target.registers());
        TileSize backward = TileSize.of(channels, filters / lanes, target.registers());
        int rows = forward.rows();
        long fit = BLOCK / (points * (channels + filters) * 4 * rows);
        long wanted = WinogradTiles.ofImage(winograd, image).elements().max() / ((long) rows * BLOCKS);
        boolean whole = filters / lanes % forward.vectors() == 0 && filters / lanes % backward.vectors() == 0;
        return fit == 0 || !whole ? null
            : new WinogradBlocks(winograd, image, filters, forward, backward, (int) (rows * Math.max(1, Math.min(fit, wanted))), lanes);
    }

    /// The kernel of a convolution.
    ///
    /// @param filter the transformed filters, `[points, c, f]`
    KernelBuilder.Lowered convolution(KernelBuilder kernel, Node filter, FusedGraph.Contract group, String note) {
        var tiles = new WinogradTiles(winograd, kernel);
        int points = winograd.points();
        Kernel.Param in = kernel.own(DType.F32, (long) points * block * channels);
        Kernel.Param out = kernel.own(DType.F32, (long) points * block * filters);
        Index all = Index.of(grid.elements());
        Axis at = kernel.axis(Axis.Kind.GRID, (grid.elements().max() + block - 1) / block);
        Index first = Index.mul(Index.of(at), Index.of(block));
        Index count = Index.min(Index.of(block), Index.sub(all, first));
        var body = new ArrayList<Stmt>(transform(kernel, in, first, count, channels, (tile, c) -> tiles.image(image, tile, c)));
        body.add(products(kernel, forward, Index.of(block / forward.rows()), channels, (p, r, k) -> new Expr.Load(in,
            Index.add(Index.mul(Index.add(Index.mul(p, Index.of(block)), r), Index.of(channels)), k), null),
            kernel.read(filter), channels, out, block, false));
        Axis n = kernel.axis(Axis.Kind.SERIAL, block);
        List<Index> tile = Position.split(Index.add(first, Index.of(n)), grid);
        Index row = Index.mul(Index.of(n), Index.of(filters));
        body.add(new Stmt.For(n, count, tiles.lanes(filters, f ->
            tiles.result(group, tiles.fetch(out, Index.add(row, f), Index.of((long) block * filters)), tile, f))));
        return kernel.finish(at, Index.ceilDiv(all, block), body, note);
    }

    /// The kernel of a filter gradient's sums over tiles, `[parts · points, c, f]`.
    KernelBuilder.Lowered filterGradient(KernelBuilder kernel, Op.Conv conv, Node sums) {
        var tiles = new WinogradTiles(winograd, kernel);
        int points = winograd.points();
        Kernel.Param in = kernel.own(DType.F32, (long) points * block * channels);
        Kernel.Param gradient = kernel.own(DType.F32, (long) points * block * filters);
        Kernel.Param acc = kernel.own(DType.F32, (long) points * channels * filters);
        Index all = Index.of(grid.elements());
        Axis part = kernel.axis(Axis.Kind.GRID, PARTS);
        // tiles of a part, and blocks of those
        long most = (grid.elements().max() + PARTS - 1) / PARTS;
        Index each = Index.ceilDiv(all, PARTS);
        Index begin = Index.mul(Index.of(part), each);
        Index mine = Index.min(each, Index.sub(all, begin));
        Axis at = kernel.axis(Axis.Kind.SERIAL, (most + block - 1) / block);
        Index within = Index.mul(Index.of(at), Index.of(block));
        Index first = Index.add(begin, within);
        Index count = Index.min(Index.of(block), Index.sub(mine, within));
        var body = new ArrayList<Stmt>(transform(kernel, in, first, count, channels, (tile, c) -> tiles.image(image, tile, c)));
        body.addAll(transform(kernel, gradient, first, count, filters, (tile, f) -> tiles.gradient(conv.b(), tile, f)));
        body.add(products(kernel, backward, Index.of((channels + backward.rows() - 1) / backward.rows()), count, (p, r, k) -> new Expr.Load(in,
            Index.add(Index.mul(Index.add(Index.mul(p, Index.of(block)), k), Index.of(channels)), Index.min(r, Index.of(channels - 1))), null),
            gradient, block, acc, channels, true));
        var statements = new ArrayList<Stmt>();
        long size = (long) points * channels * filters;
        statements.addAll(copy(kernel, size, i -> new Stmt.Store(acc, i, Expr.of(DType.F32, 0), null)));
        statements.add(new Stmt.For(at, Index.ceilDiv(mine, block), body));
        Index place = Index.mul(Index.of(part), Index.of(size));
        statements.addAll(copy(kernel, size, i -> new Stmt.Store(kernel.write(sums), Index.add(place, i), new Expr.Load(acc, i, null), null)));
        return kernel.finish(part, Index.of(PARTS), statements, "winograd filter gradient");
    }

    private List<Stmt> copy(KernelBuilder kernel, long size, Function<Index, Stmt> body) {
        return List.of(kernel.lanes(Dim.of(size), lanes, i -> List.of(body.apply(i))));
    }

    private interface Transform {
        Expr[][] at(List<Index> tile, Index channel);
    }

    private List<Stmt> transform(KernelBuilder kernel, Kernel.Param to, Index first, Index count, int channels, Transform of) {
        var tiles = new WinogradTiles(winograd, kernel);
        Axis n = kernel.axis(Axis.Kind.SERIAL, block);
        List<Index> tile = Position.split(Index.add(first, Index.of(n)), grid);
        Index row = Index.mul(Index.of(n), Index.of(channels));
        return List.of(new Stmt.For(n, count, tiles.lanes(channels, c ->
            tiles.keep(of.at(tile, c), to, Index.add(row, c), Index.of((long) block * channels)))));
    }

    private interface Left {
        Expr at(Index point, Index row, Index term);
    }

    private Stmt products(KernelBuilder kernel, TileSize size, Index rowTiles, int terms, Left left, Kernel.Param right, int rightRows,
            Kernel.Param to, int toRows, boolean more) {
        return products(kernel, size, rowTiles, Index.of(terms), left, right, rightRows, to, toRows, more);
    }

    /// For each point `to[row, f] (+)= Σ_k left[row, k] · right[k, f]`, in tiles that stay in registers.
    ///
    /// @param rightRows how many rows of `right` a point has; `toRows` of `to`
    /// @param more      whether sums are added to what is there; then the last tile's rows may be fewer
    private Stmt products(KernelBuilder kernel, TileSize size, Index rowTiles, Index terms, Left left, Kernel.Param right, int rightRows,
            Kernel.Param to, int toRows, boolean more) {
        Axis point = kernel.axis(Axis.Kind.SERIAL, winograd.points());
        Axis columnTile = kernel.axis(Axis.Kind.SERIAL, filters / ((long) lanes * size.vectors()));
        Axis rowTile = kernel.axis(Axis.Kind.SERIAL, Index.max(rowTiles) + 1);
        Axis lane = kernel.axis(Axis.Kind.LANE, lanes);
        Axis k = kernel.axis(Axis.Kind.SERIAL, Math.max(1, Index.max(terms)));
        Index column = Index.add(Index.mul(Index.of(columnTile), Index.of((long) lanes * size.vectors())), Index.of(lane));
        var sums = new Local[size.rows()][size.vectors()];
        var clear = new ArrayList<Stmt>();
        var step = new ArrayList<Stmt>();
        var stores = new ArrayList<Stmt>();
        var b = new ArrayList<Expr>();
        Index rightRow = Index.mul(Index.add(Index.mul(Index.of(point), Index.of(rightRows)), Index.of(k)), Index.of(filters));
        for (int v = 0; v < size.vectors(); v++) {
            b.add(new Expr.Load(right, Index.add(rightRow, Index.add(column, Index.of((long) v * lanes))), null));
        }
        for (int r = 0; r < size.rows(); r++) {
            Index row = Index.add(Index.mul(Index.of(rowTile), Index.of(size.rows())), Index.of(r));
            Expr a = left.at(Index.of(point), row, Index.of(k));
            var line = new ArrayList<Stmt>();
            for (int v = 0; v < size.vectors(); v++) {
                Local sum = kernel.local(DType.F32);
                sums[r][v] = sum;
                clear.add(new Stmt.Set(sum, Expr.of(DType.F32, 0)));
                step.add(new Stmt.Set(sum, Expr.add(new Expr.Read(sum), Expr.mul(a, b.get(v)))));
                Index place = Index.add(Index.mul(Index.add(Index.mul(Index.of(point), Index.of(toRows)), row), Index.of(filters)),
                    Index.add(column, Index.of((long) v * lanes)));
                Expr result = new Expr.Read(sum);
                line.add(new Stmt.Store(to, place, more ? Expr.add(new Expr.Load(to, place, null), result) : result, null));
            }
            boolean certain = !more || channels % size.rows() == 0;
            stores.addAll(certain ? line : List.of(new Stmt.If(Expr.less(row, Index.of(toRows)), line)));
        }
        var inside = new ArrayList<Stmt>(clear);
        inside.add(new Stmt.For(k, terms, step));
        inside.addAll(stores);
        Stmt rows = new Stmt.For(rowTile, rowTiles, List.of(new Stmt.For(lane, Index.of(lanes), inside)));
        return new Stmt.For(point, Index.of(winograd.points()), List.of(new Stmt.For(columnTile, Index.of(columnTile.max()), List.of(rows))));
    }
}
