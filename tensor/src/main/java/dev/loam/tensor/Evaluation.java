package dev.loam.tensor;

import java.util.List;
import java.util.Map;

/// How [Tensor#value] gets its values. Without a runtime the reference interpreter answers.
public final class Evaluation {
    /// Computes the values of a node that depends on no input and no state.
    public interface Evaluator {
        NDArray evaluate(Node node);
    }

    private static Evaluator evaluator = node -> Interpreter.evaluate(List.of(node), Map.of(), Map.of()).get(node);

    private Evaluation() {
    }

    public static void install(Evaluator e) {
        evaluator = e;
    }

    static NDArray evaluate(Node node) {
        for (Node n : Graph.sort(List.of(node))) {
            if (n.label() != null && n.label().startsWith(Trace.PLACEHOLDER)) {
                throw Sources.error("the value of " + node.describe() + " is not known while the function it is in is written down to be "
                    + "differentiated, mapped or compiled", "Choose with where(...) instead of Java's if, and look at values outside");
            }
        }
        if (!isClosed(node)) {
            throw Sources.error("the value depends on an input or a state of a function that is not running: " + node.describe());
        }
        return evaluator.evaluate(node);
    }

    /// True where the node depends on constants alone.
    static boolean isClosed(Node node) {
        for (Node n : Graph.sort(List.of(node))) {
            if (n.label() != null || !n.shape().isStatic() || n.op() instanceof Op.Size s && !s.dim().isConstant()) {
                return false;
            }
        }
        return true;
    }
}
