package dev.loam.tensor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Remembers which read values came from which nodes, so that a derivative through a value that was read is an error and not
/// a silent zero. A read value is a constant that no longer knows how it was made (else a loop that reads in each round would
/// keep all rounds in memory). So the nodes it was made of know it instead: each holds the readings that depend on it.
final class Reading {
    /// At most so many readings are remembered per node, the latest.
    private static final int REMEMBERED = 4096;

    private List<Reading> later = new ArrayList<>();

    private Reading() {
    }

    /// A constant that was computed from `sources`.
    static synchronized Node leaf(NDArray values, List<Node> sources) {
        Node leaf = Node.of(new Op.Constant(values));
        var mine = new Reading();
        leaf.reading(mine);
        for (Node n : Graph.sort(sources)) {
            if (n.dtype().isFloat()) {
                if (n.reading() == null) {
                    n.reading(new Reading());
                }
                n.reading().add(mine);
            }
        }
        return leaf;
    }

    private void add(Reading r) {
        if (later.size() == REMEMBERED) {
            later = new ArrayList<>(later.subList(REMEMBERED / 2, REMEMBERED));
        }
        later.add(r);
    }

    /// An error where `roots` depend differentiably on a read value that was computed from one of `wrt`, unless it is that
    /// tensor itself.
    ///
    /// @param order all nodes of `roots`, inputs first
    static synchronized void check(String what, List<Node> order, List<Node> roots, List<Tensor> wrt) {
        Map<Reading, Node> leaves = new IdentityHashMap<>();
        for (Node n : order) {
            if (n.op() instanceof Op.Constant && n.reading() != null) {
                leaves.put(n.reading(), n);
            }
        }
        for (Tensor w : wrt) {
            leaves.remove(w.node().reading());
        }
        if (leaves.isEmpty()) {
            return;
        }
        Map<Reading, Boolean> hidden = new IdentityHashMap<>();
        for (Tensor w : wrt) {
            follow(w.written().reading(), hidden);
            follow(w.node().reading(), hidden);
        }
        Map<Node, Node> behind = new IdentityHashMap<>();
        for (Node n : order) {
            if (leaves.get(n.reading()) == n && hidden.containsKey(n.reading())) {
                behind.put(n, n);
            } else if (n.dtype().isFloat() && !(n.op() instanceof Op.Detach)) {
                for (Node in : n.inputs()) {
                    if (behind.containsKey(in)) {
                        behind.put(n, behind.get(in));
                    }
                }
            }
        }
        for (Node root : roots) {
            if (behind.containsKey(root)) {
                throw Sources.error(what + ": a value on the way was read, and has been a constant since: " + behind.get(root).describe(),
                    "Take derivatives before values are read; or pass on the tensor's detach(), if it is meant to be a constant");
            }
        }
    }

    /// All readings that depend on what `from` stands for.
    private static void follow(Reading from, Map<Reading, Boolean> seen) {
        var stack = new ArrayList<Reading>();
        if (from != null) {
            stack.add(from);
        }
        while (!stack.isEmpty()) {
            for (Reading r : stack.remove(stack.size() - 1).later) {
                if (seen.put(r, true) == null) {
                    stack.add(r);
                }
            }
        }
    }
}
