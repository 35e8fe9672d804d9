package dev.loam.tensor;

/// What the reference interpreter computes along one axis, in order: running sums and products, and the order of elements.
final class Ordering {
    private Ordering() {
    }

    private interface Row {
        /// @param base the offset of the row's first element
        void at(int base);
    }

    /// Visits the rows along `axis`; the elements of one are `stride` apart.
    private static void rows(int[] shape, int axis, int stride, Row visit) {
        int outer = 1;
        for (int k = 0; k < axis; k++) {
            outer *= shape[k];
        }
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < stride; i++) {
                visit.at(o * shape[axis] * stride + i);
            }
        }
    }

    static NDArray cumulate(Op.Cumulate c, NDArray x, int stride, NDArray out) {
        int n = x.shape()[c.axis()];
        Op.BinaryFn fn = Scalars.combine(c.fn());
        rows(x.shape(), c.axis(), stride, base -> {
            double real = Scalars.identity(c.fn());
            long whole = Scalars.identity(c.fn(), x.dtype());
            for (int k = 0; k < n; k++) {
                int at = base + (c.reverse() ? n - 1 - k : k) * stride;
                if (x.dtype().isFloat()) {
                    real = Scalars.binary(fn, real, x.getDouble(at));
                    out.setDouble(at, real);
                } else {
                    whole = Scalars.binary(fn, whole, x.getLong(at), x.dtype());
                    out.setLong(at, whole);
                }
            }
        });
        return out;
    }

    static NDArray argSort(Op.ArgSort s, NDArray x, int stride, NDArray out) {
        int n = x.shape()[s.axis()];
        rows(x.shape(), s.axis(), stride, base -> {
            Integer[] order = new Integer[n];
            for (int k = 0; k < n; k++) {
                order[k] = k;
            }
            // this sort is stable
            java.util.Arrays.sort(order, (i, j) -> precedes(x, base + i * stride, base + j * stride, s.descending()) ? -1
                : precedes(x, base + j * stride, base + i * stride, s.descending()) ? 1 : 0);
            for (int k = 0; k < n; k++) {
                out.setLong(base + k * stride, order[k]);
            }
        });
        return out;
    }

    /// True where element `i` stands strictly before `j`; a NaN counts as greatest.
    private static boolean precedes(NDArray x, int i, int j, boolean descending) {
        return descending ? Scalars.exceeds(x, i, j) : Scalars.exceeds(x, j, i);
    }
}
