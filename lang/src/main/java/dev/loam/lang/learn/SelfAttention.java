package dev.loam.lang.learn;

import dev.loam.nn.Context;
import dev.loam.nn.Layer;
import dev.loam.nn.Linear;
import dev.loam.nn.Scope;
import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.List;

/// Multi-head self-attention (Vaswani et al. 2017, section 3.2): `[batch, time, channels]` keeps its shape.
///
/// @param input  makes queries, keys and values
/// @param output joins the heads
/// @param causal whether a position sees only itself and those before it
record SelfAttention(Linear input, Linear output, int heads, boolean causal) implements Layer {
    static SelfAttention of(Scope scope, int channels, int heads, boolean causal) {
        return new SelfAttention(Linear.of(scope.at("input"), channels, 3 * channels), Linear.of(scope.at("output"), channels, channels), heads, causal);
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        int channels = x.size(-1);
        Dim batch = x.shape().dim(0);
        Dim time = x.shape().dim(1);
        Dim size = Dim.of(channels / heads);
        Tensor all = input.apply(x, c).reshape(Shape.of(List.of(batch, time, Dim.of(3), Dim.of(heads), size))).permute(2, 0, 3, 1, 4);
        Tensor q = all.slice(0, 0, 1).squeeze(0);
        Tensor k = all.slice(0, 1, 2).squeeze(0);
        Tensor v = all.slice(0, 2, 3).squeeze(0);
        Tensor scores = q.matmul(k.transpose()).mul(1 / Math.sqrt(size.constant()));
        Shape s = scores.shape();
        Tensor seen = causal ? Tensor.iota(DType.I32, s, 2).ge(Tensor.iota(DType.I32, s, 3)).where(scores, Tensor.fill(scores.dtype(), s, Double.NEGATIVE_INFINITY))
            : scores;
        return output.apply(seen.softmax().matmul(v).permute(0, 2, 1, 3).reshape(x.shape()), c);
    }
}
