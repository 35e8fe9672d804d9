package dev.loam.nn;

import dev.loam.tensor.AttentionMask;
import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.List;

/// Multi-head self-attention in which a position sees itself and those before it (Vaswani et al. 2017, section 3.2):
/// `[batch, time, channels]` keeps its shape. Each head weighs values by `softmax(q · kᵀ / √(channels / heads))`.
///
/// @param input      makes queries, keys and values, in this order: `[channels, 3 · channels]`
/// @param output     joins the heads: `[channels, channels]`
/// @param heads      divides channels
/// @param weights    dropout on the attention weights, all of which are in memory while training where its rate is above 0
/// @param projection dropout on the result
public record CausalSelfAttention(Linear input, Linear output, int heads, Dropout weights, Dropout projection) implements Layer {
    public CausalSelfAttention {
        int channels = output.weight().shape().size(0);
        if (heads < 1 || channels % heads != 0) {
            throw new ModelException("attention '" + output.weight().scope() + "': " + channels + " channels can not be divided among "
                + heads + " heads; take a number of heads that divides them");
        }
    }

    /// Named as in nanoGPT: `c_attn`, `c_proj`.
    ///
    /// @param bias       whether the linear layers have one, which starts at 0
    /// @param projection how the weights of `c_proj` start; all others are normal with standard deviation 0.02
    static CausalSelfAttention of(Scope scope, int channels, int heads, double dropout, boolean bias, Initializer projection) {
        return new CausalSelfAttention(TransformerBlock.linear(scope.at("c_attn"), channels, 3 * channels, bias, TransformerBlock.NORMAL),
            TransformerBlock.linear(scope.at("c_proj"), channels, channels, bias, projection), heads,
            Dropout.of(scope.at("attn_dropout"), dropout), Dropout.of(scope.at("resid_dropout"), dropout));
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        Dim batch = x.shape().dim(0);
        Dim time = x.shape().dim(1);
        Dim channels = x.shape().dim(2);
        Dim size = Dim.of(channels.constant() / heads);
        // [3, batch, heads, time, size]
        Tensor all = input.apply(x, c).reshape(Shape.of(List.of(batch, time, Dim.of(3), Dim.of(heads), size))).permute(2, 0, 3, 1, 4);
        Tensor q = all.slice(0, 0, 1).squeeze(0);
        Tensor k = all.slice(0, 1, 2).squeeze(0);
        Tensor v = all.slice(0, 2, 3).squeeze(0);
        Tensor joined = attend(q, k, v, c).permute(0, 2, 1, 3).reshape(x.shape());
        return projection.apply(output.apply(joined, c), c);
    }

    private Tensor attend(Tensor q, Tensor k, Tensor v, Context c) {
        if (c.past() != null) {
            return c.past().attend(input.weight().scope(), q, k, v, c);
        }
        return c.training() && weights.rate() > 0 ? dropped(q, k, v, c) : q.attention(k, v, AttentionMask.CAUSAL);
    }

    /// With dropout on the weights, all of which are in memory then.
    private Tensor dropped(Tensor q, Tensor k, Tensor v, Context c) {
        Tensor scores = q.matmul(k.transpose()).mul(1 / Math.sqrt(q.size(-1)));
        return weights.apply(masked(scores).softmax(), c).matmul(v);
    }

    /// -inf where the column, a key's position, is after the row's.
    private static Tensor masked(Tensor scores) {
        Shape s = scores.shape();
        Tensor sees = Tensor.iota(DType.I32, s, 2).ge(Tensor.iota(DType.I32, s, 3));
        return sees.where(scores, Tensor.fill(scores.dtype(), s, Double.NEGATIVE_INFINITY));
    }
}
