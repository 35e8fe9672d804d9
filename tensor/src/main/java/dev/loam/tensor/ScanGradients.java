package dev.loam.tensor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// The gradients of a scan: a scan the other way round, which carries the carries' gradients. It takes what it needs of the forward
/// iterations from the forward loop, which has every node of its body as a result: values that are dear to compute are kept, others
/// computed again from them. What the iterations give for a capture is added up; where it is a product of matrices or a sum over axes,
/// its parts are gathered, and one product or sum after the loop does for all iterations.
final class ScanGradients {
    private final Op.Scan.Loop loop;
    private final ScanBody body;
    private final List<Node> parameters;
    /// the nodes of the forward iteration, and those of them that depend on more than captures
    private final Map<Node, Boolean> forward = new IdentityHashMap<>();
    private final Map<Node, Boolean> varying = new IdentityHashMap<>();

    // the backward iteration: what is taken from outside, by the node that stands for it
    private final List<Node> slices = new ArrayList<>();
    private final List<Node> captures = new ArrayList<>();
    private final List<Tensor> gone = new ArrayList<>();
    private final List<Tensor> captured = new ArrayList<>();
    private final Map<Node, Node> by = new IdentityHashMap<>();
    private int placeholders;

    private ScanGradients(Op.Scan.Loop loop, List<Node> results) {
        this.loop = loop;
        this.body = loop.body();
        this.parameters = body.parameters();
        for (Node n : body.carries()) {
            varying.put(n, true);
        }
        for (Node n : body.slices()) {
            varying.put(n, true);
        }
        mark(Graph.sort(Scans.roots(body, results)));
        for (Node n : parameters) {
            forward.put(n, true);
        }
    }

    private void mark(List<Node> order) {
        for (Node n : order) {
            forward.put(n, true);
            vary(n);
        }
    }

    private void vary(Node n) {
        for (Node in : n.inputs()) {
            if (varying.containsKey(in)) {
                varying.put(n, true);
            }
        }
    }

    /// The gradients for the loop's inputs, null for those not wanted.
    ///
    /// @param results   all results of the loop that are in the graph
    /// @param gradients of those that have one
    /// @param wanted    the inputs whose gradients are asked for
    static List<Tensor> of(Op.Scan.Loop loop, List<Node> results, Map<Node, Tensor> gradients, List<Boolean> wanted) {
        return new ScanGradients(loop, results).run(results, gradients, wanted);
    }

    private List<Tensor> run(List<Node> results, Map<Node, Tensor> gradients, List<Boolean> wanted) {
        Map<Node, Boolean> active = active(wanted);
        var outputs = new ArrayList<Tensor>();
        var cotangents = new ArrayList<Tensor>();
        var wrt = new ArrayList<Tensor>();
        var carries = new ArrayList<Node>();
        var first = new ArrayList<Tensor>();
        for (int i = 0; i < body.carries().size(); i++) {
            Node c = body.carries().get(i);
            if (active.containsKey(c)) {
                outputs.add(Tensor.of(body.next().get(i)));
                cotangents.add(fresh(c));
                carries.add(cotangents.getLast().node());
                first.add(lastGradient(c, results, gradients));
            }
        }
        for (Node n : results) {
            Op.Scan s = (Op.Scan) n.op();
            if (!s.last() && gradients.get(n) != null) {
                outputs.add(Tensor.of(s.of()));
                cotangents.add(fresh(s.of()));
                slices.add(cotangents.getLast().node());
                gone.add(gradients.get(n));
            }
        }
        for (Node p : parameters) {
            if (active.containsKey(p)) {
                wrt.add(Tensor.of(p));
            }
        }
        List<Tensor> found = Gradients.vjp(outputs, cotangents, wrt);
        Map<Node, Node> gradient = new IdentityHashMap<>();
        for (int i = 0; i < wrt.size(); i++) {
            gradient.put(wrt.get(i).node(), found.get(i).node());
        }
        for (Node n : Graph.sort(Trace.nodes(found))) {
            if (slices.contains(n) || carries.contains(n)) {
                varying.put(n, true);
            }
            vary(n);
        }
        return backward(gradient, carries, first, wanted);
    }

    /// The placeholders through which a wanted input's gradient flows: what begins differentiable, and carries that become so.
    private Map<Node, Boolean> active(List<Boolean> wanted) {
        Map<Node, Boolean> active = new IdentityHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            if (wanted.get(i) && parameters.get(i).dtype().isFloat()) {
                active.put(parameters.get(i), true);
            }
        }
        List<Node> order = Graph.sort(body.next());
        for (boolean grown = true; grown;) {
            grown = false;
            Map<Node, Boolean> reached = new IdentityHashMap<>(active);
            for (Node n : order) {
                for (Node in : n.inputs()) {
                    if (n.dtype().isFloat() && reached.containsKey(in)) {
                        reached.put(n, true);
                    }
                }
            }
            for (int i = 0; i < body.carries().size(); i++) {
                grown |= reached.containsKey(body.next().get(i)) && active.put(body.carries().get(i), true) == null;
            }
        }
        return active;
    }

    private Tensor fresh(Node like) {
        return Trace.placeholder(placeholders++, like.dtype(), like.shape());
    }

    private static Tensor lastGradient(Node carry, List<Node> results, Map<Node, Tensor> gradients) {
        for (Node n : results) {
            Op.Scan s = (Op.Scan) n.op();
            if (s.last() && s.of() == carry && gradients.get(n) != null) {
                return gradients.get(n);
            }
        }
        return Tensor.of(carry).like(0);
    }

    // ---- the loop backward

    private List<Tensor> backward(Map<Node, Node> gradient, List<Node> carries, List<Tensor> first, List<Boolean> wanted) {
        var next = new ArrayList<Node>();
        for (Node c : body.carries()) {
            if (gradient.containsKey(c)) {
                next.add(gradient.get(c));
            }
        }
        // gradients of captures: those that can be gathered, and those that are added up in a carry
        Map<Node, Node> sums = new IdentityHashMap<>();
        var roots = new ArrayList<>(next);
        for (int i = 0; i < parameters.size(); i++) {
            Node p = parameters.get(i);
            if (!wanted.get(i) || body.carries().contains(p)) {
                continue;
            }
            Node g = gradient.get(p);
            if (body.captures().contains(p) && !gathers(g)) {
                Tensor sum = fresh(g);
                sums.put(p, sum.node());
                carries.add(sum.node());
                first.add(sum.like(0));
                g = sum.add(Tensor.of(g)).node();
                varying.put(g, true);
                next.add(g);
                roots.add(g);
            } else if (body.captures().contains(p)) {
                gather(g, n -> {
                    roots.add(n);
                    return Trace.placeholder(0, n.dtype(), with(n.shape()));
                });
            } else {
                roots.add(g);
            }
        }
        for (Node n : carries) {
            by.put(n, n);
        }
        for (Node n : slices) {
            by.put(n, n);
        }
        roots.forEach(this::take);
        List<Node> made = Trace.replace(roots, by);
        Map<Node, Node> now = new IdentityHashMap<>();
        for (int i = 0; i < made.size(); i++) {
            now.put(roots.get(i), made.get(i));
        }
        next.replaceAll(now::get);
        var back = new ScanBody(carries, slices, captures, next, body.length(), !body.reverse());
        var inputs = new ArrayList<>(first);
        inputs.addAll(gone);
        inputs.addAll(captured);
        var way = new Op.Scan.Loop(back, List.copyOf(Trace.nodes(inputs)));

        var out = new ArrayList<Tensor>();
        int k = 0;
        for (int i = 0; i < parameters.size(); i++) {
            Node p = parameters.get(i);
            boolean carried = body.carries().contains(p) && gradient.containsKey(p);
            if (!wanted.get(i)) {
                out.add(null);
            } else if (carried) {
                out.add(Scans.last(way, carries.get(k)));
            } else if (sums.containsKey(p)) {
                out.add(Scans.last(way, sums.get(p)));
            } else if (body.captures().contains(p)) {
                out.add(gather(gradient.get(p), n -> Scans.each(way, now.get(n))));
            } else {
                out.add(Scans.each(way, now.get(gradient.get(p))));
            }
            k += carried ? 1 : 0;
        }
        return out;
    }

    /// Finds what the backward iteration reads of the forward one, and puts placeholders for it.
    private void take(Node root) {
        var stack = new ArrayList<>(List.of(root));
        while (!stack.isEmpty()) {
            Node n = stack.remove(stack.size() - 1);
            if (by.containsKey(n) || Trace.isMade(n) && n.inputs().isEmpty()) {
                continue;
            }
            if (!varying.containsKey(n)) {
                // the same in all iterations: computed once, outside
                captures.add(fresh(n).node());
                captured.add(outside(n));
                by.put(n, captures.getLast());
            } else if (forward.containsKey(n) && (n.inputs().isEmpty() || isDear(n))) {
                slices.add(fresh(n).node());
                gone.add(kept(n));
                by.put(n, slices.getLast());
            } else {
                stack.addAll(n.inputs());
            }
        }
    }

    /// The value outside of the loop of what depends on captures alone.
    private Tensor outside(Node n) {
        Map<Node, Node> inputs = new IdentityHashMap<>();
        for (Node p : body.captures()) {
            inputs.put(p, loop.inputs().get(parameters.indexOf(p)));
        }
        return Tensor.of(Trace.replace(List.of(n), inputs).get(0));
    }

    /// The values in all iterations of a node of the forward one.
    private Tensor kept(Node n) {
        return body.slices().contains(n) ? Tensor.of(loop.inputs().get(parameters.indexOf(n))) : Scans.each(loop, n);
    }

    /// True for what is rather kept than computed again.
    private static boolean isDear(Node n) {
        return switch (n.op()) {
            case Op.Unary u -> switch (u.fn()) {
                case EXP, EXPM1, LOG, LOG1P, TANH, ERF, SIN, COS -> true;
                case NEG, ABS, SIGN, SQRT, FLOOR, CEIL, ROUND, NOT -> false;
            };
            case Op.Binary b -> b.fn() == Op.BinaryFn.POW;
            case Op.MatMul m -> true;
            case Op.Conv c -> true;
            case Op.Reduce r -> true;
            case Op.ArgMax a -> true;
            case Op.Gather g -> true;
            case Op.ScatterAdd s -> true;
            case Op.Pool p -> true;
            case Op.PoolGradient p -> true;
            case Op.Scan s -> true;
            default -> false;
        };
    }

    // ---- sums over iterations

    /// The values in all iterations, `[length, …]`, of a node of the backward iteration.
    private interface Each {
        Tensor of(Node n);
    }

    private Shape with(Shape s) {
        return Shape.of(body.length()).append(s);
    }

    /// True where [#gather] can add up `g` over the iterations from parts that are small beside it.
    private boolean gathers(Node g) {
        return switch (g.op()) {
            case Op.Binary b when b.fn() == Op.BinaryFn.ADD || b.fn() == Op.BinaryFn.SUB -> gathers(b.a()) && gathers(b.b());
            case Op.Unary u when u.fn() == Op.UnaryFn.NEG -> gathers(u.x());
            case Op.Reshape r -> gathers(r.x());
            case Op.Permute p -> gathers(p.x());
            case Op.Reduce r -> r.fn() == Op.ReduceFn.SUM;
            case Op.MatMul m -> g.shape().rank() == 2 && m.a().dtype() == g.dtype();
            case Op.Fill f -> true;
            default -> g.shape().rank() == 0;
        };
    }

    /// The sum of `g` over all iterations.
    private Tensor gather(Node g, Each each) {
        return switch (g.op()) {
            case Op.Binary b when b.fn() == Op.BinaryFn.ADD -> gather(b.a(), each).add(gather(b.b(), each));
            case Op.Binary b when b.fn() == Op.BinaryFn.SUB -> gather(b.a(), each).sub(gather(b.b(), each));
            case Op.Unary u when u.fn() == Op.UnaryFn.NEG -> gather(u.x(), each).neg();
            case Op.Reshape r when g.shape().rank() > 0 || gathers(r.x()) -> gather(r.x(), each).reshape(r.shape());
            case Op.Permute p -> gather(p.x(), each).permute(Partials.ints(p.order()));
            case Op.Reduce r when r.fn() == Op.ReduceFn.SUM -> {
                int[] axes = new int[r.axes().size() + 1];
                for (int i = 1; i < axes.length; i++) {
                    axes[i] = r.axes().get(i - 1) + 1;
                }
                yield at(r.x(), each).sum(axes);
            }
            case Op.MatMul m when g.shape().rank() == 2 -> {
                // the rows of the inner axis of all iterations, one below the other
                Tensor a = inner(at(m.a(), each), m.transposeA());
                Tensor b = inner(at(m.b(), each), !m.transposeB());
                yield Tensor.of(new Op.MatMul(a.node(), b.node(), true, false, m.result()));
            }
            case Op.Fill f -> Tensor.of(g).mul(body.length());
            default -> at(g, each).sum(0);
        };
    }

    /// `[length, inner, n]`, or where it is not `first` `[length, n, inner]`, as `[length · inner, n]`.
    private static Tensor inner(Tensor t, boolean first) {
        Tensor rows = first ? t : t.transpose();
        return rows.reshape(rows.size(0) * rows.size(1), rows.size(2));
    }

    private Tensor at(Node n, Each each) {
        if (forward.containsKey(n) && varying.containsKey(n)) {
            return kept(n);
        }
        return varying.containsKey(n) ? each.of(n) : Tensor.of(n.op() instanceof Op.Fill ? n : outside(n).node()).broadcastTo(with(n.shape()));
    }
}
