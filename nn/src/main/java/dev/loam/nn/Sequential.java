package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.List;

/// Layers one after another.
public record Sequential(List<Layer> layers) implements Layer {
    public Sequential {
        layers = List.copyOf(layers);
    }

    public static Sequential of(Layer... layers) {
        return new Sequential(List.of(layers));
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        for (Layer layer : layers) {
            x = layer.apply(x, c);
        }
        return x;
    }
}
