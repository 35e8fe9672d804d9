package dev.loam.lang.compiler;

import dev.loam.lang.compiler.Node.Call;
import dev.loam.lang.compiler.Node.CaseLambda;
import dev.loam.lang.compiler.Node.Fix;
import dev.loam.lang.compiler.Node.Jump;
import dev.loam.lang.compiler.Node.Label;
import dev.loam.lang.compiler.Node.Labels;
import dev.loam.lang.compiler.Node.Lambda;
import dev.loam.lang.compiler.Node.Let;
import dev.loam.lang.compiler.Node.Ref;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which variables a node needs: what a frame must save that has this node left to do.
final class Live {
    private final Analysis analysis;
    private final IdentityHashMap<Node, Set<Var>> known = new IdentityHashMap<>();
    private final Map<Label, Set<Var>> labels = new HashMap<>();

    Live(Analysis analysis) {
        this.analysis = analysis;
    }

    /// Call for [Labels] before anything inside is asked for.
    void enter(Labels x) {
        var all = new LinkedHashSet<Var>();
        var before = List.copyOf(labels.keySet());
        for (Label l : x.labels()) {
            labels.put(l, Set.of());
        }
        for (Label l : x.labels()) {
            all.addAll(new Plain().of(l.body));
        }
        for (Label l : x.labels()) {
            all.removeAll(l.vars);
        }
        // what was found for labels inside lacks what these need
        labels.keySet().retainAll(before);
        for (Label l : x.labels()) {
            labels.put(l, all);
        }
    }

    Set<Var> of(Node n) {
        Set<Var> found = known.get(n);
        if (found == null) {
            found = new Plain() {
                @Override
                Set<Var> of(Node c) {
                    return Live.this.of(c);
                }
            }.compute(n);
            known.put(n, found);
        }
        return found;
    }

    /// The computation itself, without remembering.
    private class Plain {
        Set<Var> of(Node n) {
            return compute(n);
        }

        Set<Var> compute(Node n) {
            switch (n) {
                case Ref r -> {
                    return Set.of(r.var());
                }
                case Lambda x -> {
                    return analysis.of(x).frees;
                }
                case CaseLambda x -> {
                    var all = new LinkedHashSet<Var>();
                    x.clauses().forEach(c -> all.addAll(analysis.of(c).frees));
                    return all;
                }
                case Call c when analysis.callee(c) instanceof Function f && c.operator() instanceof Ref -> {
                    var all = new LinkedHashSet<>(f.frees);
                    c.args().forEach(a -> all.addAll(of(a)));
                    return all;
                }
                case Let x -> {
                    var all = new LinkedHashSet<>(of(x.body()));
                    all.remove(x.var());
                    all.addAll(of(x.init()));
                    return all;
                }
                case Fix x -> {
                    var all = new LinkedHashSet<>(of(x.body()));
                    for (int i = 0; i < x.vars().size(); i++) {
                        if (x.lambdas().get(i) instanceof CaseLambda || analysis.objects.contains(x.vars().get(i))) {
                            all.addAll(of(x.lambdas().get(i)));
                        }
                    }
                    x.vars().forEach(all::remove);
                    return all;
                }
                case Labels x -> {
                    if (!labels.containsKey(x.labels().getFirst()) || labels.get(x.labels().getFirst()).isEmpty()) {
                        enter(x);
                    }
                    var all = new LinkedHashSet<>(of(x.entry()));
                    all.addAll(labels.get(x.labels().getFirst()));
                    return all;
                }
                case Jump j -> {
                    var all = new LinkedHashSet<>(labels.getOrDefault(j.target(), Set.of()));
                    j.args().forEach(a -> all.addAll(of(a)));
                    return all;
                }
                default -> {
                    var all = new LinkedHashSet<Var>();
                    Nodes.each(n, c -> all.addAll(of(c)));
                    return all.isEmpty() ? Set.of() : all;
                }
            }
        }
    }

    /// The union, without copying where one holds the other.
    static Set<Var> union(Set<Var> a, Set<Var> b) {
        if (a.containsAll(b)) {
            return a;
        }
        var all = new HashSet<>(a);
        all.addAll(b);
        return all;
    }
}
