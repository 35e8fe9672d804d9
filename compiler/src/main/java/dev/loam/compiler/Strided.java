package dev.loam.compiler;

import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// How the elements of a node lie in the buffer of a stored node: that at `index` lies `offset + Σ index[k] · strides[k]`
/// elements after the buffer's first.
record Strided(Node base, long offset, List<Index> strides) {
    /// Which nodes have a buffer, and how they lie in it.
    interface Buffers {
        /// The layout of `n` where it is stored, else null.
        Strided of(Node n);
    }

    static Strided rowMajor(Node n) {
        return new Strided(n, 0, rowMajor(n.shape()));
    }

    private static List<Index> rowMajor(Shape shape) {
        var strides = new ArrayList<Index>();
        Index stride = Index.ONE;
        for (int k = shape.rank() - 1; k >= 0; k--) {
            strides.add(0, stride);
            stride = Index.mul(stride, Index.of(shape.dim(k)));
        }
        return strides;
    }

    /// The place of an element, without the offset.
    Index at(List<Index> index) {
        return at(strides, index);
    }

    static Index at(List<Index> strides, List<Index> index) {
        Index sum = Index.ZERO;
        for (int k = 0; k < strides.size(); k++) {
            sum = Index.add(sum, Index.mul(index.get(k), strides.get(k)));
        }
        return sum;
    }

    /// `n` as a strided part of a stored node behind views; null where it is none.
    static Strided of(Node n, Buffers buffers) {
        Strided stored = buffers.of(n);
        if (stored != null) {
            return stored;
        }
        return switch (n.op()) {
            case Op.Permute p -> {
                Strided x = of(p.x(), buffers);
                yield x == null ? null : new Strided(x.base(), x.offset(), permuted(x.strides(), p.order()));
            }
            case Op.Reshape r -> {
                Strided x = of(r.x(), buffers);
                List<Index> strides = x == null ? null : reshaped(r.x().shape(), x.strides(), r.shape());
                yield strides == null ? null : new Strided(x.base(), x.offset(), strides);
            }
            case Op.Broadcast b -> {
                Strided x = of(b.x(), buffers);
                yield x == null ? null : new Strided(x.base(), x.offset(), repeated(b.x().shape(), x.strides(), b.shape()));
            }
            case Op.Slice s -> {
                Strided x = of(s.x(), buffers);
                yield x == null ? null : sliced(x, s);
            }
            default -> null;
        };
    }

    /// The strides of `from`, of which `to` is made by permutations and reshapes, where `to` lies in row-major order; null where
    /// `from` has no even strides then.
    static List<Index> back(Node to, Node from) {
        return back(to, from, rowMajor(to.shape()));
    }

    /// The same where `to` has the strides `given`.
    static List<Index> back(Node to, Node from, List<Index> given) {
        var chain = new ArrayList<Node>();
        for (Node n = to; n != from; n = n.inputs().get(0)) {
            chain.add(n);
        }
        List<Index> strides = given;
        for (Node n : chain) {
            switch (n.op()) {
                case Op.Reshape r -> strides = reshaped(n.shape(), strides, r.x().shape());
                case Op.Permute p -> {
                    var before = new Index[strides.size()];
                    for (int k = 0; k < before.length; k++) {
                        before[p.order().get(k)] = strides.get(k);
                    }
                    strides = List.of(before);
                }
                default -> throw new IllegalStateException("not a permutation or reshape: " + n);
            }
            if (strides == null) {
                return null;
            }
        }
        return strides;
    }

    private static List<Index> permuted(List<Index> strides, List<Integer> order) {
        var out = new ArrayList<Index>();
        for (int k : order) {
            out.add(strides.get(k));
        }
        return out;
    }

    private static List<Index> repeated(Shape from, List<Index> strides, Shape to) {
        var out = new ArrayList<Index>();
        for (int k = 0; k < to.rank(); k++) {
            int own = k - (to.rank() - from.rank());
            out.add(own < 0 || from.dim(own).is(1) ? Index.ZERO : strides.get(own));
        }
        return out;
    }

    private static Strided sliced(Strided x, Op.Slice s) {
        long offset = x.offset();
        var strides = new ArrayList<Index>();
        for (int k = 0; k < s.start().size(); k++) {
            strides.add(Index.mul(x.strides().get(k), Index.of(s.step().get(k))));
            if (s.start().get(k) != 0) {
                if (!(x.strides().get(k) instanceof Index.Const c)) {
                    return null;
                }
                offset += s.start().get(k) * c.value();
            }
        }
        return new Strided(x.base(), offset, strides);
    }

    /// The strides under another shape of the same elements: axes are split, and those that step evenly are joined.
    private static List<Index> reshaped(Shape from, List<Index> strides, Shape to) {
        var sizes = new ArrayList<Dim>();
        var steps = new ArrayList<Index>();
        for (int k = 0; k < from.rank(); k++) {
            int last = sizes.size() - 1;
            if (from.dim(k).is(1)) {
                continue;
            }
            boolean one = sizes.isEmpty() || from.dim(k).var() != null && sizes.get(last).var() != null;
            if (!one && steps.get(last).equals(Index.mul(strides.get(k), Index.of(from.dim(k))))) {
                sizes.set(last, sizes.get(last).times(from.dim(k)));
                steps.set(last, strides.get(k));
            } else {
                sizes.add(from.dim(k));
                steps.add(strides.get(k));
            }
        }
        var out = new ArrayList<Index>();
        int group = sizes.size() - 1;
        Dim left = group < 0 ? Dim.of(1) : sizes.get(group);
        Index step = group < 0 ? Index.ONE : steps.get(group);
        for (int k = to.rank() - 1; k >= 0; k--) {
            Dim d = to.dim(k);
            if (d.is(1)) {
                out.add(0, Index.ZERO);
                continue;
            }
            if (left.is(1) && group > 0) {
                group--;
                left = sizes.get(group);
                step = steps.get(group);
            }
            left = quotient(left, d);
            if (left == null) {
                return null;
            }
            out.add(0, step);
            step = Index.mul(step, Index.of(d));
        }
        return out;
    }

    /// `a / b` where that is a whole size, else null.
    private static Dim quotient(Dim a, Dim b) {
        boolean divides = b.scale() != 0 && a.scale() % b.scale() == 0;
        if (!divides || b.var() != null && !b.var().equals(a.var())) {
            return null;
        }
        return new Dim(a.scale() / b.scale(), b.var() == null ? a.var() : null);
    }
}
