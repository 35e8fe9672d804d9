package dev.loam.tensor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Reverse-mode differentiation from graph to graph: the gradient is an ordinary graph, so it can be differentiated again.
/// One rule per family of operations ([#rule]).
public final class Gradients {
    private Gradients() {
    }

    /// The gradients of the scalar `loss` for each of `wrt`, with their dtypes and shapes; zeros where it does not depend
    /// on one.
    public static List<Tensor> of(Tensor loss, List<Tensor> wrt) {
        if (loss.rank() != 0 || !loss.dtype().isFloat()) {
            throw Sources.error("gradient: the loss must be a float scalar, not " + loss.node().describe() + "; take its mean or sum");
        }
        return vjp(List.of(loss), List.of(loss.like(1)), wrt);
    }

    /// The vector-Jacobian products `Σ cotangentᵢ · ∂outputᵢ/∂wrt`, one for each of `wrt`.
    public static List<Tensor> vjp(List<Tensor> outputs, List<Tensor> cotangents, List<Tensor> wrt) {
        var sought = new IdentityHashMap<Node, Boolean>();
        for (Tensor w : wrt) {
            if (!w.dtype().isFloat()) {
                throw Sources.error("gradient: only floats have one, not " + w.node().describe());
            }
            // a tensor whose value was read has become a leaf for what was written after
            sought.put(w.node(), true);
            sought.put(w.written(), true);
        }
        var roots = new ArrayList<Node>();
        for (int i = 0; i < outputs.size(); i++) {
            Node o = outputs.get(i).written();
            Node c = cotangents.get(i).node();
            if (o.dtype() != c.dtype() || !o.shape().equals(c.shape())) {
                throw Sources.error("gradient: the cotangent of " + o.describe() + " must have its dtype and shape, not " + c.describe());
            }
            roots.add(o);
        }
        List<Node> order = Graph.sort(roots);
        Reading.check("gradient", order, roots, wrt);
        Map<Node, Boolean> active = active(order, sought);
        for (Node n : order) {
            if (n.op() instanceof Op.Custom c && active.containsKey(n)) {
                Customs.checkCaptures(c, active);
            }
        }
        Map<Node, Tensor> gradients = new IdentityHashMap<>();
        for (int i = 0; i < outputs.size(); i++) {
            accumulate(gradients, roots.get(i), cotangents.get(i));
        }
        Map<Op.Scan.Loop, List<Node>> loops = Scans.loops(order);
        for (int i = order.size() - 1; i >= 0; i--) {
            Node n = order.get(i);
            if (n.op() instanceof Op.Scan s && active.containsKey(n)) {
                scan(s, n, loops.get(s.loop()), active, gradients);
                continue;
            }
            Tensor g = gradients.get(n);
            if (g == null || !active.containsKey(n) || sought.containsKey(n) && !dependsOnOther(n, active)) {
                continue;
            }
            List<Tensor> parts = rule(n, g);
            for (int k = 0; k < parts.size(); k++) {
                if (parts.get(k) != null && active.containsKey(n.inputs().get(k))) {
                    accumulate(gradients, n.inputs().get(k), parts.get(k));
                }
            }
        }
        var out = new ArrayList<Tensor>();
        for (Tensor w : wrt) {
            Tensor g = gradients.get(w.written());
            Tensor after = w.node() == w.written() ? null : gradients.get(w.node());
            out.add(g == null && after == null ? w.like(0) : g == null ? after : after == null ? g : g.add(after));
        }
        return out;
    }

    /// The nodes through which a sought node reaches the outputs.
    private static Map<Node, Boolean> active(List<Node> order, Map<Node, Boolean> sought) {
        var active = new IdentityHashMap<Node, Boolean>();
        for (Node n : order) {
            if (sought.containsKey(n) || n.dtype().isFloat() && dependsOnOther(n, active)) {
                active.put(n, true);
            }
        }
        return active;
    }

    private static boolean dependsOnOther(Node n, Map<Node, Boolean> active) {
        for (Node in : n.inputs()) {
            if (active.containsKey(in)) {
                return true;
            }
        }
        return false;
    }

    /// All results of a loop are differentiated together, where the first of them stands: there the gradients of all are complete.
    private static void scan(Op.Scan s, Node n, List<Node> results, Map<Node, Boolean> active, Map<Node, Tensor> gradients) {
        var wanted = new ArrayList<Boolean>();
        boolean any = false;
        for (Node in : s.inputs()) {
            wanted.add(active.containsKey(in));
            any |= active.containsKey(in);
        }
        boolean reached = false;
        for (Node r : results) {
            reached |= gradients.containsKey(r);
        }
        if (n != results.get(0) || !any || !reached) {
            return;
        }
        List<Tensor> parts = ScanGradients.of(s.loop(), results, gradients, wanted);
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) != null) {
                accumulate(gradients, s.inputs().get(i), parts.get(i));
            }
        }
    }

    private static void accumulate(Map<Node, Tensor> gradients, Node n, Tensor g) {
        Tensor before = gradients.get(n);
        gradients.put(n, before == null ? g : before.add(g));
    }

    /// For node `y` with output gradient `g`: the gradient for each of its inputs, null where there is none.
    private static List<Tensor> rule(Node y, Tensor g) {
        Tensor out = Tensor.of(y);
        return switch (y.op()) {
            case Op.Leaf leaf -> List.of();
            case Op.Unary u -> List.of(Partials.unary(u.fn(), Tensor.of(u.x()), out, g));
            case Op.Binary b -> List.of(Partials.first(b, out, g), Partials.second(b, out, g));
            case Op.Compare c -> none(2);
            case Op.Select s -> {
                Tensor c = Tensor.of(s.condition());
                yield list(null, c.where(g, g.like(0)), c.where(g.like(0), g));
            }
            case Op.Cast c -> list(c.x().dtype().isFloat() ? g.to(c.x().dtype()) : null);
            case Op.Detach d -> none(1);
            case Op.Reduce r -> {
                Tensor x = Tensor.of(r.x());
                yield list(Partials.reduce(r, x, out, g.keep(x.shape(), Partials.ints(r.axes())).broadcastTo(x.shape())));
            }
            case Op.ArgMax a -> none(1);
            case Op.ArgSort a -> none(1);
            // the product's through its parts, which is right also where elements are 0
            case Op.Cumulate c -> c.fn() == Op.ReduceFn.SUM ? list(Tensor.of(new Op.Cumulate(c.fn(), g.node(), c.axis(), !c.reverse())))
                : vjp(List.of(Decompose.cumulate(c)), List.of(g), List.of(Tensor.of(c.x())));
            case Op.Reshape r -> list(g.reshape(r.x().shape()));
            case Op.Permute p -> {
                int[] inverse = new int[p.order().size()];
                for (int i = 0; i < inverse.length; i++) {
                    inverse[p.order().get(i)] = i;
                }
                yield list(g.permute(inverse));
            }
            case Op.Broadcast b -> list(sumTo(g, b.x().shape()));
            case Op.Slice s -> list(unslice(s, g));
            case Op.Pad p -> list(unpad(p, g));
            case Op.Concat c -> {
                var parts = new ArrayList<Tensor>();
                int from = 0;
                for (Node part : c.parts()) {
                    int n = part.shape().size(c.axis());
                    parts.add(g.slice(c.axis(), from, n, 1));
                    from += n;
                }
                yield parts;
            }
            case Op.Gather t -> list(Tensor.of(new Op.ScatterAdd(t.indices(), g.node(), t.axis(), t.x().shape().dim(t.axis()))), null);
            case Op.ScatterAdd s -> list(null, g.gather(Tensor.of(s.indices()), s.axis()));
            case Op.MatMul m -> matmul(m, g);
            case Op.Conv c -> conv(c, g);
            case Op.Attention a -> Attentions.vjp(a, out, g);
            case Op.Pool p -> list(Tensor.of(new Op.PoolGradient(p.fn(), p.x(), g.node(), p.window())));
            case Op.PoolGradient p -> poolGradient(p, g);
            case Op.Random r -> none(3);
            case Op.Custom c -> custom(c, out, g);
            case Op.Again a -> list(g, null);
            case Op.Scan s -> throw new IllegalStateException("the results of a loop are differentiated together");
        };
    }

    /// Sums `g` over the axes along which a tensor of shape `to` was repeated.
    private static Tensor sumTo(Tensor g, Shape to) {
        var axes = new ArrayList<Integer>();
        int lead = g.rank() - to.rank();
        for (int i = 0; i < g.rank(); i++) {
            if (i < lead || to.dim(i - lead).is(1) && !g.shape().dim(i).is(1)) {
                axes.add(i);
            }
        }
        return axes.isEmpty() ? g : g.sum(Partials.ints(axes)).reshape(to);
    }

    private static Tensor unslice(Op.Slice s, Tensor g) {
        var low = new ArrayList<Integer>();
        var high = new ArrayList<Integer>();
        var interior = new ArrayList<Integer>();
        Tensor t = g;
        for (int i = 0; i < s.start().size(); i++) {
            Dim whole = s.x().shape().dim(i);
            Dim taken = s.size().get(i);
            if (whole.equals(taken) && s.start().get(i) == 0 && s.step().get(i) == 1) {
                low.add(0);
                high.add(0);
                interior.add(0);
                continue;
            }
            int n = taken.constant();
            int step = s.step().get(i);
            if (step < 0) {
                t = t.flip(i);
            }
            int first = n == 0 ? 0 : step > 0 ? s.start().get(i) : s.start().get(i) + (n - 1) * step;
            int last = n == 0 ? -1 : first + (n - 1) * Math.abs(step);
            low.add(first);
            interior.add(Math.abs(step) - 1);
            high.add(whole.constant() - last - 1);
        }
        return Tensor.of(new Op.Pad(t.node(), List.copyOf(low), List.copyOf(high), List.copyOf(interior)));
    }

    private static Tensor unpad(Op.Pad p, Tensor g) {
        var step = new ArrayList<Integer>();
        for (int i : p.interior()) {
            step.add(i + 1);
        }
        return Tensor.of(new Op.Slice(g.node(), p.low(), p.x().shape().dims(), List.copyOf(step)));
    }

    /// Operands that are narrower than the result meet its gradient in the result's dtype, so that nothing is rounded before the sum.
    private static List<Tensor> matmul(Op.MatMul m, Tensor g) {
        Node a = Tensor.of(m.a()).to(m.result()).node();
        Node b = Tensor.of(m.b()).to(m.result()).node();
        Op da = m.transposeA() ? new Op.MatMul(b, g.node(), m.transposeB(), true) : new Op.MatMul(g.node(), b, false, !m.transposeB());
        Op db = m.transposeB() ? new Op.MatMul(g.node(), a, true, m.transposeA()) : new Op.MatMul(a, g.node(), !m.transposeA(), false);
        return List.of(Tensor.of(da).to(m.a().dtype()), Tensor.of(db).to(m.b().dtype()));
    }

    /// The convolution is linear in each of images, filters and output gradient, so its gradients are its other faces.
    private static List<Tensor> conv(Op.Conv c, Tensor g) {
        Node a = Tensor.of(c.a()).to(c.result()).node();
        Node b = Tensor.of(c.b()).to(c.result()).node();
        List<Tensor> both = switch (c.of()) {
            case OUTPUT -> List.of(face(c, Op.ConvOf.INPUT, g.node(), b, a), face(c, Op.ConvOf.FILTER, a, g.node(), b));
            case INPUT -> List.of(face(c, Op.ConvOf.OUTPUT, g.node(), b, a), face(c, Op.ConvOf.FILTER, g.node(), a, b));
            case FILTER -> List.of(face(c, Op.ConvOf.INPUT, b, g.node(), a), face(c, Op.ConvOf.OUTPUT, a, g.node(), b));
        };
        return List.of(both.get(0).to(c.a().dtype()), both.get(1).to(c.b().dtype()));
    }

    private static Tensor face(Op.Conv c, Op.ConvOf of, Node a, Node b, Node like) {
        return Tensor.of(new Op.Conv(of, a, b, c.window(), c.groups(), of == Op.ConvOf.OUTPUT ? Shape.SCALAR : like.shape()));
    }

    /// Both kinds are linear in `dy`; which elements a maximum chose does not change with `x`, almost everywhere.
    private static List<Tensor> poolGradient(Op.PoolGradient p, Tensor g) {
        if (p.fn() == Op.PoolFn.SUM) {
            return list(null, Tensor.of(new Op.Pool(Op.PoolFn.SUM, g.node(), p.window())));
        }
        return list(null, Decompose.choose(Tensor.of(p.x()), g, p.window()));
    }

    /// The gradients that the operation's own rule gives for its arguments; none for the value and the captures.
    private static List<Tensor> custom(Op.Custom c, Tensor out, Tensor g) {
        var parts = none(c.inputs().size());
        List<Tensor> own = Customs.vjp(c, out, g);
        for (int i = 0; i < own.size(); i++) {
            parts.set(i + 1, own.get(i));
        }
        return parts;
    }

    private static List<Tensor> none(int n) {
        var out = new ArrayList<Tensor>();
        for (int i = 0; i < n; i++) {
            out.add(null);
        }
        return out;
    }

    private static List<Tensor> list(Tensor... parts) {
        var out = new ArrayList<Tensor>();
        for (Tensor t : parts) {
            out.add(t);
        }
        return out;
    }
}
