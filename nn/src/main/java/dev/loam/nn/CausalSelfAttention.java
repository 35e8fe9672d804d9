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
/// @param queryNorm  of the queries of each head, and `keyNorm` of the keys; null for none
/// @param rotary     whether queries and keys are turned by their places ([Rotary])
public record CausalSelfAttention(Linear input, Linear output, int heads, Dropout weights, Dropout projection, Layer queryNorm, Layer keyNorm, boolean rotary)
    implements Layer {
    public CausalSelfAttention(Linear input, Linear output, int heads, Dropout weights, Dropout projection) {
        this(input, output, heads, weights, projection, null, null, false);
    }

    public CausalSelfAttention {
        int channels = output.weight().shape().size(0);
        if (heads < 1 || channels % heads != 0) {
            throw new ModelException("attention '" + output.weight().scope() + "': " + channels + " channels can not be divided among "
                + heads + " heads; take a number of heads that divides them");
        }
        if (rotary && channels / heads % 2 != 0) {
            throw new ModelException("attention '" + output.weight().scope() + "': rotary positions turn pairs, and heads of " + channels / heads + " channels have an odd "
                + "number; take fewer heads");
        }
    }

    /// Named as in nanoGPT: `c_attn`, `c_proj`; the norms are `q_norm` and `k_norm`.
    ///
    /// @param layers of the model, by which the weights of `c_proj` start
    static CausalSelfAttention of(Scope scope, int channels, TransformerOptions options, int layers) {
        int size = Math.max(1, channels / options.heads());
        return new CausalSelfAttention(TransformerBlock.linear(scope.at("c_attn"), channels, 3 * channels, options.bias(), TransformerBlock.NORMAL),
            TransformerBlock.linear(scope.at("c_proj"), channels, channels, options.bias(), options.output(layers)), options.heads(),
            Dropout.of(scope.at("attn_dropout"), options.dropout()), Dropout.of(scope.at("resid_dropout"), options.dropout()),
            options.queryNorm() ? RMSNorm.of(scope.at("q_norm"), size) : null, options.queryNorm() ? RMSNorm.of(scope.at("k_norm"), size) : null,
            options.positions() == TransformerOptions.Positions.ROTARY);
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        Dim batch = x.shape().dim(0);
        Dim time = x.shape().dim(1);
        Dim channels = x.shape().dim(2);
        Dim size = Dim.of(channels.constant() / heads);
        // [3, batch, heads, time, size]
        Tensor all = input.apply(x, c).reshape(Shape.of(List.of(batch, time, Dim.of(3), Dim.of(heads), size))).permute(2, 0, 3, 1, 4);
        Tensor q = placed(all.slice(0, 0, 1).squeeze(0), queryNorm, c);
        Tensor k = placed(all.slice(0, 1, 2).squeeze(0), keyNorm, c);
        Tensor v = all.slice(0, 2, 3).squeeze(0);
        Tensor joined = attend(q, k, v, c).permute(0, 2, 1, 3).reshape(x.shape());
        return projection.apply(output.apply(joined, c), c);
    }

    private Tensor placed(Tensor x, Layer norm, Context c) {
        Tensor y = norm == null ? x : norm.apply(x, c);
        return rotary ? Rotary.turn(y, c) : y;
    }

    private Tensor attend(Tensor q, Tensor k, Tensor v, Context c) {
        if (c.past() != null) {
            return c.past().attend(input.weight().scope(), q, k, v, c);
        }
        return c.training() && weights.rate() > 0 ? dropped(q, k, v, c) : q.attention(k, v, mask(c));
    }

    /// With dropout on the weights, all of which are in memory then.
    private Tensor dropped(Tensor q, Tensor k, Tensor v, Context c) {
        Tensor scores = q.matmul(k.transpose()).mul(1 / Math.sqrt(q.size(-1)));
        return weights.apply(masked(scores, c).softmax(), c).matmul(v);
    }

    /// A position sees those before it, in packed rows of its own document.
    private static AttentionMask mask(Context c) {
        return c.documents() == null ? AttentionMask.CAUSAL : AttentionMask.CAUSAL.segments(c.documents().numbers());
    }

    /// -inf where the column, a key's position, is after the row's, or in another document.
    private static Tensor masked(Tensor scores, Context c) {
        Shape s = scores.shape();
        Tensor sees = Tensor.iota(DType.I32, s, 2).ge(Tensor.iota(DType.I32, s, 3));
        sees = c.documents() == null ? sees : sees.and(c.documents().together());
        return sees.where(scores, Tensor.fill(scores.dtype(), s, Double.NEGATIVE_INFINITY));
    }
}
