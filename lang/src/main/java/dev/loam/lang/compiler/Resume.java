package dev.loam.lang.compiler;

import dev.loam.lang.compiler.Node.Fix;
import dev.loam.lang.compiler.Node.If;
import dev.loam.lang.compiler.Node.Label;
import dev.loam.lang.compiler.Node.Labels;
import dev.loam.lang.compiler.Node.Let;
import dev.loam.lang.compiler.Node.Ref;
import dev.loam.lang.compiler.Node.Seq;

/// What is left to do in a body after one of its calls, as a node of its own. A continuation that is resumed in the middle of a procedure
/// is thereby a call of another procedure, compiled as any other, and the procedure itself needs no entry in its middle.
final class Resume {
    private final Node hole;
    private final Var result;

    private Resume(Node hole, Var result) {
        this.hole = hole;
        this.result = result;
    }

    /// What is left of `body` once the call `hole` has given its value, which is in `result`: a copy.
    static Node after(Node body, Node hole, Var result, Nodes.CallCopied copied) {
        Node rest = new Resume(hole, result).rest(body);
        if (rest == null) {
            throw new IllegalStateException("the call is not in the body");
        }
        return Nodes.copy(rest, copied);
    }

    private Node rest(Node n) {
        if (n == hole) {
            return new Ref(result, 0);
        }
        return switch (n) {
            case Let x -> {
                Node init = rest(x.init());
                yield init != null ? new Let(x.var(), init, x.body()) : rest(x.body());
            }
            case If x -> {
                Node test = rest(x.test());
                if (test != null) {
                    yield new If(test, x.then(), x.otherwise());
                }
                Node then = rest(x.then());
                yield then != null ? then : rest(x.otherwise());
            }
            case Seq x -> {
                Node first = rest(x.first());
                yield first != null ? new Seq(first, x.second()) : rest(x.second());
            }
            case Labels x -> {
                Node entry = rest(x.entry());
                for (Label l : x.labels()) {
                    if (entry == null) {
                        entry = rest(l.body);
                    }
                }
                yield entry == null ? null : new Labels(x.labels(), entry);
            }
            case Fix x -> rest(x.body());
            default -> null;
        };
    }
}
