package dev.loam.compiler;

import dev.loam.tensor.Graph;
import java.util.ArrayList;
import java.util.List;

/// Turns a graph into a program: simplify, normalise, fuse, schedule into loop IR, plan memory. Each stage can be seen.
public final class Compiler {
    /// Gets the text of each stage as it is reached.
    public interface Listener {
        /// @param stage `"graph"`, `"simplified"`, `"normalised"`, `"fused"` or `"program"`
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
        return compile(graph, new ArrayList<>());
    }

    /// @param origins gets for each launch the group it is of, or null where it copies
    Program compile(Graph graph, List<FusedGraph.Group> origins) {
        Graph g = Graph.of(graph.outputs(), graph.updates());
        listener.reached("graph", g);
        g = Simplify.apply(g, Simplify.RULES);
        listener.reached("simplified", g);
        g = onlyKnownForms(g);
        listener.reached("normalised", g);
        FusedGraph fused = Fusion.apply(g);
        Verifier.check(fused);
        listener.reached("fused", fused);
        Program program = Lowering.apply(fused, graph, target, origins);
        Verifier.check(program);
        listener.reached("program", program);
        return program;
    }

    static Graph normalised(Graph graph) {
        return onlyKnownForms(Simplify.apply(graph, Simplify.RULES));
    }

    private static Graph onlyKnownForms(Graph simplified) {
        Graph g = Simplify.apply(simplified, Normalise.RULES);
        // a rule's replacement may hold what another rule matches
        return Simplify.apply(g, rules());
    }
}
