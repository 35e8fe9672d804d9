package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Layers side by side on the same input.
///
/// @param sums whether their results, then of one shape, are added up; else they are put one after another along the last axis
public record Parallel(List<Layer> layers, boolean sums) implements Layer {
    public Parallel {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new ModelException("parallel: there are no layers");
        }
    }

    /// Results one after another along the last axis.
    public static Parallel of(Layer... layers) {
        return new Parallel(List.of(layers), false);
    }

    /// The sum of the results.
    public static Parallel sum(Layer... layers) {
        return new Parallel(List.of(layers), true);
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        var results = new ArrayList<Tensor>();
        Tensor sum = null;
        for (Layer layer : layers) {
            Tensor y = layer.apply(x, c);
            results.add(y);
            sum = sum == null ? y : sums ? sum.add(y) : sum;
        }
        return sums || results.size() == 1 ? sum : Tensor.concat(results, sum.rank() - 1);
    }
}
