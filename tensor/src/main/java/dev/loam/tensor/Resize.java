package dev.loam.tensor;

import java.util.List;

/// Interpolation of images along rows and columns, one axis after the other.
final class Resize {
    private Resize() {
    }

    /// The nearest entry of `axis` for each of `size` places, PyTorch's `nearest`: entry `⌊i · n / size⌋`.
    static Tensor nearest(Tensor x, int axis, int size) {
        int n = checked(x, axis, size);
        if (size == n) {
            return x;
        }
        if (size % n == 0) {
            // each entry several times: no table of places, and the gradient is a plain sum
            Shape apart = x.shape().head(axis + 1).append(Shape.of(List.of(Dim.of(size / n)))).append(Shape.of(x.shape().dims().subList(axis + 1, x.rank())));
            return x.unsqueeze(axis + 1).broadcastTo(apart).reshape(x.shape().with(axis, Dim.of(size)));
        }
        int[] from = new int[size];
        for (int i = 0; i < size; i++) {
            from[i] = (int) ((long) i * n / size);
        }
        return x.gather(Tensor.of(from), axis);
    }

    /// Between the two entries of `axis` around each of `size` places, weighed by their nearness.
    ///
    /// @param corners whether the first and last places are the first and last entries' middles; else the outer edges coincide
    static Tensor linear(Tensor x, int axis, int size, boolean corners) {
        int n = checked(x, axis, size);
        if (!x.dtype().isFloat()) {
            throw Sources.error("resizeBilinear: a float dtype is needed; cast it first: " + x.node().describe());
        }
        if (size == n) {
            return x;
        }
        int[] low = new int[size];
        int[] high = new int[size];
        var shares = NDArray.zeros(x.dtype(), size);
        for (int i = 0; i < size; i++) {
            double at = corners ? size == 1 ? 0 : (double) i * (n - 1) / (size - 1) : Math.max(0, (i + 0.5) * n / size - 0.5);
            low[i] = Math.min((int) at, n - 1);
            high[i] = Math.min(low[i] + 1, n - 1);
            shares.setDouble(i, at - low[i]);
        }
        int[] ones = new int[x.rank() - axis];
        java.util.Arrays.fill(ones, 1);
        ones[0] = size;
        Tensor first = x.gather(Tensor.of(low), axis);
        Tensor second = x.gather(Tensor.of(high), axis);
        return first.add(second.sub(first).mul(Tensor.of(shares).reshape(ones)));
    }

    private static int checked(Tensor x, int axis, int size) {
        if (x.rank() != 4 || size < 1 || x.size(axis) < 1) {
            throw Sources.error("resize: images must be [n, height, width, channels], none of these 0, and sizes at least 1, not " + size + ": "
                + x.node().describe());
        }
        return x.size(axis);
    }
}
