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
import dev.loam.lang.compiler.Node.Seq;
import dev.loam.lang.compiler.Node.SetVar;
import dev.loam.lang.compiler.Nodes;
import dev.loam.lang.compiler.Var;
import dev.loam.lang.types.Contract;
import dev.loam.lang.types.SchemeType;
import java.util.ArrayList;
import java.util.List;

/// The derived forms of R7RS 4.2 and a few more, taken apart without macros: `let`, `do`, `case`, `guard` …
final class Derived {
    private static final Node FALSE = new Const(false);

    private final Expander expander;

    Derived(Expander expander) {
        this.expander = expander;
    }

    private record Binding(Object id, Pair init, int position, SchemeType type) {}

    private List<Binding> bindings(Object list, int position, String form, Scope s) {
        var found = new ArrayList<Binding>();
        Object rest = list;
        for (; rest instanceof Pair p; rest = p.cdr) {
            int here = Syntax.place(p, position);
            Object x = p.car;
            SchemeType type = null;
            if (x instanceof Pair b && Syntax.length(x) == 4 && ((Pair) b.cdr).car == Symbol.of(":")) {
                type = expander.type(Expander.at(b, 2).car, Syntax.place(Expander.at(b, 2), here), s);
                x = new Pair(b.car, Expander.at(b, 3), b.position);
            }
            if (!(x instanceof Pair b) || Syntax.length(x) != 2 || !Alias.isIdentifier(b.car)) {
                throw new SyntaxError(here, "a binding of " + form + " must look like (name expression), found", Syntax.strip(p.car));
            }
            found.add(new Binding(b.car, (Pair) b.cdr, Syntax.place(b.cdr, here), type));
        }
        if (rest != Nil.NIL) {
            throw new SyntaxError(position, "the bindings of " + form + " must be a list, found", Syntax.strip(list));
        }
        return found;
    }

    private static Var bind(Scope.Local s, Object id, int position, String form) {
        if (s.binds(id)) {
            throw new SyntaxError(position, "two bindings of one " + form + " have the same name:", Alias.symbol(id));
        }
        var v = new Var(Alias.symbol(id).name());
        s.bind(id, v);
        return v;
    }

    private Node init(Binding b, Scope s) {
        Node n = expander.expand(b.init.car, b.position, s, Alias.symbol(b.id).name());
        if (b.type == null) {
            return n;
        }
        return Expander.prim("%checked", b.position, n, new Const(new Contract(b.type, Alias.symbol(b.id).name(), 0)));
    }

    Node let(Pair form, int position, Scope s) {
        int n = Syntax.length(form.cdr);
        if (n >= 1 && Alias.isIdentifier(Expander.at(form, 1).car)) {
            return named(form, position, s);
        }
        expander.size(form, position, 2, Expander.MANY, "(let ((name expression) …) body …)");
        var inner = new Scope.Local(s);
        var vars = new ArrayList<Var>();
        var inits = new ArrayList<Node>();
        for (Binding b : bindings(Expander.at(form, 1).car, position, "let", s)) {
            inits.add(init(b, s));
            vars.add(bind(inner, b.id, b.position, "let"));
        }
        Node body = expander.definitions.body(Expander.at(form, 2), position, inner);
        return Expander.let(vars, inits, body);
    }

    private Node named(Pair form, int position, Scope s) {
        expander.size(form, position, 3, Expander.MANY, "(let name ((name expression) …) body …)");
        Object id = Expander.at(form, 1).car;
        var outer = new Scope.Local(s);
        var loop = new Var(Alias.symbol(id).name());
        outer.bind(id, loop);
        var inner = new Scope.Local(outer);
        var vars = new ArrayList<Var>();
        var inits = new ArrayList<Node>();
        for (Binding b : bindings(Expander.at(form, 2).car, position, "let", s)) {
            inits.add(init(b, s));
            vars.add(bind(inner, b.id, b.position, "let"));
        }
        var lambda = new Lambda(loop.name, vars, null, expander.definitions.body(Expander.at(form, 3), position, inner), position);
        if (loop.assigned) {
            return Letrec.build(List.of(loop), List.of(lambda), new Call(new Ref(loop, position), inits, position));
        }
        return Expander.fix(loop, lambda, new Call(new Ref(loop, position), inits, position));
    }

    Node letStar(Pair form, int position, Scope s) {
        expander.size(form, position, 2, Expander.MANY, "(let* ((name expression) …) body …)");
        var vars = new ArrayList<Var>();
        var inits = new ArrayList<Node>();
        Scope inner = s;
        for (Binding b : bindings(Expander.at(form, 1).car, position, "let*", s)) {
            inits.add(init(b, inner));
            var next = new Scope.Local(inner);
            vars.add(bind(next, b.id, b.position, "let*"));
            inner = next;
        }
        return Expander.let(vars, inits, expander.definitions.body(Expander.at(form, 2), position, new Scope.Local(inner)));
    }

    Node letrec(Pair form, int position, Scope s) {
        expander.size(form, position, 2, Expander.MANY, "(letrec ((name expression) …) body …)");
        var inner = new Scope.Local(s);
        var vars = new ArrayList<Var>();
        var inits = new ArrayList<Node>();
        List<Binding> all = bindings(Expander.at(form, 1).car, position, "letrec", s);
        for (Binding b : all) {
            vars.add(bind(inner, b.id, b.position, "letrec"));
        }
        for (Binding b : all) {
            inits.add(init(b, inner));
        }
        Node body = expander.definitions.body(Expander.at(form, 2), position, new Scope.Local(inner));
        return locations(vars, inits, body, s.resolve(form.car) == Core.LETREC);
    }

    /// A variable whose value comes from a call has its place before the call: a continuation that is taken in it and entered again gives the same
    /// place another value. With `together`, all values are there before the first is put in its place.
    private static Node locations(List<Var> vars, List<Node> inits, Node body, boolean together) {
        var given = new ArrayList<Var>(vars);
        var values = new ArrayList<Node>(inits);
        var early = new ArrayList<Var>();
        var temporaries = new ArrayList<Var>();
        var computed = new ArrayList<Node>();
        var stores = new ArrayList<Node>();
        for (int i = 0; i < vars.size(); i++) {
            if (Nodes.calls(inits.get(i))) {
                Var v = vars.get(i);
                v.assigned = true;
                v.early = true;
                early.add(v);
                given.set(i, null);
                var t = new Var(v.name);
                temporaries.add(t);
                computed.add(inits.get(i));
                stores.add(new SetVar(v, together ? new Ref(t, 0) : inits.get(i)));
                values.set(i, together ? Expander.NOTHING : stores.getLast());
            }
        }
        if (together && !early.isEmpty()) {
            given.add(null);
            values.add(Expander.let(temporaries, computed, Expander.seq(stores)));
        }
        Node all = Letrec.build(given, values, body);
        for (Var v : early) {
            all = new Let(v, new Const(Nodes.UNASSIGNED), all);
        }
        return all;
    }

    Node doLoop(Pair form, int position, Scope s) {
        expander.size(form, position, 2, Expander.MANY, "(do ((name init step) …) (test result …) body …)");
        var inner = new Scope.Local(s);
        var vars = new ArrayList<Var>();
        var inits = new ArrayList<Node>();
        var specs = Syntax.list(Expander.at(form, 1).car, position, "the bindings of do");
        for (Object x : specs) {
            int n = Syntax.length(x);
            if (n < 2 || n > 3 || !Alias.isIdentifier(((Pair) x).car)) {
                throw new SyntaxError(position, "a binding of do must look like (name init step), found", Syntax.strip(x));
            }
            Pair p = Expander.at(x, 1);
            inits.add(expander.expand(p.car, Syntax.place(p, position), s));
        }
        for (Object x : specs) {
            vars.add(bind(inner, ((Pair) x).car, position, "do"));
        }
        if (!(Expander.at(form, 2).car instanceof Pair end) || Syntax.length(end) < 1) {
            throw new SyntaxError(position, "do needs (test result …) after its bindings");
        }
        Node test = expander.expand(end.car, Syntax.place(end, position), inner);
        Node result = expander.sequence(end.cdr, position, inner);
        var steps = new ArrayList<Node>();
        var loop = new Var("do");
        for (int i = 0; i < specs.size(); i++) {
            Object x = specs.get(i);
            if (Syntax.length(x) == 3) {
                Pair p = Expander.at(x, 2);
                steps.add(expander.expand(p.car, Syntax.place(p, position), inner));
            } else {
                steps.add(new Ref(vars.get(i), position));
            }
        }
        Node again = new Call(new Ref(loop, position), steps, position);
        Object commands = Expander.at(form, 2).cdr;
        Node body = commands == Nil.NIL ? again : new Seq(expander.sequence(commands, position, inner), again);
        return Expander.fix(loop, new Lambda("do", vars, null, new If(test, result, body), position),
            new Call(new Ref(loop, position), inits, position));
    }

    /// `(for i from to body …)` runs the body with each whole number from `from` to `to`, both included; `(for x in list body …)` with each
    /// element of a list or vector.
    Node forLoop(Pair form, int position, Scope s) {
        expander.size(form, position, 3, Expander.MANY, "(for name from to body …) or (for name in list body …)");
        Object id = Expander.at(form, 1).car;
        if (!Alias.isIdentifier(id)) {
            throw new SyntaxError(position, "for needs a name, found", Syntax.strip(id));
        }
        var inner = new Scope.Local(s);
        Var v = bind(inner, id, position, "for");
        var loop = new Var("for");
        if (Expander.at(form, 2).car == Symbol.of("in")) {
            Node list = expander.builtin("%sequence->list", position, expander.element(form, 3, position, s));
            Node body = expander.definitions.body(Expander.at(form, 3).cdr, position, inner);
            var rest = new Var("rest");
            Node again = new Call(new Ref(loop, position), List.of(Expander.prim("cdr", position, new Ref(rest, position))), position);
            Node step = new Let(v, Expander.prim("car", position, new Ref(rest, position)), new Seq(body, again));
            return Expander.fix(loop, new Lambda("for", List.of(rest), null,
                new If(Expander.prim("pair?", position, new Ref(rest, position)), step, Expander.NOTHING), position),
                new Call(new Ref(loop, position), List.of(list), position));
        }
        expander.size(form, position, 4, Expander.MANY, "(for name from to body …)");
        var last = new Var("to");
        var counter = new Var(v.name);
        Node from = expander.element(form, 2, position, s);
        Node to = expander.element(form, 3, position, s);
        Node body = new Let(v, new Ref(counter, position), expander.definitions.body(Expander.at(form, 4), position, inner));
        Node again = new Call(new Ref(loop, position), List.of(Expander.prim("+", position, new Ref(counter, position), new Const(1L))), position);
        Node whole = Expander.fix(loop, new Lambda("for", List.of(counter), null,
            new If(Expander.prim("<=", position, new Ref(counter, position), new Ref(last, position)), new Seq(body, again), Expander.NOTHING), position),
            new Call(new Ref(loop, position), List.of(from), position));
        return new Let(last, to, whole);
    }

    Node cond(Object clauses, int position, Scope s) {
        return condOr(clauses, position, s, Expander.NOTHING, "cond");
    }

    Node caseOf(Pair form, int position, Scope s) {
        expander.size(form, position, 1, Expander.MANY, "(case key ((datum …) expression …) …)");
        var key = new Var("key");
        return new Let(key, expander.element(form, 1, position, s), clause(Expander.at(form, 1).cdr, key, position, s));
    }

    private Node clause(Object clauses, Var key, int position, Scope s) {
        if (!(clauses instanceof Pair p)) {
            return Expander.NOTHING;
        }
        int here = Syntax.place(p, position);
        if (!(p.car instanceof Pair clause) || Syntax.length(clause) < 1) {
            throw new SyntaxError(here, "a clause of case must look like ((datum …) expression …), found", Syntax.strip(p.car));
        }
        Node result;
        if (clause.cdr instanceof Pair q && expander.means(q.car, Core.ARROW, s)) {
            result = new Call(expander.element(clause, 2, here, s), List.of(new Ref(key, here)), here);
        } else {
            result = expander.sequence(clause.cdr, here, s);
        }
        if (expander.means(clause.car, Core.ELSE, s)) {
            return result;
        }
        Node test = FALSE;
        List<Object> data = Syntax.list(Syntax.strip(clause.car), here, "the data of a clause of case");
        for (int i = data.size() - 1; i >= 0; i--) {
            Node same = Expander.prim("eqv?", here, new Ref(key, here), new Const(data.get(i)));
            test = test == FALSE ? same : new If(same, new Const(true), test);
        }
        return new If(test, result, clause(p.cdr, key, position, s));
    }

    Node and(Object list, int position, Scope s) {
        if (!(list instanceof Pair p)) {
            return new Const(true);
        }
        Node first = expander.expand(p.car, Syntax.place(p, position), s);
        return p.cdr == Nil.NIL ? first : new If(first, and(p.cdr, position, s), FALSE);
    }

    Node or(Object list, int position, Scope s) {
        if (!(list instanceof Pair p)) {
            return FALSE;
        }
        Node first = expander.expand(p.car, Syntax.place(p, position), s);
        if (p.cdr == Nil.NIL) {
            return first;
        }
        var t = new Var("or");
        return new Let(t, first, new If(new Ref(t, position), new Ref(t, position), or(p.cdr, position, s)));
    }

    // ---- several values ----------------------------------------------------------------------------------------------

    /// Binds what formals name to the values that travel as `from`, then goes on with the body.
    Node destructure(List<Var> vars, Var rest, Var from, Node body, int position) {
        Node all = body;
        int n = vars.size();
        if (rest != null) {
            all = new Let(rest, Expander.prim("%values-rest", position, new Ref(from, position), new Const((long) n)), all);
        }
        for (int i = n - 1; i >= 0; i--) {
            all = new Let(vars.get(i), Expander.prim("%value", position, new Ref(from, position), new Const((long) i)), all);
        }
        if (n == 1 && rest == null) {
            return new Let(vars.getFirst(), Expander.prim("%one-value", position, new Ref(from, position)), body);
        }
        return new Seq(Expander.prim("%check-values", position, new Ref(from, position), new Const((long) n), new Const(rest != null)), all);
    }

    Node letValues(Pair form, int position, Scope s, boolean sequential) {
        expander.size(form, position, 2, Expander.MANY, "(let-values ((formals expression) …) body …)");
        record One(Formals formals, Node init, Var all) {}
        var found = new ArrayList<One>();
        var together = new Scope.Local(s);
        Scope inner = sequential ? s : together;
        for (Object x : Syntax.list(Expander.at(form, 1).car, position, "the bindings of let-values")) {
            if (Syntax.length(x) != 2) {
                throw new SyntaxError(position, "a binding of let-values must look like (formals expression), found", Syntax.strip(x));
            }
            Pair p = Expander.at(x, 1);
            Node init = expander.expand(p.car, Syntax.place(p, position), sequential ? inner : s);
            var scope = sequential ? new Scope.Local(inner) : together;
            found.add(new One(new Formals(expander, ((Pair) x).car, position, scope), init, new Var("values")));
            inner = scope;
        }
        Node body = expander.definitions.body(Expander.at(form, 2), position, new Scope.Local(inner));
        if (sequential) {
            for (One o : found.reversed()) {
                body = new Let(o.all, o.init, destructure(o.formals.params, o.formals.rest, o.all, body, position));
            }
            return body;
        }
        for (One o : found.reversed()) {
            body = destructure(o.formals.params, o.formals.rest, o.all, body, position);
        }
        for (One o : found.reversed()) {
            body = new Let(o.all, o.init, body);
        }
        return body;
    }

    Node receive(Pair form, int position, Scope s) {
        expander.size(form, position, 3, Expander.MANY, "(receive formals expression body …)");
        var inner = new Scope.Local(s);
        Node init = expander.element(form, 2, position, s);
        var f = new Formals(expander, Expander.at(form, 1).car, position, inner);
        var all = new Var("values");
        return new Let(all, init, destructure(f.params, f.rest, all, expander.definitions.body(Expander.at(form, 3), position, inner), position));
    }

    // ---- dynamic extent ----------------------------------------------------------------------------------------------

    Node parameterize(Pair form, int position, Scope s) {
        expander.size(form, position, 2, Expander.MANY, "(parameterize ((parameter value) …) body …)");
        Node parameters = new Const(Nil.NIL);
        Node values = new Const(Nil.NIL);
        for (Object x : Syntax.list(Expander.at(form, 1).car, position, "the bindings of parameterize").reversed()) {
            if (Syntax.length(x) != 2) {
                throw new SyntaxError(position, "a binding of parameterize must look like (parameter value), found", Syntax.strip(x));
            }
            var p = (Pair) x;
            parameters = Expander.prim("cons", position, expander.expand(p.car, Syntax.place(p, position), s), parameters);
            values = Expander.prim("cons", position, expander.element(p, 1, position, s), values);
        }
        Node body = expander.definitions.body(Expander.at(form, 2), position, new Scope.Local(s));
        return expander.builtin("%parameterize", position, parameters, values, Expander.thunk(body, position));
    }

    Node fluidLet(Pair form, int position, Scope s) {
        expander.size(form, position, 2, Expander.MANY, "(fluid-let ((name value) …) body …)");
        Object lets = Nil.NIL;
        Object swapIn = Nil.NIL;
        Object swapOut = Nil.NIL;
        var names = new Names(s);
        for (Binding b : bindings(Expander.at(form, 1).car, position, "fluid-let", s).reversed()) {
            Object mine = names.fresh("value");
            Object other = names.fresh("saved");
            lets = new Pair(Pair.list(mine, b.init.car), new Pair(Pair.list(other, false), lets));
            Object exchange = Pair.list(names.core(Core.BEGIN), Pair.list(names.core(Core.SET), other, b.id),
                Pair.list(names.core(Core.SET), b.id, mine), Pair.list(names.core(Core.SET), mine, other));
            swapIn = new Pair(exchange, swapIn);
            swapOut = new Pair(exchange, swapOut);
        }
        Object lambda = names.core(Core.LAMBDA);
        Object whole = Pair.list(names.core(Core.LET), lets, Pair.list(names.builtin("dynamic-wind"), new Pair(lambda, new Pair(Nil.NIL, swapIn)),
            new Pair(lambda, new Pair(Nil.NIL, Expander.at(form, 2))), new Pair(lambda, new Pair(Nil.NIL, swapOut))));
        return expander.expand(whole, position, names.scope);
    }

    /// Makes forms whose own names mean the system's.
    private final class Names {
        final Scope.Local scope;
        private final Scope.Local system;

        Names(Scope s) {
            scope = new Scope.Local(s);
            system = new Scope.Local(s);
        }

        Object fresh(String name) {
            return new Alias(Symbol.of(name), system);
        }

        Object core(Core core) {
            Object a = fresh(core.keyword);
            scope.bind(a, core);
            return a;
        }

        Object builtin(String name) {
            Object a = fresh(name);
            scope.bind(a, expander.libraries.builtin(name));
            return a;
        }
    }

    /// `(guard (name clause …) body …)`
    Node guard(Pair form, int position, Scope s) {
        expander.size(form, position, 2, Expander.MANY, "(guard (name clause …) body …)");
        if (!(Expander.at(form, 1).car instanceof Pair spec) || !Alias.isIdentifier(spec.car)) {
            throw new SyntaxError(position, "guard needs (name clause …), found", Syntax.strip(Expander.at(form, 1).car));
        }
        Node body = expander.definitions.body(Expander.at(form, 2), position, new Scope.Local(s));
        var inner = new Scope.Local(s);
        var raised = new Var(Alias.symbol(spec.car).name());
        inner.bind(spec.car, raised);
        var again = new Var("raise-again");
        boolean total = false;
        for (Object c = spec.cdr; c instanceof Pair p; c = p.cdr) {
            total |= p.car instanceof Pair clause && expander.means(clause.car, Core.ELSE, s);
        }
        Node clauses = condOr(spec.cdr, position, inner, new Call(new Ref(again, position), List.of(), position), "guard");
        var handler = new Lambda("guard", List.of(raised, again), null, clauses, position);
        return expander.builtin("%guard", position, Expander.thunk(body, position), handler, new Const(!total));
    }

    /// As `cond`, but where no clause applies, `otherwise`.
    private Node condOr(Object clauses, int position, Scope s, Node otherwise, String form) {
        if (!(clauses instanceof Pair p)) {
            return otherwise;
        }
        int here = Syntax.place(p, position);
        if (!(p.car instanceof Pair clause) || Syntax.length(clause) < 1) {
            throw new SyntaxError(here, "a clause of " + form + " must look like (test expression …), found", Syntax.strip(p.car));
        }
        if (expander.means(clause.car, Core.ELSE, s)) {
            if (p.cdr != Nil.NIL) {
                throw new SyntaxError(here, "the else clause of " + form + " must be the last");
            }
            return expander.sequence(clause.cdr, here, s);
        }
        Node test = expander.expand(clause.car, Syntax.place(clause, here), s);
        Node rest = condOr(p.cdr, position, s, otherwise, form);
        if (clause.cdr == Nil.NIL) {
            var t = new Var("test");
            return new Let(t, test, new If(new Ref(t, here), new Ref(t, here), rest));
        }
        if (expander.means(Expander.at(clause, 1).car, Core.ARROW, s)) {
            var t = new Var("test");
            return new Let(t, test, new If(new Ref(t, here), new Call(expander.element(clause, 2, here, s), List.of(new Ref(t, here)), here), rest));
        }
        return new If(test, expander.sequence(clause.cdr, here, s), rest);
    }
}
