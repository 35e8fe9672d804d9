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
    private final Switches switches;
    private final Listener listener;

    public Compiler(Target target, Switches switches, Listener listener) {
        this.target = target;
        this.switches = switches;
        this.listener = listener;
    }

    public Compiler(Target target) {
        this(target, Switches.NONE_OFF, (stage, result) -> {
        });
    }

    /// All rewriting rules, in the order in which they are tried.
    public static List<Rule> rules() {
        var all = new ArrayList<>(first());
        all.addAll(Normalise.RULES);
        return List.copyOf(all);
    }

    /// Those that must come before all forms are known ones.
    private static List<Rule> first() {
        var first = new ArrayList<>(Simplify.RULES);
        first.addAll(PoolRules.RULES);
        return first;
    }

    public Program compile(Graph graph) {
        return compile(graph, new ArrayList<>());
    }

    /// @param origins gets for each launch the group it is of, or null where it copies
    Program compile(Graph graph, List<FusedGraph.Group> origins) {
        Graph g = Graph.of(graph.outputs(), graph.updates());
        listener.reached("graph", g);
        g = Simplify.apply(g, switches.on(first()));
        listener.reached("simplified", g);
        g = onlyKnownForms(g, switches);
        listener.reached("normalised", g);
        FusedGraph fused = Fusion.apply(g, target, switches);
        Verifier.check(fused);
        listener.reached("fused", fused);
        Program program = Lowering.apply(fused, graph, target, switches, origins);
        Verifier.check(program);
        listener.reached("program", program);
        return program;
    }

    static Graph normalised(Graph graph, Switches switches) {
        return onlyKnownForms(Simplify.apply(graph, switches.on(first())), switches);
    }

    private static Graph onlyKnownForms(Graph simplified, Switches switches) {
        Graph g = Simplify.apply(simplified, switches.on(Normalise.RULES));
        // a rule's replacement may hold what another rule matches
        return Simplify.apply(g, switches.on(rules()));
    }
}
