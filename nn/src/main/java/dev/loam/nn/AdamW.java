package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Tensor;
import java.util.List;

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), in PyTorch's form and order: first
/// `p ← p · (1 - rate · weightDecay)`, then Adam's step.
public record AdamW(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {
    /// Betas 0.9 and 0.999, epsilon 1e-8, weight decay 0.01.
    public static AdamW of(double learningRate) {
        return new AdamW(learningRate, 0.9, 0.999, 1e-8, 0.01);
    }

    public AdamW betas(double first, double second) {
        return new AdamW(learningRate, first, second, epsilon, weightDecay);
    }

    public AdamW epsilon(double value) {
        return new AdamW(learningRate, beta1, beta2, value, weightDecay);
    }

    public AdamW weightDecay(double value) {
        return new AdamW(learningRate, beta1, beta2, epsilon, value);
    }

    @Override
    public List<String> slots() {
        return List.of("m", "v");
    }

    @Override
    public Update update(Step s) {
        return Adam.move(decayed(s, weightDecay), s.gradient(), s, beta1, beta2, epsilon);
    }

    /// The parameters less the share `rate · decay` of themselves.
    static Tensor decayed(Step s, double usual) {
        double decay = s.decay(usual);
        Tensor p = s.parameters();
        return decay == 0 ? p : p.mul(s.learningRate().to(DType.F64).mul(-decay).add(1).to(p.dtype()));
    }
}
