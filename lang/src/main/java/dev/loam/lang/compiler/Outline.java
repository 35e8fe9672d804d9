package dev.loam.lang.compiler;

import dev.loam.lang.compiler.Node.Call;
import dev.loam.lang.compiler.Node.CaseLambda;
import dev.loam.lang.compiler.Node.Fix;
import dev.loam.lang.compiler.Node.Jump;
import dev.loam.lang.compiler.Node.Label;
import dev.loam.lang.compiler.Node.Labels;
import dev.loam.lang.compiler.Node.Lambda;
import dev.loam.lang.compiler.Node.Ref;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Cuts bodies that are too large for a method: a part of a certain size becomes a procedure of its own, called where it stood. The JVM neither
/// takes methods above 64 KB nor compiles those above 8 KB.
final class Outline {
    private static final int LARGE = 700;

    /// The node with its large parts outlined, and how many nodes are left in it.
    private record Cut(Node node, int size) {}

    static Node run(Node n) {
        return Nodes.size(n, LARGE) < LARGE ? n : new Outline().cut(n).node;
    }

    private Cut cut(Node n) {
        var size = new int[] {1};
        Node made = Nodes.map(n, c -> {
            Cut inner = cut(c);
            if (c instanceof Lambda || c instanceof CaseLambda) {
                size[0]++;
                return inner.node;
            }
            if (inner.size > LARGE && closed(inner.node)) {
                size[0] += 2;
                return outlined(inner.node);
            }
            size[0] += inner.size;
            return inner.node;
        });
        return new Cut(made, size[0]);
    }

    private static Node outlined(Node n) {
        var v = new Var("part");
        return new Fix(List.of(v), List.of(new Lambda("part", List.of(), null, n, 0)), new Call(new Ref(v, 0), List.of(), 0));
    }

    /// Whether all jumps inside stay inside.
    private static boolean closed(Node n) {
        return stays(n, new HashSet<>());
    }

    private static boolean stays(Node n, Set<Label> inside) {
        if (n instanceof Jump j && !inside.contains(j.target())) {
            return false;
        }
        if (n instanceof Labels x) {
            inside.addAll(x.labels());
        }
        if (n instanceof Lambda) {
            return true;
        }
        var fine = new boolean[] {true};
        Nodes.each(n, c -> fine[0] = fine[0] && stays(c, inside));
        return fine[0];
    }
}
