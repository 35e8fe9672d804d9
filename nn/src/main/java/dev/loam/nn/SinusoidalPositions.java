package dev.loam.nn;

import dev.loam.tensor.Dim;
import dev.loam.tensor.Tensor;
import java.util.List;

/// Multiplies `[batch, time, channels]` by `√channels` and adds a fixed vector for each place `p`: `sin(p / 10000^(2i/channels))` and the cosine of the
/// same as its entries `2i` and `2i + 1` (Vaswani et al. 2017, sections 3.4 and 3.5).
///
/// @param name under which the result is tapped
public record SinusoidalPositions(String name) implements Layer {
    @Override
    public Tensor apply(Tensor x, Context c) {
        int channels = x.size(-1);
        int half = (channels + 1) / 2;
        Tensor angles = Rotary.angles(x.size(-2), half, channels, c);
        Tensor both = Tensor.concat(List.of(angles.sin().unsqueeze(-1), angles.cos().unsqueeze(-1)), angles.rank());
        Tensor places = both.reshape(angles.shape().with(angles.rank() - 1, Dim.of(2L * half))).slice(angles.rank() - 1, 0, channels);
        return c.tap(name, x.mul(Math.sqrt(channels)).add(places));
    }
}
