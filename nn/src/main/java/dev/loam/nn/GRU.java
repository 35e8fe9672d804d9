package dev.loam.nn;

import dev.loam.tensor.Fn;
import dev.loam.tensor.Tensor;
import java.util.List;

/// The gated recurrent unit (Cho et al. 2014), with the reset gate behind the product as in PyTorch. With the gates `r, z, n` side by
/// side in `a = x · W + b` and in `q = h · U + d`: `n = tanh(a + σ(r) · q)`, `h = (1 - σ(z)) · n + σ(z) · h`, where `r` and `z` are the
/// sums of their parts in both. `[batch, time, features]` becomes `[batch, time, hidden]`.
public record GRU(RecurrentWeights weights) implements Recurrent {
    public static GRU of(Scope scope, int in, int hidden) {
        return of(scope, 0, in, hidden);
    }

    static GRU of(Scope scope, int layer, int in, int hidden) {
        return new GRU(RecurrentWeights.of(scope, layer, 3, in, hidden));
    }

    /// Without `d`, of which the reset gate takes a part.
    @Override
    public Tensor gates(Tensor x, Context c) {
        return weights.input(x, c);
    }

    @Override
    public Tensor states(Tensor gates, Context c) {
        Tensor u = c.value(weights.hiddenWeight());
        Tensor d = c.value(weights.hiddenBias());
        Fn step = Fn.of(in -> {
            Tensor h = in.get(0);
            Tensor a = in.get(1);
            Tensor q = h.matmul(u).add(d);
            Tensor reset = weights.gate(a, 0).add(weights.gate(q, 0)).sigmoid();
            Tensor update = weights.gate(a, 1).add(weights.gate(q, 1)).sigmoid();
            Tensor candidate = weights.gate(a, 2).add(reset.mul(weights.gate(q, 2))).tanh();
            Tensor next = candidate.add(update.mul(h.sub(candidate)));
            return List.of(next, next);
        });
        return loop(step, 1, gates, c);
    }
}
