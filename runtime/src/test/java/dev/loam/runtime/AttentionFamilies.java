package dev.loam.runtime;

import dev.loam.runtime.Targets.Tolerance;
import dev.loam.tensor.AttentionForm;
import dev.loam.tensor.DType;
import dev.loam.tensor.Interpreter;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The part of the table of [Families] that holds attention, in all its kinds and forms.
final class AttentionFamilies {
    private AttentionFamilies() {
    }

    static void add(List<Families.Family> out) {
        for (Op.AttentionOf of : Op.AttentionOf.values()) {
            out.add(new Families.Family("attention " + of, Families.FLOATS, (c, d) -> make(c, d, d.isHalf() && c.coin() ? DType.F32 : d, of)));
        }
    }

    private static Families.Case make(Cases c, DType d, DType result, Op.AttentionOf of) {
        boolean large = c.rarely(4);
        Shape lead = c.rarely(2) ? Shape.SCALAR : c.coin() ? Shape.of(c.size(2)) : Shape.of(c.size(2), c.size(2));
        int kvHeads = c.between(1, 2);
        int heads = kvHeads * c.between(1, 2);
        int time = c.size(large ? 150 : 40);
        int keys = c.coin() ? time : c.size(large ? 150 : 40);
        int size = c.between(1, c.rarely(4) ? 70 : 20);
        boolean causal = c.coin();
        var form = new AttentionForm(1 / Math.sqrt(size), causal, causal && c.rarely(3) ? c.between(1, 90) : 0, c.rarely(4), c.rarely(3), c.rarely(3));
        DType wide = d.isHalf() ? DType.F32 : d;
        Shape q = lead.append(Shape.of(heads, time, size));
        Shape k = lead.append(Shape.of(kvHeads, keys, size));
        var operands = new ArrayList<>(List.of(behindViews(c, d, q), behindViews(c, d, k), c.tensor(d, k)));
        if (form.position()) {
            NDArray first = NDArray.zeros(DType.I32);
            first.setLong(0, c.between(-2, Math.max(1, keys)));
            operands.add(c.input(first));
        }
        if (form.segments()) {
            operands.add(segments(c, lead.append(Shape.of(time))));
            operands.add(segments(c, lead.append(Shape.of(keys))));
        }
        if (form.slopes()) {
            operands.add(c.tensor(wide, Shape.of(heads)));
        }
        if (of.isGradient()) {
            // what belongs together
            operands.add(c.input(value(c, new Op.Attention(Op.AttentionOf.OUTPUT, form, nodes(operands), d))));
            operands.add(c.input(value(c, new Op.Attention(Op.AttentionOf.LOG_SUM_EXP, form, nodes(operands.subList(0, operands.size() - 1)), d))));
            operands.add(behindViews(c, d, q));
        }
        // the greatest error is that of the products, in the exponent
        double terms = 100 + 8.0 * (keys + time + size);
        return new Families.Case(Families.of(new Op.Attention(of, form, nodes(operands), result)), new Tolerance(d.isHalf() ? 2 : 1, terms, null));
    }

    /// `[…, heads, time, size]`, at times as a product would have made it: `[…, time, heads, size]`.
    private static Tensor behindViews(Cases c, DType d, Shape shape) {
        int rank = shape.rank();
        if (c.coin()) {
            return c.tensor(d, shape);
        }
        Shape other = shape.head(rank - 3).append(Shape.of(shape.size(-2), 3 * shape.size(-3), shape.size(-1)));
        return c.tensor(d, other).transpose(-3, -2).slice(rank - 3, shape.size(-3), 2 * shape.size(-3));
    }

    private static Tensor segments(Cases c, Shape shape) {
        NDArray s = NDArray.zeros(DType.I32, shape.toArray());
        int number = 0;
        for (int i = 0; i < s.size(); i++) {
            number = c.rarely(10) ? c.between(0, 3) : number;
            s.setLong(i, number);
        }
        return c.input(s);
    }

    private static List<Node> nodes(List<Tensor> of) {
        var out = new ArrayList<Node>();
        of.forEach(t -> out.add(t.node()));
        return List.copyOf(out);
    }

    private static NDArray value(Cases c, Op op) {
        Node n = Node.of(op);
        return Interpreter.evaluate(List.of(n), c.bindings(), Map.of()).get(n);
    }
}
