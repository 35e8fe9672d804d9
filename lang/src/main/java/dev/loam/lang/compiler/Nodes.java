package dev.loam.lang.compiler;

import dev.loam.lang.compiler.Node.Call;
import dev.loam.lang.compiler.Node.CaseLambda;
import dev.loam.lang.compiler.Node.Const;
import dev.loam.lang.compiler.Node.Fix;
import dev.loam.lang.compiler.Node.GlobalRef;
import dev.loam.lang.compiler.Node.If;
import dev.loam.lang.compiler.Node.Jump;
import dev.loam.lang.compiler.Node.Label;
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
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Walks over nodes, written once.
public final class Nodes {
    /// The value of a variable of `letrec` before its definition was reached.
    public static final Object UNASSIGNED = new Object() {
        @Override
        public String toString() {
            return "#<unassigned>";
        }
    };

    private Nodes() {}

    /// Calls `f` with each child.
    public static void each(Node n, Consumer<Node> f) {
        switch (n) {
            case Const x -> { }
            case Ref x -> { }
            case GlobalRef x -> { }
            case SetVar x -> f.accept(x.value());
            case SetGlobal x -> f.accept(x.value());
            case If x -> {
                f.accept(x.test());
                f.accept(x.then());
                f.accept(x.otherwise());
            }
            case Lambda x -> f.accept(x.body);
            case CaseLambda x -> x.clauses().forEach(f);
            case Call x -> {
                f.accept(x.operator());
                x.args().forEach(f);
            }
            case PrimCall x -> x.args().forEach(f);
            case Let x -> {
                f.accept(x.init());
                f.accept(x.body());
            }
            case Fix x -> {
                x.lambdas().forEach(f);
                f.accept(x.body());
            }
            case Seq x -> {
                f.accept(x.first());
                f.accept(x.second());
            }
            case Labels x -> {
                for (Label l : x.labels()) {
                    f.accept(l.body);
                }
                f.accept(x.entry());
            }
            case Jump x -> x.args().forEach(f);
        }
    }

    /// The node with `f` of each child; the node itself where nothing changes. Bodies of labels are replaced in place.
    static Node map(Node n, UnaryOperator<Node> f) {
        return switch (n) {
            case Const x -> x;
            case Ref x -> x;
            case GlobalRef x -> x;
            case SetVar x -> {
                Node v = f.apply(x.value());
                yield v == x.value() ? x : new SetVar(x.var(), v);
            }
            case SetGlobal x -> {
                Node v = f.apply(x.value());
                yield v == x.value() ? x : new SetGlobal(x.global(), v, x.define(), x.position());
            }
            case If x -> {
                Node a = f.apply(x.test());
                Node b = f.apply(x.then());
                Node c = f.apply(x.otherwise());
                yield a == x.test() && b == x.then() && c == x.otherwise() ? x : new If(a, b, c);
            }
            case Lambda x -> x.withBody(f.apply(x.body));
            case CaseLambda x -> {
                var clauses = new ArrayList<Lambda>();
                x.clauses().forEach(c -> clauses.add((Lambda) f.apply(c)));
                yield new CaseLambda(x.name(), clauses);
            }
            case Call x -> {
                Node o = f.apply(x.operator());
                List<Node> args = map(x.args(), f);
                yield o == x.operator() && args == x.args() ? x : new Call(o, args, x.position());
            }
            case PrimCall x -> {
                List<Node> args = map(x.args(), f);
                yield args == x.args() ? x : new PrimCall(x.prim(), args, x.position());
            }
            case Let x -> {
                Node i = f.apply(x.init());
                Node b = f.apply(x.body());
                yield i == x.init() && b == x.body() ? x : new Let(x.var(), i, b);
            }
            case Fix x -> {
                List<Node> lambdas = map(x.lambdas(), f);
                Node b = f.apply(x.body());
                yield lambdas == x.lambdas() && b == x.body() ? x : new Fix(x.vars(), lambdas, b);
            }
            case Seq x -> {
                Node a = f.apply(x.first());
                Node b = f.apply(x.second());
                yield a == x.first() && b == x.second() ? x : new Seq(a, b);
            }
            case Labels x -> {
                for (Label l : x.labels()) {
                    l.body = f.apply(l.body);
                }
                Node e = f.apply(x.entry());
                yield e == x.entry() ? x : new Labels(x.labels(), e);
            }
            case Jump x -> {
                List<Node> args = map(x.args(), f);
                yield args == x.args() ? x : new Jump(x.target(), args, x.position());
            }
        };
    }

    static List<Node> map(List<Node> nodes, UnaryOperator<Node> f) {
        List<Node> made = null;
        for (int i = 0; i < nodes.size(); i++) {
            Node before = nodes.get(i);
            Node after = f.apply(before);
            if (made == null && after != before) {
                made = new ArrayList<>(nodes.subList(0, i));
            }
            if (made != null) {
                made.add(after);
            }
        }
        return made == null ? nodes : made;
    }

    /// Calls `f` with the variable of each reference and assignment, inside procedures too.
    public static void eachVar(Node n, Consumer<Var> f) {
        if (n instanceof Ref r) {
            f.accept(r.var());
        } else if (n instanceof SetVar s) {
            f.accept(s.var());
        }
        each(n, c -> eachVar(c, f));
    }

    /// Whether computing this may call a procedure.
    public static boolean calls(Node n) {
        if (n instanceof Call) {
            return true;
        }
        if (n instanceof Lambda || n instanceof CaseLambda) {
            return false;
        }
        var found = new boolean[1];
        each(n, c -> found[0] = found[0] || calls(c));
        return found[0];
    }

    /// The number of nodes, counted up to `limit`.
    static int size(Node n, int limit) {
        var left = new int[] {limit};
        count(n, left);
        return limit - left[0];
    }

    private static void count(Node n, int[] left) {
        if (--left[0] > 0) {
            each(n, c -> {
                if (left[0] > 0) {
                    count(c, left);
                }
            });
        }
    }

    /// A copy in which every variable and label that it binds is new.
    static Node copy(Node n) {
        return new Copy().of(n);
    }

    /// As [#copy(Node)]; tells of each call that was copied, what became of variables at that place.
    static Node copy(Node n, CallCopied copied) {
        var c = new Copy();
        c.copied = copied;
        return c.of(n);
    }

    interface CallCopied {
        void note(Call old, Call made, UnaryOperator<Var> variables);
    }

    private static final class Copy {
        private final Map<Var, Var> vars = new HashMap<>();
        private final Map<Label, Label> labels = new HashMap<>();
        private CallCopied copied;

        private Var bind(Var v) {
            Var made = v.copy();
            vars.put(v, made);
            return made;
        }

        private Var use(Var v) {
            return vars.getOrDefault(v, v);
        }

        private List<Var> bind(List<Var> all) {
            var made = new ArrayList<Var>();
            all.forEach(v -> made.add(bind(v)));
            return made;
        }

        Node of(Node n) {
            return switch (n) {
                case Ref x -> new Ref(use(x.var()), x.position());
                case SetVar x -> new SetVar(use(x.var()), of(x.value()));
                case Lambda x -> {
                    List<Var> params = bind(x.params);
                    yield new Lambda(x.name, params, x.rest == null ? null : bind(x.rest), of(x.body), x.position);
                }
                case Let x -> {
                    Node init = of(x.init());
                    yield new Let(bind(x.var()), init, of(x.body()));
                }
                case Fix x -> {
                    List<Var> made = bind(x.vars());
                    yield new Fix(made, map(x.lambdas(), this::of), of(x.body()));
                }
                case Labels x -> {
                    var made = new ArrayList<Label>();
                    for (Label l : x.labels()) {
                        var label = new Label(l.name, l.vars.stream().map(Var::copy).toList());
                        labels.put(l, label);
                        made.add(label);
                    }
                    // the entry is outside: where it is the rest of a body, it uses that body's old variables
                    Node entry = of(x.entry());
                    for (int i = 0; i < made.size(); i++) {
                        for (int j = 0; j < made.get(i).vars.size(); j++) {
                            vars.put(x.labels().get(i).vars.get(j), made.get(i).vars.get(j));
                        }
                    }
                    for (int i = 0; i < made.size(); i++) {
                        made.get(i).body = of(x.labels().get(i).body);
                    }
                    yield new Labels(made, entry);
                }
                case Call x -> {
                    var made = new Call(of(x.operator()), x.args().stream().map(this::of).toList(), x.position());
                    if (copied != null) {
                        copied.note(x, made, this::use);
                    }
                    yield made;
                }
                case Jump x -> new Jump(labels.getOrDefault(x.target(), x.target()), map(x.args(), this::of), x.position());
                default -> map(n, this::of);
            };
        }
    }
}
