package dev.loam.lang.compiler;

import dev.loam.lang.compiler.Node.Call;
import dev.loam.lang.compiler.Node.CaseLambda;
import dev.loam.lang.compiler.Node.Const;
import dev.loam.lang.compiler.Node.GlobalRef;
import dev.loam.lang.compiler.Node.Jump;
import dev.loam.lang.compiler.Node.Labels;
import dev.loam.lang.compiler.Node.Lambda;
import dev.loam.lang.compiler.Node.Let;
import dev.loam.lang.compiler.Node.PrimCall;
import dev.loam.lang.compiler.Node.Ref;
import dev.loam.lang.compiler.Node.SetGlobal;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/// Puts calls into an order: a call whose value an operation or another call needs is computed first and named. Afterwards nothing waits on the
/// operand stack when a call is made, so that a frame can be saved from its variables alone.
final class Sequence {
    private final IdentityHashMap<Node, Boolean> known = new IdentityHashMap<>();

    Node run(Node n) {
        return switch (n) {
            case Call x -> {
                var parts = new ArrayList<Node>();
                parts.add(run(x.operator()));
                x.args().forEach(a -> parts.add(run(a)));
                yield hoist(parts, p -> new Call(p.getFirst(), p.subList(1, p.size()), x.position()));
            }
            case PrimCall x -> hoist(Nodes.map(x.args(), this::run), p -> new PrimCall(x.prim(), p, x.position()));
            case Jump x -> hoist(Nodes.map(x.args(), this::run), p -> new Jump(x.target(), p, x.position()));
            case SetGlobal x -> hoist(List.of(run(x.value())), p -> new SetGlobal(x.global(), p.getFirst(), x.define(), x.position()));
            default -> Nodes.map(n, this::run);
        };
    }

    private interface Make {
        Node of(List<Node> parts);
    }

    private Node hoist(List<Node> parts, Make make) {
        int last = -1;
        for (int i = 0; i < parts.size(); i++) {
            if (complex(parts.get(i))) {
                last = i;
            }
        }
        if (last < 0) {
            return make.of(parts);
        }
        var vars = new ArrayList<Var>();
        var inits = new ArrayList<Node>();
        var rest = new ArrayList<Node>(parts);
        for (int i = 0; i <= last; i++) {
            Node p = parts.get(i);
            if (!complex(p) && (p instanceof Const || p instanceof Ref || p instanceof Lambda || p instanceof CaseLambda || p instanceof GlobalRef)) {
                continue;
            }
            var t = new Var("t");
            vars.add(t);
            inits.add(p);
            rest.set(i, new Ref(t, 0));
        }
        Node all = make.of(rest);
        for (int i = vars.size() - 1; i >= 0; i--) {
            all = new Let(vars.get(i), inits.get(i), all);
        }
        known.put(all, true);
        return all;
    }

    /// Whether computing this makes a call or a loop, for which the operand stack must be empty.
    boolean complex(Node n) {
        Boolean b = known.get(n);
        if (b == null) {
            b = switch (n) {
                case Call c -> true;
                case Labels l -> true;
                case Jump j -> true;
                case Node.Fix f -> true;
                case Lambda l -> false;
                case CaseLambda l -> false;
                default -> {
                    var found = new boolean[1];
                    Nodes.each(n, c -> found[0] = found[0] || complex(c));
                    yield found[0];
                }
            };
            known.put(n, b);
        }
        return b;
    }
}
