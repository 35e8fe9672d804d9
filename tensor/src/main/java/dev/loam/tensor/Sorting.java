package dev.loam.tensor;

import java.util.ArrayList;
import java.util.List;

/// Sorting and picking along an axis, in terms of [Op.ArgSort] and [Op.Gather].
final class Sorting {
    private Sorting() {
    }

    static Tensor argsort(Tensor x, int axis, boolean descending) {
        return Tensor.of(new Op.ArgSort(x.node(), x.shape().axis(axis, "sort"), descending));
    }

    static Tensor sort(Tensor x, int axis, boolean descending) {
        return permuted(x, argsort(x, axis, descending), axis);
    }

    static Tensor.TopK topK(Tensor x, int k, int axis) {
        int a = x.shape().axis(axis, "topK");
        if (k < 0 || k > x.size(a)) {
            throw Sources.error("topK: " + k + " of " + x.size(a) + " elements along axis " + axis + " were asked for: " + x.node().describe());
        }
        Tensor order = argsort(x, a, true);
        return new Tensor.TopK(permuted(x, order, a).slice(a, 0, k), order.slice(a, 0, k));
    }

    /// `x` in the given order along `axis`. Its gradient goes back by the inverse order, which needs no adding up.
    private static Tensor permuted(Tensor x, Tensor order, int axis) {
        if (!x.dtype().isFloat()) {
            return takeAlong(x, order, axis);
        }
        CustomRule.Reverse back = (in, y, g) -> List.of(takeAlong(g, argsort(in.get(1), axis, false), axis), in.get(1).like(0));
        CustomRule.Forward along = (in, y, t) -> takeAlong(t.get(0), in.get(1), axis);
        Fn take = Functions.fn((a, b) -> takeAlong(a, b, axis));
        return Functions.custom(take, new CustomRule.Both(back, along)).apply(x, order);
    }

    static Tensor takeAlong(Tensor x, Tensor indices, int axis) {
        int a = x.shape().axis(axis, "takeAlong");
        if (indices.rank() != x.rank() || !indices.shape().with(a, Dim.of(0)).equals(x.shape().with(a, Dim.of(0)))) {
            throw Sources.error("takeAlong: the indices must have the tensor's axes but for axis " + axis + ": " + x.node().describe() + ", "
                + indices.node().describe());
        }
        DType wide = x.shape().maxElements() > Integer.MAX_VALUE ? DType.I64 : indices.dtype();
        Tensor values = last(x, a);
        Tensor which = last(indices, a).to(wide);
        Dim n = x.shape().dim(a);
        Dim rows = which.shape().head(which.rank() - 1).elements();
        // of all rows one below the other, entry i of row r is entry r * n + i
        Tensor flat = which.reshape(Shape.of(List.of(rows, which.shape().dim(-1))));
        Tensor top = Tensor.of(new Op.Size(wide, n)).sub(1);
        Tensor at = flat.min(top).max(0).add(Tensor.iota(wide, flat.shape(), 0).mul(top.add(1)));
        Tensor taken = values.reshape(Shape.of(List.of(rows.times(n)))).gather(at, 0).reshape(which.shape());
        return taken.permute(back(x.rank(), a));
    }

    private static Tensor last(Tensor t, int axis) {
        var order = new ArrayList<Integer>();
        for (int i = 0; i < t.rank(); i++) {
            if (i != axis) {
                order.add(i);
            }
        }
        order.add(axis);
        return t.permute(Partials.ints(order));
    }

    private static int[] back(int rank, int axis) {
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = i < axis ? i : i == axis ? rank - 1 : i - 1;
        }
        return order;
    }
}
