package dev.loam.bench;

import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;
import static org.bytedeco.pytorch.global.torch.softmax;

import dev.loam.nn.CausalSelfAttention;
import dev.loam.nn.GPT;
import dev.loam.nn.LayerNorm;
import dev.loam.nn.Linear;
import dev.loam.nn.TransformerBlock;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// Loam's transformer layers in LibTorch, with the weights of a [TorchModel].
///
/// @param fused whether attention is LibTorch's own operation, or written out as products and a softmax
record TorchTransformer(TorchModel weights, boolean fused) {
    Tensor apply(GPT model, Tensor tokens) {
        Tensor table = weights.tensor(model.tokens().weight().name());
        Tensor positions = weights.tensor(model.positions().weight().name());
        long time = tokens.size(1);
        Tensor x = embedding(table, tokens).add(time == positions.size(0) ? positions : positions.narrow(0, 0, time));
        for (TransformerBlock block : model.blocks()) {
            x = apply(block, x);
        }
        return linear(apply(model.norm(), x), table);
    }

    Tensor apply(TransformerBlock block, Tensor x) {
        Tensor y = x.add(apply(block.attention(), apply(block.norm1(), x)));
        return y.add(apply(block.down(), gelu(apply(block.up(), apply(block.norm2(), y)))));
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
        Tensor q = all.select(0, 0);
        Tensor k = all.select(0, 1);
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

    private TensorOptional optional(String name) {
        return new TensorOptional(weights.tensor(name));
    }
}
