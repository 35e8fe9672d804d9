package dev.loam.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Applies the rules of [Op.Custom]. A linear map and its transpose are each other's derivative, so that one rule serves both modes:
/// the forward rule is the transpose of the reverse rule, which is the gradient of it for its cotangent.
final class Customs {
    private Customs() {
    }

    /// The gradients for the arguments.
    static List<Tensor> vjp(Op.Custom c, Tensor result, Tensor cotangent) {
        List<Tensor> arguments = Trace.tensors(c.arguments());
        List<Tensor> found = switch (c.rule()) {
            case CustomRule.Reverse r -> r.vjp(arguments, result, cotangent);
            case CustomRule.Both b -> b.reverse().vjp(arguments, result, cotangent);
            case CustomRule.Forward f -> {
                List<Tensor> tangents = Trace.placeholders(arguments);
                yield transpose(List.of(f.jvp(arguments, result, tangents)), List.of(cotangent), tangents);
            }
        };
        if (found.size() != arguments.size()) {
            throw Sources.error("custom gradient: the rule must give one gradient per argument, " + arguments.size() + ", and gave " + found.size());
        }
        var out = new ArrayList<Tensor>();
        for (int i = 0; i < found.size(); i++) {
            boolean wanted = arguments.get(i).dtype().isFloat();
            out.add(wanted ? checked("gradient of argument " + i, found.get(i), arguments.get(i)) : null);
        }
        return out;
    }

    /// The tangent of the result.
    ///
    /// @param tangents one per argument, null for none
    static Tensor jvp(Op.Custom c, Tensor result, List<Tensor> tangents) {
        List<Tensor> arguments = Trace.tensors(c.arguments());
        var full = new ArrayList<Tensor>();
        for (int i = 0; i < tangents.size(); i++) {
            full.add(tangents.get(i) == null ? arguments.get(i).like(0) : tangents.get(i));
        }
        Tensor found = switch (c.rule()) {
            case CustomRule.Forward f -> f.jvp(arguments, result, full);
            case CustomRule.Both b -> b.forward().jvp(arguments, result, full);
            case CustomRule.Reverse r -> {
                Tensor cotangent = Trace.placeholders(List.of(result)).get(0);
                var outputs = new ArrayList<Tensor>();
                var given = new ArrayList<Tensor>();
                List<Tensor> gradients = r.vjp(arguments, result, cotangent);
                for (int i = 0; i < gradients.size(); i++) {
                    if (arguments.get(i).dtype().isFloat()) {
                        outputs.add(gradients.get(i));
                        given.add(full.get(i));
                    }
                }
                yield transpose(outputs, given, List.of(cotangent)).get(0);
            }
        };
        return checked("tangent", found, result);
    }

    /// The transpose of the linear function that gives `outputs` from `in`, at `cotangents`.
    private static List<Tensor> transpose(List<Tensor> outputs, List<Tensor> cotangents, List<Tensor> in) {
        var floats = new ArrayList<Tensor>();
        for (Tensor t : in) {
            if (t.dtype().isFloat()) {
                floats.add(t);
            }
        }
        List<Tensor> found = Gradients.vjp(outputs, cotangents, floats);
        for (Node n : Graph.sort(Trace.nodes(found))) {
            for (Tensor t : floats) {
                if (n == t.node()) {
                    throw Sources.error("custom gradient: the rule must be linear in the gradient or tangent it is given; "
                        + "give rules for both modes (CustomRule.Both)");
                }
            }
        }
        var out = new ArrayList<Tensor>();
        int k = 0;
        for (Tensor t : in) {
            out.add(t.dtype().isFloat() ? found.get(k++) : t.like(0));
        }
        return out;
    }

    private static Tensor checked(String what, Tensor t, Tensor like) {
        if (t.dtype() != like.dtype() || !t.shape().equals(like.shape())) {
            throw Sources.error("custom gradient: the " + what + " must be " + like.dtype() + like.shape() + ", and the rule gave "
                + t.node().describe());
        }
        return t;
    }

    /// An error where a derivative is asked for something that the function uses without having it as an argument.
    ///
    /// @param active the nodes that have a derivative
    static void checkCaptures(Op.Custom c, Map<Node, ?> active) {
        for (Node used : c.captures()) {
            if (active.containsKey(used)) {
                throw Sources.error("custom gradient: the function uses " + used.describe() + ", whose derivative is asked for, "
                    + "but not as an argument, so that its rule knows nothing of it; make it an argument");
            }
        }
    }
}
