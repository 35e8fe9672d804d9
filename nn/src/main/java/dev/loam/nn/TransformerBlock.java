package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;

/// A transformer block with norms before its two halves (Xiong et al. 2020): `x + attention(norm(x))`, then
/// `x + mlp(norm(x))`, where the MLP widens and has a function between its layers. `[batch, time, channels]` keeps its
/// shape. Named as in nanoGPT: `ln_1`, `attn`, `ln_2`, `mlp`.
///
/// @param dropout behind the MLP
public record TransformerBlock(Layer norm1, CausalSelfAttention attention, Layer norm2, Layer mlp, Dropout dropout) implements Layer {
    /// How the weights of GPT-2 start, but for those whose results are added to the residual stream.
    static final Initializer NORMAL = Initializer.normal(0.02);

    /// GPT-2's block by itself.
    public static TransformerBlock of(Scope scope, int channels, int heads, double dropout, boolean bias) {
        return of(scope, channels, TransformerOptions.standard(heads, dropout, bias), 1);
    }

    /// A block of a model with `layers` blocks: weights are normal with standard deviation 0.02, those whose results are added to the
    /// residual stream with `0.02 / √(2 · layers)` (Radford et al. 2019, section 2.3) or 0; biases start at 0.
    public static TransformerBlock of(Scope scope, int channels, TransformerOptions options, int layers) {
        return new TransformerBlock(options.norm(scope.at("ln_1"), channels), CausalSelfAttention.of(scope.at("attn"), channels, options, layers),
            options.norm(scope.at("ln_2"), channels), TransformerMLP.of(scope.at("mlp"), channels, options, layers),
            Dropout.of(scope.at("mlp"), options.dropout()));
    }

    static Linear linear(Scope scope, int in, int out, boolean bias, Initializer initializer) {
        return new Linear(scope.parameter("weight", Shape.of(in, out), initializer),
            bias ? scope.parameter("bias", Shape.of(out), Initializer.zeros()) : null);
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        Tensor y = x.add(attention.apply(norm1.apply(x, c), c));
        return y.add(dropout.apply(mlp.apply(norm2.apply(y, c), c), c));
    }
}
