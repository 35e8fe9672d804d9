package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// The value of a node at a position, as an expression of one kernel. Elementwise operations and views are written out down to
/// the nodes that have a buffer; views cost nothing but arithmetic on indices.
final class Values {
    /// The buffers that nodes have.
    interface Buffers {
        /// The param for the stored node, or null where it has no buffer.
        Kernel.Param param(Node node);

        /// The element of it at which `p` of the node lies.
        Index index(Node node, Position p);

        /// A part of a stored node that lies there in even steps, so that kernels for different parts are one; null where `node` is none.
        KernelBuilder.Operand part(Node node);
    }

    /// What a kernel is given by its launches.
    interface Arguments {
        /// `value`, which kernels for equal layers do not share.
        Expr of(long value);
    }

    private final Buffers buffers;
    private final Arguments arguments;
    private final Map<Node, Expr> fixed = new IdentityHashMap<>();
    private final Map<Key, Expr> known = new HashMap<>();

    private record Key(Node node, Position position, Expr guard) {
        @Override
        public boolean equals(Object o) {
            return o instanceof Key k && k.node == node && k.position == position && k.guard == guard;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(node) * 31 + System.identityHashCode(position);
        }
    }

    Values(Buffers buffers, Arguments arguments) {
        this.buffers = buffers;
        this.arguments = arguments;
    }

    /// Makes `value` stand for `node` from here on: the result of the loop that the kernel is about.
    void fix(Node node, Expr value) {
        fixed.put(node, value);
    }

    /// The value of `node` at `p`; loads read nothing and give 0 where `guard` is false (null for never).
    Expr at(Node node, Position p, Expr guard) {
        var key = new Key(node, p, guard);
        Expr e = known.get(key);
        if (e == null) {
            e = compute(node, p, guard);
            known.put(key, e);
        }
        return e;
    }

    private Expr compute(Node node, Position p, Expr guard) {
        Expr set = fixed.get(node);
        if (set != null) {
            return set;
        }
        Kernel.Param buffer = buffers.param(node);
        if (buffer != null) {
            return new Expr.Load(buffer, buffers.index(node, p), guard);
        }
        return switch (node.op()) {
            case Op.Fill f -> new Expr.Const(f.dtype(), f.bits());
            case Op.Size s -> new Expr.Cast(new Expr.FromIndex(Index.of(s.dim())), s.dtype());
            case Op.Iota i -> new Expr.Cast(new Expr.FromIndex(p.indices().get(i.axis())), i.dtype());
            case Op.Unary u -> half(node.dtype(), ElementaryIr.unary(u.fn(), wide(at(u.x(), p, guard))));
            case Op.Binary b -> {
                Expr x = wide(at(b.a(), p, guard));
                Expr y = wide(at(b.b(), p, guard));
                yield half(node.dtype(), b.fn() == Op.BinaryFn.POW ? ElementaryIr.pow(x, y) : Expr.binary(b.fn(), x, y));
            }
            case Op.Compare c -> new Expr.Compare(c.fn(), wide(at(c.a(), p, guard)), wide(at(c.b(), p, guard)));
            case Op.Select s -> new Expr.Select(at(s.condition(), p, guard), at(s.a(), p, guard), at(s.b(), p, guard));
            case Op.Cast c -> cast(at(c.x(), p, guard), c.to());
            case Op.Detach d -> at(d.x(), p, guard);
            case Op.Again a -> at(a.x(), p, guard);
            case Op.Reshape r -> at(r.x(), p.reshaped(r.x().shape()), guard);
            case Op.Permute m -> {
                var from = new Index[m.order().size()];
                for (int k = 0; k < from.length; k++) {
                    from[m.order().get(k)] = p.indices().get(k);
                }
                yield at(m.x(), Position.of(m.x().shape(), List.of(from)), guard);
            }
            case Op.Broadcast b -> at(b.x(), p.narrowed(b.x().shape()), guard);
            case Op.Slice s when buffers.part(node) != null -> {
                var part = buffers.part(node);
                yield new Expr.Load(part.param(), Strided.at(part.strides(), p.indices()), guard);
            }
            case Op.Slice s -> {
                var from = new ArrayList<Index>();
                for (int k = 0; k < s.start().size(); k++) {
                    from.add(Index.add(Index.mul(p.indices().get(k), Index.of(s.step().get(k))), Index.of(s.start().get(k))));
                }
                yield at(s.x(), Position.of(s.x().shape(), from), guard);
            }
            case Op.Pad d -> pad(d, p, guard);
            case Op.Concat c -> concat(c, p, guard);
            case Op.Gather g -> gather(g, p, guard);
            case Op.Random r -> random(r, p, guard);
            case Op.Constant c -> throw unstored(node);
            case Op.Input i -> throw unstored(node);
            case Op.State s -> throw unstored(node);
            case Op.Reduce r -> throw unstored(node);
            case Op.ArgMax a -> throw unstored(node);
            case Op.Cumulate c -> throw unstored(node);
            case Op.ArgSort a -> throw unstored(node);
            case Op.ScatterAdd s -> throw unstored(node);
            case Op.MatMul m -> throw unstored(node);
            case Op.Attention a -> throw unstored(node);
            case Op.Conv c -> throw unstored(node);
            case Op.Pool q -> throw unstored(node);
            case Op.PoolGradient q -> throw unstored(node);
            case Op.Custom c -> throw unstored(node);
            case Op.Scan c -> throw unstored(node);
        };
    }

    private static IllegalStateException unstored(Node node) {
        return new IllegalStateException("fusion left " + node + " without a buffer");
    }

    private Expr pad(Op.Pad d, Position p, Expr guard) {
        var from = new ArrayList<Index>();
        Expr inside = guard;
        for (int k = 0; k < d.low().size(); k++) {
            Index i = p.indices().get(k);
            int low = d.low().get(k);
            int step = d.interior().get(k) + 1;
            Dim size = d.x().shape().dim(k);
            if (low + d.high().get(k) + step == 1) {
                from.add(i);
                continue;
            }
            Index shifted = Index.add(i, Index.of(-low));
            if (Index.min(shifted) < 0) {
                inside = Expr.and(inside, Expr.less(Index.of(-1), shifted));
            }
            if (step > 1) {
                // shifted may be negative here; adding a multiple of the step keeps the rest
                Index positive = Index.add(shifted, Index.of((long) (low + step - 1) / step * step));
                inside = Expr.and(inside, Expr.equal(Index.mod(positive, Index.of(step)), Index.ZERO));
                shifted = Index.add(Index.div(positive, Index.of(step)), Index.of(-((low + step - 1) / step)));
            }
            if (Index.max(shifted) >= size.max() || !size.isConstant()) {
                inside = Expr.and(inside, Expr.less(shifted, Index.of(size)));
            }
            from.add(shifted);
        }
        Expr x = at(d.x(), Position.of(d.x().shape(), from), inside);
        return inside == guard || x instanceof Expr.Load ? x : new Expr.Select(inside, x, Expr.of(x.dtype(), 0));
    }

    private Expr concat(Op.Concat c, Position p, Expr guard) {
        Index i = p.indices().get(c.axis());
        long end = 0;
        Expr out = null;
        for (Node part : c.parts()) {
            long start = end;
            end += part.shape().size(c.axis());
            Index local = Index.add(i, Index.of(-start));
            var from = new ArrayList<>(p.indices());
            from.set(c.axis(), local);
            Expr mine = Expr.and(Expr.less(Index.of(start - 1), i), Expr.less(i, Index.of(end)));
            Expr x = at(part, Position.of(part.shape(), from), Expr.and(guard, mine));
            out = out == null ? x : new Expr.Select(mine, x, out);
        }
        return out;
    }

    private Expr gather(Op.Gather g, Position p, Expr guard) {
        int rank = g.indices().shape().rank();
        List<Index> at = p.indices();
        Expr entry = at(g.indices(), Position.of(g.indices().shape(), at.subList(g.axis(), g.axis() + rank)), guard);
        var from = new ArrayList<>(at.subList(0, g.axis()));
        from.add(clamped(entry, g.x().shape().dim(g.axis())));
        from.addAll(at.subList(g.axis() + rank, at.size()));
        return at(g.x(), Position.of(g.x().shape(), from), guard);
    }

    /// `entry` as an index in `[0, size)`.
    static Index clamped(Expr entry, Dim size) {
        Expr wide = new Expr.Cast(entry, DType.I64);
        Expr top = new Expr.FromIndex(Index.add(Index.of(size), Index.of(-1)));
        return new Index.Value(Expr.binary(Op.BinaryFn.MAX, Expr.binary(Op.BinaryFn.MIN, wide, top), Expr.of(DType.I64, 0)));
    }

    private Expr random(Op.Random r, Position p, Expr guard) {
        Shape lead = r.seed().shape();
        int n = lead.rank();
        Position which = Position.of(lead, p.indices().subList(0, n));
        Expr seed = at(r.seed(), which, null);
        Expr step = at(r.step(), which, null);
        Index count = n == 0 ? p.flat()
            : Position.of(Shape.of(r.shape().dims().subList(n, r.shape().rank())), p.indices().subList(n, r.shape().rank())).flat();
        Expr index = Expr.add(at(r.base(), which, null), new Expr.FromIndex(count));
        return PhiloxIr.draw(r.dtype(), seed, arguments.of(Integer.toUnsignedLong(r.stream())), step, index);
    }

    private static Expr wide(Expr x) {
        return x.dtype().isHalf() ? new Expr.Cast(x, DType.F32) : x;
    }

    private static Expr half(DType dtype, Expr x) {
        return dtype.isHalf() ? new Expr.Cast(x, dtype) : x;
    }

    private static Expr cast(Expr x, DType to) {
        if (x.dtype() == to) {
            return x;
        }
        if (to.isHalf() && x.dtype() != DType.F32) {
            return new Expr.Cast(new Expr.Cast(x, DType.F32), to);
        }
        return new Expr.Cast(wide(x), to);
    }
}
