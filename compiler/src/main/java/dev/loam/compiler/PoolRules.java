package dev.loam.compiler;

import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;
import java.util.List;

/// Rules about the gradient of a maximum over windows, which is as large as the images, though it has but one value for each window: what
/// is done with it is done with the windows' values before. They hold where no window holds a NaN.
final class PoolRules {
    static final List<Rule> RULES = List.of(
        new Rule("relu gradient of a max-pool gradient -> max-pool gradient of the relu gradient", PoolRules::relu),
        new Rule("sum of a max-pool gradient over its images -> sum of the windows' values", PoolRules::sum));

    private PoolRules() {
    }

    /// `where(x <= 0, 0, pool gradient of relu(x))`: the element that a window has chosen is the window's maximum.
    private static Node relu(Node n) {
        if (!(n.op() instanceof Op.Select s) || !isZero(s.a()) || !(s.b().op() instanceof Op.PoolGradient p) || p.fn() != Op.PoolFn.MAX) {
            return null;
        }
        boolean activated = s.condition().op() instanceof Op.Compare c && c.fn() == Op.CompareFn.LE && isZero(c.b())
            && p.x().op() instanceof Op.Select r && r.condition().equals(s.condition()) && isZero(r.a()) && r.b().equals(c.a());
        if (!activated) {
            return null;
        }
        Tensor most = Tensor.of(Node.of(new Op.Pool(Op.PoolFn.MAX, p.x(), p.window())));
        Tensor dy = Tensor.of(p.dy());
        return Node.of(new Op.PoolGradient(Op.PoolFn.MAX, p.x(), most.le(0).where(Tensor.zeros(dy.dtype(), dy.shape()), dy).node(), p.window()));
    }

    private static Node sum(Node n) {
        if (!(n.op() instanceof Op.Reduce r) || r.fn() != Op.ReduceFn.SUM || !r.axes().containsAll(List.of(1, 2))
            || !(r.x().op() instanceof Op.PoolGradient p) || p.fn() != Op.PoolFn.MAX || isPadded(p.window())) {
            return null;
        }
        return Node.of(new Op.Reduce(Op.ReduceFn.SUM, p.dy(), r.axes()));
    }

    /// A window that lies in the padding alone would choose nothing.
    private static boolean isPadded(Window w) {
        return w.top() + w.bottom() + w.left() + w.right() > 0;
    }

    private static boolean isZero(Node n) {
        return n.op() instanceof Op.Fill f && f.asDouble() == 0;
    }
}
