package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;

/// A table of vectors, looked up by number: indices `[…]` (i32 or i64) become `[…, channels]`. Its gradient adds up, for each
/// entry, what reached the places where it was looked up. An index outside takes the nearest entry.
///
/// @param weight `[entries, channels]`
public record Embedding(Parameter weight) implements Layer {
    public static Embedding of(Scope scope, int entries, int channels, Initializer initializer) {
        return new Embedding(scope.parameter("weight", Shape.of(entries, channels), initializer));
    }

    @Override
    public Tensor apply(Tensor indices, Context c) {
        if (indices.dtype().isFloat()) {
            throw new ModelException("embedding '" + weight.scope() + "' looks up whole numbers (i32 or i64), not " + indices.dtype()
                + "; give the model tokens, not measurements");
        }
        return c.tap(weight.scope(), c.value(weight).gather(indices, 0));
    }

    /// The product of `x` `[…, channels]` with every entry, `[…, entries]`: the output layer of a model whose output weights are
    /// its embedding (Press and Wolf 2017).
    public Tensor logits(Tensor x, Context c) {
        return x.matmul(c.value(weight).transpose());
    }
}
