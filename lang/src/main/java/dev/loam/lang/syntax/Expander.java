package dev.loam.lang.syntax;

import dev.loam.lang.ErrorObject;
import dev.loam.lang.Global;
import dev.loam.lang.MutableString;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Symbol;
import dev.loam.lang.Unspecified;
import dev.loam.lang.compiler.Node;
import dev.loam.lang.compiler.Node.Call;
import dev.loam.lang.compiler.Node.CaseLambda;
import dev.loam.lang.compiler.Node.Const;
import dev.loam.lang.compiler.Node.Fix;
import dev.loam.lang.compiler.Node.GlobalRef;
import dev.loam.lang.compiler.Node.If;
import dev.loam.lang.compiler.Node.Lambda;
import dev.loam.lang.compiler.Node.Let;
import dev.loam.lang.compiler.Node.PrimCall;
import dev.loam.lang.compiler.Node.Ref;
import dev.loam.lang.compiler.Node.Seq;
import dev.loam.lang.compiler.Node.SetGlobal;
import dev.loam.lang.compiler.Node.SetVar;
import dev.loam.lang.compiler.Prim;
import dev.loam.lang.compiler.Var;
import dev.loam.lang.interop.JavaNames;
import dev.loam.lang.types.Contract;
import dev.loam.lang.types.SchemeType;
import dev.loam.lang.types.TypeParser;
import dev.loam.lang.types.Typing;
import java.util.ArrayList;
import java.util.List;

/// Turns forms into the core language: resolves names, applies macros, takes the derived forms apart.
final class Expander {
    static final Node NOTHING = new Const(Unspecified.UNSPECIFIED);

    final Derived derived = new Derived(this);
    final Definitions definitions = new Definitions(this);
    final Libraries libraries;
    /// The file whose text is being expanded, for `include`; null where there is none.
    java.nio.file.Path file;
    /// The types that the text mentions.
    final Typing typing = new Typing();
    /// Whether the text mentions types at all; only then places of expressions are kept.
    boolean typed;
    /// Whether every definition of a procedure must have types.
    boolean strict;
    private int macroDepth;

    Expander(Libraries libraries) {
        this.libraries = libraries;
    }

    // ---- expressions -----------------------------------------------------------------------------------------------

    Node expand(Object x, int position, Scope s) {
        return expand(x, position, s, null);
    }

    /// @param name what a procedure is called that this expression makes; null for nothing in particular
    Node expand(Object x, int position, Scope s, String name) {
        Node n = expandPlain(x, position, s, name);
        if (typed && n != NOTHING) {
            typing.place(n, position);
        }
        return n;
    }

    private Node expandPlain(Object x, int position, Scope s, String name) {
        while (true) {
            if (Alias.isIdentifier(x)) {
                return reference(x, position, s);
            }
            if (!(x instanceof Pair form)) {
                return literal(x, position);
            }
            int first = form.position != 0 ? form.position : position;
            if (Alias.isIdentifier(form.car)) {
                Object meaning = s.resolve(form.car);
                if (meaning instanceof Core core) {
                    return core(core, form, position, s, name);
                }
                if (meaning instanceof Macro macro) {
                    x = apply(macro, form, position, s);
                    continue;
                }
                return call(reference(form.car, first, s), form, position, s);
            }
            return call(expand(form.car, first, s), form, position, s);
        }
    }

    Object apply(Macro macro, Pair form, int position, Scope s) {
        if (++macroDepth > 1_000_000) {
            throw new SyntaxError(position, "macros expand without end:", Syntax.strip(form.car));
        }
        return macro.expand(form, position, s);
    }

    private Node literal(Object x, int position) {
        if (x == Nil.NIL) {
            throw new SyntaxError(position, "an empty list is no expression; to get it, write '()");
        }
        return new Const(Syntax.strip(x));
    }

    private Node reference(Object id, int position, Scope s) {
        Object meaning = s.resolve(id);
        return switch (meaning) {
            case Var v -> new Ref(v, position);
            case Global g -> outside(g, id, position);
            default -> throw new SyntaxError(position, "the keyword " + Alias.symbol(id).name() + " is no value; it stands first in a form");
        };
    }

    private static Node outside(Global g, Object id, int position) {
        if (keyword(g, id)) {
            return new Const(Alias.symbol(id));
        }
        if (!g.bound() && JavaNames.matches(g.name()) && !g.defined) {
            try {
                return new GlobalRef(g.java(JavaNames.value(g.name())), position);
            } catch (SchemeError e) {
                throw new SyntaxError(ErrorObject.Kind.UNBOUND, position, e.getMessage());
            }
        }
        return new GlobalRef(g, position);
    }

    /// `name:` means itself where nobody defined it.
    private static boolean keyword(Global g, Object id) {
        String name = g.name();
        return !g.bound() && name.length() > 1 && name.endsWith(":") && id instanceof Symbol;
    }

    private Node call(Node operator, Pair form, int position, Scope s) {
        return new Call(operator, arguments(form.cdr, position, s), position);
    }

    List<Node> arguments(Object list, int position, Scope s) {
        var args = new ArrayList<Node>();
        Object rest = list;
        for (; rest instanceof Pair p; rest = p.cdr) {
            args.add(expand(p.car, Syntax.place(p, position), s));
        }
        if (rest != Nil.NIL) {
            throw new SyntaxError(position, "a call must be a proper list; it ends in", Syntax.strip(rest));
        }
        return args;
    }

    private SyntaxError bad(Pair form, int position, String shape) {
        return new SyntaxError(position, "this form must look like " + shape + ", found", Syntax.strip(form));
    }

    /// The number of elements after the keyword; complains where it is not within the bounds.
    int size(Pair form, int position, int least, int most, String shape) {
        int n = Syntax.length(form.cdr);
        if (n < least || n > most) {
            throw bad(form, position, shape);
        }
        return n;
    }

    static final int MANY = Integer.MAX_VALUE;

    static Pair at(Object list, int index) {
        Object x = list;
        for (int i = 0; i < index; i++) {
            x = ((Pair) x).cdr;
        }
        return (Pair) x;
    }

    Node element(Pair form, int index, int position, Scope s) {
        Pair p = at(form, index);
        return expand(p.car, Syntax.place(p, position), s);
    }

    private Node core(Core core, Pair form, int position, Scope s, String name) {
        return switch (core) {
            case QUOTE -> {
                size(form, position, 1, 1, "(quote datum)");
                yield new Const(Syntax.strip(at(form, 1).car));
            }
            case LAMBDA -> {
                size(form, position, 2, MANY, "(lambda (name …) body …)");
                yield lambda(at(form, 1).car, at(form, 2), position, s, name);
            }
            case NAMED_LAMBDA -> {
                size(form, position, 2, MANY, "(named-lambda (name variable …) body …)");
                var formals = (Pair) at(form, 1).car;
                yield lambda(formals.cdr, at(form, 2), position, s, Alias.symbol(formals.car).name());
            }
            case CASE_LAMBDA -> caseLambda(form, position, s, name);
            case SET -> set(form, position, s);
            case IF -> {
                int n = size(form, position, 2, 3, "(if test then else)");
                yield new If(element(form, 1, position, s), expandAt(form, 2, position, s, name),
                    n == 3 ? expandAt(form, 3, position, s, name) : NOTHING);
            }
            case BEGIN -> {
                if (form.cdr == Nil.NIL) {
                    yield NOTHING;
                }
                yield sequence(form.cdr, position, s);
            }
            case LET -> derived.let(form, position, s);
            case LET_STAR -> derived.letStar(form, position, s);
            case LETREC, LETREC_STAR -> derived.letrec(form, position, s);
            case DO -> derived.doLoop(form, position, s);
            case FOR -> derived.forLoop(form, position, s);
            case COND -> derived.cond(form.cdr, position, s);
            case CASE -> derived.caseOf(form, position, s);
            case AND -> derived.and(form.cdr, position, s);
            case OR -> derived.or(form.cdr, position, s);
            case WHEN -> {
                size(form, position, 1, MANY, "(when test expression …)");
                yield new If(element(form, 1, position, s), sequence(at(form, 1).cdr, position, s), NOTHING);
            }
            case UNLESS -> {
                size(form, position, 1, MANY, "(unless test expression …)");
                yield new If(element(form, 1, position, s), NOTHING, sequence(at(form, 1).cdr, position, s));
            }
            case QUASIQUOTE -> {
                size(form, position, 1, 1, "(quasiquote template)");
                yield new Quasi(this, s).build(at(form, 1).car, 1, position);
            }
            case DELAY -> {
                size(form, position, 1, 1, "(delay expression)");
                yield builtin("%make-lazy", position, thunk(new Call(global("make-promise"), List.of(element(form, 1, position, s)), position), position));
            }
            case DELAY_FORCE -> {
                size(form, position, 1, 1, "(delay-force expression)");
                yield builtin("%make-lazy", position, thunk(element(form, 1, position, s), position));
            }
            case MAKE_STREAM -> {
                size(form, position, 2, 2, "(cons-stream first rest)");
                Node rest = new Call(global("make-promise"), List.of(element(form, 2, position, s)), position);
                yield builtin("cons", position, element(form, 1, position, s), builtin("%make-lazy", position, thunk(rest, position)));
            }
            case LET_VALUES -> derived.letValues(form, position, s, false);
            case LET_STAR_VALUES -> derived.letValues(form, position, s, true);
            case RECEIVE -> derived.receive(form, position, s);
            case PARAMETERIZE -> derived.parameterize(form, position, s);
            case FLUID_LET -> derived.fluidLet(form, position, s);
            case GUARD -> derived.guard(form, position, s);
            case LET_SYNTAX -> letSyntax(form, position, s, false);
            case LETREC_SYNTAX -> letSyntax(form, position, s, true);
            case SYNTAX_ERROR -> {
                Object message = form.cdr instanceof Pair p ? p.car : new MutableString("syntax-error");
                Object[] irritants = form.cdr instanceof Pair p ? Syntax.list(Syntax.strip(p.cdr), position, "syntax-error").toArray() : new Object[0];
                throw new SyntaxError(position, message.toString(), irritants);
            }
            case COND_EXPAND -> sequenceOf(libraries.condExpand(form, position, s, this), position, s);
            case ASSERT -> {
                size(form, position, 1, MANY, "(assert expression)");
                yield new If(element(form, 1, position, s), NOTHING,
                    builtin("error", position, new Const(MutableString.literal("assertion failed:")), new Const(Syntax.strip(at(form, 1).car))));
            }
            case MATCH -> new Match(this).expand(form, position, s);
            case THE -> {
                size(form, position, 2, 2, "(the type expression)");
                SchemeType type = type(at(form, 1).car, Syntax.place(at(form, 1), position), s);
                yield prim("%checked", position, element(form, 2, position, s), new Const(new Contract(type, null, 0)));
            }
            case INTERPOLATE -> builtin("%interpolated", position, arguments(form.cdr, position, s).toArray(new Node[0]));
            case INCLUDE, INCLUDE_CI -> sequenceOf(definitions.include(form, position, core == Core.INCLUDE_CI), position, s);
            case DEFINE, TYPE_OF, DEFINE_TYPE, DEFINE_VALUES, DEFINE_SYNTAX, DEFINE_RECORD_TYPE, IMPORT, DEFINE_LIBRARY -> throw new SyntaxError(position,
                core.keyword + " stands where an expression is needed; definitions stand at the beginning of a body");
            case UNQUOTE, UNQUOTE_SPLICING -> throw new SyntaxError(position, core.keyword + " outside a quasiquote");
            case SYNTAX_RULES -> throw new SyntaxError(position, "syntax-rules stands only in define-syntax, let-syntax and letrec-syntax");
            case ELSE, ARROW, ELLIPSIS, UNDERSCORE -> throw new SyntaxError(position, core.keyword + " stands where an expression is needed");
        };
    }

    private Node expandAt(Pair form, int index, int position, Scope s, String name) {
        Pair p = at(form, index);
        return expand(p.car, Syntax.place(p, position), s, name);
    }

    Node sequence(Object list, int position, Scope s) {
        if (!(list instanceof Pair p)) {
            return NOTHING;
        }
        var nodes = new ArrayList<Node>();
        Object rest = p;
        for (; rest instanceof Pair q; rest = q.cdr) {
            nodes.add(expand(q.car, Syntax.place(q, position), s));
        }
        if (rest != Nil.NIL) {
            throw new SyntaxError(position, "a sequence must be a proper list; it ends in", Syntax.strip(rest));
        }
        return seq(nodes);
    }

    private Node sequenceOf(List<Pair> forms, int position, Scope s) {
        var nodes = new ArrayList<Node>();
        for (Pair p : forms) {
            nodes.add(expand(p.car, Syntax.place(p, position), s));
        }
        return seq(nodes);
    }

    static Node seq(List<Node> nodes) {
        if (nodes.isEmpty()) {
            return NOTHING;
        }
        Node all = nodes.getLast();
        for (int i = nodes.size() - 2; i >= 0; i--) {
            all = new Seq(nodes.get(i), all);
        }
        return all;
    }

    // ---- calls of what the system knows, whatever the program defined ------------------------------------------------

    GlobalRef global(String name) {
        return new GlobalRef(libraries.builtin(name), 0);
    }

    Node builtin(String name, int position, Node... args) {
        return new Call(global(name), List.of(args), position);
    }

    static Node prim(String name, int position, Node... args) {
        return new PrimCall(Prim.named(name), List.of(args), position);
    }

    static Lambda thunk(Node body, int position) {
        return new Lambda(null, List.of(), null, body, position);
    }

    // ---- assignment, procedures --------------------------------------------------------------------------------------

    private Node set(Pair form, int position, Scope s) {
        size(form, position, 2, 2, "(set! name expression)");
        Object id = at(form, 1).car;
        if (!Alias.isIdentifier(id)) {
            throw new SyntaxError(position, "set! needs a name, found", Syntax.strip(id));
        }
        Node value = expandAt(form, 2, position, s, null);
        Object meaning = s.resolve(id);
        if (meaning instanceof Var v) {
            v.assigned = true;
            return new SetVar(v, value);
        }
        if (meaning instanceof Global g) {
            Environment e = s.environment();
            Global target = id instanceof Symbol symbol && e.isImported(symbol) && !e.closed() ? e.replace(symbol) : g;
            return new SetGlobal(target, value, false, position);
        }
        throw new SyntaxError(position, "set! cannot change the keyword " + Alias.symbol(id).name());
    }

    Node lambda(Object formals, Object body, int position, Scope s, String name) {
        var inner = new Scope.Local(s);
        return lambda(formals, body, position, inner, name, null);
    }

    /// @param declared the type that `(: name type)` gave; null for none
    /// @param inner    the scope of the procedure's own variables
    Lambda lambda(Object formals, Object body, int position, Scope.Local inner, String name, SchemeType.Function declared) {
        var f = new Formals(this, formals, position, inner);
        Object rest = f.bodyOf(body, position);
        if (declared != null) {
            f.declared(declared);
        }
        Node expanded = f.finish(f.checked(definitions.body(rest, position, inner), name), position, name);
        var lambda = new Lambda(name, f.params, f.rest, expanded, position);
        SchemeType.Function type = f.type();
        if (type != null) {
            typing.annotate(lambda, type, f.givesResult());
        }
        return lambda;
    }

    void requireTypes(Lambda lambda, String name, int position) {
        SchemeType.Function type = typing.of(lambda);
        for (int i = 0; i < lambda.params.size(); i++) {
            String v = lambda.params.get(i).name;
            if (typing.of(lambda.params.get(i)) == null) {
                throw new SyntaxError(position, "--strict: the variable " + v + " of " + name + " needs a type, as in (" + v + " : real)");
            }
        }
        if (type == null || !typing.givesResult(lambda)) {
            throw new SyntaxError(position, "--strict: " + name + " needs the type of its result, as in (define (" + name + " …) : real …)");
        }
    }

    /// A type as it stands in a text.
    SchemeType type(Object x, int position, Scope s) {
        return new TypeParser(s.environment()::type).parse(Syntax.strip(x), position);
    }

    private Node caseLambda(Pair form, int position, Scope s, String name) {
        var clauses = new ArrayList<Lambda>();
        for (Object rest = form.cdr; rest instanceof Pair p; rest = p.cdr) {
            if (!(p.car instanceof Pair clause) || Syntax.length(clause) < 2) {
                throw new SyntaxError(Syntax.place(p, position), "a clause of case-lambda must look like ((name …) body …)");
            }
            clauses.add((Lambda) lambda(clause.car, clause.cdr, Syntax.place(p, position), s, name));
        }
        return new CaseLambda(name, clauses);
    }

    // ---- local macros ------------------------------------------------------------------------------------------------

    private Node letSyntax(Pair form, int position, Scope s, boolean recursive) {
        size(form, position, 1, MANY, "(let-syntax ((name rules) …) body …)");
        var inner = new Scope.Local(s);
        for (Object x : Syntax.list(at(form, 1).car, position, "the bindings of let-syntax")) {
            if (Syntax.length(x) != 2) {
                throw new SyntaxError(position, "a binding of let-syntax must look like (name rules), found", Syntax.strip(x));
            }
            var binding = (Pair) x;
            inner.bind(binding.car, macro(at(binding, 1).car, position, recursive ? inner : s, Alias.symbol(binding.car).name()));
        }
        return definitions.body(at(form, 1).cdr, position, inner);
    }

    /// The macro, or the keyword, that the right side of a syntax definition means.
    Object macro(Object spec, int position, Scope s, String name) {
        while (true) {
            if (Alias.isIdentifier(spec)) {
                Object meaning = s.resolve(spec);
                if (meaning instanceof Macro || meaning instanceof Core) {
                    return meaning;
                }
            }
            if (spec instanceof Pair p && Alias.isIdentifier(p.car)) {
                Object meaning = s.resolve(p.car);
                if (meaning == Core.SYNTAX_RULES) {
                    return new SyntaxRules(spec, position, s, name);
                }
                if (meaning instanceof Macro m) {
                    spec = apply(m, p, position, s);
                    continue;
                }
            }
            throw new SyntaxError(position, "a macro is made by (syntax-rules …), found", Syntax.strip(spec));
        }
    }

    // ---- small helpers -----------------------------------------------------------------------------------------------

    boolean means(Object x, Core core, Scope s) {
        return Alias.isIdentifier(x) && s.resolve(x) == core;
    }

    static Node let(List<Var> vars, List<Node> inits, Node body) {
        Node all = body;
        for (int i = vars.size() - 1; i >= 0; i--) {
            all = new Let(vars.get(i), inits.get(i), all);
        }
        return all;
    }

    static Node fix(Var var, Lambda lambda, Node body) {
        return new Fix(List.of(var), List.of(lambda), body);
    }

    SetGlobal defineGlobal(Global g, Node value, int position) {
        return new SetGlobal(g, value, true, position);
    }
}
