package dev.loam.compiler;

import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What can be computed elementwise of one value when it is there: the activation that the next layer takes, and factors that only
/// the backward pass will use.
final class FanOut {
    /// The most operations.
    private static final int MOST = 48;

    private final Node from;
    private final Set<Node> members = Collections.newSetFromMap(new IdentityHashMap<>());

    /// @param from        the value
    /// @param order       all nodes, each after its inputs
    /// @param place       the place of each in `order`
    /// @param elementwise what needs no kernel but elementwise ones to be there
    /// @param apart       those that may not be members
    FanOut(Node from, List<Node> order, Map<Node, Integer> place, Set<Node> elementwise, Set<Node> apart) {
        this.from = from;
        int start = place.get(from);
        for (int i = start + 1; i < order.size() && members.size() < MOST; i++) {
            Node n = order.get(i);
            boolean uses = false;
            boolean ready = true;
            for (Node in : n.inputs()) {
                boolean mine = in == from || members.contains(in);
                uses |= mine;
                ready &= mine || place.get(in) < start || elementwise.contains(in);
            }
            if (uses && ready && !apart.contains(n) && isElementwise(n) && n.shape().elements().equals(from.shape().elements())) {
                members.add(n);
            }
        }
    }

    private static boolean isElementwise(Node n) {
        return n.op() instanceof Op.Unary || n.op() instanceof Op.Binary || n.op() instanceof Op.Compare || n.op() instanceof Op.Select
            || n.op() instanceof Op.Cast || n.op() instanceof Op.Reshape;
    }

    boolean contains(Node n) {
        return members.contains(n);
    }

    /// The members, and perhaps the value itself, that others need: what has to be stored so that nothing else has to be.
    List<Node> frontier(List<Node> order, Map<Node, List<Node>> users, Set<Node> roots) {
        var out = new ArrayList<Node>();
        for (Node n : order) {
            if (n != from && !members.contains(n)) {
                continue;
            }
            boolean needed = roots.contains(n);
            for (Node user : users.get(n)) {
                needed |= !members.contains(user);
            }
            if (needed) {
                out.add(n);
            }
        }
        return out;
    }
}
