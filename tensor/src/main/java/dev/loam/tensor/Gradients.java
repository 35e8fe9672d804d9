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
        Map<Node, Boolean> active = active(order, sought);
        Map<Node, Tensor> gradients = new IdentityHashMap<>();
        for (int i = 0; i < outputs.size(); i++) {
            accumulate(gradients, roots.get(i), cotangents.get(i));
        }
        for (int i = order.size() - 1; i >= 0; i--) {
            Node n = order.get(i);
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

    private static void accumulate(Map<Node, Tensor> gradients, Node n, Tensor g) {
        Tensor before = gradients.get(n);
        gradients.put(n, before == null ? g : before.add(g));
    }

    /// For node `y` with output gradient `g`: the gradient for each of its inputs, null where there is none.
    private static List<Tensor> rule(Node y, Tensor g) {
        Tensor out = Tensor.of(y);
        return switch (y.op()) {
            case Op.Leaf leaf -> List.of();
            case Op.Unary u -> List.of(unary(u.fn(), Tensor.of(u.x()), out, g));
            case Op.Binary b -> binary(b.fn(), Tensor.of(b.a()), Tensor.of(b.b()), out, g);
            case Op.Compare c -> none(2);
            case Op.Select s -> {
                Tensor c = Tensor.of(s.condition());
                yield list(null, c.where(g, g.like(0)), c.where(g.like(0), g));
            }
            case Op.Cast c -> list(c.x().dtype().isFloat() ? g.to(c.x().dtype()) : null);
            case Op.Detach d -> none(1);
            case Op.Reduce r -> list(reduce(r, Tensor.of(r.x()), out, g));
            case Op.ArgMax a -> none(1);
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
            case Op.Pool p -> list(Tensor.of(new Op.PoolGradient(p.fn(), p.x(), g.node(), p.window())));
            case Op.PoolGradient p -> poolGradient(p, g);
            case Op.Random r -> none(3);
        };
    }

    private static Tensor unary(Op.UnaryFn fn, Tensor x, Tensor y, Tensor g) {
        return switch (fn) {
            case NEG -> g.neg();
            case ABS -> g.mul(x.sign());
            case SQRT -> g.mul(0.5).div(y);
            case EXP -> g.mul(y);
            case EXPM1 -> g.mul(y.add(1));
            case LOG -> g.div(x);
            case LOG1P -> g.div(x.add(1));
            case TANH -> g.mul(y.like(1).sub(y.square()));
            case ERF -> g.mul(x.square().neg().exp().mul(2 / Math.sqrt(Math.PI)));
            case SIN -> g.mul(x.cos());
            case COS -> g.mul(x.sin()).neg();
            case SIGN, FLOOR, CEIL, ROUND, NOT -> g.like(0);
        };
    }

    private static List<Tensor> binary(Op.BinaryFn fn, Tensor a, Tensor b, Tensor y, Tensor g) {
        return switch (fn) {
            case ADD -> List.of(g, g);
            case SUB -> List.of(g, g.neg());
            case MUL -> List.of(g.mul(b), g.mul(a));
            case DIV -> List.of(g.div(b), g.mul(y).div(b).neg());
            // a - trunc(a / b) * b
            case REM -> List.of(g, g.mul(a.sub(y).div(b)).neg());
            // b a^(b-1), but 0 where b is 0, also at a = 0
            case POW -> List.of(b.eq(0).where(g.like(0), g.mul(b).mul(a.pow(b.sub(1)))),
                a.gt(0).where(g.mul(y).mul(a.gt(0).where(a, a.like(1)).log()), g.like(0)));
            case MIN -> shares(a.lt(b), a.eq(b), g);
            case MAX -> shares(a.gt(b), a.eq(b), g);
            case AND, OR, XOR, SHL, SHR -> none(2);
        };
    }

    /// The gradient to the one that won; halves where both are equal.
    private static List<Tensor> shares(Tensor first, Tensor equal, Tensor g) {
        Tensor half = equal.where(g.mul(0.5), g.like(0));
        return List.of(first.where(g, half), first.where(g.like(0), equal.where(g.mul(0.5), g)));
    }

    private static Tensor reduce(Op.Reduce r, Tensor x, Tensor y, Tensor g) {
        int[] axes = ints(r.axes());
        Tensor wide = g.keep(x.shape(), axes).broadcastTo(x.shape());
        return switch (r.fn()) {
            case SUM -> wide;
            case PROD -> wide.mul(others(x, axes));
            case MAX, MIN -> {
                Tensor hit = x.eq(y.keep(x.shape(), axes));
                Tensor count = hit.to(x.dtype()).sum(axes).keep(x.shape(), axes);
                yield hit.where(wide.div(count), wide.like(0));
            }
        };
    }

    /// For each element the product of all others over `axes`, right where some are zero: with one zero only its place has a
    /// product, with two none has.
    private static Tensor others(Tensor x, int[] axes) {
        Tensor zero = x.eq(0);
        Tensor safe = zero.where(x.like(1), x);
        Tensor product = safe.prod(axes).keep(x.shape(), axes);
        Tensor zeros = zero.to(x.dtype()).sum(axes).keep(x.shape(), axes).broadcastTo(x.shape());
        Tensor without = zeros.sub(zero.to(x.dtype()));
        return without.eq(0).where(product.div(safe), x.like(0));
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
        return axes.isEmpty() ? g : g.sum(ints(axes)).reshape(to);
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

    private static int[] ints(List<Integer> list) {
        int[] out = new int[list.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = list.get(i);
        }
        return out;
    }
}
