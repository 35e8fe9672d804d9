package dev.loam.compiler;

import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A place in a tensor, as one index per axis or as the row-major offset; each form is made from the other when asked for.
/// Compared by identity.
final class Position {
    private final Shape shape;
    private List<Index> indices;
    private Index flat;
    /// this place as views of other shapes see it, made once, so that equal values are recognised
    private Map<Shape, Position> reshaped;
    private Map<Shape, Position> narrowed;

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

    /// The same place in another shape of the same elements. Axes that both end in keep their indices.
    Position reshaped(Shape to) {
        if (to.equals(shape)) {
            return this;
        }
        reshaped = reshaped == null ? new HashMap<>() : reshaped;
        return reshaped.computeIfAbsent(to, this::reshape);
    }

    private Position reshape(Shape to) {
        int same = 0;
        while (same < Math.min(shape.rank(), to.rank()) && shape.dim(-1 - same).equals(to.dim(-1 - same))) {
            same++;
        }
        if (indices == null || same == 0) {
            return flat(to, flat());
        }
        int cut = shape.rank() - same;
        var out = new ArrayList<>(flat(to.head(to.rank() - same), of(shape.head(cut), indices.subList(0, cut)).flat()).indices());
        out.addAll(indices.subList(cut, shape.rank()));
        return of(to, out);
    }

    /// The place in a tensor of shape `from` that is repeated to this one's.
    Position narrowed(Shape from) {
        narrowed = narrowed == null ? new HashMap<>() : narrowed;
        return narrowed.computeIfAbsent(from, s -> {
            var at = new ArrayList<Index>();
            for (int k = 0; k < s.rank(); k++) {
                at.add(s.dim(k).is(1) ? Index.ZERO : indices().get(k + shape.rank() - s.rank()));
            }
            return of(s, at);
        });
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
