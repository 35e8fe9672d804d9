package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.TensorException;
import dev.loam.tensor.Window;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayersTest {
    /// The layer's output in evaluation, in f64.
    private static NDArray apply(Scope scope, Layer layer, NDArray x) {
        ParameterLayout layout = ParameterLayout.of(scope, DType.F64);
        return Check.value(layer.apply(Tensor.of(x), Context.evaluation(layout)), Check.bindings(layout, 5));
    }

    private static double[] parameter(Scope scope, String name) {
        ParameterLayout layout = ParameterLayout.of(scope, DType.F64);
        return Check.read(Check.bindings(layout, 5), Check.view(layout, name));
    }

    @Test
    void linearIsTheMatrixProductPlusTheBias() {
        Scope s = Scope.root();
        Linear layer = Linear.of(s, 3, 2);
        NDArray x = Check.random(DType.F64, 1, 4, 3);
        double[] w = parameter(s, "weight");
        double[] b = parameter(s, "bias");
        double[] expected = new double[8];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 2; j++) {
                expected[i * 2 + j] = b[j];
                for (int k = 0; k < 3; k++) {
                    expected[i * 2 + j] += x.getDouble(i * 3 + k) * w[k * 2 + j];
                }
            }
        }
        Check.close(apply(s, layer, x).toDoubles(), expected, 1e-14);
        NDArray rows = apply(s, layer, x.reshape(2, 2, 3));
        assertThat(rows.shape()).containsExactly(2, 2, 2);
        Check.close(rows.toDoubles(), expected, 1e-14);
        Check.gradients(s, layer, x);
    }

    @Test
    void linearWithoutABiasDeclaresNone() {
        Scope s = Scope.root();
        Linear layer = Linear.of(s.at("l"), 3, 2, false, Initializer.kaimingNormal());
        assertThat(s.parameters()).extracting(Parameter::name).containsExactly("l.weight");
        Check.gradients(s, layer, Check.random(DType.F64, 1, 2, 3));
    }

    @Test
    void convolutionEqualsTheNestedLoopsOfItsDefinition() {
        Window window = new Window(3, 2, 2, 1, 1, 0, 0, 1, 1, 2);
        Scope s = Scope.root();
        Conv2d layer = Conv2d.of(s, 4, 6, window, 2, true, Initializer.kaimingUniform());
        NDArray x = Check.random(DType.F64, 2, 2, 5, 6, 4);
        double[] w = parameter(s, "weight");
        double[] b = parameter(s, "bias");
        NDArray y = apply(s, layer, x);
        int rows = window.outHeight(5);
        int columns = window.outWidth(6);
        assertThat(y.shape()).containsExactly(2, rows, columns, 6);
        int at = 0;
        double[] expected = new double[y.size()];
        for (int n = 0; n < 2; n++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    for (int f = 0; f < 6; f++) {
                        double sum = b[f];
                        for (int u = 0; u < 3; u++) {
                            for (int v = 0; v < 2; v++) {
                                int h = i * 2 - 1 + u;
                                int c = j + v * 2;
                                for (int k = 0; k < 2 && h >= 0 && h < 5 && c < 6; k++) {
                                    sum += x.getDouble(((n * 5 + h) * 6 + c) * 4 + f / 3 * 2 + k) * w[((u * 2 + v) * 2 + k) * 6 + f];
                                }
                            }
                        }
                        expected[at++] = sum;
                    }
                }
            }
        }
        Check.close(y.toDoubles(), expected, 1e-13);
    }

    @Test
    void convolutionsHaveTheGradientsOfFiniteDifferences() {
        Scope s = Scope.root();
        Check.gradients(s, Conv2d.of(s, 2, 3, Window.of(3, 3).same()), Check.random(DType.F64, 3, 2, 4, 3, 2));
        Scope grouped = Scope.root();
        Check.gradients(grouped, Conv2d.of(grouped, 4, 2, Window.of(2, 2).stride(2), 2, false, Initializer.kaimingUniform()),
            Check.random(DType.F64, 4, 1, 5, 4, 4));
    }

    @Test
    void groupsThatDoNotDivideAreAnError() {
        assertThatThrownBy(() -> Conv2d.of(Scope.root().at("c"), 4, 6, Window.of(3, 3), 3, true, Initializer.zeros()))
            .isInstanceOf(ModelException.class).hasMessage("conv 'c': 3 groups do not divide 4 channels and 6 filters");
    }

    @Test
    void poolingTakesTheGreatestOrTheMeanOfEachWindow() {
        NDArray x = NDArray.wrap(DType.F64, new double[] {1, 2, 5, 3, 4, -1, 0, 7}, 1, 2, 4, 1);
        assertThat(apply(Scope.root(), MaxPool2d.of(2), x).toDoubles()).containsExactly(4, 7);
        assertThat(apply(Scope.root(), AveragePool2d.of(2), x).toDoubles()).containsExactly(1.5, 3.75);
        NDArray y = Check.random(DType.F64, 8, 2, 5, 5, 2);
        Check.gradients(Scope.root(), MaxPool2d.of(2), y);
        Check.gradients(Scope.root(), new MaxPool2d(Window.of(3, 3).stride(2).padding(1)), y);
        Check.gradients(Scope.root(), AveragePool2d.of(2), y);
    }

    @Test
    void activationsAreTheirFormulas() {
        double[] x = {-3, -0.5, 0, 0.25, 2};
        NDArray in = NDArray.wrap(DType.F64, x, 5);
        assertThat(apply(Scope.root(), Activation.of("relu"), in).toDoubles()).containsExactly(0, 0, 0, 0.25, 2);
        double[] tanh = new double[5];
        double[] sigmoid = new double[5];
        double[] silu = new double[5];
        for (int i = 0; i < 5; i++) {
            tanh[i] = Math.tanh(x[i]);
            sigmoid[i] = 1 / (1 + Math.exp(-x[i]));
            silu[i] = x[i] * sigmoid[i];
        }
        Check.close(apply(Scope.root(), Activation.TANH, in).toDoubles(), tanh, 1e-14);
        Check.close(apply(Scope.root(), Activation.SIGMOID, in).toDoubles(), sigmoid, 1e-14);
        Check.close(apply(Scope.root(), Activation.SILU, in).toDoubles(), silu, 1e-14);
        // Φ(-3), Φ(-0.5), Φ(0.25), Φ(2)
        Check.close(apply(Scope.root(), Activation.GELU, in).toDoubles(), new double[] {-3 * 0.0013498980316300933,
            -0.5 * 0.3085375387259869, 0, 0.25 * 0.5987063256829237, 2 * 0.9772498680518208}, 1e-12);
        for (Activation a : Activation.values()) {
            Check.gradients(Scope.root(), a, Check.random(DType.F64, 6, 3, 4));
        }
    }

    @Test
    void anUnknownActivationIsAnErrorWithTheNearestName() {
        assertThatThrownBy(() -> Activation.of("rleu")).isInstanceOf(ModelException.class)
            .hasMessageStartingWith("no activation 'rleu'. Did you mean 'relu'? Known: relu, relu6, leaky-relu, ").hasMessageContaining(", gelu, ");
        assertThatThrownBy(() -> Activation.of("quadratic")).hasMessageStartingWith("no activation 'quadratic'. Known: relu, ");
    }

    @Test
    void compositionsApplyTheirPartsInOrder() {
        Scope s = Scope.root();
        Layer net = Sequential.of(new Flatten(), Linear.of(s.at("in"), 12, 5), new Residual(Sequential.of(Activation.TANH,
            Linear.of(s.at("body"), 5, 5))), Linear.of(s.at("out"), 5, 2));
        assertThat(apply(s, net, Check.random(DType.F64, 2, 3, 2, 2, 3)).shape()).containsExactly(3, 2);
        Check.gradients(s, net, Check.random(DType.F64, 2, 3, 2, 2, 3));
        NDArray x = Check.random(DType.F64, 2, 2, 3);
        double[] twice = x.toDoubles();
        for (int i = 0; i < twice.length; i++) {
            twice[i] *= 2;
        }
        assertThat(apply(Scope.root(), new Residual(Sequential.of()), x).toDoubles()).isEqualTo(twice);
    }

    @Test
    void layersTapTheirOutputsByPathAndASecondUseIsNumbered() {
        Scope s = Scope.root();
        Linear shared = Linear.of(s.at("body"), 3, 3);
        Context c = Context.evaluation(ParameterLayout.of(s));
        Tensor y = Sequential.of(shared, Activation.RELU, shared).apply(Tensor.zeros(DType.F32, Shape.of(2, 3)), c);
        assertThat(c.taps()).containsOnlyKeys("body", "body#2");
        assertThat(c.taps().get("body#2")).isSameAs(y);
    }

    @Test
    void aParameterUsedTwiceGathersTheGradientsOfBothUses() {
        Scope s = Scope.root();
        Linear shared = Linear.of(s.at("body"), 3, 3);
        Check.gradients(s, Sequential.of(shared, Activation.TANH, shared), Check.random(DType.F64, 2, 2, 3));
    }

    @Test
    void aShapeThatDoesNotFitIsNamed() {
        Scope s = Scope.root();
        Layer layer = Linear.of(s, 3, 2);
        assertThatThrownBy(() -> apply(s, layer, Check.random(DType.F64, 1, 4, 5))).isInstanceOf(TensorException.class)
            .hasMessageContaining("matmul: inner sizes differ").hasMessageContaining("5 vs 3");
    }

    @Test
    void cachesAreStatesWhoseNewValuesAreRecorded() {
        Context c = Context.evaluation(ParameterLayout.of(Scope.root()));
        Tensor past = c.cache("attention.keys", DType.F32, Shape.of(2));
        c.update("attention.keys", past.add(1));
        assertThat(past.node().label()).isEqualTo("cache/attention.keys");
        NDArray next = Check.value(c.caches().get("cache/attention.keys"), Map.of("cache/attention.keys", NDArray.zeros(DType.F32, 2)));
        assertThat(next.toDoubles()).containsExactly(1, 1);
    }
}
