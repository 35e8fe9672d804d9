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
