package dev.loam.tensor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Rewrites a graph under a [Precision] policy.
///
/// Products get their operands rounded to their storage dtype and keep their sums. A result is rounded where it is kept: at the end of
/// the elementwise chain that it alone flows through (a bias, an activation), where several operations or another class read
/// it. So each value in memory is rounded once, and arithmetic between is in the computing dtype. Where a rounded value is
/// read it is widened again, which changes nothing and costs nothing when loaded.
final class MixPrecision {
    private final Precision policy;
    private final Graph graph;
    private final Map<Node, Integer> uses = new IdentityHashMap<>();
    private final Map<Node, Node> user = new IdentityHashMap<>();
    /// each node of the old graph in the new one, in the dtype it had
    private final Map<Node, Node> now = new IdentityHashMap<>();
    /// nodes of the new graph and what they are in the storage dtype of products
    private final Map<Node, Node> narrow = new IdentityHashMap<>();
    /// nodes of the old graph whose value a product has made and nothing has rounded yet
    private final Map<Node, Boolean> flowing = new IdentityHashMap<>();

    MixPrecision(Precision policy, Graph given) {
        this.policy = policy;
        // equal nodes must be one, or a value would seem to be read once where it is read twice
        this.graph = Graph.of(given.outputs(), given.updates());
    }

    Graph apply() {
        List<Node> order = graph.nodes();
        for (Node n : order) {
            for (Node in : n.inputs()) {
                if (user.put(in, n) != n) {
                    uses.put(in, uses.getOrDefault(in, 0) + 1);
                }
            }
        }
        for (Node n : order) {
            now.put(n, kept(n, rewritten(n)));
            if (isMine(n) && n.op() instanceof Op.Cast c && c.x().dtype() == policy.products().storage()) {
                narrow.put(now.get(n), now.get(c.x()));
            }
        }
        return Graph.of(replaced(graph.outputs()), replaced(graph.updates()));
    }

    private Map<String, Node> replaced(Map<String, Node> roots) {
        var out = new LinkedHashMap<String, Node>();
        for (var e : roots.entrySet()) {
            out.put(e.getKey(), now.get(e.getValue()));
        }
        return out;
    }

    private Node rewritten(Node n) {
        var in = new ArrayList<Node>();
        boolean same = true;
        for (Node i : n.inputs()) {
            in.add(now.get(i));
            same &= now.get(i) == i;
        }
        if (isMine(n) && n.op() instanceof Op.MatMul m) {
            return Node.of(new Op.MatMul(narrow(in.get(0)), narrow(in.get(1)), m.transposeA(), m.transposeB(), policy.products().compute()), n.origin());
        }
        if (isMine(n) && n.op() instanceof Op.Conv c) {
            return Node.of(new Op.Conv(c.of(), narrow(in.get(0)), narrow(in.get(1)), c.window(), c.groups(), c.shape(), policy.products().compute()),
                n.origin());
        }
        if (n.op() instanceof Op.Attention a && a.result() == policy.parameters()) {
            for (int i = 0; i < in.size(); i++) {
                boolean narrow = i < 3 || a.of().isGradient() && (i == in.size() - 3 || i == in.size() - 1);
                in.set(i, narrow ? narrow(in.get(i)) : in.get(i));
            }
            return Node.of(new Op.Attention(a.of(), a.form(), List.copyOf(in), policy.products().compute()), n.origin());
        }
        return same ? n : Node.of(n.op().withInputs(in), n.origin());
    }

    /// True where the policy has a say: a value in the dtype in which everything was written.
    private boolean isMine(Node n) {
        return n.dtype() == policy.parameters();
    }

    // ---- where results are kept

    /// `made`, what `n` has become, rounded if this is the place where it is kept.
    private Node kept(Node n, Node made) {
        OpClass c = OpClass.of(n);
        if (!isMine(n) || c == OpClass.NONE) {
            return made;
        }
        boolean flows = c == OpClass.PRODUCT;
        for (Node in : n.inputs()) {
            flows |= (c == OpClass.ELEMENTWISE || isFlat(n)) && flowing.containsKey(in);
        }
        DType storage = flows ? policy.products().storage() : switch (c) {
            case REDUCTION -> policy.reductions().storage();
            case ELEMENTWISE -> policy.elementwise().storage();
            case PRODUCT, VIEW, NONE -> n.dtype();
        };
        if (goesOn(n) && flows) {
            flowing.put(n, true);
            return made;
        }
        return storage == n.dtype() || goesOn(n) && c == OpClass.ELEMENTWISE || isReadByProductsAlone(n) ? made : rounded(made, storage);
    }

    /// True where one operation alone reads `n`, as part of the same chain.
    private boolean goesOn(Node n) {
        if (uses.getOrDefault(n, 0) != 1) {
            return false;
        }
        Node u = user.get(n);
        OpClass c = OpClass.of(u);
        return isMine(u) && (isFlat(u) || c == OpClass.ELEMENTWISE && !isSumOfTwo(u));
    }

    /// True for views that leave every element where it is, which an elementwise chain passes through.
    private static boolean isFlat(Node n) {
        return n.op() instanceof Op.Reshape || n.op() instanceof Op.Detach;
    }

    /// True for the sum of two values of the same size, such as that of a residual connection, whose terms are kept for themselves.
    private static boolean isSumOfTwo(Node n) {
        return n.op() instanceof Op.Binary b && (b.fn() == Op.BinaryFn.ADD || b.fn() == Op.BinaryFn.SUB) && !isRepeated(b.a()) && !isRepeated(b.b());
    }

    private static boolean isRepeated(Node n) {
        return n.op() instanceof Op.Fill || n.op() instanceof Op.Broadcast || OpClass.of(n) == OpClass.VIEW && isRepeated(n.inputs().get(0));
    }

    /// True where every reader rounds `n` itself, or none but an output does.
    private boolean isReadByProductsAlone(Node n) {
        int count = uses.getOrDefault(n, 0);
        return count == 0 || count == 1 && OpClass.of(user.get(n)) == OpClass.PRODUCT;
    }

    private Node rounded(Node made, DType storage) {
        Node small = Node.of(new Op.Cast(made, storage), made.origin());
        Node wide = Node.of(new Op.Cast(small, made.dtype()), made.origin());
        if (storage == policy.products().storage()) {
            narrow.put(wide, small);
        }
        return wide;
    }

    /// `n` in the dtype of a product's operand: as it was before it was widened, behind views too.
    private Node narrow(Node n) {
        DType storage = policy.products().storage();
        if (n.dtype() == storage) {
            return n;
        }
        Node known = narrow.get(n);
        if (known == null) {
            boolean inside = OpClass.of(n) == OpClass.VIEW && n.inputs().size() == 1 && wasRounded(n.inputs().get(0));
            known = inside ? Node.of(n.op().withInputs(List.of(narrow(n.inputs().get(0)))), n.origin()) : Node.of(new Op.Cast(n, storage), n.origin());
            narrow.put(n, known);
        }
        return known;
    }

    private boolean wasRounded(Node n) {
        return narrow.containsKey(n) || OpClass.of(n) == OpClass.VIEW && n.inputs().size() == 1 && wasRounded(n.inputs().get(0));
    }
}
