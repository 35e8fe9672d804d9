package dev.loam.compiler;

import dev.loam.tensor.Graph;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;

/// How much arithmetic a computation asks for, counted from the shapes at their greatest.
public final class Work {
    private Work() {
    }

    /// The floating point operations of the products (matrix products and convolutions) of a graph: what GFLOP/s of a training
    /// step are counted by.
    public static long products(Graph graph) {
        long sum = 0;
        for (Node n : graph.nodes()) {
            sum += product(n);
        }
        return sum;
    }

    /// The floating point operations of a matrix product or convolution, two per multiplication; 0 for anything else.
    public static long product(Node n) {
        return switch (n.op()) {
            case Op.MatMul m -> 2 * n.shape().maxElements() * m.a().shape().dim(m.a().shape().rank() - (m.transposeA() ? 2 : 1)).max();
            case Op.Conv c -> switch (c.of()) {
                case OUTPUT -> 2 * n.shape().maxElements() * window(c.b().shape());
                case INPUT -> 2 * c.a().shape().maxElements() * window(c.b().shape());
                case FILTER -> 2 * c.b().shape().maxElements() * window(n.shape());
            };
            case Op.Attention a -> switch (a.of()) {
                case OUTPUT, QUERY_GRADIENT -> 4 * attended(a);
                case KEY_GRADIENT, VALUE_GRADIENT -> 2 * attended(a);
                case LOG_SUM_EXP -> 0;
            };
            default -> 0;
        };
    }

    /// The multiplications of queries with the keys they see; what the segments of documents hide is counted.
    private static long attended(Op.Attention a) {
        long time = a.q().shape().dim(-2).max();
        long keys = a.k().shape().dim(-2).max();
        long seen = time * keys;
        if (a.form().causal() && a.position() == null && time <= keys) {
            seen -= time * (time - 1) / 2;
        }
        return a.q().shape().maxElements() / Math.max(1, time) * seen;
    }

    /// The values that meet in one output: of filters `[kh, kw, c / groups, f]` all but the last axis.
    private static long window(Shape filters) {
        return filters.maxElements() / Math.max(1, filters.size(3));
    }

    /// The operations of any node: those of a product, one per element that a reduction or pooling reads, one per element that an
    /// elementwise function yields (whatever it costs), none for views and leaves.
    public static long operations(Node n) {
        return switch (n.op()) {
            case Op.MatMul m -> product(n);
            case Op.Conv c -> product(n);
            case Op.Attention a -> product(n);
            case Op.Reduce r -> r.x().shape().maxElements();
            case Op.ArgMax a -> a.x().shape().maxElements();
            case Op.Pool p -> n.shape().maxElements() * p.window().height() * p.window().width();
            case Op.PoolGradient p -> p.dy().shape().maxElements() * p.window().height() * p.window().width();
            case Op.ScatterAdd s -> s.inputs().get(0).shape().maxElements();
            default -> n.inputs().isEmpty() || isView(n) ? 0 : n.shape().maxElements();
        };
    }

    private static boolean isView(Node n) {
        return n.op() instanceof Op.Reshape || n.op() instanceof Op.Permute || n.op() instanceof Op.Broadcast || n.op() instanceof Op.Slice
            || n.op() instanceof Op.Pad || n.op() instanceof Op.Concat || n.op() instanceof Op.Gather || n.op() instanceof Op.Detach;
    }
}
