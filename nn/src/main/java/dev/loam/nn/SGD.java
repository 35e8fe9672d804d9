package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.List;

/// Stochastic gradient descent with optional momentum, in PyTorch's form: `b ← momentum · b + g`, then `p ← p - rate · b`
/// (with Nesterov `p ← p - rate · (g + momentum · b)`), where `g` includes `weightDecay · p`.
public record SGD(double learningRate, double momentum, boolean nesterov, double weightDecay) implements Optimizer {
    public SGD {
        if (nesterov && momentum == 0) {
            throw new ModelException("SGD: nesterov needs a momentum above 0");
        }
    }

    public static SGD of(double learningRate) {
        return new SGD(learningRate, 0, false, 0);
    }

    public SGD momentum(double value) {
        return new SGD(learningRate, value, nesterov, weightDecay);
    }

    /// Looks ahead by one step of the momentum; set the momentum first.
    public SGD nesterov(boolean value) {
        return new SGD(learningRate, momentum, value, weightDecay);
    }

    public SGD weightDecay(double value) {
        return new SGD(learningRate, momentum, nesterov, value);
    }

    @Override
    public List<String> slots() {
        return momentum == 0 ? List.of() : List.of("momentum");
    }

    @Override
    public Update update(Tensor p, Tensor g, List<Tensor> slots, Tensor rate, Tensor step, boolean decay) {
        Tensor d = decay && weightDecay != 0 ? g.add(p.mul(weightDecay)) : g;
        Tensor r = rate.to(p.dtype());
        if (momentum == 0) {
            return new Update(p.sub(d.mul(r)), List.of());
        }
        Tensor b = slots.get(0).mul(momentum).add(d);
        return new Update(p.sub((nesterov ? d.add(b.mul(momentum)) : b).mul(r)), List.of(b));
    }
}
