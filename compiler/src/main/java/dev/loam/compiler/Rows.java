package dev.loam.compiler;

import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// The outer loops of a kernel over the positions of `shape`: the leading axes are cut into tiles, the others are nested loops
/// within. A tile takes several positions where one alone is little work.
final class Rows {
    private final Shape shape;
    private final int cut;
    private final Axis grid;
    private final Axis row;
    private final long chunk;
    private final Index rows;
    private final List<Index> indices = new ArrayList<>();
    private final List<Axis> inner = new ArrayList<>();

    /// @param shape the positions to visit
    /// @param work  elements of work at each position
    /// @param tile  elements of work a tile should have
    Rows(KernelBuilder kernel, Shape shape, long work, long tile) {
        this.shape = shape;
        int c = shape.rank();
        long each = work;
        while (c > 1 && each * shape.dim(c - 1).max() <= tile) {
            each *= Math.max(1, shape.dim(c - 1).max());
            c--;
        }
        cut = c;
        rows = Index.of(shape.head(cut).elements());
        long max = Math.max(1, shape.head(cut).elements().max());
        chunk = Math.max(1, Math.min(max, tile / Math.max(1, each)));
        grid = kernel.axis(Axis.Kind.GRID, (max + chunk - 1) / chunk);
        row = kernel.axis(Axis.Kind.SERIAL, chunk);
        Index at = Index.add(Index.mul(Index.of(grid), Index.of(chunk)), Index.of(row));
        indices.addAll(Position.split(at, shape.head(cut)));
        for (int k = cut; k < shape.rank(); k++) {
            Axis a = kernel.axis(Axis.Kind.SERIAL, Math.max(1, shape.dim(k).max()));
            inner.add(a);
            indices.add(Index.of(a));
        }
    }

    Axis grid() {
        return grid;
    }

    Index tiles() {
        return Index.ceilDiv(rows, chunk);
    }

    /// The position, one index per axis.
    List<Index> indices() {
        return indices;
    }

    /// `body` inside the loops.
    List<Stmt> around(List<Stmt> body) {
        List<Stmt> out = body;
        for (int k = inner.size() - 1; k >= 0; k--) {
            out = List.of(new Stmt.For(inner.get(k), Index.of(shape.dim(cut + k)), out));
        }
        Index left = Index.sub(rows, Index.mul(Index.of(grid), Index.of(chunk)));
        return List.of(new Stmt.For(row, Index.min(Index.of(chunk), left), out));
    }
}
