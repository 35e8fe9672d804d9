package dev.loam.lang.compiler;

import dev.loam.lang.Symbol;
import dev.loam.lang.compiler.Node.Const;
import dev.loam.lang.compiler.Node.Label;
import dev.loam.lang.compiler.Node.Labels;
import dev.loam.lang.compiler.Node.Lambda;
import dev.loam.lang.compiler.Node.Let;
import dev.loam.lang.compiler.Node.PrimCall;
import dev.loam.lang.compiler.Node.Ref;
import dev.loam.lang.compiler.Node.SetVar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gives every variable that a program assigns a box, so that all variables hold the same thing for good: closures and continuations can
/// copy them.
final class Boxes {
    private final Map<Var, Var> boxes = new HashMap<>();

    Node run(Node n) {
        return switch (n) {
            case Ref x when x.var().assigned -> {
                Node box = new Ref(box(x.var()), x.position());
                yield x.var().early
                    ? new PrimCall(Prim.named("%unbox-checked"), List.of(box, new Const(Symbol.of(x.var().name))), x.position())
                    : new PrimCall(Prim.named("%unbox"), List.of(box), x.position());
            }
            case SetVar x -> new PrimCall(Prim.named("%set-box!"), List.of(new Ref(box(x.var()), 0), run(x.value())), 0);
            case Let x when x.var().assigned -> new Let(box(x.var()), make(run(x.init())), run(x.body()));
            case Lambda x -> {
                var params = new ArrayList<Var>();
                Node body = run(x.body);
                for (Var p : x.params) {
                    params.add(param(p));
                    body = entered(p, params.getLast(), body);
                }
                Var rest = x.rest == null ? null : param(x.rest);
                if (rest != null) {
                    body = entered(x.rest, rest, body);
                }
                yield new Lambda(x.name, params, rest, body, x.position);
            }
            case Labels x -> labels(x);
            default -> Nodes.map(n, this::run);
        };
    }

    private Node labels(Labels x) {
        var made = new HashMap<Label, Label>();
        var list = new ArrayList<Label>();
        for (Label l : x.labels()) {
            if (l.vars.stream().noneMatch(v -> v.assigned)) {
                l.body = run(l.body);
                list.add(l);
                continue;
            }
            var params = new ArrayList<Var>();
            Node body = run(l.body);
            for (Var p : l.vars) {
                params.add(param(p));
                body = entered(p, params.getLast(), body);
            }
            var label = new Label(l.name, params);
            label.body = body;
            made.put(l, label);
            list.add(label);
        }
        Node entry = run(x.entry());
        for (Label l : list) {
            l.body = retarget(l.body, made);
        }
        return new Labels(list, retarget(entry, made));
    }

    private static Node retarget(Node n, Map<Label, Label> made) {
        if (made.isEmpty()) {
            return n;
        }
        Node x = Nodes.map(n, c -> retarget(c, made));
        return x instanceof Node.Jump j && made.containsKey(j.target()) ? new Node.Jump(made.get(j.target()), j.args(), j.position()) : x;
    }

    private static Var param(Var p) {
        return p.assigned ? new Var(p.name) : p;
    }

    private Node entered(Var p, Var given, Node body) {
        return p == given ? body : new Let(box(p), make(new Ref(given, 0)), body);
    }

    private static Node make(Node init) {
        return new PrimCall(Prim.named("%box"), List.of(init), 0);
    }

    private Var box(Var v) {
        return boxes.computeIfAbsent(v, x -> new Var(x.name));
    }
}
