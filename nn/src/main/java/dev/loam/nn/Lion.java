package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.List;

/// Lion (Chen et al. 2023, algorithm 2): every parameter moves by the rate itself, in the direction of the sign of
/// `beta1 · m + (1 - beta1) · g`; then `m ← beta2 · m + (1 - beta2) · g`. Weight decay is decoupled, as in [AdamW]. Rates are to be 3 to
/// 10 times smaller than Adam's and decay as much larger.
public record Lion(double learningRate, double beta1, double beta2, double weightDecay) implements Optimizer {
    /// Betas 0.9 and 0.99, no weight decay.
    public static Lion of(double learningRate) {
        return new Lion(learningRate, 0.9, 0.99, 0);
    }

    public Lion betas(double first, double second) {
        return new Lion(learningRate, first, second, weightDecay);
    }

    public Lion weightDecay(double value) {
        return new Lion(learningRate, beta1, beta2, value);
    }

    @Override
    public List<String> slots() {
        return List.of("m");
    }

    @Override
    public Update update(Step s) {
        Tensor g = s.gradient();
        Tensor m = s.slot(0);
        Tensor direction = m.mul(beta1).add(g.mul(1 - beta1)).sign();
        Tensor p = AdamW.decayed(s, weightDecay);
        return Update.of(p.sub(direction.mul(s.learningRate().to(p.dtype()))), m.mul(beta2).add(g.mul(1 - beta2)));
    }
}
