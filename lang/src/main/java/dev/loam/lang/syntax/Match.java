package dev.loam.lang.syntax;

import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Symbol;
import dev.loam.lang.compiler.Node;
import dev.loam.lang.compiler.Node.Call;
import dev.loam.lang.compiler.Node.Const;
import dev.loam.lang.compiler.Node.If;
import dev.loam.lang.compiler.Node.Lambda;
import dev.loam.lang.compiler.Node.Let;
import dev.loam.lang.compiler.Node.Ref;
import dev.loam.lang.compiler.Var;
import java.util.List;

/// `(match expression (pattern body …) …)`. A pattern is `_`, a variable, a literal, `'datum`, `(list p …)`, `(cons p p)`, `(vector p …)`,
/// `(? predicate p …)`, `(and p …)`, `(or p …)` without variables, or `(p … . p)`; `(=> test)` after a pattern guards it.
final class Match {
    private final Expander expander;

    Match(Expander expander) {
        this.expander = expander;
    }

    /// What to do when a pattern fits, made in the scope with its variables.
    private interface Then {
        Node make(Scope s);
    }

    Node expand(Pair form, int position, Scope s) {
        expander.size(form, position, 1, Expander.MANY, "(match expression (pattern body …) …)");
        var x = new Var("subject");
        Node otherwise = expander.builtin("error", position, new Const(dev.loam.lang.MutableString.literal("match: no pattern fits")), new Ref(x, position));
        return new Let(x, expander.element(form, 1, position, s), clauses(Expander.at(form, 1).cdr, x, position, s, otherwise));
    }

    private Node clauses(Object list, Var x, int position, Scope s, Node otherwise) {
        if (!(list instanceof Pair p)) {
            return otherwise;
        }
        int here = Syntax.place(p, position);
        if (Syntax.length(p.car) < 2) {
            throw new SyntaxError(here, "a clause of match must look like (pattern body …), found", Syntax.strip(p.car));
        }
        var clause = (Pair) p.car;
        var next = new Var("next");
        Node failed = new Call(new Ref(next, here), List.of(), here);
        Node body = pattern(clause.car, new Ref(x, here), here, new Scope.Local(s), inner -> {
            Object rest = clause.cdr;
            if (rest instanceof Pair g && g.car instanceof Pair test && expander.means(test.car, Core.ARROW, s) && Syntax.length(test) == 2) {
                return new If(expander.element(test, 1, here, inner), expander.definitions.body(g.cdr, here, new Scope.Local(inner)), failed);
            }
            return expander.definitions.body(rest, here, new Scope.Local(inner));
        }, failed);
        return Expander.fix(next, Expander.thunk(clauses(p.cdr, x, position, s, otherwise), here), body);
    }

    private Node pattern(Object p, Node x, int position, Scope.Local s, Then then, Node failed) {
        if (Alias.isIdentifier(p)) {
            if (expander.means(p, Core.UNDERSCORE, s)) {
                return then.make(s);
            }
            var v = new Var(Alias.symbol(p).name());
            var inner = new Scope.Local(s);
            inner.bind(p, v);
            return new Let(v, x, then.make(inner));
        }
        if (p instanceof Object[] v) {
            return vector(List.of(v), x, position, s, then, failed);
        }
        if (!(p instanceof Pair pair)) {
            return new If(expander.builtin("equal?", position, x, new Const(p)), then.make(s), failed);
        }
        int n = Syntax.length(pair);
        String head = Alias.isIdentifier(pair.car) ? Alias.symbol(pair.car).name() : "";
        if (head.equals("quote") && n == 2) {
            return new If(expander.builtin("equal?", position, x, new Const(Syntax.strip(Expander.at(pair, 1).car))), then.make(s), failed);
        }
        if (head.equals("list") && n >= 1) {
            return list(pair.cdr, x, position, s, then, failed);
        }
        if (head.equals("cons") && n == 3) {
            return pair(Expander.at(pair, 1).car, Expander.at(pair, 2).car, x, position, s, then, failed);
        }
        if (head.equals("vector") && n >= 1) {
            return vector(Syntax.list(pair.cdr, position, "a pattern"), x, position, s, then, failed);
        }
        if (head.equals("?") && n >= 2) {
            Node test = new Call(expander.element(pair, 1, position, s), List.of(x), position);
            return new If(test, all(Expander.at(pair, 1).cdr, x, position, s, then, failed), failed);
        }
        if (head.equals("and") && n >= 1) {
            return all(pair.cdr, x, position, s, then, failed);
        }
        if (head.equals("or") && n >= 1) {
            var yes = new Var("fits");
            Node chain = failed;
            for (Object alternative : Syntax.list(pair.cdr, position, "a pattern").reversed()) {
                var no = new Var("next");
                chain = Expander.fix(no, Expander.thunk(chain, position), pattern(alternative, x, position, new Scope.Local(s),
                    inner -> new Call(new Ref(yes, position), List.of(), position), new Call(new Ref(no, position), List.of(), position)));
            }
            return Expander.fix(yes, new Lambda(null, List.of(), null, then.make(s), position), chain);
        }
        return list(pair, x, position, s, then, failed);
    }

    private Node all(Object patterns, Node x, int position, Scope.Local s, Then then, Node failed) {
        if (!(patterns instanceof Pair p)) {
            return then.make(s);
        }
        return pattern(p.car, x, position, s, inner -> all(p.cdr, x, position, (Scope.Local) inner, then, failed), failed);
    }

    private Node list(Object patterns, Node x, int position, Scope.Local s, Then then, Node failed) {
        if (patterns == Nil.NIL) {
            return new If(Expander.prim("null?", position, x), then.make(s), failed);
        }
        if (!(patterns instanceof Pair p)) {
            return pattern(patterns, x, position, s, then, failed);
        }
        if (p.cdr instanceof Pair dots && dots.cdr == Nil.NIL && Alias.isIdentifier(p.car) && dots.car == Symbol.of("...")) {
            return new If(expander.builtin("list?", position, x), pattern(p.car, x, position, s, then, failed), failed);
        }
        return pair(p.car, p.cdr, x, position, s, true, then, failed);
    }

    private Node pair(Object first, Object rest, Node x, int position, Scope.Local s, Then then, Node failed) {
        return pair(first, rest, x, position, s, false, then, failed);
    }

    private Node pair(Object first, Object rest, Node x, int position, Scope.Local s, boolean listRest, Then then, Node failed) {
        var car = new Var("car");
        var cdr = new Var("cdr");
        Node inner = pattern(first, new Ref(car, position), position, s, in -> listRest
            ? list(rest, new Ref(cdr, position), position, (Scope.Local) in, then, failed)
            : pattern(rest, new Ref(cdr, position), position, (Scope.Local) in, then, failed), failed);
        return new If(Expander.prim("pair?", position, x), new Let(car, Expander.prim("car", position, x),
            new Let(cdr, Expander.prim("cdr", position, x), inner)), failed);
    }

    private Node vector(List<Object> patterns, Node x, int position, Scope.Local s, Then then, Node failed) {
        Node size = Expander.prim("=", position, Expander.prim("vector-length", position, x), new Const((long) patterns.size()));
        Node elements = elements(patterns, 0, x, position, s, then, failed);
        return new If(Expander.prim("vector?", position, x), new If(size, elements, failed), failed);
    }

    private Node elements(List<Object> patterns, int i, Node x, int position, Scope.Local s, Then then, Node failed) {
        if (i == patterns.size()) {
            return then.make(s);
        }
        var v = new Var("element");
        return new Let(v, Expander.prim("vector-ref", position, x, new Const((long) i)), pattern(patterns.get(i), new Ref(v, position), position, s,
            inner -> elements(patterns, i + 1, x, position, (Scope.Local) inner, then, failed), failed));
    }
}
