package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.List;

/// Rotary positions (Su et al. 2021): the entries `i` and `i + size / 2` of a query or key are the coordinates of a point that is turned by the angle
/// `place / 10000^(2i/size)`, so that products of the two depend on how far their places are apart.
final class Rotary {
    private static final double BASE = 10000;

    private Rotary() {
    }

    /// @param x `[batch, heads, time, size]`, an even size
    static Tensor turn(Tensor x, Context c) {
        int half = x.size(-1) / 2;
        Tensor angles = angles(x.size(2), half, x.size(-1), c);
        // [batch, 1, time, half] where each sequence has places of its own
        angles = angles.rank() == 3 ? angles.unsqueeze(1) : angles;
        Tensor sin = angles.sin();
        Tensor cos = angles.cos();
        Tensor first = x.slice(3, 0, half);
        Tensor second = x.slice(3, half, 2 * half);
        return Tensor.concat(List.of(first.mul(cos).sub(second.mul(sin)), second.mul(cos).add(first.mul(sin))), 3);
    }

    /// The angles `place / 10000^(2i/size)` for `i` below `count`: `[time, count]`, or `[batch, time, count]` where sequences go on from places of their own.
    static Tensor angles(int time, int count, int size, Context c) {
        Tensor places = c.past() == null ? Tensor.iota(DType.I32, Shape.of(time), 0) : c.past().places(time);
        Tensor rates = Tensor.iota(DType.I32, Shape.of(count), 0).to(c.dtype()).mul(-2 * Math.log(BASE) / size).exp();
        return places.to(c.dtype()).unsqueeze(-1).mul(rates);
    }
}
