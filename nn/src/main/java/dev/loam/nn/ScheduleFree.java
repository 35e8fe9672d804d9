package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Schedule-free AdamW (Defazio et al., "The Road Less Scheduled", 2024, algorithm 1), which needs no falling rate: gradients are
/// taken at `y`, between the fast iterates `z` and their average `x`, and `x` is what is evaluated. Use a constant schedule, with a
/// warm-up if any; later iterates then weigh as the square of the greatest rate so far.
///
/// The parameters that training moves are `y`; `x` follows from them and the slot `z`: `x = y + (1 - 1 / beta1) · (z - y)`.
///
/// @param beta1       the share of the average in `y`
/// @param weightDecay decoupled, taken at `y`
public record ScheduleFree(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {
    private static final String GREATEST = "greatest-rate";
    private static final String WEIGHTS = "weight-sum";

    public ScheduleFree {
        if (!(beta1 > 0 && beta1 <= 1)) {
            throw new ModelException("schedule-free: beta1 must be above 0 and at most 1, got " + beta1);
        }
    }

    /// Betas 0.9 and 0.999, epsilon 1e-8, no weight decay.
    public static ScheduleFree of(double learningRate) {
        return new ScheduleFree(learningRate, 0.9, 0.999, 1e-8, 0);
    }

    public ScheduleFree betas(double first, double second) {
        return new ScheduleFree(learningRate, first, second, epsilon, weightDecay);
    }

    public ScheduleFree epsilon(double value) {
        return new ScheduleFree(learningRate, beta1, beta2, value, weightDecay);
    }

    public ScheduleFree weightDecay(double value) {
        return new ScheduleFree(learningRate, beta1, beta2, epsilon, value);
    }

    @Override
    public List<String> slots() {
        return List.of("z", "v");
    }

    @Override
    public boolean copies(String slot) {
        return slot.equals("z");
    }

    @Override
    public Map<String, Double> scalars() {
        var out = new LinkedHashMap<String, Double>();
        out.put(GREATEST, 0.0);
        out.put(WEIGHTS, 0.0);
        return out;
    }

    @Override
    public Map<String, Tensor> scalars(Map<String, Tensor> before, Tensor learningRate, Tensor step) {
        Tensor greatest = before.get(GREATEST).max(learningRate.to(DType.F64));
        return Map.of(GREATEST, greatest, WEIGHTS, before.get(WEIGHTS).add(greatest.square()));
    }

    @Override
    public Update update(Step s) {
        Tensor y = s.parameters();
        Tensor z = s.slot(0);
        Tensor g = s.gradient();
        Tensor v = s.slot(1).mul(beta2).add(g.mul(1 - beta2).mul(g));
        Tensor t = s.step().add(1).to(DType.F64);
        Tensor root = Adam.correction(beta2, t).sqrt().reciprocal().to(y.dtype());
        Tensor direction = g.div(v.sqrt().mul(root).add(epsilon));
        double decay = s.decay(weightDecay);
        direction = decay == 0 ? direction : direction.add(y.mul(decay));

        Tensor rate = s.learningRate().to(DType.F64);
        Tensor sum = s.scalars().get(WEIGHTS);
        // the share of the new iterate in the average: 0 where all rates were 0
        Tensor zero = Tensor.zeros(DType.F64, Shape.SCALAR);
        Tensor share = sum.gt(0).where(s.scalars().get(GREATEST).square().div(sum.gt(0).where(sum, zero.add(1))), zero);
        Tensor along = rate.mul(share.neg().add(1).mul(beta1).sub(1)).to(y.dtype());
        Tensor moved = y.add(z.sub(y).mul(share.to(y.dtype()))).add(direction.mul(along));
        return Update.of(moved, z.sub(direction.mul(rate.to(y.dtype()))), v);
    }

    @Override
    public boolean evaluatesOthers() {
        return true;
    }

    @Override
    public double evaluated(ParameterLayout.Group group, double parameter, double[] slots, long steps) {
        return parameter + (1 - 1 / beta1) * (slots[0] - parameter);
    }
}
