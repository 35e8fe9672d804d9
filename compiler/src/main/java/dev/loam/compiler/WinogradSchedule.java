package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The kernels of a convolution, or of the gradient of its filters, by [Winograd]'s algorithm. Either both operands are transformed, the
/// products of all tiles are a matrix product for each point of evaluation, and their transform is the result with its elementwise
/// operations; or, where the transformed filters are small, one kernel does this for a block of tiles at a time ([WinogradBlocks]), so
/// that nothing transformed leaves the nearest cache.
final class WinogradSchedule {
    /// Elements of a tile of work.
    private static final int WORK = 16384;

    private final Winograd winograd;
    private final int points;
    private final Function<List<Node>, KernelBuilder> builders;
    private final Scratch scratch;
    private final FusedGraph.Contract group;
    private final Op.Conv conv;
    private final String note;
    private final List<KernelBuilder.Lowered> out = new ArrayList<>();

    private WinogradSchedule(Winograd winograd, Function<List<Node>, KernelBuilder> builders, Scratch scratch, FusedGraph.Contract group,
            String note) {
        this.winograd = winograd;
        this.points = winograd.points();
        this.builders = builders;
        this.scratch = scratch;
        this.group = group;
        this.conv = (Op.Conv) group.anchor().op();
        this.note = note;
    }

    /// @param builders makes a kernel that writes these nodes
    static List<KernelBuilder.Lowered> lower(Winograd winograd, Function<List<Node>, KernelBuilder> builders, Scratch scratch,
            FusedGraph.Contract group, Target target, String note) {
        var schedule = new WinogradSchedule(winograd, builders, scratch, group, note);
        if (schedule.conv.of() == Op.ConvOf.OUTPUT) {
            schedule.convolution(target);
        } else {
            schedule.gradient(target);
        }
        return schedule.out;
    }

    private void convolution(Target target) {
        var blocks = WinogradBlocks.of(winograd, conv.a(), conv.b().shape(), target);
        Node filter = filter(conv.b());
        if (blocks != null) {
            out.add(blocks.convolution(builders.apply(group.outputs()), filter, group, note));
            return;
        }
        result(product(image(conv.a()), filter, false));
    }

    private void gradient(Target target) {
        var blocks = WinogradBlocks.of(winograd, conv.a(), conv.shape(), target);
        if (blocks == null) {
            filterGradient(product(image(conv.a()), tiledGradient(conv.b()), true), 1);
            return;
        }
        Shape w = conv.shape();
        Node sums = Node.of(new Op.Input("sums", DType.F32, Shape.of(WinogradBlocks.PARTS * points, w.size(2), w.size(3))));
        scratch.place(sums);
        out.add(blocks.filterGradient(builders.apply(List.of(sums)), conv, sums));
        filterGradient(sums, WinogradBlocks.PARTS);
    }

    private Shape transformed(Dim rows, int channels) {
        return Shape.of(List.of(Dim.of(points), rows, Dim.of(channels)));
    }

    /// Cuts `x` `[n, h, w, c]` into tiles that overlap, and transforms each: `[points, n · tiles, c]`.
    private Node image(Node x) {
        return tiled(x, "winograd image", false);
    }

    /// Cuts the gradient `y` `[n, h, w, f]` of a result into tiles, and transforms each: `[points, n · tiles, f]`.
    private Node tiledGradient(Node y) {
        return tiled(y, "winograd gradient", true);
    }

    private Node tiled(Node x, String what, boolean gradient) {
        int channels = x.shape().size(3);
        Shape grid = gradient ? WinogradTiles.ofResult(x) : WinogradTiles.ofImage(winograd, x);
        Scratch.Made made = scratch.make(x, what + " " + points, DType.F32, transformed(grid.elements(), channels));
        if (made.filled()) {
            return made.node();
        }
        KernelBuilder kernel = builders.apply(List.of(made.node()));
        var tiles = new WinogradTiles(winograd, kernel);
        var rows = new Rows(kernel, grid, (long) points * channels, WORK);
        List<Stmt> body = tiles.lanes(channels, channel -> {
            Expr[][] values = gradient ? tiles.gradient(x, rows.indices(), channel) : tiles.image(x, rows.indices(), channel);
            Index row = Index.mul(Position.of(grid, rows.indices()).flat(), Index.of(channels));
            Index stride = Index.mul(Index.of(grid.elements()), Index.of(channels));
            return tiles.keep(values, kernel.write(made.node()), Index.add(row, channel), stride);
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
        var tiles = new WinogradTiles(winograd, kernel);
        var rows = new Rows(kernel, Shape.of(channels), (long) points * filters, WORK);
        Index channel = rows.indices().get(0);
        List<Stmt> body = tiles.lanes(filters, f -> tiles.keep(tiles.filter(w, channel, f), kernel.write(made.node()),
            Index.add(Index.mul(channel, Index.of(filters)), f), Index.of((long) channels * filters)));
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

    /// `[points, n · tiles, f]` back to images.
    private void result(Node products) {
        Shape y = group.anchor().shape();
        Shape grid = WinogradTiles.ofResult(group.anchor());
        KernelBuilder kernel = builders.apply(group.outputs());
        var tiles = new WinogradTiles(winograd, kernel);
        var rows = new Rows(kernel, grid, (long) points * y.size(3), WORK);
        Index row = Index.mul(Position.of(grid, rows.indices()).flat(), Index.of(y.size(3)));
        Index stride = Index.mul(Index.of(grid.elements()), Index.of(y.size(3)));
        List<Stmt> body = tiles.lanes(y.size(3), f ->
            tiles.result(group, tiles.fetch(kernel.read(products), Index.add(row, f), stride), rows.indices(), f));
        out.add(kernel.finish(rows.grid(), rows.tiles(), rows.around(body), note));
    }

    /// `[parts · points, c, f]`, of which the parts are added up, back to filters.
    private void filterGradient(Node products, int parts) {
        int filters = group.anchor().shape().size(3);
        KernelBuilder kernel = builders.apply(group.outputs());
        var tiles = new WinogradTiles(winograd, kernel);
        int channels = group.anchor().shape().size(2);
        var rows = new Rows(kernel, Shape.of(channels), (long) parts * points * filters, WORK);
        Index channel = rows.indices().get(0);
        Index stride = Index.of((long) channels * filters);
        List<Stmt> body = tiles.lanes(filters, f -> {
            Index at = Index.add(Index.mul(channel, Index.of(filters)), f);
            var statements = new ArrayList<Stmt>();
            Expr[][] sums = tiles.fetch(kernel.read(products), at, stride);
            if (parts > 1) {
                sums = tiles.sum(kernel.read(products), at, stride, parts, statements);
            }
            statements.addAll(tiles.filterGradient(group, sums, channel, f));
            return statements;
        });
        out.add(kernel.finish(rows.grid(), rows.tiles(), rows.around(body), note));
    }
}
