package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Elementary;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.List;

/// Adam (Kingma and Ba 2015, algorithm 1), in the order of PyTorch's operations. Weight decay, where there is any, is added
/// to the gradient; [AdamW] decays the weights themselves.
public record Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {
    /// Betas 0.9 and 0.999, epsilon 1e-8, no weight decay.
    public static Adam of(double learningRate) {
        return new Adam(learningRate, 0.9, 0.999, 1e-8, 0);
    }

    public Adam betas(double first, double second) {
        return new Adam(learningRate, first, second, epsilon, weightDecay);
    }

    public Adam epsilon(double value) {
        return new Adam(learningRate, beta1, beta2, value, weightDecay);
    }

    public Adam weightDecay(double value) {
        return new Adam(learningRate, beta1, beta2, epsilon, value);
    }

    @Override
    public List<String> slots() {
        return List.of("m", "v");
    }

    @Override
    public Update update(Step s) {
        return move(s.parameters(), decayed(s, weightDecay), s, beta1, beta2, epsilon);
    }

    /// The gradient with the usual weight decay added, as that of a squared norm in the loss.
    static Tensor decayed(Step s, double usual) {
        double decay = s.decay(usual);
        return decay == 0 ? s.gradient() : s.gradient().add(s.parameters().mul(decay));
    }

    /// The step itself: scalars in f64, as PyTorch has them, elements in the parameters' dtype.
    static Update move(Tensor p, Tensor g, Step s, double beta1, double beta2, double epsilon) {
        Tensor m = s.slot(0).add(g.sub(s.slot(0)).mul(1 - beta1));
        Tensor v = s.slot(1).mul(beta2).add(g.mul(1 - beta2).mul(g));
        Tensor t = s.step().add(1).to(DType.F64);
        Tensor size = s.learningRate().to(DType.F64).div(correction(beta1, t)).to(p.dtype());
        // a factor, since divisions are what an optimiser's kernel spends its time on
        Tensor root = correction(beta2, t).sqrt().reciprocal().to(p.dtype());
        return new Update(p.sub(m.div(v.sqrt().mul(root).add(epsilon)).mul(size)), List.of(m, v));
    }

    /// `1 - beta^t`, precise also where beta is near 1 and where a target computes it in f32.
    static Tensor correction(double beta, Tensor t) {
        return beta == 0 ? Tensor.ones(DType.F64, Shape.SCALAR) : t.mul(Elementary.log(beta)).expm1().neg();
    }
}
