package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Precision;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The optimisers that are more than a formula for one element, against their published algorithms in plain loops.
class MatrixOptimizersTest {
    private static final int STEPS = 10;

    private static double[][] product(double[][] a, double[][] b) {
        double[][] out = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    out[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return out;
    }

    private static double[][] transposed(double[][] a) {
        double[][] out = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                out[j][i] = a[i][j];
            }
        }
        return out;
    }

    /// `zeropower_via_newtonschulz5` of Jordan's Muon, for a matrix that is not taller than wide.
    private static double[][] newtonSchulz(double[][] g) {
        double norm = 0;
        for (double[] row : g) {
            for (double v : row) {
                norm += v * v;
            }
        }
        double[][] x = combine(g, 1 / (Math.sqrt(norm) + 1e-7), g, 0);
        for (int i = 0; i < 5; i++) {
            double[][] a = product(x, transposed(x));
            double[][] b = combine(a, -4.7750, product(a, a), 2.0315);
            x = combine(x, 3.4445, product(b, x), 1);
        }
        return x;
    }

    private static double[][] combine(double[][] a, double of, double[][] b, double and) {
        double[][] out = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                out[i][j] = of * a[i][j] + and * b[i][j];
            }
        }
        return out;
    }

    private static double[][] rows(double[] flat, int rows, int columns) {
        double[][] out = new double[rows][columns];
        for (int i = 0; i < flat.length; i++) {
            out[i / columns][i % columns] = flat[i];
        }
        return out;
    }

    private static double[] flat(double[][] rows) {
        var out = new ArrayList<Double>();
        for (double[] row : rows) {
            for (double v : row) {
                out.add(v);
            }
        }
        return out.stream().mapToDouble(v -> v).toArray();
    }

    @Test
    void newtonSchulzMakesRowsOrColumnsNearlyOrthogonal() {
        for (int[] size : new int[][] {{3, 8}, {8, 3}, {5, 5}, {1, 4}}) {
            NDArray g = Check.random(DType.F64, 9, size);
            double[][] x = rows(Check.doubles(Muon.orthogonal(Tensor.of(g), DType.F64)), size[0], size[1]);
            double[][] given = rows(g.toDoubles(), size[0], size[1]);
            boolean tall = size[0] > size[1];
            double[][] expected = tall ? transposed(newtonSchulz(transposed(given))) : newtonSchulz(given);
            Check.close(flat(x), flat(expected), 1e-9);
            double[][] square = tall ? product(transposed(x), x) : product(x, transposed(x));
            for (int i = 0; i < square.length; i++) {
                assertThat(square[i][i]).isBetween(0.3, 1.5);
            }
        }
    }

    @Test
    void muonMovesMatricesByTheirOrthogonalMomentumAndAdamWTheRest() {
        Muon muon = Muon.of(0.1).weightDecay(0.2);
        Scope scope = Scope.root();
        scope.parameter("hidden.weight", Shape.of(2, 2, 3, 5), Initializer.normal(1));
        scope.parameter("up.weight", Shape.of(6, 4), Initializer.normal(1));
        scope.parameter("output.weight", Shape.of(4, 3), Initializer.normal(1));
        scope.parameter("hidden.bias", Shape.of(5), Initializer.normal(1));
        ParameterLayout layout = ParameterLayout.of(scope, DType.F64, muon, List.of());
        assertThat(layout.groups()).extracting(ParameterLayout.Group::name).containsExactly("decay", "plain", "matrix");
        ParameterLayout.Group matrices = layout.groups().get(2);
        assertThat(matrices.parameters()).extracting(Parameter::name).containsExactly("hidden.weight", "up.weight");
        assertThat(muon.slots(matrices)).containsExactly("momentum");
        assertThat(muon.slots(layout.groups().get(0))).containsExactly("m", "v");

        NDArray p = layout.initial(matrices.state(), 1);
        NDArray m = NDArray.zeros(DType.F64, matrices.size());
        double[][] up = rows(java.util.Arrays.copyOfRange(p.toDoubles(), 64, 88), 6, 4);
        double[][] mean = new double[6][4];
        for (int step = 0; step < STEPS; step++) {
            NDArray g = Check.random(DType.F64, 20 + step, matrices.size());
            for (int i = 60; i < matrices.size(); i += i == 63 ? 25 : 1) {
                g.setDouble(i, 0);
            }
            double[][] gradient = rows(java.util.Arrays.copyOfRange(g.toDoubles(), 64, 88), 6, 4);
            mean = combine(mean, 0.95, gradient, 0.05);
            double[][] direction = transposed(newtonSchulz(transposed(combine(gradient, 0.05, mean, 0.95))));
            up = combine(up, 1 - 0.1 * 0.2, direction, -0.1 * 0.2 * Math.sqrt(6));
            Optimizer.Update u = muon.update(new Optimizer.Step(matrices, Tensor.of(p), Tensor.of(g), List.of(Tensor.of(m)), Map.of(),
                Tensor.fill(DType.F64, Shape.SCALAR, 0.1), Tensor.fill(DType.I64, Shape.SCALAR, step), DType.F64));
            p = Check.value(u.parameters(), Map.of());
            m = Check.value(u.slots().get(0), Map.of());
            Check.close(java.util.Arrays.copyOfRange(p.toDoubles(), 64, 88), flat(up), 1e-9);
        }
    }

    /// Under bf16 products round their operands and keep f32 sums, so the policy holds for the whole step.
    @Test
    void theStepsKeepToTheirPrecisionPolicy() {
        for (Precision policy : List.of(Precision.F32, Precision.BF16)) {
            for (Optimizer optimizer : List.of(Muon.of(0.1), ScheduleFree.of(0.1), AdamW.of(0.1))) {
                Scope scope = Scope.root();
                Layer model = Models.standard().create("mlp", Map.of("widths", List.of(6)), scope, Shape.of(5), 3);
                Task task = Task.classification(model, ParameterLayout.of(scope, DType.F32, optimizer, List.of()), Feature.of(DType.F32, Shape.of(5)));
                policy.check(TrainingStep.of(task.precision(policy), optimizer, 4).graph());
            }
        }
    }

    /// The reference implementation's `AdamWScheduleFree`, one element; the rate rises and falls, so that the weights differ.
    @Test
    void scheduleFreeFollowsThePublishedAlgorithm() {
        ScheduleFree optimizer = ScheduleFree.of(1).weightDecay(0.1).betas(0.8, 0.95);
        Scope scope = Scope.root();
        Parameter w = scope.parameter("w", Shape.of(1), Initializer.constant(0.7), true);
        ParameterLayout layout = ParameterLayout.of(scope, DType.F64, optimizer, List.of());
        ParameterLayout.Group group = layout.groups().getFirst();
        Feature one = Feature.of(DType.F64, Shape.of(1));
        Layer model = (x, c) -> c.value(w).mul(x.reshape(1));
        TrainingStep step = TrainingStep.of(new Task(model, layout, one, one, (output, _) -> output), optimizer, 1);
        Map<String, NDArray> states = new HashMap<>(step.initial(1));
        assertThat(states.get(group.state("z")).getDouble(0)).isEqualTo(0.7);
        assertThat(step.views()).extracting(ParameterLayout.View::name).contains("optimizer/z/w", "optimizer/weight-sum");

        double y = 0.7;
        double z = y;
        double x = y;
        double v = 0;
        double greatest = 0;
        double sum = 0;
        for (int t = 0; t < STEPS; t++) {
            double rate = t < 3 ? 0.1 * (t + 1) : 0.3 / t;
            double g = Math.sin(5 * t + 1);
            greatest = Math.max(greatest, rate);
            sum += greatest * greatest;
            double share = greatest * greatest / sum;
            v = 0.95 * v + 0.05 * g * g;
            double d = g / (Math.sqrt(v / (1 - Math.pow(0.95, t + 1))) + 1e-8) + 0.1 * y;
            y = y + share * (z - y) + d * rate * (0.8 * (1 - share) - 1);
            z = z - rate * d;
            x = (1 - share) * x + share * z;
            states.put("x", NDArray.wrap(DType.F64, new double[] {g}, 1, 1));
            states.put("y", NDArray.zeros(DType.F64, 1, 1));
            states.put("learning-rate", Check.scalar(DType.F64, rate));
            states.put("step", Check.i64(t));
            states.putAll(Check.run(step.graph(), states, Map.of()).updates());
            double now = states.get(group.state()).getDouble(0);
            double[] slots = {states.get(group.state("z")).getDouble(0), states.get(group.state("v")).getDouble(0)};
            Check.close(new double[] {now, slots[0], optimizer.evaluated(group, now, slots, t + 1)}, new double[] {y, z, x}, 1e-10);
        }
        assertThatThrownBy(() -> new Averaged(optimizer, 0.9)).isInstanceOf(ModelException.class).hasMessageContaining("ema=0");
    }
}
