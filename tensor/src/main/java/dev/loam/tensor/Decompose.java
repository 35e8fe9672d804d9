package dev.loam.tensor;

import java.util.ArrayList;
import java.util.List;

/// The named operations in terms of primitive ones. Each is the oracle of its operation and lets derivatives nest.
final class Decompose {
    private Decompose() {
    }

    /// The matrix product as a broadcast product and a sum.
    static Tensor matmul(Op.MatMul m) {
        Tensor a = (m.transposeA() ? Tensor.of(m.a()).transpose() : Tensor.of(m.a())).to(m.result());
        Tensor b = (m.transposeB() ? Tensor.of(m.b()).transpose() : Tensor.of(m.b())).to(m.result());
        return a.unsqueeze(-1).mul(b.unsqueeze(b.rank() - 2)).sum(-2);
    }

    /// Attention with all of its weights in memory at once.
    static Tensor attention(Op.Attention a) {
        DType wide = a.q().dtype().isHalf() ? DType.F32 : a.q().dtype();
        Tensor q = Tensor.of(a.q()).to(wide);
        Tensor k = Tensor.of(a.k()).to(wide);
        Tensor v = Tensor.of(a.v()).to(wide);
        Tensor scores = scores(a, perKey(a, q).matmul(k.transpose()).reshape(weights(a)).mul(a.form().scale()));
        // finite also where a query sees nothing, so that what it does not see weighs exactly nothing
        Tensor greatest = scores.amax(-1).max(wide == DType.F64 ? -Double.MAX_VALUE : -Float.MAX_VALUE).detach();
        Tensor e = scores.sub(greatest.unsqueeze(-1)).exp();
        Tensor sum = e.sum(-1);
        if (a.of() == Op.AttentionOf.LOG_SUM_EXP) {
            return greatest.add(sum.log());
        }
        Tensor p = e.div(sum.eq(0).where(sum.like(1), sum).unsqueeze(-1));
        if (a.of() == Op.AttentionOf.OUTPUT) {
            return perKey(a, p).matmul(v).reshape(q.shape()).to(a.result());
        }
        Tensor g = Tensor.of(a.dy()).to(wide);
        if (a.of() == Op.AttentionOf.VALUE_GRADIENT) {
            return perKey(a, p).transpose().matmul(perKey(a, g)).to(a.result());
        }
        Tensor dp = perKey(a, g).matmul(v.transpose()).reshape(p.shape());
        Tensor ds = p.mul(dp.sub(p.mul(dp).sum(-1).unsqueeze(-1))).mul(a.form().scale());
        return (a.of() == Op.AttentionOf.QUERY_GRADIENT ? perKey(a, ds).matmul(k).reshape(q.shape())
            : perKey(a, ds).transpose().matmul(perKey(a, q))).to(a.result());
    }

    /// `[…, heads, time, n]` as `[…, kvHeads, heads / kvHeads · time, n]`: what meets the same keys.
    private static Tensor perKey(Op.Attention a, Tensor x) {
        int lead = x.rank() - 3;
        int heads = a.k().shape().size(lead);
        return x.reshape(x.shape().head(lead).append(Shape.of(List.of(Dim.of(heads),
            x.shape().dim(-2).times(Dim.of(x.size(lead) / heads)), x.shape().dim(-1)))));
    }

    /// `[…, heads, time, keys]`.
    private static Shape weights(Op.Attention a) {
        Shape q = a.q().shape();
        return q.head(q.rank() - 1).append(Shape.of(List.of(a.k().shape().dim(-2))));
    }

    /// The products with what distance costs, -inf where a query does not see a key.
    private static Tensor scores(Op.Attention a, Tensor products) {
        Shape shape = Shape.of(List.of(products.shape().dim(-2), products.shape().dim(-1)));
        Tensor key = Tensor.iota(DType.I32, shape, 1);
        Tensor query = Tensor.iota(DType.I32, shape, 0).add(firstQuery(a));
        Tensor scores = products;
        if (a.slopes() != null) {
            Tensor slopes = Tensor.of(a.slopes());
            scores = scores.sub(slopes.reshape(slopes.size(0), 1, 1).mul(query.sub(key).abs().to(slopes.dtype())));
        }
        Tensor sees = a.form().causal() ? key.le(query) : null;
        if (a.form().window() > 0) {
            sees = sees.and(key.gt(query.sub(key.like(a.form().window()))));
        }
        if (a.form().segments()) {
            Tensor same = Tensor.of(a.querySegments()).unsqueeze(-1).unsqueeze(-3).eq(Tensor.of(a.keySegments()).unsqueeze(-2).unsqueeze(-3));
            sees = sees == null ? same : same.and(sees);
        }
        return sees == null ? scores : sees.where(scores, scores.like(Double.NEGATIVE_INFINITY));
    }

    private static Tensor firstQuery(Op.Attention a) {
        if (a.position() != null) {
            return Tensor.of(a.position());
        }
        Dim time = a.q().shape().dim(-2);
        Dim keys = a.k().shape().dim(-2);
        return Tensor.fill(DType.I32, Shape.SCALAR, time.equals(keys) || !keys.isConstant() ? 0 : keys.constant() - time.constant());
    }

    /// Running sums or products by doubling: after step `d` each element is that of the last `2d` up to it (Hillis and Steele 1986).
    static Tensor cumulate(Op.Cumulate c) {
        Tensor y = Tensor.of(c.x());
        y = c.reverse() ? y.flip(c.axis()) : y;
        int n = y.size(c.axis());
        for (int d = 1; d < n; d *= 2) {
            Tensor before = y.slice(c.axis(), 0, n - d);
            Tensor first = y.slice(c.axis(), 0, d);
            Tensor rest = y.slice(c.axis(), d, n);
            y = Tensor.concat(List.of(first, c.fn() == Op.ReduceFn.SUM ? rest.add(before) : rest.mul(before)), c.axis());
        }
        return c.reverse() ? y.flip(c.axis()) : y;
    }

    /// The convolution as a sum over window positions of matrix products; one group.
    static Tensor conv(Tensor images, Tensor filters, Window window) {
        Tensor sum = null;
        var taps = taps(images, window, 0);
        for (int i = 0; i < taps.size(); i++) {
            Tensor w = filters.slice(0, i / window.width(), 1, 1).slice(1, i % window.width(), 1, 1)
                .reshape(filters.size(2), filters.size(3));
            Tensor part = taps.get(i).matmul(w);
            sum = sum == null ? part : sum.add(part);
        }
        return sum;
    }

    /// The greatest of each window as an elementwise maximum over the window's positions.
    static Tensor maxPool(Tensor images, Window window) {
        Tensor best = null;
        for (Tensor tap : taps(images, window, Double.NEGATIVE_INFINITY)) {
            best = best == null ? tap : exceeds(tap, best).where(tap, best);
        }
        return best;
    }

    /// For each window of `images` the element of `values` at the place where `images` has its first greatest element.
    static Tensor choose(Tensor images, Tensor values, Window window) {
        var taps = taps(images, window, Double.NEGATIVE_INFINITY);
        var chosen = taps(values, window, 0);
        Tensor best = taps.get(0);
        Tensor value = chosen.get(0);
        for (int i = 1; i < taps.size(); i++) {
            Tensor better = exceeds(taps.get(i), best);
            best = better.where(taps.get(i), best);
            value = better.where(chosen.get(i), value);
        }
        return value;
    }

    /// Greater, or the first NaN.
    private static Tensor exceeds(Tensor a, Tensor best) {
        return a.gt(best).or(a.ne(a).and(best.eq(best)));
    }

    /// For each position of the window the elements it meets, `[n, oh, ow, c]`; `outside` where it lies in the padding.
    private static List<Tensor> taps(Tensor images, Window w, double outside) {
        Tensor padded = images.pad(1, w.top(), w.bottom()).pad(2, w.left(), w.right());
        if (outside != 0) {
            Tensor inside = images.like(1).pad(1, w.top(), w.bottom()).pad(2, w.left(), w.right());
            padded = inside.gt(0).where(padded, padded.like(outside));
        }
        int rows = w.outHeight(images.size(1));
        int columns = w.outWidth(images.size(2));
        var out = new ArrayList<Tensor>();
        for (int i = 0; i < w.height(); i++) {
            for (int j = 0; j < w.width(); j++) {
                out.add(padded.slice(1, i * w.dilationHeight(), rows, w.strideHeight())
                    .slice(2, j * w.dilationWidth(), columns, w.strideWidth()));
            }
        }
        return out;
    }
}
