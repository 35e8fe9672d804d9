package dev.loam.tensor;

import java.util.ArrayList;
import java.util.List;

/// Makes attentions and differentiates them. The gradient is a family of its own kind, which needs of the forward pass only the result and one
/// number per row (Dao et al. 2022, "FlashAttention", section 3.1); whatever is beyond that, such as the gradient's own derivative,
/// goes by way of the decomposition.
final class Attentions {
    private Attentions() {
    }

    static Tensor of(Tensor q, Tensor k, Tensor v, double scale, AttentionMask mask) {
        var operands = new ArrayList<Node>(List.of(q.node(), k.node(), v.node()));
        if (mask.position() != null) {
            operands.add(mask.position().node());
        }
        if (mask.querySegments() != null) {
            operands.add(mask.querySegments().node());
            operands.add(mask.keySegments().node());
        }
        if (mask.slopes() != null) {
            operands.add(mask.slopes().to(q.dtype().isHalf() ? DType.F32 : q.dtype()).detach().node());
        }
        var form = new AttentionForm(scale, mask.causal(), mask.window(), mask.position() != null, mask.querySegments() != null, mask.slopes() != null);
        return Tensor.of(new Op.Attention(Op.AttentionOf.OUTPUT, form, List.copyOf(operands), q.dtype()));
    }

    /// The gradients for the operands of `y`, whose gradient is `g`.
    static List<Tensor> vjp(Op.Attention a, Tensor y, Tensor g) {
        if (a.of() != Op.AttentionOf.OUTPUT) {
            return decomposed(a, g);
        }
        DType narrow = a.q().dtype();
        var operands = new ArrayList<>(a.operands());
        operands.add(y.to(narrow).node());
        operands.add(Node.of(a.as(Op.AttentionOf.LOG_SUM_EXP, a.operands())));
        operands.add(g.to(narrow).node());
        var out = nothing(a);
        out.set(0, Tensor.of(a.as(Op.AttentionOf.QUERY_GRADIENT, operands)).to(narrow));
        out.set(1, Tensor.of(a.as(Op.AttentionOf.KEY_GRADIENT, operands)).to(narrow));
        out.set(2, Tensor.of(a.as(Op.AttentionOf.VALUE_GRADIENT, operands)).to(narrow));
        return out;
    }

    private static List<Tensor> decomposed(Op.Attention a, Tensor g) {
        List<Tensor> given = new ArrayList<>(Trace.tensors(a.operands()));
        given.add(g);
        List<Tensor> stand = Trace.placeholders(given);
        List<Tensor> wrt = chosen(stand, arguments(a));
        Tensor y = Decompose.attention(on(a, stand));
        List<Tensor> found = new Trace(stand, Gradients.vjp(List.of(y), List.of(stand.getLast()), wrt)).apply(given);
        var out = nothing(a);
        for (int i = 0; i < found.size(); i++) {
            out.set(arguments(a).get(i), found.get(i));
        }
        return out;
    }

    /// The tangent of `a`, or null where it has none.
    ///
    /// @param tangents of its operands, null for none
    static Tensor jvp(Op.Attention a, List<Tensor> tangents) {
        var moving = new ArrayList<Integer>();
        for (int i : arguments(a)) {
            if (tangents.get(i) != null) {
                moving.add(i);
            }
        }
        if (moving.isEmpty()) {
            return null;
        }
        List<Tensor> given = new ArrayList<>(Trace.tensors(a.operands()));
        moving.forEach(i -> given.add(tangents.get(i)));
        List<Tensor> stand = Trace.placeholders(given);
        List<Tensor> directions = stand.subList(a.operands().size(), stand.size());
        Tensor y = Decompose.attention(on(a, stand));
        return new Trace(stand, Tangents.of(List.of(y), chosen(stand, moving), directions)).apply(given).get(0);
    }

    /// The operands it is a function of. Of a gradient the result and the logarithms are what follows from the others.
    private static List<Integer> arguments(Op.Attention a) {
        return a.of().isGradient() ? List.of(0, 1, 2, a.operands().size() - 1) : List.of(0, 1, 2);
    }

    private static Op.Attention on(Op.Attention a, List<Tensor> operands) {
        return (Op.Attention) a.withInputs(Trace.nodes(operands.subList(0, a.operands().size())));
    }

    private static List<Tensor> chosen(List<Tensor> of, List<Integer> numbers) {
        var out = new ArrayList<Tensor>();
        numbers.forEach(i -> out.add(of.get(i)));
        return out;
    }

    private static List<Tensor> nothing(Op.Attention a) {
        var out = new ArrayList<Tensor>();
        a.operands().forEach(n -> out.add(null));
        return out;
    }
}
