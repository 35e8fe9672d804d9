package dev.loam.lang.compiler;

import dev.loam.lang.Global;
import dev.loam.lang.compiler.Node.Call;
import dev.loam.lang.compiler.Node.CaseLambda;
import dev.loam.lang.compiler.Node.Fix;
import dev.loam.lang.compiler.Node.GlobalRef;
import dev.loam.lang.compiler.Node.If;
import dev.loam.lang.compiler.Node.Label;
import dev.loam.lang.compiler.Node.Labels;
import dev.loam.lang.compiler.Node.Lambda;
import dev.loam.lang.compiler.Node.Let;
import dev.loam.lang.compiler.Node.Ref;
import dev.loam.lang.compiler.Node.Seq;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds the functions of a unit: which need an object at run time and which are only ever called by name, what variables they use, and
/// what calls may do.
final class Analysis {
    final Map<Lambda, Function> functions = new IdentityHashMap<>();
    /// Functions by the local variable that names them, of this unit and of those it continues.
    final Map<Var, Function> named = new HashMap<>();
    /// Local variables that name a function and need an object at run time.
    final Set<Var> objects = new HashSet<>();
    final Map<Global, Function> globals = new HashMap<>();
    final List<Function> order = new ArrayList<>();

    /// @param outer the analysis of the unit that this one continues; null for none
    Analysis(Analysis outer) {
        if (outer != null) {
            named.putAll(outer.named);
            objects.addAll(outer.objects);
            globals.putAll(outer.globals);
        }
    }

    Function of(Lambda lambda) {
        return functions.get(lambda);
    }

    /// The function that an operator stands for, with that many arguments; null where it is not known.
    Function callee(Call c) {
        Function f = switch (c.operator()) {
            case Ref r when !objects.contains(r.var()) -> named.get(r.var());
            case GlobalRef g -> globals.get(g.global());
            default -> null;
        };
        return f != null && f.lambda.accepts(c.args().size()) ? f : null;
    }

    void run(List<Function> roots, Map<Global, Lambda> known) {
        for (Function root : roots) {
            functions.put(root.lambda, root);
            order.add(root);
            find(root.lambda.body, known);
        }
        known.forEach((g, lambda) -> {
            if (functions.containsKey(lambda)) {
                globals.put(g, functions.get(lambda));
            }
        });
        for (Function f : order) {
            escapes(f.lambda.body);
        }
        for (Function f : order) {
            bind(f, f.lambda);
            look(f, f.lambda.body, true);
        }
        groups();
        // a function that tail calls back needs an object to be called through
        for (var e : named.entrySet()) {
            Function f = e.getValue();
            for (Function other : order) {
                if (other.group == f.group && other.tailCallees.contains(f)) {
                    objects.add(e.getKey());
                }
            }
        }
        for (Function f : order) {
            f.frees.clear();
            f.needs.clear();
            f.callees.clear();
            f.tailCallees.clear();
            f.unknownCalls = false;
            f.unknownTailCalls = false;
            look(f, f.lambda.body, true);
        }
        propagate();
    }

    private void find(Node n, Map<Global, Lambda> known) {
        if (n instanceof Lambda lambda && !functions.containsKey(lambda)) {
            var f = new Function(lambda);
            functions.put(lambda, f);
            order.add(f);
        }
        if (n instanceof Fix fix) {
            Nodes.each(n, c -> find(c, known));
            for (int i = 0; i < fix.vars().size(); i++) {
                if (fix.lambdas().get(i) instanceof Lambda lambda) {
                    named.put(fix.vars().get(i), functions.get(lambda));
                }
            }
            return;
        }
        Nodes.each(n, c -> find(c, known));
    }

    /// Marks the named functions that are used otherwise than by calling them.
    private void escapes(Node n) {
        switch (n) {
            case Ref r -> {
                if (named.containsKey(r.var())) {
                    objects.add(r.var());
                }
            }
            case Call c when c.operator() instanceof Ref r && named.containsKey(r.var()) -> {
                if (!named.get(r.var()).lambda.accepts(c.args().size())) {
                    objects.add(r.var());
                }
                c.args().forEach(this::escapes);
            }
            case Lambda x -> { }
            default -> Nodes.each(n, this::escapes);
        }
    }

    private void bind(Function f, Lambda lambda) {
        f.bound.addAll(lambda.params);
        if (lambda.rest != null) {
            f.bound.add(lambda.rest);
        }
        bound(f, lambda.body);
    }

    private void bound(Function f, Node n) {
        switch (n) {
            case Let x -> f.bound.add(x.var());
            case Fix x -> f.bound.addAll(x.vars());
            case Labels x -> {
                for (Label l : x.labels()) {
                    f.bound.addAll(l.vars);
                }
            }
            default -> { }
        }
        if (!(n instanceof Lambda)) {
            Nodes.each(n, c -> bound(f, c));
        }
    }

    private void look(Function f, Node n, boolean tail) {
        switch (n) {
            case Ref r -> mention(f, r.var());
            case Call c -> {
                Function g = callee(c);
                if (g == null) {
                    f.unknownCalls = true;
                    f.unknownTailCalls |= tail;
                    look(f, c.operator(), false);
                } else {
                    f.callees.add(g);
                    if (tail) {
                        f.tailCallees.add(g);
                    }
                    if (c.operator() instanceof Ref) {
                        f.needs.add(g);
                    }
                }
                c.args().forEach(a -> look(f, a, false));
            }
            case If x -> {
                look(f, x.test(), false);
                look(f, x.then(), tail);
                look(f, x.otherwise(), tail);
            }
            case Let x -> {
                look(f, x.init(), false);
                look(f, x.body(), tail);
            }
            case Seq x -> {
                look(f, x.first(), false);
                look(f, x.second(), tail);
            }
            case Fix x -> {
                for (int i = 0; i < x.vars().size(); i++) {
                    Node lambda = x.lambdas().get(i);
                    if (!(lambda instanceof Lambda) || objects.contains(x.vars().get(i))) {
                        look(f, lambda, false);
                    }
                }
                look(f, x.body(), tail);
            }
            case Labels x -> {
                for (Label l : x.labels()) {
                    look(f, l.body, tail);
                }
                look(f, x.entry(), tail);
            }
            case Lambda x -> f.needs.add(functions.get(x));
            case CaseLambda x -> x.clauses().forEach(c -> f.needs.add(functions.get(c)));
            default -> Nodes.each(n, c -> look(f, c, false));
        }
    }

    private void mention(Function f, Var v) {
        if (!f.bound.contains(v)) {
            f.frees.add(v);
        }
    }

    private void propagate() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Function f : order) {
                for (Function g : f.needs) {
                    for (Var v : List.copyOf(g.frees)) {
                        if (!f.bound.contains(v) && f.frees.add(v)) {
                            changed = true;
                        }
                    }
                }
                boolean captures = f.captures || f.unknownCalls;
                boolean pends = f.pends || f.unknownTailCalls;
                for (Function g : f.callees) {
                    captures |= g.captures;
                }
                for (Function g : f.tailCallees) {
                    pends |= g.pends || g.group == f.group;
                }
                if (captures != f.captures || pends != f.pends) {
                    f.captures = captures;
                    f.pends = pends;
                    changed = true;
                }
            }
        }
    }

    // ---- groups of functions that tail call each other (Tarjan) --------------------------------------------------------

    private final Map<Function, int[]> marks = new HashMap<>();
    private final List<Function> stack = new ArrayList<>();
    private static int nextGroup = 1;

    private void groups() {
        for (Function f : order) {
            if (!marks.containsKey(f)) {
                connect(f);
            }
        }
    }

    private void connect(Function f) {
        int[] mark = {marks.size() + 1, marks.size() + 1, 1};
        marks.put(f, mark);
        stack.add(f);
        for (Function g : f.tailCallees) {
            if (!functions.containsKey(g.lambda)) {
                continue;
            }
            if (!marks.containsKey(g)) {
                connect(g);
                mark[1] = Math.min(mark[1], marks.get(g)[1]);
            } else if (marks.get(g)[2] == 1) {
                mark[1] = Math.min(mark[1], marks.get(g)[0]);
            }
        }
        if (mark[0] == mark[1]) {
            int group;
            synchronized (Analysis.class) {
                group = nextGroup++;
            }
            Function g;
            do {
                g = stack.removeLast();
                g.group = group;
                marks.get(g)[2] = 0;
            } while (g != f);
        }
    }
}
