package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A GPT-2 (Radford et al. 2019) with the names and the initialisation of nanoGPT: embedding and learned positions, blocks, a
/// last norm, and an output layer whose weights are the embedding's; or what [TransformerOptions] make of it. Tokens `[batch, time]` (i32 or i64) become logits
/// `[batch, time, vocabulary]`, those at position `t` for the token at `t + 1`.
///
/// @param positions what adds places to the embedding; null for nothing
/// @param head      the output layer `lm_head`; null for the embedding's weights
/// @param softCap   logits go through `softCap · tanh(x / softCap)`, so that none leaves its range (Gemma Team 2024); 0 for no cap
public record GPT(Embedding tokens, Layer positions, Dropout dropout, List<TransformerBlock> blocks, Layer norm, Linear head, double softCap)
    implements Layer {
    public GPT {
        blocks = List.copyOf(blocks);
    }

    /// GPT-2's.
    ///
    /// @param context  the longest sequence
    /// @param bias     whether linear layers and norms have one
    public static GPT of(Scope scope, int vocabulary, int context, int layers, int heads, int channels, double dropout, boolean bias) {
        return of(scope, vocabulary, context, layers, channels, TransformerOptions.standard(heads, dropout, bias), true, 0);
    }

    /// @param context the longest sequence, where positions are learned
    /// @param tied    whether the output's weights are the embedding's
    /// @param softCap 0 for none
    public static GPT of(Scope scope, int vocabulary, int context, int layers, int channels, TransformerOptions options, boolean tied, double softCap) {
        var blocks = new ArrayList<TransformerBlock>();
        var tokens = Embedding.of(scope.at("wte"), vocabulary, channels, TransformerBlock.NORMAL);
        Layer positions = switch (options.positions()) {
            case LEARNED -> LearnedPositions.of(scope.at("wpe"), context, channels, TransformerBlock.NORMAL);
            case SINUSOIDAL -> new SinusoidalPositions(scope.at("wpe").path());
            case ROTARY, NONE -> null;
        };
        for (int i = 0; i < layers; i++) {
            blocks.add(TransformerBlock.of(scope.at("h").at(Integer.toString(i)), channels, options, layers));
        }
        return new GPT(tokens, positions, Dropout.of(scope.at("drop"), options.dropout()), blocks, options.norm(scope.at("ln_f"), channels),
            tied ? null : TransformerBlock.linear(scope.at("lm_head"), channels, vocabulary, false, TransformerBlock.NORMAL), softCap);
    }

    /// The registry's model `gpt`.
    static Layer create(ModelOptions options, Scope scope, Shape input, int classes) {
        if (input.rank() != 1) {
            throw new ModelException("model 'gpt' takes sequences of tokens [time], not " + input + "; model 'mlp' takes any shape");
        }
        return of(scope, classes, input.size(0), options.whole("layers", 1), options.whole("channels", 1), TransformerOptions.of(options), options.flag("tied"),
            options.number("soft-cap", 0, Double.POSITIVE_INFINITY));
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        Tensor y = tokens.apply(x, c);
        y = dropout.apply(positions == null ? y : positions.apply(y, c), c);
        for (TransformerBlock block : blocks) {
            y = block.apply(y, c);
        }
        y = norm.apply(y, c);
        Tensor logits = head == null ? tokens.logits(y, c) : head.apply(y, c);
        return c.tap("lm_head", softCap == 0 ? logits : logits.mul(1 / softCap).tanh().mul(softCap));
    }
}
