package dev.loam.lang.compiler;

import dev.loam.lang.Global;
import dev.loam.lang.Nil;
import dev.loam.lang.compiler.Node.Call;
import dev.loam.lang.compiler.Node.CaseLambda;
import dev.loam.lang.compiler.Node.Const;
import dev.loam.lang.compiler.Node.Fix;
import dev.loam.lang.compiler.Node.GlobalRef;
import dev.loam.lang.compiler.Node.If;
import dev.loam.lang.compiler.Node.Jump;
import dev.loam.lang.compiler.Node.Labels;
import dev.loam.lang.compiler.Node.Lambda;
import dev.loam.lang.compiler.Node.Let;
import dev.loam.lang.compiler.Node.PrimCall;
import dev.loam.lang.compiler.Node.Ref;
import dev.loam.lang.compiler.Node.Seq;
import dev.loam.lang.compiler.Node.SetGlobal;
import dev.loam.lang.compiler.Node.SetVar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes programs smaller: builtin procedures become operations, direct applications and procedures used once are put in place, small
/// procedures are inlined, constants are propagated and decide conditionals.
final class Simplify {
    /// Procedures up to this many nodes are inlined.
    private static final int SMALL = 14;
    private static final int MOST_DEPTH = 4;
    /// What looks at the arguments of its procedure: a mistake found there was made by the caller.
    private static final Set<String> AT_CALL = Set.of("%check", "%record-ref", "%record-set!");

    private static final class Uses {
        int references;
        int calls;
    }

    private final Map<Global, Lambda> known;
    private final Map<Var, Uses> uses = new HashMap<>();
    private final Map<Var, Node> replaced = new HashMap<>();
    private int depth;

    /// @param known what variables outside all procedures hold for good
    Simplify(Map<Global, Lambda> known) {
        this.known = known;
    }

    Node run(Node n) {
        count(n);
        return visit(n);
    }

    private void count(Node n) {
        if (n instanceof Ref r) {
            uses.computeIfAbsent(r.var(), v -> new Uses()).references++;
        } else if (n instanceof Call c && c.operator() instanceof Ref r) {
            uses.computeIfAbsent(r.var(), v -> new Uses()).calls++;
        }
        Nodes.each(n, this::count);
    }

    private int references(Var v) {
        Uses u = uses.get(v);
        return u == null ? 0 : u.references;
    }

    private Node visit(Node n) {
        return switch (n) {
            case Ref x -> {
                Node other = replaced.get(x.var());
                yield other == null ? x : other instanceof Ref r ? new Ref(r.var(), x.position()) : other;
            }
            case Call x -> call(x);
            case If x -> conditional(x);
            case Let x -> let(x);
            case Fix x -> fix(x);
            case Seq x -> {
                Node first = visit(x.first());
                Node second = visit(x.second());
                yield droppable(first) ? second : new Seq(first, second);
            }
            case PrimCall x -> fold((PrimCall) Nodes.map(x, this::visit));
            default -> Nodes.map(n, this::visit);
        };
    }

    /// Whether leaving this out changes nothing.
    private static boolean droppable(Node n) {
        return n instanceof Const || n instanceof Ref || n instanceof Lambda || n instanceof CaseLambda;
    }

    private Node conditional(If x) {
        Node test = visit(x.test());
        if (test instanceof Const c) {
            return visit(c.value() == (Object) false ? x.otherwise() : x.then());
        }
        if (test instanceof PrimCall p && p.prim().op() == Prim.Op.NOT) {
            return new If(p.args().getFirst(), visit(x.otherwise()), visit(x.then()));
        }
        return new If(test, visit(x.then()), visit(x.otherwise()));
    }

    private Node let(Let x) {
        Node init = visit(x.init());
        Var v = x.var();
        if (!v.assigned) {
            if (references(v) == 0) {
                Node body = visit(x.body());
                return droppable(init) || init instanceof PrimCall p && p.prim().pure() && p.args().stream().allMatch(Simplify::droppable)
                    && harmless(p) ? body : new Seq(init, body);
            }
            if (init instanceof Const c && shareable(c) || init instanceof Ref r && !r.var().assigned) {
                replaced.put(v, init);
                return visit(x.body());
            }
            if (init instanceof Lambda lambda && references(v) == calls(v) && references(v) == 1) {
                replaced.put(v, lambda);
                return visit(x.body());
            }
        }
        return new Let(v, init, visit(x.body()));
    }

    /// Predicates never fail, so an unused one can go.
    private static boolean harmless(PrimCall p) {
        return p.prim().predicate() && p.prim().op() == Prim.Op.METHOD && p.args().size() == 1 && p.prim().name().endsWith("?")
            && !p.prim().name().equals("zero?");
    }

    private int calls(Var v) {
        Uses u = uses.get(v);
        return u == null ? 0 : u.calls;
    }

    private static boolean shareable(Const c) {
        return !(c.value() == Nodes.UNASSIGNED);
    }

    private Node fix(Fix x) {
        if (x.vars().size() == 1 && x.lambdas().getFirst() instanceof Lambda lambda) {
            Var v = x.vars().getFirst();
            var inside = new int[1];
            Nodes.eachVar(lambda, u -> inside[0] += u == v ? 1 : 0);
            if (inside[0] == 0) {
                if (references(v) == 0) {
                    return visit(x.body());
                }
                if (references(v) == 1 && calls(v) == 1) {
                    replaced.put(v, visit(lambda));
                    return visit(x.body());
                }
            }
        }
        return Nodes.map(x, this::visit);
    }

    private Node call(Call x) {
        Node operator = visit(x.operator());
        List<Node> args = Nodes.map(x.args(), this::visit);
        switch (operator) {
            case Lambda lambda when lambda.accepts(args.size()) -> {
                return visitAgain(apply(lambda, args));
            }
            case GlobalRef g -> {
                Node p = builtin(g.global(), args, x.position());
                if (p != null) {
                    return p;
                }
                Lambda lambda = known.get(g.global());
                if (lambda != null && lambda.accepts(args.size()) && depth < MOST_DEPTH && small(lambda, g.global())) {
                    depth++;
                    Node inlined = visitAgain(apply((Lambda) atCall(Nodes.copy(lambda), x.position()), args));
                    depth--;
                    return inlined;
                }
            }
            case Let let -> {
                // ((let (…) f) x): the value of the operator is computed first anyhow
                return new Let(let.var(), let.init(), call(new Call(let.body(), args, x.position())));
            }
            default -> { }
        }
        return operator == x.operator() && args == x.args() ? x : new Call(operator, args, x.position());
    }

    /// What looks at arguments stands, once it is inlined, where the call stands.
    private static Node atCall(Node n, int position) {
        Node x = Nodes.map(n, c -> atCall(c, position));
        return x instanceof PrimCall p && AT_CALL.contains(p.prim().name()) ? new PrimCall(p.prim(), p.args(), position) : x;
    }

    private Node visitAgain(Node n) {
        var inner = new Simplify(known);
        inner.depth = depth;
        return inner.run(n);
    }

    private static Node apply(Lambda lambda, List<Node> args) {
        var vars = new ArrayList<Var>();
        var inits = new ArrayList<Node>();
        for (int i = 0; i < lambda.params.size(); i++) {
            vars.add(lambda.params.get(i));
            inits.add(args.get(i));
        }
        Node body = lambda.body;
        if (lambda.rest != null) {
            Node list = new Const(Nil.NIL);
            var temps = new ArrayList<Var>();
            for (int i = lambda.params.size(); i < args.size(); i++) {
                var t = new Var("rest");
                temps.add(t);
                vars.add(t);
                inits.add(args.get(i));
            }
            for (Var t : temps.reversed()) {
                list = new PrimCall(Prim.named("cons"), List.of(new Ref(t, 0), list), lambda.position);
            }
            vars.add(lambda.rest);
            inits.add(list);
        }
        for (int i = vars.size() - 1; i >= 0; i--) {
            body = new Let(vars.get(i), inits.get(i), body);
        }
        return body;
    }

    /// Small and without calls of itself, loops or procedures inside.
    private boolean small(Lambda lambda, Global self) {
        if (Nodes.size(lambda.body, SMALL + 1) > SMALL) {
            return false;
        }
        var fine = new boolean[] {true};
        new Object() {
            void look(Node n) {
                if (n instanceof GlobalRef g && g.global() == self || n instanceof Lambda || n instanceof CaseLambda || n instanceof Fix
                    || n instanceof Labels || n instanceof Jump || n instanceof SetVar || n instanceof SetGlobal) {
                    fine[0] = false;
                }
                Nodes.each(n, this::look);
            }
        }.look(lambda.body);
        return fine[0] && lambda.params.stream().noneMatch(p -> p.assigned);
    }

    // ---- builtins ----------------------------------------------------------------------------------------------------

    /// The operation for a call of a builtin procedure; null where there is none.
    private Node builtin(Global g, List<Node> args, int position) {
        if (!(g.inline instanceof Prim p)) {
            return null;
        }
        int n = args.size();
        switch (p.op()) {
            case ADD, MULTIPLY -> {
                if (n < 2) {
                    return n == 0 ? new Const(p.op() == Prim.Op.ADD ? 0L : 1L) : null;
                }
                return chain(p, args, position);
            }
            case SUBTRACT -> {
                if (n == 1) {
                    return fold(new PrimCall(Prim.named("%negate"), args, position));
                }
                return n < 1 ? null : chain(p, args, position);
            }
            default -> {
                if (p.name().equals("/")) {
                    return n == 1 ? new PrimCall(p, List.of(new Const(1L), args.getFirst()), position) : n < 1 ? null : chain(p, args, position);
                }
                return n == p.arity() ? fold(new PrimCall(p, args, position)) : null;
            }
        }
    }

    private static Node chain(Prim p, List<Node> args, int position) {
        Node all = args.getFirst();
        for (Node a : args.subList(1, args.size())) {
            all = fold(new PrimCall(p, List.of(all, a), position));
        }
        return all;
    }

    private static Node fold(PrimCall x) {
        if (x.prim().op() == Prim.Op.NOT && x.args().getFirst() instanceof Const c) {
            return new Const(c.value() == (Object) false);
        }
        if (x.args().size() == 2 && x.args().getFirst() instanceof Const a && x.args().get(1) instanceof Const b && a.value() instanceof Long p
            && b.value() instanceof Long q) {
            switch (x.prim().op()) {
                case ADD -> {
                    return new Const(dev.loam.lang.number.Arithmetic.add(p, q));
                }
                case SUBTRACT -> {
                    return new Const(dev.loam.lang.number.Arithmetic.subtract(p, q));
                }
                case MULTIPLY -> {
                    return new Const(dev.loam.lang.number.Arithmetic.multiply(p, q));
                }
                default -> { }
            }
        }
        if (x.prim().name().equals("%negate") && x.args().getFirst() instanceof Const c && (c.value() instanceof Long || c.value() instanceof Double)) {
            return new Const(dev.loam.lang.number.Arithmetic.negate(c.value()));
        }
        return x;
    }
}
