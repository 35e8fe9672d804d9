package dev.loam.tensor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A whole computation: named outputs, and new values for states. Nodes in it are shared (equal operations on the same
/// inputs are one node) and only those that an output or an update needs are there.
///
/// @param outputs the values a run yields, by name
/// @param updates the new value of each state that changes, by the state's label; a run reads all states before it
///                writes any
public record Graph(Map<String, Node> outputs, Map<String, Node> updates) {
    public Graph {
        outputs = new LinkedHashMap<>(outputs);
        updates = new LinkedHashMap<>(updates);
    }

    /// The graph of these outputs and updates, with equal nodes shared. Derivatives are taken of tensors, before: of [Op.Custom] only
    /// the value is left.
    public static Graph of(Map<String, Node> outputs, Map<String, Node> updates) {
        var sharing = new Sharing();
        return new Graph(outputs, updates).map(n -> n.op() instanceof Op.Custom c ? c.value() : sharing.apply(n));
    }

    /// Turns a node, whose inputs are turned already, into its replacement.
    public interface Rewrite {
        Node apply(Node node);
    }

    /// All nodes, inputs before users; the order depends on the graph alone.
    public List<Node> nodes() {
        var roots = new ArrayList<Node>(outputs.values());
        roots.addAll(updates.values());
        return sort(roots);
    }

    /// The graph with every node replaced, inputs first.
    public Graph map(Rewrite rewrite) {
        var done = new IdentityHashMap<Node, Node>();
        for (Node n : nodes()) {
            var in = new ArrayList<Node>();
            boolean same = true;
            for (Node i : n.inputs()) {
                in.add(done.get(i));
                same &= done.get(i) == i;
            }
            done.put(n, rewrite.apply(same ? n : Node.of(n.op().withInputs(in), n.origin())));
        }
        return new Graph(replace(outputs, done), replace(updates, done));
    }

    private static Map<String, Node> replace(Map<String, Node> roots, Map<Node, Node> by) {
        var out = new LinkedHashMap<String, Node>();
        for (var e : roots.entrySet()) {
            out.put(e.getKey(), by.get(e.getValue()));
        }
        return out;
    }

    /// Shares equal nodes; the table lives as long as this object.
    public static final class Sharing implements Rewrite {
        private final Map<Op, Node> table = new HashMap<>();

        @Override
        public Node apply(Node node) {
            Node known = table.get(node.op());
            if (known == null) {
                table.put(node.op(), node);
                return node;
            }
            return known;
        }
    }

    /// All nodes that `roots` need, inputs before users; no recursion, so that deep graphs are fine.
    public static List<Node> sort(Collection<Node> roots) {
        var order = new ArrayList<Node>();
        var seen = new IdentityHashMap<Node, Boolean>();
        var stack = new ArrayList<Node>();
        for (Node root : roots) {
            stack.add(root);
            while (!stack.isEmpty()) {
                Node n = stack.get(stack.size() - 1);
                if (seen.get(n) == Boolean.TRUE) {
                    stack.remove(stack.size() - 1);
                    continue;
                }
                boolean entered = seen.put(n, Boolean.FALSE) != null;
                if (entered) {
                    seen.put(n, Boolean.TRUE);
                    order.add(n);
                    stack.remove(stack.size() - 1);
                    continue;
                }
                List<Node> in = n.inputs();
                for (int i = in.size() - 1; i >= 0; i--) {
                    if (!seen.containsKey(in.get(i))) {
                        stack.add(in.get(i));
                    }
                }
            }
        }
        return order;
    }

    /// One line per node: its number, operation, dtype and shape, and the numbers of its inputs.
    @Override
    public String toString() {
        var text = new StringBuilder();
        var number = new IdentityHashMap<Node, Integer>();
        for (Node n : nodes()) {
            number.put(n, number.size());
            text.append('%').append(number.get(n)).append(" = ").append(n.op().name()).append(attributes(n.op())).append('(');
            for (int i = 0; i < n.inputs().size(); i++) {
                text.append(i == 0 ? "%" : ", %").append(number.get(n.inputs().get(i)));
            }
            text.append(") ").append(n.describe());
            if (n.origin() != null) {
                text.append("  // ").append(n.origin());
            }
            text.append('\n');
        }
        for (var e : outputs.entrySet()) {
            text.append("output ").append(e.getKey()).append(" = %").append(number.get(e.getValue())).append('\n');
        }
        for (var e : updates.entrySet()) {
            text.append("update ").append(e.getKey()).append(" = %").append(number.get(e.getValue())).append('\n');
        }
        return text.toString();
    }

    /// What an operation has besides its inputs, as the printer shows it: `"{axes [1]}"`; empty where there is nothing.
    public static String attributes(Op op) {
        return switch (op) {
            case Op.Fill f -> "{" + (f.dtype().isFloat() ? Double.toString(f.asDouble()) : Long.toString(f.bits())) + "}";
            case Op.Size z -> "{" + z.dim() + "}";
            case Op.Iota i -> "{axis " + i.axis() + "}";
            case Op.Reduce r -> "{axes " + r.axes() + "}";
            case Op.ArgMax a -> "{axis " + a.axis() + "}";
            case Op.Cumulate c -> "{axis " + c.axis() + (c.reverse() ? " reverse}" : "}");
            case Op.ArgSort a -> "{axis " + a.axis() + (a.descending() ? " descending}" : "}");
            case Op.Permute p -> "{" + p.order() + "}";
            case Op.Slice s -> "{start " + s.start() + " step " + s.step() + "}";
            case Op.Pad p -> "{low " + p.low() + " high " + p.high() + " interior " + p.interior() + "}";
            case Op.Concat c -> "{axis " + c.axis() + "}";
            case Op.Gather g -> "{axis " + g.axis() + "}";
            case Op.ScatterAdd s -> "{axis " + s.axis() + "}";
            case Op.MatMul m -> (m.transposeA() ? "{T" : "{N") + (m.transposeB() ? "T" : "N") + wider(m.a(), m.result()) + "}";
            case Op.Random r -> "{stream " + r.stream() + "}";
            case Op.Constant c -> "";
            case Op.Input i -> "";
            case Op.State s -> "";
            case Op.Unary u -> "";
            case Op.Binary b -> "";
            case Op.Compare c -> "";
            case Op.Select s -> "";
            case Op.Cast c -> "";
            case Op.Detach d -> "";
            case Op.Reshape r -> "";
            case Op.Broadcast b -> "";
            case Op.Conv c -> "{groups " + c.groups() + " " + c.window() + wider(c.a(), c.result()) + "}";
            case Op.Attention a -> "{" + a.form() + wider(a.q(), a.result()) + "}";
            case Op.Pool p -> "{" + p.window() + "}";
            case Op.PoolGradient p -> "{" + p.window() + "}";
            case Op.Custom c -> "";
            case Op.Again a -> "";
            case Op.Scan c -> "{" + (c.last() ? "last of" : "each of") + (c.body().reverse() ? " reverse " : " ") + c.body().length() + ":\n"
                + c.body().graph(List.of(c.of())) + "}";
        };
    }

    private static String wider(Node operand, DType result) {
        return operand.dtype() == result ? "" : " to " + result;
    }
}
