package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// An optimiser that also keeps an exponential moving average of the parameters it yields, in the slot `"ema"`:
/// `a ← decay · a + (1 - decay) · p`, from zero. [#correction] takes out the zero it began with, as Adam does for its moments.
///
/// @param inner what moves the parameters
/// @param decay per step, from 0 to below 1
public record Averaged(Optimizer inner, double decay) implements Optimizer {
    /// The slot with the average.
    public static final String SLOT = "ema";

    public Averaged {
        if (!(decay >= 0 && decay < 1)) {
            throw new ModelException("averaging: the decay must be from 0 to below 1, got " + decay);
        }
    }

    /// What to multiply the slot with after `steps` steps to have the average of the parameters: `1 / (1 - decay^steps)`.
    public double correction(long steps) {
        double power = 1;
        double square = decay;
        for (long n = steps; n > 0; n >>= 1) {
            power = (n & 1) == 1 ? power * square : power;
            square *= square;
        }
        return 1 / (1 - power);
    }

    @Override
    public double learningRate() {
        return inner.learningRate();
    }

    @Override
    public List<String> slots() {
        var all = new ArrayList<>(inner.slots());
        all.add(SLOT);
        return List.copyOf(all);
    }

    @Override
    public Update update(Tensor p, Tensor g, List<Tensor> slots, Tensor learningRate, Tensor step, boolean decayed) {
        int last = slots.size() - 1;
        Update u = inner.update(p, g, slots.subList(0, last), learningRate, step, decayed);
        var all = new ArrayList<>(u.slots());
        Tensor average = slots.get(last);
        all.add(average.add(u.parameters().sub(average).mul(1 - decay)));
        return new Update(u.parameters(), List.copyOf(all));
    }
}
