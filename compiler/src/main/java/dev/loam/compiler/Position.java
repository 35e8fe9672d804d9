package dev.loam.compiler;

import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// A place in a tensor, as one index per axis or as the row-major offset; each form is made from the other when asked for.
/// Compared by identity.
final class Position {
    private final Shape shape;
    private List<Index> indices;
    private Index flat;

    private Position(Shape shape, List<Index> indices, Index flat) {
        this.shape = shape;
        this.indices = indices;
        this.flat = flat;
    }

    static Position of(Shape shape, List<Index> indices) {
        return new Position(shape, List.copyOf(indices), null);
    }

    static Position flat(Shape shape, Index offset) {
        return new Position(shape, null, offset);
    }

    Shape shape() {
        return shape;
    }

    Index flat() {
        if (flat == null) {
            flat = Index.ZERO;
            Index stride = Index.ONE;
            for (int k = shape.rank() - 1; k >= 0; k--) {
                flat = Index.add(Index.mul(indices.get(k), stride), flat);
                stride = Index.mul(stride, Index.of(shape.dim(k)));
            }
        }
        return flat;
    }

    List<Index> indices() {
        if (indices == null) {
            indices = split(flat, shape);
        }
        return indices;
    }

    /// One index per axis for a row-major offset.
    static List<Index> split(Index offset, Shape shape) {
        var out = new ArrayList<Index>();
        Index rest = offset;
        for (int k = shape.rank() - 1; k >= 0; k--) {
            Index size = Index.of(shape.dim(k));
            out.add(0, k == 0 ? rest : Index.mod(rest, size));
            rest = k == 0 ? rest : Index.div(rest, size);
        }
        return List.copyOf(out);
    }
}
