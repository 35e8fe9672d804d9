package dev.loam.tensor;

import java.util.ArrayList;
import java.util.List;

/// Holds the operations of a graph against a [Precision] policy.
final class CheckPrecision {
    private CheckPrecision() {
    }

    /// One sentence for each operation that has other dtypes than the policy gives its class. Single values may be f64 under any
    /// policy: bias corrections and schedules are computed in it.
    static List<String> violations(Precision policy, Graph graph) {
        var out = new ArrayList<String>();
        for (Node n : graph.nodes()) {
            String wrong = switch (OpClass.of(n)) {
                case PRODUCT -> n.dtype().isFloat() ? product(policy.products(), n) : null;
                case REDUCTION -> computes(policy.reductions(), n, n.inputs());
                case ELEMENTWISE -> computes(policy.elementwise(), n, n.inputs());
                case VIEW -> null;
                case NONE -> leaf(policy, n);
            };
            if (wrong != null) {
                out.add(wrong);
            }
        }
        return out;
    }

    private static String product(Precision.Rule rule, Node n) {
        for (Node in : n.inputs()) {
            boolean own = n.op() instanceof Op.Attention a && in != a.q() && in != a.k() && in != a.v()
                && !(a.of().isGradient() && (in == a.output() || in == a.dy()));
            if (!own && in.dtype() != rule.storage()) {
                return n + " reads " + in.dtype() + ", its class is stored in " + rule.storage();
            }
        }
        return n.dtype() == rule.compute() ? null : n + " is summed to " + n.dtype() + ", its class computes in " + rule.compute();
    }

    private static String computes(Precision.Rule rule, Node n, List<Node> inputs) {
        for (Node in : inputs) {
            boolean single = in.shape().elements().is(1) && in.dtype() == DType.F64;
            if (in.dtype().isFloat() && in.dtype() != rule.compute() && !single) {
                return n + " computes in " + in.dtype() + ", its class in " + rule.compute();
            }
        }
        return null;
    }

    private static String leaf(Precision policy, Node n) {
        boolean single = n.shape().elements().is(1) && n.dtype() == DType.F64;
        if (n.op() instanceof Op.State && n.dtype().isFloat() && n.dtype() != policy.parameters() && !single && !n.label().startsWith("cache/")) {
            return n + " holds " + n.dtype() + ", parameters and optimiser state are in " + policy.parameters();
        }
        if (n.op() instanceof Op.Cast c && n.dtype().isHalf() && c.x().dtype().isFloat() && !stores(policy, n.dtype())) {
            return n + " rounds to " + n.dtype() + ", in which no class is stored";
        }
        return null;
    }

    private static boolean stores(Precision policy, DType d) {
        return policy.products().storage() == d || policy.reductions().storage() == d || policy.elementwise().storage() == d;
    }
}
