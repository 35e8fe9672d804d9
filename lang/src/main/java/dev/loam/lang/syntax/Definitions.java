package dev.loam.lang.syntax;

import dev.loam.lang.Global;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.RecordType;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Source;
import dev.loam.lang.Symbol;
import dev.loam.lang.compiler.Node;
import dev.loam.lang.compiler.Node.Const;
import dev.loam.lang.compiler.Node.Lambda;
import dev.loam.lang.compiler.Node.Let;
import dev.loam.lang.compiler.Node.Ref;
import dev.loam.lang.compiler.Var;
import dev.loam.lang.types.Contract;
import dev.loam.lang.types.SchemeType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Definitions, at the beginning of a body and outside all procedures.
final class Definitions {
    private final Expander expander;

    Definitions(Expander expander) {
        this.expander = expander;
    }

    // ---- bodies ------------------------------------------------------------------------------------------------------

    /// A definition, or an expression among definitions (`var` is null), before its right side is expanded.
    private interface Item {
        Var var();

        Node expand();
    }

    private record Delayed(Var var, java.util.function.Supplier<Node> supplier) implements Item {
        @Override
        public Node expand() {
            return supplier.get();
        }
    }

    /// A body in a scope of its own, into which its definitions go.
    Node body(Object list, int position, Scope.Local s) {
        if (!(list instanceof Pair)) {
            throw new SyntaxError(position, "a body needs at least one expression");
        }
        var items = new ArrayList<Item>();
        int lastDefinition = scan(list, position, s, items);
        var vars = new ArrayList<Var>();
        var inits = new ArrayList<Node>();
        for (int i = 0; i < lastDefinition; i++) {
            vars.add(items.get(i).var());
            inits.add(items.get(i).expand());
        }
        var rest = new ArrayList<Node>();
        for (Item item : items.subList(lastDefinition, items.size())) {
            rest.add(item.expand());
        }
        return Letrec.build(vars, inits, Expander.seq(rest));
    }

    /// Finds the items of a body; gives how many there are up to the last definition.
    private int scan(Object list, int position, Scope.Local s, List<Item> items) {
        var todo = new ArrayDeque<Pair>();
        push(todo, list, position);
        int last = 0;
        while (!todo.isEmpty()) {
            Pair p = todo.pop();
            Object x = p.car;
            int here = p.position != 0 ? p.position : position;
            while (x instanceof Pair f && Alias.isIdentifier(f.car) && s.resolve(f.car) instanceof Macro m) {
                x = expander.apply(m, f, here, s);
            }
            Core core = x instanceof Pair f && Alias.isIdentifier(f.car) && s.resolve(f.car) instanceof Core c ? c : null;
            Object form = x;
            switch (core) {
                case BEGIN -> push(todo, ((Pair) form).cdr, here);
                case INCLUDE, INCLUDE_CI -> push(todo, include((Pair) form, here, core == Core.INCLUDE_CI));
                case COND_EXPAND -> push(todo, expander.libraries.condExpand((Pair) form, here, s, expander));
                case DEFINE -> {
                    define((Pair) form, here, s, items);
                    last = items.size();
                }
                case TYPE_OF -> declare((Pair) form, here, s);
                case DEFINE_TYPE -> defineType((Pair) form, here, s);
                case DEFINE_VALUES -> {
                    defineValues((Pair) form, here, s, items);
                    last = items.size();
                }
                case DEFINE_RECORD_TYPE -> {
                    defineRecord((Pair) form, here, s, items);
                    last = items.size();
                }
                case DEFINE_SYNTAX -> {
                    expander.size((Pair) form, here, 2, 2, "(define-syntax name rules)");
                    Object id = Expander.at(form, 1).car;
                    s.bind(id, expander.macro(Expander.at(form, 2).car, here, s, Alias.symbol(id).name()));
                }
                case null, default -> items.add(new Delayed(null, () -> expander.expand(form, here, s)));
            }
        }
        return last;
    }

    private static void push(Deque<Pair> todo, Object list, int position) {
        var forms = new ArrayList<Pair>();
        for (Object x = list; x instanceof Pair p; x = p.cdr) {
            forms.add(p.position != 0 ? p : new Pair(p.car, Nil.NIL, position));
        }
        push(todo, forms);
    }

    private static void push(Deque<Pair> todo, List<Pair> forms) {
        for (Pair p : forms.reversed()) {
            todo.push(p);
        }
    }

    private static Var bind(Scope.Local s, Object id, int position) {
        if (!Alias.isIdentifier(id)) {
            throw new SyntaxError(position, "define needs a name, found", Syntax.strip(id));
        }
        var v = new Var(Alias.symbol(id).name());
        s.bind(id, v);
        return v;
    }

    private void define(Pair form, int position, Scope.Local s, List<Item> items) {
        Named n = named(form, position);
        Var v = bind(s, n.id, position);
        SchemeType type = n.variableType(s);
        if (type != null) {
            expander.typing.annotate(v, type);
        }
        items.add(new Delayed(v, () -> n.value(s)));
    }

    /// `(define name value)`, with `(define (name . formals) body …)` and curried forms as lambdas to be made.
    private final class Named {
        final Object id;
        private final Object formals;
        private final Object body;
        private final int position;
        private final Pair curried;
        private final Pair type;

        Named(Object id, Object formals, Object body, int position, Pair curried, Pair type) {
            this.id = id;
            this.formals = formals;
            this.body = body;
            this.position = position;
            this.curried = curried;
            this.type = type;
        }

        Node value(Scope s) {
            String name = Alias.symbol(id).name();
            if (formals != null) {
                return curry(formals, body, curried, s, name);
            }
            Node value = body instanceof Pair p ? expander.expand(p.car, Syntax.place(p, position), s, name) : Expander.NOTHING;
            SchemeType t = variableType(s);
            return t == null || value instanceof Lambda ? value : Expander.prim("%checked", position, value, new Const(new Contract(t, name, 0)));
        }

        /// The type of the variable, as far as it is said before its value is looked at.
        SchemeType variableType(Scope s) {
            return type != null ? expander.type(type.car, Syntax.place(type, position), s) : s.declared(id);
        }

        private Node curry(Object formals, Object body, Pair more, Scope s, String name) {
            if (more == null) {
                var scope = new Scope.Local(s);
                Lambda made = expander.lambda(formals, body, position, scope, name, s.declared(id) instanceof SchemeType.Function f ? f : null);
                if (expander.strict) {
                    expander.requireTypes(made, name, position);
                }
                return made;
            }
            var inner = new Scope.Local(s);
            var f = new Formals(expander, more.car, position, inner);
            Node made = curry(formals, body, (Pair) (more.cdr == Nil.NIL ? null : more.cdr), inner, name);
            return new Lambda(name, f.params, f.rest, f.finish(made, position, name), position);
        }
    }

    private Named named(Pair form, int position) {
        int n = Syntax.length(form.cdr);
        if (n < 1 || n == 1 && !Alias.isIdentifier(Expander.at(form, 1).car)) {
            throw new SyntaxError(position, "a definition must look like (define name expression) or (define (name variable …) body …)");
        }
        Object target = Expander.at(form, 1).car;
        if (!(target instanceof Pair p)) {
            Object rest = Expander.at(form, 1).cdr;
            Pair type = null;
            // (define x : type value)
            if (n == 4 && ((Pair) rest).car == Symbol.of(":")) {
                type = Expander.at(form, 3);
                rest = Expander.at(form, 4);
                n = 2;
            }
            if (n > 2) {
                throw new SyntaxError(position, "a definition of a variable has one expression, found " + (n - 1));
            }
            return new Named(target, null, rest, position, null, type);
        }
        Object formals = p.cdr;
        Pair curried = null;
        while (p.car instanceof Pair q) {
            curried = new Pair(q.cdr, curried == null ? Nil.NIL : curried);
            p = q;
        }
        return new Named(p.car, formals, Expander.at(form, 1).cdr, position, curried, null);
    }

    // ---- types -------------------------------------------------------------------------------------------------------

    /// `(: name type)`
    private void declare(Pair form, int position, Scope s) {
        expander.size(form, position, 2, 2, "(: name type)");
        Pair type = Expander.at(form, 2);
        s.declare(Expander.at(form, 1).car, expander.type(type.car, Syntax.place(type, position), s));
    }

    /// `(define-type name type)`
    private void defineType(Pair form, int position, Scope s) {
        expander.size(form, position, 2, 2, "(define-type name type)");
        Pair type = Expander.at(form, 2);
        s.environment().type(Alias.symbol(Expander.at(form, 1).car), expander.type(type.car, Syntax.place(type, position), s));
    }

    private void defineValues(Pair form, int position, Scope.Local s, List<Item> items) {
        expander.size(form, position, 2, 2, "(define-values formals expression)");
        var all = new Var("values");
        Pair p = Expander.at(form, 2);
        var inner = new Scope.Local(s);
        var f = new Formals(expander, Expander.at(form, 1).car, position, inner);
        items.add(new Delayed(all, () -> expander.expand(p.car, Syntax.place(p, position), s)));
        items.add(new Delayed(null, () -> check(f, all, position)));
        Object ids = Expander.at(form, 1).car;
        for (int i = 0; i < f.params.size(); i++) {
            int index = i;
            s.bind(((Pair) ids).car, f.params.get(i));
            ids = ((Pair) ids).cdr;
            items.add(new Delayed(f.params.get(i), () -> one(f, all, index, position)));
        }
        if (f.rest != null) {
            s.bind(ids, f.rest);
            items.add(new Delayed(f.rest, () -> Expander.prim("%values-rest", position, new Ref(all, position), new Const((long) f.params.size()))));
        }
    }

    private static Node check(Formals f, Var all, int position) {
        return Expander.prim("%check-values", position, new Ref(all, position), new Const((long) f.params.size()), new Const(f.rest != null));
    }

    private static Node one(Formals f, Var all, int index, int position) {
        return f.params.size() == 1 && f.rest == null ? new Ref(all, position)
            : Expander.prim("%value", position, new Ref(all, position), new Const((long) index));
    }

    // ---- records -----------------------------------------------------------------------------------------------------

    private record Part(Object id, Node value) {}

    private void defineRecord(Pair form, int position, Scope.Local s, List<Item> items) {
        for (Part part : record(form, position, s)) {
            Var v = bind(s, part.id, position);
            items.add(new Delayed(v, () -> part.value));
        }
    }

    /// `(define-record-type name constructor predicate field …)` as definitions of procedures.
    private List<Part> record(Pair form, int position, Scope s) {
        expander.size(form, position, 2, Expander.MANY, "(define-record-type name (constructor field …) predicate (field accessor modifier) …)");
        Object typeName = Expander.at(form, 1).car instanceof Pair p ? p.car : Expander.at(form, 1).car;
        var fields = new ArrayList<Object>();
        var specs = new ArrayList<Pair>();
        Object after = Syntax.length(form.cdr) > 2 ? Expander.at(form, 3).cdr : Nil.NIL;
        for (Object x = after; x instanceof Pair p; x = p.cdr) {
            Pair spec = p.car instanceof Pair q ? q : new Pair(p.car, Nil.NIL);
            if (fields.contains(spec.car)) {
                throw new SyntaxError(Syntax.place(p, position), "two fields of one record type have the same name:", Syntax.strip(spec.car));
            }
            fields.add(spec.car);
            specs.add(spec);
        }
        var symbols = new ArrayList<Symbol>();
        fields.forEach(f -> symbols.add(Alias.symbol(f)));
        String name = Alias.symbol(typeName).name();
        var type = new RecordType(name.startsWith("<") && name.endsWith(">") && name.length() > 2 ? name.substring(1, name.length() - 1) : name, symbols);
        s.environment().type(Alias.symbol(typeName), new SchemeType.OfRecord(type));
        s.environment().type(Symbol.of(type.name()), new SchemeType.OfRecord(type));
        Node constant = new Const(type);
        var parts = new ArrayList<Part>();
        parts.add(new Part(typeName, constant));
        Object constructor = Expander.at(form, 2).car;
        if (constructor != (Object) false) {
            parts.add(constructor(constructor, fields, type, position));
        }
        if (Syntax.length(form.cdr) > 2 && Alias.isIdentifier(Expander.at(form, 3).car)) {
            Object id = Expander.at(form, 3).car;
            var x = new Var("object");
            parts.add(new Part(id, new Lambda(Alias.symbol(id).name(), List.of(x), null,
                Expander.prim("%record?", position, new Ref(x, position), constant), position)));
        }
        for (int i = 0; i < specs.size(); i++) {
            accessors(specs.get(i), i, constant, position, parts);
        }
        return parts;
    }

    private Part constructor(Object spec, List<Object> fields, RecordType type, int position) {
        Object id = spec instanceof Pair p ? p.car : spec;
        List<Object> given = spec instanceof Pair p ? Syntax.list(p.cdr, position, "the fields of a constructor") : fields;
        var params = new ArrayList<Var>();
        var args = new Node[fields.size() + 1];
        args[0] = new Const(type);
        java.util.Arrays.fill(args, 1, args.length, new Const(false));
        for (Object field : given) {
            int place = fields.indexOf(field);
            if (place < 0) {
                throw new SyntaxError(position, "the constructor names a field that the record type does not have:", Syntax.strip(field));
            }
            var v = new Var(Alias.symbol(field).name());
            params.add(v);
            args[place + 1] = new Ref(v, position);
        }
        return new Part(id, new Lambda(Alias.symbol(id).name(), params, null, Expander.prim("%record", position, args), position));
    }

    private void accessors(Pair spec, int index, Node type, int position, List<Part> parts) {
        Node place = new Const((long) index);
        if (spec.cdr instanceof Pair p) {
            var r = new Var("record");
            Symbol who = Alias.symbol(p.car);
            parts.add(new Part(p.car, new Lambda(who.name(), List.of(r), null,
                Expander.prim("%record-ref", position, new Ref(r, position), type, place, new Const(who)), position)));
            if (p.cdr instanceof Pair q) {
                var target = new Var("record");
                var value = new Var("value");
                Symbol setter = Alias.symbol(q.car);
                parts.add(new Part(q.car, new Lambda(setter.name(), List.of(target, value), null,
                    Expander.prim("%record-set!", position, new Ref(target, position), type, place, new Ref(value, position), new Const(setter)), position)));
            }
        }
    }

    // ---- outside all procedures --------------------------------------------------------------------------------------

    /// Expands a form of a program or library; definitions change `e` at once, as later forms must see them.
    void toplevel(Object x, int position, Environment e, List<Node> out) {
        while (x instanceof Pair f && Alias.isIdentifier(f.car) && e.resolve(f.car) instanceof Macro m) {
            x = expander.apply(m, f, position, e);
        }
        if (!(x instanceof Pair form && Alias.isIdentifier(form.car) && e.resolve(form.car) instanceof Core core)) {
            out.add(expander.expand(x, position, e));
            return;
        }
        switch (core) {
            case BEGIN -> each(form.cdr, position, e, out);
            case INCLUDE, INCLUDE_CI -> include(form, position, core == Core.INCLUDE_CI).forEach(p -> toplevel(p.car, Syntax.place(p, position), e, out));
            case COND_EXPAND -> expander.libraries.condExpand(form, position, e, expander)
                .forEach(p -> toplevel(p.car, Syntax.place(p, position), e, out));
            case DEFINE -> {
                Named n = named(form, position);
                if (!Alias.isIdentifier(n.id)) {
                    throw new SyntaxError(position, "define needs a name, found", Syntax.strip(n.id));
                }
                Global g = e.define(n.id);
                SchemeType type = n.variableType(e);
                if (type != null) {
                    expander.typing.annotate(g, type);
                }
                Node value = n.value(e);
                if (type == null && value instanceof Lambda lambda) {
                    type = expander.typing.of(lambda);
                }
                g.type = type;
                out.add(expander.defineGlobal(g, value, position));
            }
            case TYPE_OF -> declare(form, position, e);
            case DEFINE_TYPE -> defineType(form, position, e);
            case DEFINE_VALUES -> globalValues(form, position, e, out);
            case DEFINE_RECORD_TYPE -> {
                for (Part part : record(form, position, e)) {
                    out.add(expander.defineGlobal(e.define(part.id), part.value, position));
                }
            }
            case DEFINE_SYNTAX -> {
                expander.size(form, position, 2, 2, "(define-syntax name rules)");
                Object id = Expander.at(form, 1).car;
                e.bind(id, expander.macro(Expander.at(form, 2).car, position, e, Alias.symbol(id).name()));
            }
            case IMPORT -> expander.libraries.importAll(form.cdr, position, e, expander, out);
            case DEFINE_LIBRARY -> expander.libraries.define(form, position, expander, out);
            default -> out.add(expander.expand(form, position, e));
        }
    }

    void each(Object list, int position, Environment e, List<Node> out) {
        for (Object x = list; x instanceof Pair p; x = p.cdr) {
            toplevel(p.car, Syntax.place(p, position), e, out);
        }
    }

    private void globalValues(Pair form, int position, Environment e, List<Node> out) {
        expander.size(form, position, 2, 2, "(define-values formals expression)");
        var f = new Formals(expander, Expander.at(form, 1).car, position, new Scope.Local(e));
        Node init = expander.element(form, 2, position, e);
        var all = new Var("values");
        var nodes = new ArrayList<Node>();
        nodes.add(check(f, all, position));
        Object ids = Expander.at(form, 1).car;
        for (int i = 0; i < f.params.size(); i++) {
            nodes.add(expander.defineGlobal(e.define(((Pair) ids).car), one(f, all, i, position), position));
            ids = ((Pair) ids).cdr;
        }
        if (f.rest != null) {
            nodes.add(expander.defineGlobal(e.define(ids), Expander.prim("%values-rest", position, new Ref(all, position),
                new Const((long) f.params.size())), position));
        }
        out.add(new Let(all, init, Expander.seq(nodes)));
    }

    // ---- include -----------------------------------------------------------------------------------------------------

    /// The forms of the files that an `include` names, looked for beside the file that includes.
    List<Pair> include(Pair form, int position, boolean fold) {
        var forms = new ArrayList<Pair>();
        for (Object name : Syntax.list(form.cdr, position, "the files of include")) {
            if (!(name instanceof dev.loam.lang.MutableString)) {
                throw new SyntaxError(position, "include needs names of files as strings, found", Syntax.strip(name));
            }
            Path path = expander.file == null ? Path.of(name.toString()) : expander.file.resolveSibling(name.toString());
            try {
                Reader reader = Reader.of(Source.of(path.toString(), expander.libraries.read(path)));
                forms.addAll((fold ? reader.foldCase() : reader).readAll());
            } catch (IOException e) {
                throw SchemeError.file("include cannot read the file:", name);
            }
        }
        return forms;
    }
}
