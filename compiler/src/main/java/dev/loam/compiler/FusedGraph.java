package dev.loam.compiler;

import dev.loam.tensor.Graph;
import dev.loam.tensor.Node;
import java.util.List;
import java.util.Set;

/// A graph cut into groups, each of which becomes a kernel. It knows no target.
///
/// @param graph  the normalised graph
/// @param groups in an order in which they can run
/// @param stored the nodes that have a buffer of their own; all others are written out where they are used
record FusedGraph(Graph graph, List<Group> groups, Set<Node> stored) {

    /// What one kernel computes.
    sealed interface Group {
        /// The nodes whose values the kernel writes.
        List<Node> outputs();
    }

    /// Elementwise functions and views; several outputs have the same number of elements.
    record Map(List<Node> outputs) implements Group {
    }

    /// A reduction `anchor` and the elementwise operations on its result up to `output`.
    record Reduce(Node anchor, Node output) implements Group {
        @Override
        public List<Node> outputs() {
            return List.of(output);
        }
    }

    /// The index of the greatest element.
    record ArgMax(Node output) implements Group {
        @Override
        public List<Node> outputs() {
            return List.of(output);
        }
    }

    /// A matrix product or convolution `anchor` and the elementwise operations on its result up to `output`.
    record Contract(Node anchor, Node output) implements Group {
        @Override
        public List<Node> outputs() {
            return List.of(output);
        }
    }

    /// Vectors one after another; those computed for this alone are written straight into place.
    record Join(Node output) implements Group {
        @Override
        public List<Node> outputs() {
            return List.of(output);
        }
    }

    /// Adds updates to the entries that indices name.
    record Scatter(Node output) implements Group {
        @Override
        public List<Node> outputs() {
            return List.of(output);
        }
    }

    /// One line per group: what it fuses and what it writes.
    @Override
    public String toString() {
        var b = new StringBuilder();
        for (Group g : groups) {
            b.append(describe(g)).append(" -> ");
            for (Node n : g.outputs()) {
                b.append(n.dtype()).append(n.shape()).append(' ');
            }
            b.append('\n');
        }
        return b.toString();
    }

    /// The operations of a group in order, joined by `+`.
    String describe(Group g) {
        var names = new java.util.ArrayList<String>();
        for (Node n : Graph.sort(g.outputs())) {
            if (within(g, n) && !n.inputs().isEmpty()) {
                names.add(n.op().name());
            }
        }
        var counted = new StringBuilder();
        for (int i = 0; i < names.size() && counted.length() < 80; i++) {
            counted.append(i == 0 ? "" : " + ").append(names.get(i));
        }
        return counted + (counted.length() >= 80 ? " …" : "");
    }

    /// True where `n` is computed inside `g`, so that no other stored node lies between.
    private boolean within(Group g, Node n) {
        return g.outputs().contains(n) || reaches(g, n, new java.util.IdentityHashMap<>());
    }

    private boolean reaches(Group g, Node target, java.util.Map<Node, Boolean> seen) {
        var stack = new java.util.ArrayList<>(g.outputs());
        while (!stack.isEmpty()) {
            Node n = stack.remove(stack.size() - 1);
            for (Node in : n.inputs()) {
                if (!stored.contains(in) && seen.put(in, true) == null) {
                    if (in == target) {
                        return true;
                    }
                    stack.add(in);
                }
            }
        }
        return false;
    }
}
