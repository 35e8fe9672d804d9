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

    private static void compare(Optimizer optimizer, boolean decay, DType dtype, double tolerance, Reference reference) {
        Shape shape = Shape.of(N);
        NDArray p = Check.random(dtype, 3, N);
        var slots = new ArrayList<NDArray>();
        for (int k = 0; k < optimizer.slots().size(); k++) {
            slots.add(NDArray.zeros(dtype, N));
        }
        double[] expected = p.toDoubles();
        double[][] memory = new double[N][2];
        for (int step = 0; step < STEPS; step++) {
            NDArray g = NDArray.zeros(dtype, N);
            for (int i = 0; i < N; i++) {
                g.setDouble(i, gradient(step, i));
                expected[i] = reference.next(expected[i], g.getDouble(i), rate(step), step + 1, memory[i]);
            }
            Optimizer.Update u = optimizer.update(Tensor.of(p), Tensor.of(g), slots.stream().map(Tensor::of).toList(),
                Tensor.fill(DType.F64, Shape.SCALAR, rate(step)), Tensor.fill(DType.I64, Shape.SCALAR, step), decay);
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

    @Test
    void theStepSizeIsExactAtTheFirstStepAndAfterAMillion() {
        for (long step : new long[] {0, 1_000_000}) {
            Optimizer.Update u = Adam.of(1).update(Tensor.of(new float[] {0}), Tensor.of(new float[] {2}),
                List.of(Tensor.of(new float[] {step == 0 ? 0 : 2}), Tensor.of(new float[] {step == 0 ? 0 : 4})),
                Tensor.of(0.125), Tensor.fill(DType.I64, Shape.SCALAR, step), true);
            Check.close(Check.doubles(u.parameters()), new double[] {-0.125}, 3e-8);
        }
    }

    @Test
    void paddingStaysZero() {
        for (Optimizer o : List.of(SGD.of(1).momentum(0.9).weightDecay(0.1), Adam.of(1).weightDecay(0.1), AdamW.of(1))) {
            Tensor zero = Tensor.of(new float[] {0});
            Optimizer.Update u = o.update(zero, zero, o.slots().stream().map(s -> zero).toList(), Tensor.of(0.1),
                Tensor.fill(DType.I64, Shape.SCALAR, 0), true);
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
            Optimizer.Update u = averaged.update(Tensor.of(parameters), Tensor.of(NDArray.wrap(DType.F64, new double[] {gradient(step, 1)}, 1)),
                List.of(Tensor.of(slot)), Tensor.fill(DType.F64, Shape.SCALAR, 0.1), Tensor.fill(DType.I64, Shape.SCALAR, step), true);
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
