package dev.loam.compiler;

import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds what can be computed row by row in one kernel: reductions over the last axis and the elementwise operations that follow,
/// further reductions of those included, as in a softmax or a norm and their gradients.
final class RowFusion {
    /// Elements of the longest row.
    private static final int LONGEST = 2048;

    /// What one kernel computes of each row.
    static final class Group {
        private final Dim rows;
        private final int columns;
        private final Set<Node> members = Collections.newSetFromMap(new IdentityHashMap<>());
        private final List<Node> sums = new ArrayList<>();

        private Group(Node seed) {
            Shape x = ((Op.Reduce) seed.op()).x().shape();
            rows = x.head(x.rank() - 1).elements();
            columns = x.size(-1);
        }

        boolean contains(Node n) {
            return members.contains(n);
        }

        /// The node that stands for the group's kernel.
        Node name() {
            return sums.get(0);
        }

        /// The reductions in an order in which they can be computed.
        List<Node> reductions() {
            return sums;
        }

        Set<Node> members() {
            return members;
        }

        private void add(Node n) {
            members.add(n);
            if (n.op() instanceof Op.Reduce) {
                sums.add(n);
            }
        }

        /// True where `n` has an element for each of a row, the last axis being the row.
        private boolean wide(Node n) {
            return n.shape().rank() > 0 && n.shape().dim(-1).is(columns) && n.shape().elements().equals(rows.times(Dim.of(columns)));
        }

        private boolean narrow(Node n) {
            return n.shape().elements().equals(rows);
        }

        /// True where row `i` of `user` needs only row `i` of those of its inputs that are members.
        private boolean keepsRows(Node user) {
            return switch (user.op()) {
                case Op.Reduce r -> isOverRows(user) && wide(r.x()) && narrow(user);
                case Op.Unary u -> true;
                case Op.Binary b -> true;
                case Op.Compare c -> true;
                case Op.Select s -> true;
                case Op.Cast c -> true;
                case Op.Reshape r -> wide(user) && wide(r.x()) || narrow(user) && narrow(r.x());
                case Op.Broadcast b -> wide(user) && repeatsEachRow(b);
                default -> false;
            };
        }

        private boolean repeatsEachRow(Op.Broadcast b) {
            Shape from = b.x().shape();
            boolean each = from.rank() > 0 && from.dim(-1).is(1) && from.elements().equals(rows);
            for (int k = 2; k <= from.rank(); k++) {
                each &= from.dim(-k).equals(b.shape().dim(-k));
            }
            return each;
        }
    }

    private final List<Node> order;
    private final Set<Node> apart;
    private final Map<Node, Group> groups = new IdentityHashMap<>();

    private final Map<Node, Integer> place = new IdentityHashMap<>();
    private final Set<Node> elementwise;

    private RowFusion(List<Node> order, Set<Node> apart) {
        this.order = order;
        this.apart = apart;
        for (Node n : order) {
            place.put(n, place.size());
        }
        elementwise = elementwise(order);
    }

    /// What is made of inputs, states and constants by elementwise operations and views alone.
    static Set<Node> elementwise(List<Node> order) {
        Set<Node> out = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Node n : order) {
            boolean plain = Fusion.isWritable(n);
            for (Node in : n.inputs()) {
                plain &= out.contains(in);
            }
            if (plain) {
                out.add(n);
            }
        }
        return out;
    }

    /// For each node that is part of a group, its group.
    ///
    /// @param order all nodes, each after its inputs
    /// @param apart those that may be in none
    static Map<Node, Group> find(List<Node> order, Set<Node> apart) {
        var fusion = new RowFusion(order, apart);
        for (int i = 0; i < order.size(); i++) {
            Node n = order.get(i);
            if (isOverRows(n) && !apart.contains(n) && !fusion.groups.containsKey(n)) {
                fusion.grow(i);
            }
        }
        return fusion.groups;
    }

    private static boolean isOverRows(Node n) {
        if (!(n.op() instanceof Op.Reduce r)) {
            return false;
        }
        Shape x = r.x().shape();
        Dim columns = x.dim(-1);
        return r.axes().equals(List.of(x.rank() - 1)) && columns.isConstant() && columns.max() > 1 && columns.max() <= LONGEST && n.shape().elements().max() > 1;
    }

    /// Makes a group of the reduction at place `start` and of all that follows from it row by row.
    private void grow(int start) {
        var g = new Group(order.get(start));
        g.add(order.get(start));
        groups.put(order.get(start), g);
        boolean wide = false;
        for (int i = start + 1; i < order.size(); i++) {
            Node n = order.get(i);
            boolean uses = false;
            for (Node in : n.inputs()) {
                uses |= g.contains(in);
            }
            if (uses && !apart.contains(n) && !groups.containsKey(n) && g.keepsRows(n) && comesAfter(start, g, n)) {
                g.add(n);
                groups.put(n, g);
                wide |= g.wide(n);
            }
        }
        if (!wide && g.sums.size() == 1) {
            g.members.forEach(groups::remove);
        }
    }

    /// True where all else that `n` needs is there before the group's first reduction, or needs no other kernel. All that a group
    /// reads then comes before it, so that groups never wait for one another in a circle.
    private boolean comesAfter(int start, Group g, Node n) {
        for (Node in : n.inputs()) {
            if (!g.contains(in) && !elementwise.contains(in) && place.get(in) >= start) {
                return false;
            }
        }
        return true;
    }
}
