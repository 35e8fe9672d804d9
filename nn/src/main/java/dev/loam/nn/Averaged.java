package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
        if (inner.evaluatesOthers()) {
            throw new ModelException("averaging: " + inner.getClass().getSimpleName() + " averages the weights itself; leave the other average out (ema=0)");
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
    public List<String> slots(ParameterLayout.Group group) {
        var all = new ArrayList<>(inner.slots(group));
        all.add(SLOT);
        return List.copyOf(all);
    }

    @Override
    public boolean copies(String slot) {
        return inner.copies(slot);
    }

    @Override
    public Update update(Step s) {
        int last = s.slots().size() - 1;
        Update u = inner.update(s.slots(s.slots().subList(0, last)));
        var all = new ArrayList<>(u.slots());
        Tensor average = s.slot(last);
        all.add(average.add(u.parameters().sub(average).mul(1 - decay)));
        return new Update(u.parameters(), all);
    }

    @Override
    public String kind(Parameter parameter) {
        return inner.kind(parameter);
    }

    @Override
    public Map<String, Double> scalars() {
        return inner.scalars();
    }

    @Override
    public Map<String, Tensor> scalars(Map<String, Tensor> before, Tensor learningRate, Tensor step) {
        return inner.scalars(before, learningRate, step);
    }

    @Override
    public boolean evaluatesOthers() {
        return true;
    }

    @Override
    public double evaluated(ParameterLayout.Group group, double parameter, double[] slots, long steps) {
        return steps == 0 ? parameter : correction(steps) * slots[slots.length - 1];
    }
}
