package dev.loam.lang.compiler;

import dev.loam.lang.compiler.Node.Call;
import dev.loam.lang.compiler.Node.Fix;
import dev.loam.lang.compiler.Node.If;
import dev.loam.lang.compiler.Node.Jump;
import dev.loam.lang.compiler.Node.Label;
import dev.loam.lang.compiler.Node.Labels;
import dev.loam.lang.compiler.Node.Lambda;
import dev.loam.lang.compiler.Node.Let;
import dev.loam.lang.compiler.Node.Ref;
import dev.loam.lang.compiler.Node.Seq;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes loops: local procedures that are only ever called where nothing is left to do become labels (Fluet and Weeks: Contification using
/// dominators, 2001, in its simplest form). A procedure that is called from one place only is moved there first.
final class Contify {
    Node run(Node n) {
        Node x = Nodes.map(n, this::run);
        return x instanceof Fix fix ? fix(fix) : x;
    }

    private Node fix(Fix fix) {
        var arities = new HashMap<Var, Integer>();
        for (int i = 0; i < fix.vars().size(); i++) {
            if (!(fix.lambdas().get(i) instanceof Lambda lambda) || lambda.rest != null) {
                return fix;
            }
            arities.put(fix.vars().get(i), lambda.params.size());
        }
        for (Node lambda : fix.lambdas()) {
            if (!onlyJumps(((Lambda) lambda).body, arities, true)) {
                return fix;
            }
        }
        if (onlyJumps(fix.body(), arities, true)) {
            return labels(fix, arities.keySet());
        }
        Node moved = single(fix, arities);
        return moved == null ? fix : moved;
    }

    /// Where the body has one call of the group, not in tail position: the loop goes there.
    private Node single(Fix fix, Map<Var, Integer> arities) {
        var found = new ArrayList<Call>();
        var references = new int[1];
        new Object() {
            void look(Node n) {
                if (n instanceof Call c && c.operator() instanceof Ref r && arities.containsKey(r.var())) {
                    found.add(c);
                }
                if (n instanceof Ref r && arities.containsKey(r.var())) {
                    references[0]++;
                }
                Nodes.each(n, this::look);
            }
        }.look(fix.body());
        if (references[0] != 1 || found.size() != 1) {
            return null;
        }
        Call call = found.getFirst();
        if (call.args().size() != arities.get(((Ref) call.operator()).var())) {
            return null;
        }
        // the arguments are computed outside the loop's names already: they do not mention them
        Node loop = labels(new Fix(fix.vars(), fix.lambdas(), call), arities.keySet());
        return replace(fix.body(), call, loop);
    }

    private static Node replace(Node n, Node what, Node by) {
        return n == what ? by : Nodes.map(n, c -> replace(c, what, by));
    }

    private static Node labels(Fix fix, Iterable<Var> vars) {
        var labels = new HashMap<Var, Label>();
        var list = new ArrayList<Label>();
        for (int i = 0; i < fix.vars().size(); i++) {
            var label = new Label(fix.vars().get(i).name, ((Lambda) fix.lambdas().get(i)).params);
            labels.put(fix.vars().get(i), label);
            list.add(label);
        }
        for (int i = 0; i < list.size(); i++) {
            list.get(i).body = jumps(((Lambda) fix.lambdas().get(i)).body, labels);
        }
        return new Labels(list, jumps(fix.body(), labels));
    }

    /// Whether the variables stand only as operators of calls with nothing left to do, with the right number of arguments.
    static boolean onlyJumps(Node n, Map<Var, Integer> arities, boolean tail) {
        return switch (n) {
            case Ref r -> !arities.containsKey(r.var());
            case Call c when c.operator() instanceof Ref r && arities.containsKey(r.var()) -> tail && c.args().size() == arities.get(r.var())
                && all(c.args(), arities);
            case If x -> onlyJumps(x.test(), arities, false) && onlyJumps(x.then(), arities, tail) && onlyJumps(x.otherwise(), arities, tail);
            case Let x -> onlyJumps(x.init(), arities, false) && onlyJumps(x.body(), arities, tail);
            case Seq x -> onlyJumps(x.first(), arities, false) && onlyJumps(x.second(), arities, tail);
            case Fix x -> all(x.lambdas(), arities) && onlyJumps(x.body(), arities, tail);
            case Lambda x -> onlyJumps(x.body, arities, false);
            case Labels x -> {
                for (Label l : x.labels()) {
                    if (!onlyJumps(l.body, arities, tail)) {
                        yield false;
                    }
                }
                yield onlyJumps(x.entry(), arities, tail);
            }
            default -> {
                var fine = new boolean[] {true};
                Nodes.each(n, c -> fine[0] = fine[0] && onlyJumps(c, arities, false));
                yield fine[0];
            }
        };
    }

    private static boolean all(List<Node> nodes, Map<Var, Integer> arities) {
        for (Node n : nodes) {
            if (!onlyJumps(n, arities, false)) {
                return false;
            }
        }
        return true;
    }

    /// Calls of the variables, which all have nothing left to do, as jumps.
    static Node jumps(Node n, Map<Var, Label> labels) {
        return switch (n) {
            case Call c when c.operator() instanceof Ref r && labels.containsKey(r.var()) -> new Jump(labels.get(r.var()), c.args(), c.position());
            case Lambda x -> x;
            default -> Nodes.map(n, c -> jumps(c, labels));
        };
    }

    /// A procedure that calls itself with nothing left to do becomes a loop inside.
    static Lambda selfLoop(Lambda lambda, java.util.function.Predicate<Node> self) {
        if (lambda.rest != null || !hasSelfTailCall(lambda.body, self, lambda.params.size())) {
            return lambda;
        }
        var params = new ArrayList<Var>();
        var args = new ArrayList<Node>();
        for (Var p : lambda.params) {
            var fresh = new Var(p.name);
            params.add(fresh);
            args.add(new Ref(fresh, lambda.position));
        }
        var label = new Label(lambda.name, lambda.params);
        label.body = selfJumps(lambda.body, self, label);
        return new Lambda(lambda.name, params, null, new Labels(List.of(label), new Jump(label, args, lambda.position)), lambda.position);
    }

    private static boolean hasSelfTailCall(Node n, java.util.function.Predicate<Node> self, int arity) {
        return switch (n) {
            case Call c -> self.test(c.operator()) && c.args().size() == arity;
            case If x -> hasSelfTailCall(x.then(), self, arity) || hasSelfTailCall(x.otherwise(), self, arity);
            case Let x -> hasSelfTailCall(x.body(), self, arity);
            case Seq x -> hasSelfTailCall(x.second(), self, arity);
            case Fix x -> hasSelfTailCall(x.body(), self, arity);
            case Labels x -> {
                for (Label l : x.labels()) {
                    if (hasSelfTailCall(l.body, self, arity)) {
                        yield true;
                    }
                }
                yield hasSelfTailCall(x.entry(), self, arity);
            }
            default -> false;
        };
    }

    private static Node selfJumps(Node n, java.util.function.Predicate<Node> self, Label label) {
        return switch (n) {
            case Call c when self.test(c.operator()) && c.args().size() == label.vars.size() -> new Jump(label, c.args(), c.position());
            case If x -> new If(x.test(), selfJumps(x.then(), self, label), selfJumps(x.otherwise(), self, label));
            case Let x -> new Let(x.var(), x.init(), selfJumps(x.body(), self, label));
            case Seq x -> new Seq(x.first(), selfJumps(x.second(), self, label));
            case Fix x -> new Fix(x.vars(), x.lambdas(), selfJumps(x.body(), self, label));
            case Labels x -> {
                for (Label l : x.labels()) {
                    l.body = selfJumps(l.body, self, label);
                }
                yield new Labels(x.labels(), selfJumps(x.entry(), self, label));
            }
            default -> n;
        };
    }
}
