package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// RMSprop (Tieleman and Hinton 2012, lecture 6.5) in PyTorch's form: gradients are divided by the root of the running mean of their
/// squares, `√v + epsilon`; *centered* by that of their variance (Graves 2013), with optional momentum.
///
/// @param alpha       the share of the past in the running means
/// @param momentum    `b ← momentum · b + step`; 0 for none
/// @param centered    subtracts the square of the running mean of gradients from `v`
/// @param weightDecay added to the gradient, times the parameters
public record RMSprop(double learningRate, double alpha, double epsilon, double momentum, boolean centered, double weightDecay)
    implements Optimizer {
    /// Alpha 0.99, epsilon 1e-8, without momentum, centring and weight decay.
    public static RMSprop of(double learningRate) {
        return new RMSprop(learningRate, 0.99, 1e-8, 0, false, 0);
    }

    public RMSprop alpha(double value) {
        return new RMSprop(learningRate, value, epsilon, momentum, centered, weightDecay);
    }

    public RMSprop epsilon(double value) {
        return new RMSprop(learningRate, alpha, value, momentum, centered, weightDecay);
    }

    public RMSprop momentum(double value) {
        return new RMSprop(learningRate, alpha, epsilon, value, centered, weightDecay);
    }

    public RMSprop centered(boolean value) {
        return new RMSprop(learningRate, alpha, epsilon, momentum, value, weightDecay);
    }

    public RMSprop weightDecay(double value) {
        return new RMSprop(learningRate, alpha, epsilon, momentum, centered, value);
    }

    @Override
    public List<String> slots() {
        var out = new ArrayList<String>();
        out.add("v");
        if (centered) {
            out.add("m");
        }
        if (momentum != 0) {
            out.add("momentum");
        }
        return List.copyOf(out);
    }

    @Override
    public Update update(Step s) {
        Tensor p = s.parameters();
        Tensor g = Adam.decayed(s, weightDecay);
        var slots = new ArrayList<Tensor>();
        Tensor v = s.slot(0).mul(alpha).add(g.mul(1 - alpha).mul(g));
        slots.add(v);
        Tensor square = v;
        if (centered) {
            Tensor m = s.slot(1).add(g.sub(s.slot(1)).mul(1 - alpha));
            slots.add(m);
            square = v.sub(m.mul(m));
        }
        Tensor move = g.div(square.sqrt().add(epsilon));
        if (momentum != 0) {
            move = s.slot(slots.size()).mul(momentum).add(move);
            slots.add(move);
        }
        return new Update(p.sub(move.mul(s.learningRate().to(p.dtype()))), slots);
    }
}
