package dev.loam.tensor;

import java.util.List;

/// Derivatives of composite functions of one tensor that are better than those of the operations in them: they need the result
/// and nothing else that would have to be kept, or one factor that can be computed beforehand.
final class Rules {
    private Rules() {
    }

    /// `y · (g - Σ y · g)` over the last axis; the Jacobian is symmetric.
    static final CustomRule SOFTMAX = symmetric((x, y, g) -> y.mul(g.sub(row(y.mul(g).sum(-1)))));

    /// `g - exp(y) · Σ g`, and forward `t - Σ exp(y) · t`.
    static final CustomRule LOG_SOFTMAX = new CustomRule.Both(
        (x, y, g) -> List.of(g.sub(y.exp().mul(row(g.sum(-1))))),
        (x, y, t) -> t.get(0).sub(row(y.exp().mul(t.get(0)).sum(-1))));

    /// `g · exp(x - y)`, and forward `Σ exp(x - y) · t`.
    static final CustomRule LOG_SUM_EXP = new CustomRule.Both(
        (x, y, g) -> List.of(row(g).mul(x.get(0).sub(row(y)).exp())),
        (x, y, t) -> x.get(0).sub(row(y)).exp().mul(t.get(0)).sum(-1));

    /// `g · (Φ(x) + x · φ(x))`.
    static final CustomRule GELU = symmetric((x, y, g) -> g.mul(gelu(x)));

    private interface Product {
        Tensor of(Tensor x, Tensor y, Tensor g);
    }

    private static CustomRule symmetric(Product product) {
        return new CustomRule.Both((x, y, g) -> List.of(product.of(x.get(0), y, g)), (x, y, t) -> product.of(x.get(0), y, t.get(0)));
    }

    private static Tensor row(Tensor t) {
        return t.unsqueeze(-1);
    }

    private static Tensor gelu(Tensor x) {
        Tensor cumulative = x.mul(Math.sqrt(0.5)).erf().add(1).mul(0.5);
        return cumulative.add(x.mul(x.square().mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI))));
    }
}
