package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A GPT-2 (Radford et al. 2019) with the names and the initialisation of nanoGPT: embedding and learned positions, blocks, a
/// last norm, and an output layer whose weights are the embedding's. Tokens `[batch, time]` (i32 or i64) become logits
/// `[batch, time, vocabulary]`, those at position `t` for the token at `t + 1`.
public record GPT(Embedding tokens, LearnedPositions positions, Dropout dropout, List<TransformerBlock> blocks, LayerNorm norm)
    implements Layer {
    public GPT {
        blocks = List.copyOf(blocks);
    }

    /// @param context  the longest sequence
    /// @param bias     whether linear layers and norms have one
    public static GPT of(Scope scope, int vocabulary, int context, int layers, int heads, int channels, double dropout, boolean bias) {
        var blocks = new ArrayList<TransformerBlock>();
        var tokens = Embedding.of(scope.at("wte"), vocabulary, channels, TransformerBlock.NORMAL);
        var positions = LearnedPositions.of(scope.at("wpe"), context, channels, TransformerBlock.NORMAL);
        for (int i = 0; i < layers; i++) {
            blocks.add(TransformerBlock.of(scope.at("h").at(Integer.toString(i)), channels, heads, dropout, bias, layers));
        }
        return new GPT(tokens, positions, Dropout.of(scope.at("drop"), dropout), blocks, LayerNorm.of(scope.at("ln_f"), channels, bias));
    }

    /// The registry's model `gpt`.
    static Layer create(ModelOptions options, Scope scope, Shape input, int classes) {
        if (input.rank() != 1) {
            throw new ModelException("model 'gpt' takes sequences of tokens [time], not " + input + "; model 'mlp' takes any shape");
        }
        return of(scope, classes, input.size(0), options.whole("layers", 1), options.whole("heads", 1), options.whole("channels", 1),
            options.number("dropout", 0, 1), options.flag("bias"));
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        Tensor y = dropout.apply(positions.apply(tokens.apply(x, c), c), c);
        for (TransformerBlock block : blocks) {
            y = block.apply(y, c);
        }
        return c.tap("lm_head", tokens.logits(norm.apply(y, c), c));
    }
}
