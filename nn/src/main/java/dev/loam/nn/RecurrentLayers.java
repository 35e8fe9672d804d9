package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Recurrent layers one above the other, with dropout between them: `[batch, time, features]` becomes `[batch, time, hidden]`. The
/// parameters are named as in PyTorch: `weight_ih_l0`, …, `weight_ih_l1`, ….
///
/// @param layers  the first takes the input
/// @param between acts on what each but the last hands on
public record RecurrentLayers(List<Recurrent> layers, Dropout between) implements Layer {
    public RecurrentLayers {
        layers = List.copyOf(layers);
    }

    /// @param kind one of [Recurrent#KINDS]
    /// @throws ModelException where there is no such kind
    public static RecurrentLayers of(String kind, Scope scope, int in, int hidden, int layers, double dropout) {
        var all = new ArrayList<Recurrent>();
        for (int i = 0; i < layers; i++) {
            all.add(Recurrent.of(kind, scope, i, i == 0 ? in : hidden, hidden));
        }
        return new RecurrentLayers(all, Dropout.of(scope, dropout));
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        return above(layers.get(0).apply(x, c), c);
    }

    /// The same for tokens `[batch, time]` that are looked up first.
    Tensor apply(Embedding table, Tensor tokens, Context c) {
        return above(layers.get(0).apply(table, tokens, c), c);
    }

    private Tensor above(Tensor y, Context c) {
        for (Recurrent layer : layers.subList(1, layers.size())) {
            y = layer.apply(between.apply(y, c), c);
        }
        return y;
    }
}
