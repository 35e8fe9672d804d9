package dev.loam.compiler;

import dev.loam.tensor.Node;
import java.util.IdentityHashMap;
import java.util.Map;

/// Why nodes got a buffer, or joined a kernel: a sentence for each, for people. The first reason given for a node stands.
final class Decisions {
    private final Map<Node, String> reasons = new IdentityHashMap<>();

    void note(Node n, String why) {
        reasons.putIfAbsent(n, why);
    }

    /// The sentence for `n`, or null where nothing was decided: it is written out where it is used.
    String of(Node n) {
        return reasons.get(n);
    }
}
