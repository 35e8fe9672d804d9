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
    public Update update(Step s) {
        Tensor p = s.parameters();
        Tensor d = Adam.decayed(s, weightDecay);
        Tensor r = s.learningRate().to(p.dtype());
        if (momentum == 0) {
            return Update.of(p.sub(d.mul(r)));
        }
        Tensor b = s.slot(0).mul(momentum).add(d);
        return Update.of(p.sub((nesterov ? d.add(b.mul(momentum)) : b).mul(r)), b);
    }
}
