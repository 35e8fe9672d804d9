package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;

/// A transformer block with norms before its two halves (Xiong et al. 2020): `x + attention(norm(x))`, then
/// `x + mlp(norm(x))`, where the MLP widens four times and has a GELU between its layers. `[batch, time, channels]` keeps its
/// shape. Named as in nanoGPT: `ln_1`, `attn`, `ln_2`, `mlp`.
///
/// @param dropout behind the MLP
public record TransformerBlock(LayerNorm norm1, CausalSelfAttention attention, LayerNorm norm2, Linear up, Linear down, Dropout dropout)
    implements Layer {
    /// How the weights of GPT-2 start, but for those whose results are added to the residual stream.
    static final Initializer NORMAL = Initializer.normal(0.02);

    /// A block by itself.
    public static TransformerBlock of(Scope scope, int channels, int heads, double dropout, boolean bias) {
        return of(scope, channels, heads, dropout, bias, 1);
    }

    /// A block of a model with `layers` blocks: weights are normal with standard deviation 0.02, those whose results are added to the
    /// residual stream with `0.02 / √(2 · layers)` (Radford et al. 2019, section 2.3); biases start at 0.
    ///
    /// @param bias whether linear layers and norms have one
    public static TransformerBlock of(Scope scope, int channels, int heads, double dropout, boolean bias, int layers) {
        Initializer projection = Initializer.normal(0.02 / Math.sqrt(2.0 * layers));
        return new TransformerBlock(
            LayerNorm.of(scope.at("ln_1"), channels, bias),
            CausalSelfAttention.of(scope.at("attn"), channels, heads, dropout, bias, projection),
            LayerNorm.of(scope.at("ln_2"), channels, bias),
            linear(scope.at("mlp").at("c_fc"), channels, 4 * channels, bias, NORMAL),
            linear(scope.at("mlp").at("c_proj"), 4 * channels, channels, bias, projection),
            Dropout.of(scope.at("mlp"), dropout));
    }

    static Linear linear(Scope scope, int in, int out, boolean bias, Initializer initializer) {
        return new Linear(scope.parameter("weight", Shape.of(in, out), initializer),
            bias ? scope.parameter("bias", Shape.of(out), Initializer.zeros()) : null);
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        Tensor y = x.add(attention.apply(norm1.apply(x, c), c));
        Tensor hidden = up.apply(norm2.apply(y, c), c).gelu();
        return y.add(dropout.apply(down.apply(hidden, c), c));
    }
}
