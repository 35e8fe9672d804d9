package dev.loam.compiler;

import dev.loam.tensor.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts groups into an order that needs little memory. Of the groups that can run, one that frees at least as much as it takes runs at
/// once (of several the one that frees most): a weight's gradient as soon as both its factors are there, so that the layer's values can
/// go. Else the order is as it was.
final class Order {
    /// Finds the stored nodes that a group reads.
    interface Reads {
        List<Node> of(FusedGraph.Group g);
    }

    private final List<FusedGraph.Group> groups;
    private final List<Set<Node>> reads = new ArrayList<>();
    /// how many groups still have to read a node
    private final Map<Node, Integer> readers = new IdentityHashMap<>();
    private final Map<Node, Long> bytes = new IdentityHashMap<>();
    private final Set<Node> missing = Collections.newSetFromMap(new IdentityHashMap<>());

    /// @param kept nodes that outlive the run, whose memory an order cannot spare
    private Order(List<FusedGraph.Group> groups, Set<Node> kept, Reads readsOf) {
        this.groups = groups;
        for (var g : groups) {
            missing.addAll(g.outputs());
            for (Node n : g.outputs()) {
                bytes.put(n, kept.contains(n) ? 0 : n.shape().elements().max() * n.dtype().bytes());
            }
        }
        for (var g : groups) {
            Set<Node> mine = Collections.newSetFromMap(new IdentityHashMap<>());
            for (Node n : readsOf.of(g)) {
                if (missing.contains(n) && mine.add(n)) {
                    readers.merge(n, 1, Integer::sum);
                    // lies in what is joined from its beginning on
                    bytes.computeIfPresent(n, (k, b) -> g instanceof FusedGraph.Join ? 0 : b);
                }
            }
            reads.add(mine);
        }
    }

    static List<FusedGraph.Group> apply(List<FusedGraph.Group> groups, Set<Node> kept, Reads reads) {
        return new Order(groups, kept, reads).run();
    }

    private List<FusedGraph.Group> run() {
        var left = new ArrayList<Integer>();
        for (int i = 0; i < groups.size(); i++) {
            left.add(i);
        }
        var out = new ArrayList<FusedGraph.Group>();
        while (!left.isEmpty()) {
            Integer next = next(left);
            left.remove(next);
            out.add(groups.get(next));
            missing.removeAll(groups.get(next).outputs());
            for (Node n : reads.get(next)) {
                readers.merge(n, -1, Integer::sum);
            }
        }
        return out;
    }

    private Integer next(List<Integer> left) {
        Integer first = null;
        Integer best = null;
        long least = 1;
        for (Integer i : left) {
            if (Collections.disjoint(reads.get(i), missing)) {
                first = first == null ? i : first;
                long grows = grows(i);
                if (grows < least) {
                    least = grows;
                    best = i;
                }
            }
        }
        return best == null ? first : best;
    }

    /// Bytes that running group `i` takes, less those it frees.
    private long grows(int i) {
        long sum = 0;
        for (Node n : groups.get(i).outputs()) {
            sum += bytes.get(n);
        }
        for (Node n : reads.get(i)) {
            sum -= readers.get(n) == 1 ? bytes.get(n) : 0;
        }
        return sum;
    }
}
