package dev.loam.lang.syntax;

import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Symbol;
import dev.loam.lang.compiler.Node;
import dev.loam.lang.compiler.Var;
import dev.loam.lang.types.Contract;
import dev.loam.lang.types.SchemeType;
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
    /// The types of [#params]; null for those without one.
    private final List<SchemeType> types = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private SchemeType result;

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
                SchemeType type = type(p.car, here);
                params.add(bind(type == null ? p.car : ((Pair) p.car).car, here));
                types.add(type);
                places.add(here);
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

    /// The type of a variable written `(x : type)`; null for one without.
    private SchemeType type(Object x, int position) {
        return x instanceof Pair p && Syntax.length(x) == 3 && ((Pair) p.cdr).car == COLON
            ? expander.type(Expander.at(p, 2).car, Syntax.place(Expander.at(p, 2), position), scope) : null;
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

    /// The body without the type of the result, `: real body …`, which is kept.
    Object bodyOf(Object body, int position) {
        if (body instanceof Pair p && p.car == COLON && p.cdr instanceof Pair type && type.cdr instanceof Pair) {
            result = expander.type(type.car, Syntax.place(type, position), scope);
            return type.cdr;
        }
        return body;
    }

    /// Takes what a declaration `(: name type)` says for variables and a result that have no type of their own.
    void declared(SchemeType.Function f) {
        for (int i = 0; i < params.size() && i < f.params().size(); i++) {
            if (types.get(i) == null) {
                types.set(i, f.params().get(i));
            }
        }
        if (result == null) {
            result = f.result();
        }
    }

    /// The type of the procedure; null where nothing is said of it.
    SchemeType.Function type() {
        if (result == null && types.stream().allMatch(java.util.Objects::isNull)) {
            return null;
        }
        var all = new ArrayList<SchemeType>();
        types.forEach(t -> all.add(t == null ? SchemeType.ANY : t));
        return new SchemeType.Function(all, rest == null ? null : SchemeType.ANY, result == null ? SchemeType.ANY : result);
    }

    boolean givesResult() {
        return result != null;
    }

    /// The body with what looks at the types of arguments and result when the program runs.
    Node checked(Node body, String name) {
        Node all = result == null ? body : results(body, new Contract(result, name, 0));
        for (int i = params.size() - 1; i >= 0; i--) {
            if (types.get(i) != null) {
                expander.typing.annotate(params.get(i), types.get(i));
                var contract = new Contract(types.get(i), name, i + 1);
                if (contract.looks()) {
                    all = new Node.Seq(Expander.prim("%check", places.get(i), new Node.Ref(params.get(i), 0), new Node.Const(contract)), all);
                }
            }
        }
        return all;
    }

    /// Looks at what the body gives, but for calls of procedures: those are to stay the last thing that is done.
    private static Node results(Node n, Contract c) {
        return switch (n) {
            case Node.If x -> new Node.If(x.test(), results(x.then(), c), results(x.otherwise(), c));
            case Node.Let x -> new Node.Let(x.var(), x.init(), results(x.body(), c));
            case Node.Seq x -> new Node.Seq(x.first(), results(x.second(), c));
            case Node.Fix x -> new Node.Fix(x.vars(), x.lambdas(), results(x.body(), c));
            case Node.Call x when !(x.operator() instanceof Node.GlobalRef g && g.global().inline != null) -> x;
            default -> c.looks() ? Expander.prim("%checked", 0, n, new Node.Const(c)) : n;
        };
    }

    /// The body with what takes the keyword arguments apart.
    Node finish(Node body, int position, String name) {
        Node all = body;
        for (int i = keywords.size() - 1; i >= 0; i--) {
            Keyword k = keywords.get(i);
            Node key = new Node.Const(k.keyword);
            Node given = expander.builtin("%keyword-value", position, new Node.Ref(rest, position), key,
                new Node.Const(name == null ? Symbol.of("this procedure") : Symbol.of(name)));
            Node init = k.needed ? given : new Node.If(expander.builtin("%keyword-given?", position, new Node.Ref(rest, position), key), given,
                expander.expand(k.fallback, k.position, scope));
            all = new Node.Let(k.var, init, all);
        }
        if (!keywords.isEmpty()) {
            var known = new ArrayList<>();
            keywords.forEach(k -> known.add(k.keyword));
            all = new Node.Seq(expander.builtin("%check-keywords", position, new Node.Ref(rest, position), new Node.Const(Pair.list(known.toArray())),
                new Node.Const(name == null ? Symbol.of("this procedure") : Symbol.of(name))), all);
        }
        return all;
    }
}
