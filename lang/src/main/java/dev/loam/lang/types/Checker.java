package dev.loam.lang.types;

import dev.loam.lang.Char;
import dev.loam.lang.ErrorObject;
import dev.loam.lang.Global;
import dev.loam.lang.MutableString;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.RecordType;
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
import dev.loam.lang.compiler.Nodes;
import dev.loam.lang.compiler.Var;
import dev.loam.lang.syntax.SyntaxError;
import dev.loam.lang.types.SchemeType.Function;
import dev.loam.lang.types.SchemeType.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Finds mistakes of type before a program runs. It is gradual (Siek and Taha: Gradual typing for functional languages, 2006): what has no
/// annotation has any type, and only what cannot fit is an error. Calls of procedures with types are looked at everywhere, calls of builtin ones
/// inside procedures with types (`strict`: everywhere), since a program without types may fail on purpose.
public final class Checker {
    private final Typing typing;
    private final Predicate<Global> builtin;
    private final boolean strict;
    private final Map<Var, SchemeType> found = new HashMap<>();
    private boolean inTyped;
    private int near;

    /// @param builtin whether a variable is the system's own
    public Checker(Typing typing, Predicate<Global> builtin, boolean strict) {
        this.typing = typing;
        this.builtin = builtin;
        this.strict = strict;
        this.inTyped = strict;
    }

    /// @throws SyntaxError where something cannot fit
    public void check(List<Node> forms) {
        forms.forEach(this::infer);
    }

    /// The type of an expression, as text.
    public String type(Node n) {
        return infer(n).text();
    }

    private int place(Node n) {
        Integer known = typing.places.get(n);
        if (known != null) {
            return known;
        }
        return switch (n) {
            case Ref r -> r.position();
            case GlobalRef g -> g.position();
            case Call c -> c.position();
            case PrimCall p -> p.position();
            case Lambda l -> l.position;
            default -> 0;
        };
    }

    /// The type of an expression, everything inside being checked.
    private SchemeType infer(Node n) {
        return switch (n) {
            case Const c -> constant(c.value());
            case Ref r -> variable(r.var());
            case GlobalRef g -> global(g.global());
            case SetVar s -> {
                SchemeType want = typing.variables.get(s.var());
                SchemeType have = infer(s.value());
                if (want != null && !Fitting.fits(want, have)) {
                    throw mismatch(s.value(), s.var().name + " must be " + want.text(), have);
                }
                yield Atoms.type(Atoms.VOID);
            }
            case SetGlobal s -> {
                SchemeType want = global(s.global());
                if (want != SchemeType.ANY && !(s.value() instanceof Lambda l && typing.lambdas.containsKey(l))) {
                    SchemeType have = infer(s.value());
                    if (!Fitting.fits(want, have)) {
                        throw mismatch(s.value(), s.global().name() + " must be " + want.text(), have);
                    }
                } else {
                    infer(s.value());
                }
                yield Atoms.type(Atoms.VOID);
            }
            case If x -> {
                infer(x.test());
                SchemeType then = infer(x.then());
                yield Fitting.join(then, infer(x.otherwise()));
            }
            case Seq x -> {
                infer(x.first());
                yield infer(x.second());
            }
            case Let x -> {
                bind(x.var(), x.init());
                yield infer(x.body());
            }
            case Fix x -> {
                procedures(x);
                yield infer(x.body());
            }
            case Lambda x -> lambda(x, null);
            case CaseLambda x -> {
                x.clauses().forEach(c -> lambda(c, null));
                yield Atoms.type(Atoms.PROCEDURE);
            }
            case Call x -> call(x);
            case PrimCall x when contract(x) != null -> {
                Contract c = contract(x);
                result(x.args().getFirst(), c.type(), c.who() == null ? "this expression" : c.who());
                yield c.type();
            }
            default -> {
                Nodes.each(n, this::infer);
                yield SchemeType.ANY;
            }
        };
    }

    private static SchemeType constant(Object x) {
        return switch (x) {
            case Object[] v -> {
                SchemeType element = SchemeType.NEVER;
                for (Object e : v) {
                    element = Fitting.join(element, constant(e));
                }
                yield new SchemeType.VectorOf(v.length == 0 ? SchemeType.ANY : element, new Size.Fixed(v.length));
            }
            case Pair p -> {
                SchemeType element = SchemeType.NEVER;
                Object rest = p;
                int n = 0;
                for (; rest instanceof Pair q && n < 1_000; rest = q.cdr, n++) {
                    element = Fitting.join(element, constant(q.car));
                }
                yield rest == Nil.NIL ? new SchemeType.ListOf(element) : Atoms.type(Atoms.PAIR);
            }
            case RecordType t -> SchemeType.ANY;
            case Char c -> Atoms.type(Atoms.CHAR);
            case MutableString s -> Atoms.type(Atoms.STRING);
            default -> {
                int atom = Atoms.of(x);
                yield atom == Atoms.OTHER ? SchemeType.ANY : Atoms.type(atom);
            }
        };
    }

    private SchemeType variable(Var v) {
        SchemeType t = typing.variables.get(v);
        if (t == null && !v.assigned) {
            t = found.get(v);
        }
        return t == null ? SchemeType.ANY : t;
    }

    private SchemeType global(Global g) {
        SchemeType t = typing.globals.get(g);
        if (t == null) {
            t = (SchemeType) g.type;
        }
        if (t == null && builtin.test(g)) {
            t = Signatures.of(g.name());
        }
        return t == null ? SchemeType.ANY : t;
    }

    private void bind(Var v, Node init) {
        SchemeType have = infer(init);
        SchemeType want = typing.variables.get(v);
        if (want == null) {
            found.put(v, have);
        } else if (!Fitting.fits(want, have)) {
            throw mismatch(init, v.name + " must be " + want.text(), have);
        }
    }

    private void procedures(Fix x) {
        for (int i = 0; i < x.vars().size(); i++) {
            Function f = x.lambdas().get(i) instanceof Lambda l ? typing.lambdas.get(l) : null;
            if (f != null) {
                found.put(x.vars().get(i), f);
            }
        }
        x.lambdas().forEach(this::infer);
    }

    /// @param expected what the place wants, for the variables that have no type; null for nothing in particular
    private SchemeType lambda(Lambda x, Function expected) {
        Function f = typing.lambdas.get(x);
        boolean outer = inTyped;
        inTyped |= f != null;
        int n = x.params.size();
        for (int i = 0; i < n; i++) {
            if (expected != null && expected.params().size() == n && !typing.variables.containsKey(x.params.get(i))) {
                SchemeType t = Fitting.resolve(expected.params().get(i));
                if (!(t instanceof SchemeType.Open)) {
                    found.put(x.params.get(i), t);
                }
            }
        }
        SchemeType body;
        if (f != null && f.result().atoms() != Atoms.ALL) {
            body = f.result();
            result(x.body, body, x.name == null ? "the procedure" : x.name);
        } else if (f != null && f.result() instanceof SchemeType.Variable v) {
            body = v;
            result(x.body, v, x.name == null ? "the procedure" : x.name);
        } else {
            body = infer(x.body);
        }
        inTyped = outer;
        if (f != null) {
            return f;
        }
        return new Function(x.params.stream().map(this::variable).toList(), x.rest == null ? null : SchemeType.ANY, body);
    }

    /// Checks what an expression gives, branch by branch, so that the branch that is wrong is named.
    private void result(Node n, SchemeType want, String who) {
        near = place(n) > 0 ? place(n) : near;
        switch (n) {
            case If x -> {
                infer(x.test());
                result(x.then(), want, who);
                near = place(x) > 0 ? place(x) : near;
                result(x.otherwise(), want, who);
            }
            case Let x -> {
                bind(x.var(), x.init());
                result(x.body(), want, who);
            }
            case Seq x -> {
                infer(x.first());
                result(x.second(), want, who);
            }
            case Fix x -> {
                procedures(x);
                result(x.body(), want, who);
            }
            default -> {
                SchemeType have = infer(n);
                if (!Fitting.fits(want, have)) {
                    throw mismatch(n, who + " must give " + want.text(), have);
                }
            }
        }
    }

    // ---- calls -------------------------------------------------------------------------------------------------------------

    private SchemeType call(Call x) {
        if (x.operator() instanceof Lambda l && l.rest == null && l.params.size() == x.args().size()) {
            for (int i = 0; i < l.params.size(); i++) {
                bind(l.params.get(i), x.args().get(i));
            }
            return infer(l.body);
        }
        SchemeType operator = Fitting.resolve(infer(x.operator()));
        boolean system = x.operator() instanceof GlobalRef g && builtin.test(g.global()) && !typing.globals.containsKey(g.global());
        if (!(operator instanceof Function signature) || system && !inTyped) {
            x.args().forEach(this::infer);
            return operator instanceof Function signature ? Fitting.resolve(special(x, signature.result(), List.of())) : SchemeType.ANY;
        }
        Function f = Fitting.instance(signature);
        if (!f.accepts(x.args().size())) {
            throw new SyntaxError(ErrorObject.Kind.ARGUMENTS, x.position(), name(x) + " takes " + (f.rest() == null ? "" : "at least ")
                + f.params().size() + (f.params().size() == 1 ? " argument" : " arguments") + ", was given " + x.args().size());
        }
        var types = new java.util.ArrayList<SchemeType>();
        for (int i = 0; i < x.args().size(); i++) {
            Node a = x.args().get(i);
            SchemeType want = i < f.params().size() ? f.params().get(i) : f.rest();
            String before = want.text();
            SchemeType have = a instanceof Lambda l && Fitting.resolve(want) instanceof Function g
                ? lambda(l, g) : infer(a);
            types.add(have);
            if (!Fitting.fits(want, have)) {
                throw mismatch(a, name(x) + ": argument " + (i + 1) + " must be " + before, have);
            }
        }
        return Fitting.resolve(special(x, f.result(), types));
    }

    /// Results that depend on the arguments in a way that signatures cannot tell.
    private SchemeType special(Call x, SchemeType result, List<SchemeType> args) {
        if (!(x.operator() instanceof GlobalRef g && builtin.test(g.global())) || args.size() != x.args().size()) {
            return result;
        }
        return switch (g.global().name()) {
            case "vector" -> new SchemeType.VectorOf(args.stream().reduce(SchemeType.NEVER, Fitting::join), new Size.Fixed(args.size()));
            case "make-vector" -> x.args().getFirst() instanceof Const c && c.value() instanceof Long n && args.size() == 2
                ? new SchemeType.VectorOf(args.get(1), new Size.Fixed(n)) : result;
            case "+", "-", "*" -> {
                int atoms = args.stream().mapToInt(SchemeType::atoms).reduce(0, (a, b) -> a | b);
                yield (atoms & ~Atoms.NUMBER) != 0 ? result : atoms == Atoms.FLOAT || atoms == Atoms.INTEGER ? Atoms.type(atoms)
                    : (atoms & Atoms.COMPLEX) == 0 ? Atoms.type(Atoms.REAL) : result;
            }
            case "/" -> args.stream().allMatch(a -> (a.atoms() & ~Atoms.REAL) == 0) ? Atoms.type(Atoms.REAL) : result;
            case "vector-ref" -> {
                index(x, args.getFirst());
                yield result;
            }
            default -> result;
        };
    }

    private void index(Call x, SchemeType vector) {
        if (vector instanceof SchemeType.VectorOf v && v.length() instanceof Size.Fixed n && x.args().get(1) instanceof Const c
            && c.value() instanceof Long i && (i < 0 || i >= n.size())) {
            throw new SyntaxError(ErrorObject.Kind.RANGE, place(x.args().get(1)), "vector-ref: argument 2 must be an index below " + n.size() + ", found", i);
        }
    }

    private static Contract contract(PrimCall x) {
        return x.prim().name().equals("%checked") && x.args().get(1) instanceof Const c ? (Contract) c.value() : null;
    }

    private static String name(Call x) {
        return switch (x.operator()) {
            case GlobalRef g -> g.global().name();
            case Ref r -> r.var().name;
            default -> "the procedure";
        };
    }

    private SyntaxError mismatch(Node n, String wanted, SchemeType have) {
        return new SyntaxError(ErrorObject.Kind.TYPE, place(n) > 0 ? place(n) : near, wanted + ", found " + have.text());
    }
}
