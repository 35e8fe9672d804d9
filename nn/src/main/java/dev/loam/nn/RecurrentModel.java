package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;

/// A recurrent language model: embedding, recurrent layers, linear output layer. Tokens `[batch, time]` (i32 or i64) become logits
/// `[batch, time, vocabulary]`, those at position `t` for the token at `t + 1`.
///
/// @param dropout before the output layer
public record RecurrentModel(Embedding tokens, RecurrentLayers layers, Dropout dropout, Linear output) implements Layer {
    /// @param kind    one of [Recurrent#KINDS], which also names the layers' scope
    /// @param width   channels of the embedding and of every layer's state
    /// @param dropout between layers and before the output
    public static RecurrentModel of(String kind, Scope scope, int vocabulary, int width, int layers, double dropout) {
        return new RecurrentModel(Embedding.of(scope.at("embedding"), vocabulary, width, Initializer.normal(1)),
            RecurrentLayers.of(kind, scope.at(kind), width, width, layers, dropout), Dropout.of(scope.at("output"), dropout),
            Linear.of(scope.at("output"), width, vocabulary));
    }

    /// The registry's model `lstm`.
    static Layer create(ModelOptions options, Scope scope, Shape input, int classes) {
        if (input.rank() != 1) {
            throw new ModelException("model 'lstm' takes sequences of tokens [time], not " + input + "; model 'mlp' takes any shape");
        }
        return of(options.text("kind"), scope, classes, options.whole("width", 1), options.whole("layers", 1),
            options.number("dropout", 0, 1));
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        return output.apply(dropout.apply(layers.apply(tokens, x, c), c), c);
    }
}
