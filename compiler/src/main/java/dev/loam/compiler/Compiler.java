package dev.loam.compiler;

import dev.loam.tensor.Graph;
import java.util.ArrayList;
import java.util.List;

/// Turns a graph into a program: simplify, normalise, fuse, schedule into loop IR, plan memory. Each stage can be seen.
public final class Compiler {
    /// Gets the text of each stage as it is reached.
    public interface Listener {
        /// @param stage `"graph"`, `"normalised"`, `"fused"` or `"program"`
        void reached(String stage, Object result);
    }

    private final Target target;
    private final Listener listener;

    public Compiler(Target target, Listener listener) {
        this.target = target;
        this.listener = listener;
    }

    public Compiler(Target target) {
        this(target, (stage, result) -> {
        });
    }

    /// All rewriting rules, in the order in which they are tried.
    public static List<Rule> rules() {
        var all = new ArrayList<>(Simplify.RULES);
        all.addAll(Normalise.RULES);
        return List.copyOf(all);
    }

    public Program compile(Graph graph) {
        Graph g = Graph.of(graph.outputs(), graph.updates());
        listener.reached("graph", g);
        g = normalised(g);
        listener.reached("normalised", g);
        FusedGraph fused = Fusion.apply(g);
        Verifier.check(fused);
        listener.reached("fused", fused);
        Program program = Lowering.apply(fused, graph, target, new ArrayList<>());
        Verifier.check(program);
        listener.reached("program", program);
        return program;
    }

    static Graph normalised(Graph graph) {
        Graph g = Simplify.apply(graph, Simplify.RULES);
        g = Simplify.apply(g, Normalise.RULES);
        // a rule's replacement may hold what another rule matches
        return Simplify.apply(g, rules());
    }
}
