package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// A model of tokens `[batch, time]` for rows of packed documents `[batch, 3, time]`: tokens, numbers of documents, places in documents. The [Context] has the
/// [Documents] while the model runs.
public record PackedInput(Layer model) implements Layer {
    @Override
    public Tensor apply(Tensor x, Context c) {
        c.documents(new Documents(part(x, 1), part(x, 2)));
        return model.apply(part(x, 0), c);
    }

    private static Tensor part(Tensor x, int number) {
        return x.slice(1, number, number + 1).squeeze(1);
    }
}
