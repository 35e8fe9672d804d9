package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// The MLP of a transformer block: `[…, channels]` is widened, goes through a function, and is brought back.
///
/// @param up       `[channels, width]`, for `swiglu` `[channels, 2 · width]`: what is gated beside what gates
/// @param down     `[width, channels]`
/// @param function one of [TransformerOptions#MLPS]
public record TransformerMLP(Linear up, Linear down, String function) implements Layer {
    /// The width of a gated layer is a multiple of this.
    private static final int MULTIPLE = 16;

    static TransformerMLP of(Scope scope, int channels, TransformerOptions options, int layers) {
        boolean gated = options.mlp().equals("swiglu");
        int width = gated ? Math.ceilDiv(8 * channels, 3 * MULTIPLE) * MULTIPLE : 4 * channels;
        return new TransformerMLP(TransformerBlock.linear(scope.at("c_fc"), channels, gated ? 2 * width : width, options.bias(), TransformerBlock.NORMAL),
            TransformerBlock.linear(scope.at("c_proj"), width, channels, options.bias(), options.output(layers)), options.mlp());
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        Tensor wide = up.apply(x, c);
        int width = down.weight().shape().size(0);
        int axis = wide.rank() - 1;
        return down.apply(switch (function) {
            case "gelu" -> wide.gelu();
            case "relu2" -> wide.relu().square();
            case "swiglu" -> wide.slice(axis, width, 2 * width).silu().mul(wide.slice(axis, 0, width));
            default -> throw new IllegalStateException(function);
        }, c);
    }
}
