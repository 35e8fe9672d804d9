package dev.loam.lang.syntax;

import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Symbol;
import dev.loam.lang.compiler.Node;

/// `quasiquote` with nesting and vectors (R7RS 4.2.8). Parts without an `unquote` stay constants.
final class Quasi {
    private final Expander expander;
    private final Scope scope;

    Quasi(Expander expander, Scope scope) {
        this.expander = expander;
        this.scope = scope;
    }

    private static boolean constant(Node n) {
        return n instanceof Node.Const;
    }

    private static Object value(Node n) {
        return ((Node.Const) n).value();
    }

    Node build(Object x, int depth, int position) {
        if (x instanceof Pair p) {
            return pair(p, depth, position);
        }
        if (x instanceof Object[] v) {
            Node list = build(Pair.list(v), depth, position);
            return constant(list) ? new Node.Const(Syntax.strip(v)) : expander.builtin("list->vector", position, list);
        }
        return new Node.Const(Syntax.strip(x));
    }

    private Node pair(Pair p, int depth, int position) {
        int here = Syntax.place(p, position);
        if (single(p)) {
            if (expander.means(p.car, Core.UNQUOTE, scope)) {
                Pair q = (Pair) p.cdr;
                return depth == 1 ? expander.expand(q.car, Syntax.place(q, here), scope) : wrap("unquote", q, depth - 1, here);
            }
            if (depth == 1 && expander.means(p.car, Core.UNQUOTE_SPLICING, scope)) {
                throw new SyntaxError(here, "unquote-splicing stands where there is no list to splice into");
            }
            if (expander.means(p.car, Core.QUASIQUOTE, scope)) {
                return wrap("quasiquote", (Pair) p.cdr, depth + 1, here);
            }
        }
        if (p.car instanceof Pair inner && single(inner) && expander.means(inner.car, Core.UNQUOTE_SPLICING, scope)) {
            Pair q = (Pair) inner.cdr;
            Node rest = build(p.cdr, depth, here);
            if (depth == 1) {
                Node spliced = expander.expand(q.car, Syntax.place(q, here), scope);
                return constant(rest) && value(rest) == Nil.NIL ? spliced : expander.builtin("append", here, spliced, rest);
            }
            return join(wrap("unquote-splicing", q, depth - 1, here), rest, here);
        }
        return join(build(p.car, depth, here), build(p.cdr, depth, here), here);
    }

    private static boolean single(Pair p) {
        return p.cdr instanceof Pair q && q.cdr == Nil.NIL;
    }

    private Node wrap(String name, Pair q, int depth, int position) {
        return join(new Node.Const(Symbol.of(name)), join(build(q.car, depth, position), new Node.Const(Nil.NIL), position), position);
    }

    private Node join(Node car, Node cdr, int position) {
        if (constant(car) && constant(cdr)) {
            return new Node.Const(new Pair(value(car), value(cdr)));
        }
        return expander.builtin("cons", position, car, cdr);
    }
}
