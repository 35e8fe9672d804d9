package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Interpreter;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Var;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchNormTest {
    private final Scope scope = Scope.root();
    private final BatchNorm norm = BatchNorm.of(scope.at("norm"), 3, 0.2, 1e-3);
    private final ParameterLayout layout = ParameterLayout.of(scope, DType.F64);

    @Test
    void trainingNormalisesWithTheBatchAndMovesTheRunningStatistics() {
        NDArray x = Check.random(DType.F64, 4, 2, 2, 2, 3);
        Context c = Context.training(layout, Dim.of(2));
        Tensor y = norm.apply(Tensor.of(x), c);
        Map<String, NDArray> bindings = Check.bindings(layout, 1);
        bindings.put("parameters/plain", Check.random(DType.F64, 6, 32));
        bindings.put("statistics", Check.random(DType.F64, 7, 32));
        double[] found = Check.value(y, bindings).toDoubles();
        double[] mean = Check.value(c.statistics().get("norm.mean"), bindings).toDoubles();
        double[] variance = Check.value(c.statistics().get("norm.variance"), bindings).toDoubles();
        for (int k = 0; k < 3; k++) {
            double m = 0;
            double v = 0;
            for (int i = 0; i < 8; i++) {
                m += x.getDouble(i * 3 + k) / 8;
            }
            for (int i = 0; i < 8; i++) {
                v += (x.getDouble(i * 3 + k) - m) * (x.getDouble(i * 3 + k) - m);
            }
            double gain = bindings.get("parameters/plain").getDouble(k);
            double shift = bindings.get("parameters/plain").getDouble(16 + k);
            for (int i = 0; i < 8; i++) {
                double expected = (x.getDouble(i * 3 + k) - m) / Math.sqrt(v / 8 + 1e-3) * gain + shift;
                assertThat(found[i * 3 + k]).isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-13));
            }
            Check.close(new double[] {mean[k], variance[k]}, new double[] {
                0.8 * bindings.get("statistics").getDouble(k) + 0.2 * m,
                0.8 * bindings.get("statistics").getDouble(16 + k) + 0.2 * v / 7}, 1e-14);
        }
    }

    @Test
    void evaluationNormalisesWithTheRunningStatisticsAndLeavesThem() {
        Context c = Context.evaluation(layout);
        NDArray x = Check.random(DType.F64, 4, 5, 3);
        NDArray statistics = NDArray.zeros(DType.F64, 32);
        for (int k = 0; k < 3; k++) {
            statistics.setDouble(k, k);
            statistics.setDouble(16 + k, 4);
        }
        Map<String, NDArray> bindings = Check.bindings(layout, 1);
        bindings.put("statistics", statistics);
        double[] y = Check.value(norm.apply(Tensor.of(x), c), bindings).toDoubles();
        double[] expected = new double[15];
        for (int i = 0; i < 15; i++) {
            expected[i] = (x.getDouble(i) - i % 3) / Math.sqrt(4.001);
        }
        Check.close(y, expected, 1e-14);
        assertThat(c.statistics()).isEmpty();
    }

    @Test
    void gradientsEqualFiniteDifferences() {
        Check.gradients(scope, norm, Check.random(DType.F64, 9, 4, 3));
        Scope s = Scope.root();
        Check.gradients(s, BatchNorm.of(s, 2), Check.random(DType.F64, 9, 2, 2, 3, 2));
    }

    @Test
    void aBatchOfVariableSizeGivesTheSameStatistics() {
        NDArray x = Check.random(DType.F64, 4, 4, 3);
        Dim batch = Dim.of(new Var("batch", 8));
        Context open = Context.training(layout, batch);
        norm.apply(Tensor.input("x", DType.F64, Shape.of(List.of(batch, Dim.of(3)))), open);
        Context fixed = Context.training(layout, Dim.of(4));
        norm.apply(Tensor.of(x), fixed);
        Map<String, NDArray> bindings = Check.bindings(layout, 1);
        bindings.put("x", x);
        for (String name : List.of("norm.mean", "norm.variance")) {
            var node = open.statistics().get(name).node();
            double[] found = Interpreter.evaluate(List.of(node), bindings, Map.of("batch", 4)).get(node).toDoubles();
            Check.close(found, Check.value(fixed.statistics().get(name), bindings).toDoubles(), 1e-14);
        }
    }

    @Test
    void aSecondUseInOnePassMovesTheStatisticsOn() {
        NDArray x = Check.random(DType.F64, 4, 4, 3);
        Context c = Context.training(layout, Dim.of(4));
        norm.apply(Tensor.of(x), c);
        norm.apply(Tensor.of(x).add(10), c);
        double[] found = Check.value(c.statistics().get("norm.mean"), Check.bindings(layout, 1)).toDoubles();
        for (int k = 0; k < 3; k++) {
            double m = (x.getDouble(k) + x.getDouble(3 + k) + x.getDouble(6 + k) + x.getDouble(9 + k)) / 4;
            Check.close(new double[] {found[k]}, new double[] {0.8 * 0.2 * m + 0.2 * (m + 10)}, 1e-14);
        }
    }

    @Test
    void aSingleValuePerChannelIsAnError() {
        Context c = Context.training(layout, Dim.of(1));
        assertThatThrownBy(() -> norm.apply(Tensor.zeros(DType.F64, Shape.of(1, 3)), c)).isInstanceOf(ModelException.class)
            .hasMessageContaining("more than one value per channel, got [1,3]");
    }
}
