package dev.loam.nn;

import dev.loam.tensor.Fn;
import dev.loam.tensor.Tensor;
import java.util.List;

/// Long short-term memory (Hochreiter and Schmidhuber 1997; with the forget gate of Gers et al. 2000): a memory `m` beside the
/// state `h`. With the gates `i, f, g, o` side by side in `x · W + h · U + b`:
/// `m = σ(f) · m + σ(i) · tanh(g)`, `h = σ(o) · tanh(m)`. `[batch, time, features]` becomes `[batch, time, hidden]`.
public record LSTM(RecurrentWeights weights) implements Recurrent {
    public static LSTM of(Scope scope, int in, int hidden) {
        return of(scope, 0, in, hidden);
    }

    static LSTM of(Scope scope, int layer, int in, int hidden) {
        return new LSTM(RecurrentWeights.of(scope, layer, 4, in, hidden));
    }

    @Override
    public Tensor states(Tensor gates, Context c) {
        Tensor u = c.value(weights.hiddenWeight());
        Fn step = Fn.of(in -> {
            Tensor all = in.get(0).matmul(u).add(in.get(2));
            Tensor kept = weights.gate(all, 1).sigmoid().mul(in.get(1));
            Tensor memory = kept.add(weights.gate(all, 0).sigmoid().mul(weights.gate(all, 2).tanh()));
            Tensor h = weights.gate(all, 3).sigmoid().mul(memory.tanh());
            return List.of(h, memory, h);
        });
        return loop(step, 2, gates, c);
    }
}
