package dev.loam.nn;

import dev.loam.tensor.Fn;
import dev.loam.tensor.Tensor;
import java.util.List;

/// The plain recurrent layer (Elman 1990): `h = tanh(x · W + h · U + b)`. `[batch, time, features]` becomes `[batch, time, hidden]`.
public record RNN(RecurrentWeights weights) implements Recurrent {
    public static RNN of(Scope scope, int in, int hidden) {
        return of(scope, 0, in, hidden);
    }

    static RNN of(Scope scope, int layer, int in, int hidden) {
        return new RNN(RecurrentWeights.of(scope, layer, 1, in, hidden));
    }

    @Override
    public Tensor states(Tensor gates, Context c) {
        Tensor u = c.value(weights.hiddenWeight());
        Fn step = Fn.of(in -> {
            Tensor h = in.get(0).matmul(u).add(in.get(1)).tanh();
            return List.of(h, h);
        });
        return loop(step, 1, gates, c);
    }
}
