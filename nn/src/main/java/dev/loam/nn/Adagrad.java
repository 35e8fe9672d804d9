package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Tensor;
import java.util.List;

/// Adagrad (Duchi, Hazan and Singer 2011) in PyTorch's form: gradients are divided by the root of the sum of all their squares so
/// far, `√s + epsilon`.
///
/// @param rateDecay   the rate of step `t` (from 0) is `learningRate / (1 + t · rateDecay)`
/// @param initial     what each sum of squares begins with
/// @param weightDecay added to the gradient, times the parameters
public record Adagrad(double learningRate, double rateDecay, double initial, double epsilon, double weightDecay) implements Optimizer {
    /// Epsilon 1e-10, everything else 0.
    public static Adagrad of(double learningRate) {
        return new Adagrad(learningRate, 0, 0, 1e-10, 0);
    }

    public Adagrad rateDecay(double value) {
        return new Adagrad(learningRate, value, initial, epsilon, weightDecay);
    }

    public Adagrad initial(double value) {
        return new Adagrad(learningRate, rateDecay, value, epsilon, weightDecay);
    }

    public Adagrad epsilon(double value) {
        return new Adagrad(learningRate, rateDecay, initial, value, weightDecay);
    }

    public Adagrad weightDecay(double value) {
        return new Adagrad(learningRate, rateDecay, initial, epsilon, value);
    }

    @Override
    public List<String> slots() {
        return List.of("sum");
    }

    @Override
    public Update update(Step s) {
        Tensor p = s.parameters();
        Tensor g = Adam.decayed(s, weightDecay);
        // the slot begins with zero, so the initial value is added here
        Tensor sum = s.slot(0).add(g.mul(g));
        Tensor rate = s.learningRate().to(DType.F64);
        rate = rateDecay == 0 ? rate : rate.div(s.step().to(DType.F64).mul(rateDecay).add(1));
        Tensor root = (initial == 0 ? sum : sum.add(initial)).sqrt().add(epsilon);
        return Update.of(p.sub(g.div(root).mul(rate.to(p.dtype()))), sum);
    }
}
