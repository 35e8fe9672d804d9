package dev.loam.compiler;

import dev.loam.tensor.Graph;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import java.util.ArrayList;
import java.util.List;

/// Rules that make the graph smaller and never change a value (of floats, not even in the last bit).
final class Simplify {
    static final List<Rule> RULES = List.of(
        // spares everything after it from index arithmetic on axes of size 0
        new Rule("a tensor without elements -> fill", n -> n.shape().elements().is(0) && !(n.op() instanceof Op.Fill)
            ? Node.of(new Op.Fill(n.dtype(), n.shape(), 0)) : null),
        new Rule("detach(x) -> x", n -> n.op() instanceof Op.Detach d ? d.x() : null),
        new Rule("cast(x) to its own dtype -> x", n -> n.op() instanceof Op.Cast c && c.x().dtype() == c.to() ? c.x() : null),
        new Rule("reshape(reshape(x)) -> reshape(x)", n -> n.op() instanceof Op.Reshape r && r.x().op() instanceof Op.Reshape q
            ? Node.of(new Op.Reshape(q.x(), r.shape())) : null),
        new Rule("reshape(x) to its own shape -> x", n -> n.op() instanceof Op.Reshape r && r.x().shape().equals(r.shape()) ? r.x() : null),
        new Rule("view of a fill -> fill", Simplify::viewOfFill),
        new Rule("permute(permute(x)) -> permute(x)", Simplify::permutes),
        new Rule("pad(pad(x)) -> pad(x)", Simplify::pads),
        new Rule("x * 1, x / 1, x - 0 -> x", Simplify::neutral),
        new Rule("neg(neg(x)) -> x", n -> unary(n, Op.UnaryFn.NEG) && unary(((Op.Unary) n.op()).x(), Op.UnaryFn.NEG)
            ? ((Op.Unary) ((Op.Unary) n.op()).x().op()).x() : null),
        new Rule("reduce over axes of size 1 -> reshape", Simplify::reduceOne));

    private Simplify() {
    }

    /// The graph with every rule applied where it matches, and equal nodes shared.
    static Graph apply(Graph graph, List<Rule> rules) {
        var sharing = new Graph.Sharing();
        return graph.map(node -> {
            Node n = node;
            for (int i = 0; i < rules.size(); i++) {
                Node better = rules.get(i).rewrite().rewrite(n);
                if (better != null) {
                    n = better;
                    i = -1;
                }
            }
            return sharing.apply(n);
        });
    }

    private static Node viewOfFill(Node n) {
        boolean view = n.op() instanceof Op.Reshape || n.op() instanceof Op.Permute || n.op() instanceof Op.Broadcast || n.op() instanceof Op.Slice;
        return view && n.inputs().get(0).op() instanceof Op.Fill f ? Node.of(new Op.Fill(f.dtype(), n.shape(), f.bits())) : null;
    }

    private static Node permutes(Node n) {
        if (!(n.op() instanceof Op.Permute p)) {
            return null;
        }
        var order = new ArrayList<Integer>();
        boolean same = true;
        for (int i = 0; i < p.order().size(); i++) {
            int axis = p.order().get(i);
            order.add(p.x().op() instanceof Op.Permute q ? q.order().get(axis) : axis);
            same &= order.get(i) == i;
        }
        if (same) {
            return p.x().op() instanceof Op.Permute q ? q.x() : p.x();
        }
        return p.x().op() instanceof Op.Permute q ? Node.of(new Op.Permute(q.x(), List.copyOf(order))) : null;
    }

    private static Node pads(Node n) {
        if (!(n.op() instanceof Op.Pad p) || !(p.x().op() instanceof Op.Pad q)) {
            return null;
        }
        var low = new ArrayList<Integer>();
        var high = new ArrayList<Integer>();
        for (int i = 0; i < p.low().size(); i++) {
            if (p.interior().get(i) + q.interior().get(i) != 0) {
                return null;
            }
            low.add(p.low().get(i) + q.low().get(i));
            high.add(p.high().get(i) + q.high().get(i));
        }
        return Node.of(new Op.Pad(q.x(), List.copyOf(low), List.copyOf(high), p.interior()));
    }

    private static Node neutral(Node n) {
        if (!(n.op() instanceof Op.Binary b)) {
            return null;
        }
        return switch (b.fn()) {
            case MUL -> isFill(b.b(), 1) ? b.a() : isFill(b.a(), 1) ? b.b() : null;
            case DIV -> isFill(b.b(), 1) ? b.a() : null;
            case SUB -> isFill(b.b(), 0) ? b.a() : null;
            default -> null;
        };
    }

    private static Node reduceOne(Node n) {
        if (!(n.op() instanceof Op.Reduce r)) {
            return null;
        }
        for (int axis : r.axes()) {
            if (!r.x().shape().dim(axis).is(1)) {
                return null;
            }
        }
        return Node.of(new Op.Reshape(r.x(), n.shape()));
    }

    private static boolean isFill(Node n, double value) {
        return n.op() instanceof Op.Fill f && f.asDouble() == value && (value != 0 || 1 / f.asDouble() > 0 || !f.dtype().isFloat());
    }

    private static boolean unary(Node n, Op.UnaryFn fn) {
        return n.op() instanceof Op.Unary u && u.fn() == fn;
    }
}
