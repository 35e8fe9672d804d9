package dev.loam.lang.syntax;

import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Symbol;
import dev.loam.lang.compiler.Node;
import dev.loam.lang.compiler.Var;
import java.util.ArrayList;
import java.util.List;

/// The variables of a procedure: plain names, names with a type `(x : real)`, keyword variables `scale: (s 1)` (also `#:scale s`), and a rest.
final class Formals {
    private record Keyword(Symbol keyword, Object name, Var var, Object fallback, boolean needed, int position) {}

    final List<Var> params = new ArrayList<>();
    Var rest;

    private static final Symbol COLON = Symbol.of(":");

    private final Expander expander;
    private final Scope.Local scope;
    private final List<Keyword> keywords = new ArrayList<>();

    Formals(Expander expander, Object formals, int position, Scope.Local scope) {
        this.expander = expander;
        this.scope = scope;
        Object list = formals;
        Symbol keyword = null;
        for (; list instanceof Pair p; list = p.cdr) {
            int here = Syntax.place(p, position);
            if (keyword == null && p.car instanceof Symbol s && s.name().endsWith(":") && s.name().length() > 1) {
                keyword = s;
            } else if (keyword != null) {
                keyword(keyword, p.car, here);
                keyword = null;
            } else if (!keywords.isEmpty()) {
                throw new SyntaxError(here, "keyword variables come last, found", Syntax.strip(p.car));
            } else {
                params.add(bind(typed(p.car), here));
            }
        }
        if (keyword != null) {
            throw new SyntaxError(position, "a variable must follow the keyword", keyword);
        }
        if (list != Nil.NIL) {
            rest = bind(list, position);
        } else if (!keywords.isEmpty()) {
            rest = new Var("keywords");
        }
        for (Keyword k : keywords) {
            scope.bind(k.name, k.var);
        }
    }

    private void keyword(Symbol keyword, Object x, int position) {
        Object id = x;
        Object fallback = null;
        boolean needed = true;
        if (x instanceof Pair p && Syntax.length(x) == 2) {
            id = p.car;
            fallback = ((Pair) p.cdr).car;
            needed = false;
        }
        if (!Alias.isIdentifier(id)) {
            throw new SyntaxError(position, "a variable or (variable default) must follow the keyword " + keyword.name() + ", found", Syntax.strip(x));
        }
        keywords.add(new Keyword(keyword, id, new Var(Alias.symbol(id).name()), fallback, needed, position));
    }

    private static Object typed(Object x) {
        return x instanceof Pair p && Syntax.length(x) == 3 && ((Pair) p.cdr).car == COLON ? p.car : x;
    }

    private Var bind(Object id, int position) {
        if (!Alias.isIdentifier(id)) {
            throw new SyntaxError(position, "a variable must be a name, found", Syntax.strip(id));
        }
        if (scope.binds(id)) {
            throw new SyntaxError(position, "two variables of one procedure have the same name:", Alias.symbol(id));
        }
        var v = new Var(Alias.symbol(id).name());
        scope.bind(id, v);
        return v;
    }

    /// The body without the type of the result: `: real body …`.
    Object bodyOf(Object body) {
        return body instanceof Pair p && p.car == COLON && p.cdr instanceof Pair type && type.cdr instanceof Pair ? type.cdr : body;
    }

    /// The body with what takes the keyword arguments apart.
    Node finish(Node body, int position) {
        Node all = body;
        for (int i = keywords.size() - 1; i >= 0; i--) {
            Keyword k = keywords.get(i);
            Node key = new Node.Const(k.keyword);
            Node given = expander.builtin("%keyword-value", position, new Node.Ref(rest, position), key);
            Node init = k.needed ? given : new Node.If(expander.builtin("%keyword-given?", position, new Node.Ref(rest, position), key), given,
                expander.expand(k.fallback, k.position, scope));
            all = new Node.Let(k.var, init, all);
        }
        if (!keywords.isEmpty()) {
            var known = new ArrayList<>();
            keywords.forEach(k -> known.add(k.keyword));
            all = new Node.Seq(expander.builtin("%check-keywords", position, new Node.Ref(rest, position), new Node.Const(Pair.list(known.toArray()))), all);
        }
        return all;
    }
}
