package dev.loam.compiler;

import dev.loam.tensor.Graph;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// A graph cut into groups, each of which becomes a kernel. It knows no target.
///
/// @param graph  the normalised graph
/// @param groups in an order in which they can run
/// @param stored the nodes that have a buffer of their own; all others are written out where they are used
/// @param decisions why
record FusedGraph(Graph graph, List<Group> groups, Set<Node> stored, Decisions decisions) {
    private static final int LONGEST = 120;


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

    /// Reductions over the last axis and elementwise operations between and after them, row by row.
    ///
    /// @param outputs    what is stored: of a row's elements, or one value a row
    /// @param reductions in an order in which they can be computed
    /// @param members    all that is computed of a row when the reductions are there
    record Rows(List<Node> outputs, List<Node> reductions, Set<Node> members) implements Group {
    }

    /// An attention's output and logarithms, or its gradients.
    record Attention(List<Node> outputs) implements Group {
    }

    /// Running sums or products along an axis.
    record Cumulate(Node output) implements Group {
        @Override
        public List<Node> outputs() {
            return List.of(output);
        }
    }

    /// The order of the elements along an axis.
    record Sort(Node output) implements Group {
        @Override
        public List<Node> outputs() {
            return List.of(output);
        }
    }

    /// A matrix product or convolution `anchor` and the elementwise operations on its result up to `outputs`, of which a product may
    /// have several: what the next layer takes, and what the backward pass will need.
    record Contract(Node anchor, List<Node> outputs) implements Group {
        /// The first output.
        Node output() {
            return outputs.get(0);
        }
    }

    /// A value put together in memory from parts: vectors one after another, or, behind permutations, one or several tensors that lie
    /// interleaved. Parts that a kernel computes are written straight into place.
    record Join(Node output, List<Part> parts) implements Group {
        @Override
        public List<Node> outputs() {
            return List.of(output);
        }
    }

    /// A part of a join.
    ///
    /// @param value   what it is
    /// @param source  the stored node that is written straight into place, or null where `value` is copied there
    /// @param layout  how the source, or without one the value, lies in the join's buffer
    record Part(Node value, Node source, Strided layout) {
    }

    /// Adds updates to the entries that indices name.
    record Scatter(Node output) implements Group {
        @Override
        public List<Node> outputs() {
            return List.of(output);
        }
    }

    /// All results of one loop, whose body has groups of its own.
    record Loop(List<Node> outputs) implements Group {
    }

    /// For each group what it fuses and what it writes; then, for each value it writes, why that has a buffer.
    @Override
    public String toString() {
        var b = new StringBuilder();
        for (Group g : groups) {
            b.append(describe(g)).append(" -> ");
            for (Node n : g.outputs()) {
                b.append(n.dtype()).append(n.shape()).append(' ');
            }
            b.setLength(b.length() - 1);
            b.append('\n');
            for (Node n : g.outputs()) {
                b.append("    ").append(n.op().name()).append(": ").append(decisions.of(n)).append('\n');
            }
        }
        return b.toString();
    }

    /// The operations of a group in order, joined by `+`: `"matmul + add + relu"`.
    String describe(Group g) {
        var text = new StringBuilder();
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Node n : g.outputs()) {
            describe(n, g, seen, text);
        }
        if (text.isEmpty()) {
            text.append(g.outputs().get(0).op().name());
        }
        return text.length() > LONGEST ? text.substring(0, LONGEST) + " …" : text.toString();
    }

    private void describe(Node n, Group g, Set<Node> seen, StringBuilder text) {
        boolean inside = g.outputs().contains(n) || !stored.contains(n);
        if (!inside || n.inputs().isEmpty() || !seen.add(n) || text.length() > LONGEST) {
            return;
        }
        boolean product = n.op() instanceof Op.MatMul || n.op() instanceof Op.Attention;
        for (Node in : n.inputs()) {
            // a product reads its operands in place, behind views or not
            if (!product) {
                describe(in, g, seen, text);
            }
        }
        text.append(text.isEmpty() ? "" : " + ").append(n.op().name());
    }
}
