package dev.loam.tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Forward-mode differentiation from graph to graph: along with each value its derivative in a direction, its *tangent*, is carried
/// from inputs to outputs. One rule per family of operations ([#rule]). The result is an ordinary graph, so that it can be
/// differentiated again, in either mode.
public final class Tangents {
    private final Map<Node, Tensor> tangents = new IdentityHashMap<>();
    /// the results of each loop, and their tangents once they are known
    private final Map<Op.Scan.Loop, List<Node>> loops = new HashMap<>();
    private final Map<Op.Scan.Loop, Map<Node, Tensor>> scanned = new HashMap<>();

    private Tangents() {
    }

    /// The Jacobian-vector products `Σ ∂output/∂wrtᵢ · directionᵢ`, one for each output, with its dtype and shape; zeros where it
    /// does not depend on `wrt` or is no float. Directions of tensors that are not floats are ignored.
    public static List<Tensor> of(List<Tensor> outputs, List<Tensor> wrt, List<Tensor> directions) {
        var run = new Tangents();
        for (int i = 0; i < wrt.size(); i++) {
            Tensor w = wrt.get(i);
            Tensor d = directions.get(i);
            if (d.dtype() != w.dtype() || !d.shape().equals(w.shape())) {
                throw Sources.error("tangent: the direction of " + w.node().describe() + " must have its dtype and shape, not " + d.node().describe());
            }
            if (w.dtype().isFloat()) {
                // a tensor whose value was read has become a leaf for what was written after
                run.tangents.put(w.node(), d);
                run.tangents.put(w.written(), d);
            }
        }
        var roots = new ArrayList<Node>();
        for (Tensor o : outputs) {
            roots.add(o.written());
        }
        List<Node> order = Graph.sort(roots);
        Reading.check("tangent", order, roots, wrt);
        run.go(order);
        var out = new ArrayList<Tensor>();
        for (int i = 0; i < roots.size(); i++) {
            Tensor t = run.tangents.get(roots.get(i));
            out.add(t == null ? outputs.get(i).like(0) : t);
        }
        return out;
    }

    /// The tangents of all nodes of `roots` that have one, given some.
    static Map<Node, Tensor> inside(List<Node> roots, Map<Node, Tensor> given) {
        var run = new Tangents();
        run.tangents.putAll(given);
        run.go(Graph.sort(roots));
        return run.tangents;
    }

    private void go(List<Node> order) {
        loops.putAll(Scans.loops(order));
        for (Node n : order) {
            if (n.dtype().isFloat() && !tangents.containsKey(n) && depends(n)) {
                Tensor t = rule(n);
                if (t != null) {
                    tangents.put(n, t);
                }
            }
        }
    }

    private boolean depends(Node n) {
        for (Node in : n.inputs()) {
            if (tangents.containsKey(in)) {
                return true;
            }
        }
        return false;
    }

    /// The tangent of `n`, or null where it has none.
    private Tensor of(Node n) {
        return tangents.get(n);
    }

    private Tensor orZero(Node n) {
        Tensor t = of(n);
        return t == null ? Tensor.of(n).like(0) : t;
    }

    /// The tangent of node `y`, of whose inputs at least one has a tangent; null where it has none.
    private Tensor rule(Node y) {
        Tensor out = Tensor.of(y);
        return switch (y.op()) {
            case Op.Leaf leaf -> null;
            case Op.Unary u -> Partials.unary(u.fn(), Tensor.of(u.x()), out, of(u.x()));
            case Op.Binary b -> sum(of(b.a()) == null ? null : Partials.first(b, out, of(b.a())),
                of(b.b()) == null ? null : Partials.second(b, out, of(b.b())));
            case Op.Compare c -> null;
            case Op.Select s -> of(s.a()) == null && of(s.b()) == null ? null : Tensor.of(s.condition()).where(orZero(s.a()), orZero(s.b()));
            case Op.Cast c -> of(c.x()).to(c.to());
            case Op.Detach d -> null;
            case Op.Reduce r -> Partials.reduce(r, Tensor.of(r.x()), out, of(r.x())).sum(Partials.ints(r.axes()));
            case Op.ArgMax a -> null;
            case Op.ArgSort a -> null;
            case Op.Cumulate c -> c.fn() == Op.ReduceFn.SUM ? linear(c, of(c.x()))
                : of(List.of(Decompose.cumulate(c)), List.of(Tensor.of(c.x())), List.of(of(c.x()))).get(0);
            // what is linear in its only operand does to the tangent what it does to the operand
            case Op.Reshape r -> linear(r, of(r.x()));
            case Op.Permute p -> linear(p, of(p.x()));
            case Op.Broadcast b -> linear(b, of(b.x()));
            case Op.Slice s -> linear(s, of(s.x()));
            case Op.Pad p -> linear(p, of(p.x()));
            case Op.Concat c -> {
                var parts = new ArrayList<Node>();
                for (Node part : c.parts()) {
                    parts.add(orZero(part).node());
                }
                yield Tensor.of(c.withInputs(parts));
            }
            case Op.Gather g -> Tensor.of(new Op.Gather(of(g.x()).node(), g.indices(), g.axis()));
            case Op.ScatterAdd s -> Tensor.of(new Op.ScatterAdd(s.indices(), of(s.updates()).node(), s.axis(), s.size()));
            case Op.MatMul m -> bilinear(m, m.a(), m.b());
            case Op.Conv c -> bilinear(c, c.a(), c.b());
            case Op.Attention a -> {
                var given = new ArrayList<Tensor>();
                a.operands().forEach(n -> given.add(of(n)));
                yield Attentions.jvp(a, given);
            }
            case Op.Pool p -> p.fn() == Op.PoolFn.SUM ? linear(p, of(p.x())) : Decompose.choose(Tensor.of(p.x()), of(p.x()), p.window());
            // which elements a maximum chose does not change with x, almost everywhere
            case Op.PoolGradient p -> of(p.dy()) == null ? null
                : Tensor.of(new Op.PoolGradient(p.fn(), p.x(), of(p.dy()).node(), p.window()));
            case Op.Random r -> null;
            case Op.Custom c -> custom(c, out);
            case Op.Scan s -> scan(s, y);
            case Op.Again a -> of(a.x()) == null ? null : Tensor.of(new Op.Again(of(a.x()).node(), a.after()));
        };
    }

    private Tensor scan(Op.Scan s, Node y) {
        return scanned.computeIfAbsent(s.loop(), loop -> {
            var given = new ArrayList<Tensor>();
            for (Node in : loop.inputs()) {
                given.add(of(in));
            }
            return Scans.tangents(loop, loops.get(loop), given);
        }).get(y);
    }

    private static Tensor linear(Op op, Tensor t) {
        return Tensor.of(op.withInputs(List.of(t.node())));
    }

    private Tensor bilinear(Op op, Node a, Node b) {
        return sum(of(a) == null ? null : Tensor.of(op.withInputs(List.of(of(a).node(), b))),
            of(b) == null ? null : Tensor.of(op.withInputs(List.of(a, of(b).node()))));
    }

    private static Tensor sum(Tensor a, Tensor b) {
        return a == null ? b : b == null ? a : a.add(b);
    }

    private Tensor custom(Op.Custom c, Tensor out) {
        Customs.checkCaptures(c, tangents);
        var given = new ArrayList<Tensor>();
        boolean any = false;
        for (Node a : c.arguments()) {
            given.add(of(a));
            any |= of(a) != null;
        }
        return any ? Customs.jvp(c, out, given) : null;
    }
}
