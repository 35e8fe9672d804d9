package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Each optimiser against the published algorithm in plain Java doubles, element by element, over several steps with changing
/// gradients and rates.
class OptimizersTest {
    private static final int N = 5;
    private static final int STEPS = 7;

    /// One scalar's path: what it becomes at step `t` (from 1) under gradient `g` and rate `r`.
    private interface Reference {
        double next(double p, double g, double r, int t, double[] memory);
    }

    private static double gradient(int step, int i) {
        return Math.sin(3 * step + i) * Math.pow(10, i - 3);
    }

    private static double rate(int step) {
        return 0.1 / (1 + step);
    }

    private static NDArray one(double value) {
        return NDArray.wrap(DType.F32, new float[] {(float) value}, 1);
    }

    /// A step of one group, for an optimiser without scalars.
    private static Optimizer.Step step(NDArray p, NDArray g, List<NDArray> slots, double rate, long step, boolean decay) {
        var parameter = new Parameter("w", Shape.of(p.size()), Initializer.zeros(), decay);
        var group = new ParameterLayout.Group("g", "", decay, null, List.of(parameter), p.size());
        return new Optimizer.Step(group, Tensor.of(p), Tensor.of(g), slots.stream().map(Tensor::of).toList(), Map.of(),
            Tensor.fill(DType.F64, Shape.SCALAR, rate), Tensor.fill(DType.I64, Shape.SCALAR, step), p.dtype());
    }

    private static void compare(Optimizer optimizer, boolean decay, DType dtype, double tolerance, Reference reference) {
        Shape shape = Shape.of(N);
        NDArray p = Check.random(dtype, 3, N);
        var slots = new ArrayList<NDArray>();
        for (int k = 0; k < optimizer.slots().size(); k++) {
            slots.add(NDArray.zeros(dtype, N));
        }
        double[] expected = p.toDoubles();
        double[][] memory = new double[N][3];
        for (int step = 0; step < STEPS; step++) {
            NDArray g = NDArray.zeros(dtype, N);
            for (int i = 0; i < N; i++) {
                g.setDouble(i, gradient(step, i));
                expected[i] = reference.next(expected[i], g.getDouble(i), rate(step), step + 1, memory[i]);
            }
            Optimizer.Update u = optimizer.update(step(p, g, slots, rate(step), step, decay));
            assertThat(u.parameters().shape()).isEqualTo(shape);
            assertThat(u.parameters().dtype()).isEqualTo(dtype);
            p = Check.value(u.parameters(), Map.of());
            for (int k = 0; k < slots.size(); k++) {
                slots.set(k, Check.value(u.slots().get(k), Map.of()));
            }
            Check.close(p.toDoubles(), expected, tolerance);
        }
    }

    private static void compare(Optimizer optimizer, boolean decay, Reference reference) {
        compare(optimizer, decay, DType.F64, 1e-12, reference);
        compare(optimizer, decay, DType.F32, 1e-6, reference);
    }

    /// PyTorch 2's documentation of torch.optim.SGD, with dampening 0.
    private static Reference sgd(double momentum, boolean nesterov, double decay) {
        return (p, g, r, t, memory) -> {
            double d = g + decay * p;
            memory[0] = t == 1 ? d : momentum * memory[0] + d;
            return p - r * (nesterov ? d + momentum * memory[0] : memory[0]);
        };
    }

    /// PyTorch 2's documentation of torch.optim.Adam; with `decoupled`, of torch.optim.AdamW.
    private static Reference adam(double b1, double b2, double epsilon, double decay, boolean decoupled) {
        return (p, g, r, t, memory) -> {
            double q = decoupled ? p - r * decay * p : p;
            double d = decoupled ? g : g + decay * p;
            memory[0] = b1 * memory[0] + (1 - b1) * d;
            memory[1] = b2 * memory[1] + (1 - b2) * d * d;
            double m = memory[0] / (1 - Math.pow(b1, t));
            double v = memory[1] / (1 - Math.pow(b2, t));
            return q - r * m / (Math.sqrt(v) + epsilon);
        };
    }

    @Test
    void sgdFollowsThePublishedAlgorithm() {
        compare(SGD.of(1), true, sgd(0, false, 0));
        compare(SGD.of(1).momentum(0.9), true, sgd(0.9, false, 0));
        compare(SGD.of(1).momentum(0.9).nesterov(true), true, sgd(0.9, true, 0));
        compare(SGD.of(1).momentum(0.8).nesterov(true).weightDecay(0.1), true, sgd(0.8, true, 0.1));
        compare(SGD.of(1).weightDecay(0.1), false, sgd(0, false, 0));
    }

    @Test
    void adamFollowsThePublishedAlgorithm() {
        compare(Adam.of(1), true, adam(0.9, 0.999, 1e-8, 0, false));
        compare(Adam.of(1).betas(0, 0.9).epsilon(1e-3), true, adam(0, 0.9, 1e-3, 0, false));
        compare(Adam.of(1).weightDecay(0.1), true, adam(0.9, 0.999, 1e-8, 0.1, false));
        compare(Adam.of(1).weightDecay(0.1), false, adam(0.9, 0.999, 1e-8, 0, false));
    }

    @Test
    void adamWFollowsThePublishedAlgorithm() {
        compare(AdamW.of(1), true, adam(0.9, 0.999, 1e-8, 0.01, true));
        compare(AdamW.of(1).weightDecay(0.1).betas(0.7, 0.99).epsilon(1e-5), true, adam(0.7, 0.99, 1e-5, 0.1, true));
        compare(AdamW.of(1).weightDecay(0.1), false, adam(0.9, 0.999, 1e-8, 0, true));
    }

    /// PyTorch 2's documentation of torch.optim.RMSprop.
    private static Reference rmsprop(double alpha, double epsilon, double momentum, boolean centered, double decay) {
        return (p, g, r, t, memory) -> {
            double d = g + decay * p;
            memory[0] = alpha * memory[0] + (1 - alpha) * d * d;
            memory[1] = alpha * memory[1] + (1 - alpha) * d;
            double square = centered ? memory[0] - memory[1] * memory[1] : memory[0];
            memory[2] = momentum * memory[2] + d / (Math.sqrt(square) + epsilon);
            return p - r * memory[2];
        };
    }

    /// PyTorch 2's documentation of torch.optim.Adagrad.
    private static Reference adagrad(double rateDecay, double initial, double epsilon, double decay) {
        return (p, g, r, t, memory) -> {
            double d = g + decay * p;
            memory[0] = (t == 1 ? initial : memory[0]) + d * d;
            return p - r / (1 + (t - 1) * rateDecay) * d / (Math.sqrt(memory[0]) + epsilon);
        };
    }

    /// Chen et al. 2023, program 1.
    private static Reference lion(double b1, double b2, double decay) {
        return (p, g, r, t, memory) -> {
            double c = Math.signum(b1 * memory[0] + (1 - b1) * g);
            memory[0] = b2 * memory[0] + (1 - b2) * g;
            return p - r * (c + decay * p);
        };
    }

    @Test
    void rmspropFollowsThePublishedAlgorithm() {
        compare(RMSprop.of(1), true, rmsprop(0.99, 1e-8, 0, false, 0));
        compare(RMSprop.of(1).alpha(0.9).epsilon(1e-3).momentum(0.8).weightDecay(0.1), true, rmsprop(0.9, 1e-3, 0.8, false, 0.1));
        compare(RMSprop.of(1).alpha(0.9).momentum(0.8).centered(true).weightDecay(0.1), false, DType.F64, 1e-10, rmsprop(0.9, 1e-8, 0.8, true, 0));
    }

    @Test
    void adagradFollowsThePublishedAlgorithm() {
        compare(Adagrad.of(1), true, adagrad(0, 0, 1e-10, 0));
        compare(Adagrad.of(1).rateDecay(0.1).initial(0.5).epsilon(1e-4).weightDecay(0.1), true, adagrad(0.1, 0.5, 1e-4, 0.1));
    }

    @Test
    void lionFollowsThePublishedAlgorithm() {
        compare(Lion.of(1), true, lion(0.9, 0.99, 0));
        compare(Lion.of(1).betas(0.5, 0.8).weightDecay(0.1), true, lion(0.5, 0.8, 0.1));
        compare(Lion.of(1).weightDecay(0.1), false, lion(0.9, 0.99, 0));
    }

    @Test
    void theStepSizeIsExactAtTheFirstStepAndAfterAMillion() {
        for (long step : new long[] {0, 1_000_000}) {
            Optimizer.Update u = Adam.of(1).update(step(one(0), one(2), List.of(one(step == 0 ? 0 : 2), one(step == 0 ? 0 : 4)), 0.125, step, true));
            Check.close(Check.doubles(u.parameters()), new double[] {-0.125}, 3e-8);
        }
    }

    @Test
    void paddingStaysZero() {
        for (Optimizer o : List.of(SGD.of(1).momentum(0.9).weightDecay(0.1), Adam.of(1).weightDecay(0.1), AdamW.of(1),
            RMSprop.of(1).momentum(0.9).centered(true), Adagrad.of(1), Lion.of(1).weightDecay(0.1))) {
            Optimizer.Update u = o.update(step(one(0), one(0), o.slots().stream().map(_ -> one(0)).toList(), 0.1, 0, true));
            assertThat(Check.doubles(u.parameters())).containsExactly(0);
        }
    }

    @Test
    void optimisersAreValuesWithPyTorchsDefaults() {
        assertThat(AdamW.of(1e-3)).isEqualTo(new AdamW(1e-3, 0.9, 0.999, 1e-8, 0.01));
        assertThat(AdamW.of(1e-3).weightDecay(0.1).weightDecay()).isEqualTo(0.1);
        assertThat(SGD.of(0.1).slots()).isEmpty();
        assertThat(SGD.of(0.1).momentum(0.9).slots()).containsExactly("momentum");
        assertThatThrownBy(() -> SGD.of(0.1).nesterov(true)).isInstanceOf(ModelException.class);
    }

    @Test
    void theAverageIsThatOfTheParametersWithoutTheZeroItBeganWith() {
        var averaged = new Averaged(SGD.of(0.1), 0.9);
        double p = 2;
        double weights = 0;
        double sum = 0;
        NDArray parameters = NDArray.wrap(DType.F64, new double[] {p}, 1);
        NDArray slot = NDArray.zeros(DType.F64, 1);
        for (int step = 0; step < STEPS; step++) {
            Optimizer.Update u = averaged.update(step(parameters, NDArray.wrap(DType.F64, new double[] {gradient(step, 1)}, 1),
                List.of(slot), 0.1, step, true));
            parameters = Check.value(u.parameters(), Map.of());
            slot = Check.value(u.slots().getLast(), Map.of());
            p -= 0.1 * gradient(step, 1);
            sum = 0.9 * sum + 0.1 * p;
            weights = 0.9 * weights + 0.1;
            assertThat(parameters.getDouble(0)).isCloseTo(p, org.assertj.core.data.Offset.offset(1e-12));
            assertThat(slot.getDouble(0) * averaged.correction(step + 1)).isCloseTo(sum / weights, org.assertj.core.data.Offset.offset(1e-12));
        }
        assertThat(averaged.slots()).containsExactly("ema");
        assertThat(new Averaged(AdamW.of(1), 0).slots()).containsExactly("m", "v", "ema");
        assertThatThrownBy(() -> new Averaged(SGD.of(1), 1)).isInstanceOf(ModelException.class);
    }
}
