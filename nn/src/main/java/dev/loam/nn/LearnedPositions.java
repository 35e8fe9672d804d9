package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;

/// Adds to `[batch, time, channels]` a trained vector for each position, the same for every example (Gehring et al. 2017).
///
/// @param weight `[context, channels]`; a sequence may be shorter than the context
public record LearnedPositions(Parameter weight) implements Layer {
    public static LearnedPositions of(Scope scope, int context, int channels, Initializer initializer) {
        return new LearnedPositions(scope.parameter("weight", Shape.of(context, channels), initializer));
    }

    /// In packed rows positions count within each document.
    @Override
    public Tensor apply(Tensor x, Context c) {
        int time = x.size(-2);
        int context = weight.shape().size(0);
        if (time > context) {
            throw new ModelException("positions '" + weight.scope() + "': a sequence of " + time + " is longer than the context of "
                + context + "; cut it, or declare the model for longer ones");
        }
        Tensor all = c.value(weight);
        if (c.past() != null) {
            return c.tap(weight.scope(), x.add(all.gather(c.past().places(time), 0)));
        }
        if (c.documents() != null) {
            return c.tap(weight.scope(), x.add(all.gather(c.documents().places(), 0)));
        }
        return c.tap(weight.scope(), x.add(time == context ? all : all.slice(0, 0, time)));
    }
}
