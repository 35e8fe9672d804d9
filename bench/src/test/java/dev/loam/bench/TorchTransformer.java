package dev.loam.bench;

import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.rms_norm;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;
import static org.bytedeco.pytorch.global.torch.silu;
import static org.bytedeco.pytorch.global.torch.softmax;

import dev.loam.nn.CausalSelfAttention;
import dev.loam.nn.GPT;
import dev.loam.nn.Layer;
import dev.loam.nn.LayerNorm;
import dev.loam.nn.LearnedPositions;
import dev.loam.nn.Linear;
import dev.loam.nn.RMSNorm;
import dev.loam.nn.TransformerBlock;
import dev.loam.nn.TransformerMLP;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Loam's transformer layers in LibTorch, with the weights of a [TorchModel].
///
/// @param fused whether attention is LibTorch's own operation, or written out as products and a softmax
record TorchTransformer(TorchModel weights, boolean fused) {
    Tensor apply(GPT model, Tensor tokens) {
        Tensor table = weights.tensor(model.tokens().weight().name());
        Tensor x = embedding(table, tokens);
        if (model.positions() instanceof LearnedPositions p) {
            Tensor positions = weights.tensor(p.weight().name());
            long time = tokens.size(1);
            x = x.add(time == positions.size(0) ? positions : positions.narrow(0, 0, time));
        }
        for (TransformerBlock block : model.blocks()) {
            x = apply(block, x);
        }
        x = norm(model.norm(), x);
        Tensor logits = model.head() == null ? linear(x, table) : apply(model.head(), x);
        return model.softCap() == 0 ? logits : logits.div(new Scalar(model.softCap())).tanh().mul(new Scalar(model.softCap()));
    }

    Tensor apply(TransformerBlock block, Tensor x) {
        Tensor y = x.add(apply(block.attention(), norm(block.norm1(), x)));
        return y.add(apply((TransformerMLP) block.mlp(), norm(block.norm2(), y)));
    }

    Tensor apply(TransformerMLP mlp, Tensor x) {
        Tensor wide = apply(mlp.up(), x);
        long width = mlp.down().weight().shape().size(0);
        return apply(mlp.down(), switch (mlp.function()) {
            case "gelu" -> gelu(wide);
            case "relu2" -> relu(wide).square();
            default -> silu(wide.narrow(-1, width, width)).mul(wide.narrow(-1, 0, width));
        });
    }

    private Tensor norm(Layer norm, Tensor x) {
        return switch (norm) {
            case LayerNorm n -> apply(n, x);
            case RMSNorm n -> apply(n, x);
            default -> throw new IllegalArgumentException(norm.toString());
        };
    }

    Tensor apply(RMSNorm n, Tensor x) {
        return rms_norm(x, new long[] {x.size(-1)}, optional(n.weight().name()), new DoubleOptional(n.epsilon()));
    }

    Tensor apply(LayerNorm n, Tensor x) {
        long[] channels = {x.size(-1)};
        return layer_norm(x, channels, optional(n.weight().name()), n.bias() == null ? new TensorOptional() : optional(n.bias().name()),
            n.epsilon(), true);
    }

    Tensor apply(Linear l, Tensor x) {
        Tensor w = weights.tensor(l.weight().name());
        return l.bias() == null ? linear(x, w) : linear(x, w, optional(l.bias().name()));
    }

    Tensor apply(CausalSelfAttention a, Tensor x) {
        long batch = x.size(0);
        long time = x.size(1);
        long channels = x.size(2);
        long size = channels / a.heads();
        Tensor all = apply(a.input(), x).view(batch, time, 3, a.heads(), size).permute(2, 0, 3, 1, 4);
        Tensor q = placed(a.queryNorm(), a.rotary(), all.select(0, 0));
        Tensor k = placed(a.keyNorm(), a.rotary(), all.select(0, 1));
        Tensor v = all.select(0, 2);
        Tensor joined;
        if (fused) {
            joined = scaled_dot_product_attention(q, k, v, new TensorOptional(), 0.0, true, new DoubleOptional(), false);
        } else {
            Tensor mask = torch.ones(time, time).tril().eq(new Scalar(0.0)).view(1, 1, time, time);
            Tensor scores = matmul(q, k.transpose(-2, -1)).mul(new Scalar(1 / Math.sqrt(size)));
            joined = matmul(softmax(scores.masked_fill(mask, new Scalar(Double.NEGATIVE_INFINITY)), -1), v);
        }
        return apply(a.output(), joined.transpose(1, 2).reshape(batch, time, channels));
    }

    /// Queries or keys with their norm, turned by their places.
    private Tensor placed(Layer norm, boolean rotary, Tensor x) {
        Tensor y = norm == null ? x : norm(norm, x);
        if (!rotary) {
            return y;
        }
        long half = y.size(-1) / 2;
        var like = y.options();
        Tensor rates = torch.arange(new Scalar(half), like).mul(new Scalar(-2 * Math.log(10000) / y.size(-1))).exp();
        Tensor angles = torch.outer(torch.arange(new Scalar(y.size(-2)), like), rates);
        Tensor first = y.narrow(-1, 0, half);
        Tensor second = y.narrow(-1, half, half);
        var parts = new TensorVector(first.mul(angles.cos()).sub(second.mul(angles.sin())), second.mul(angles.cos()).add(first.mul(angles.sin())));
        return torch.cat(parts, -1);
    }

    private TensorOptional optional(String name) {
        return new TensorOptional(weights.tensor(name));
    }
}
