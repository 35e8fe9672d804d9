package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;
import org.junit.jupiter.api.Test;

/// Group norm, bilinear forms, layers side by side, transposed and depthwise convolutions, resizing.
class MoreLayersTest {
    private static NDArray apply(Scope scope, Layer layer, NDArray x) {
        ParameterLayout layout = ParameterLayout.of(scope, DType.F64);
        return Check.value(layer.apply(Tensor.of(x), Context.evaluation(layout)), Check.bindings(layout, 5));
    }

    private static double[] parameter(Scope scope, String name) {
        ParameterLayout layout = ParameterLayout.of(scope, DType.F64);
        return Check.read(Check.bindings(layout, 5), Check.view(layout, name));
    }

    @Test
    void groupNormNormalisesEachGroupOfEachExample() {
        Scope s = Scope.root();
        GroupNorm layer = GroupNorm.of(s, 6, 2);
        NDArray x = Check.random(DType.F64, 3, 2, 3, 4, 6);
        double[] w = parameter(s, "weight");
        double[] b = parameter(s, "bias");
        double[] expected = new double[x.size()];
        for (int n = 0; n < 2; n++) {
            for (int g = 0; g < 2; g++) {
                double mean = 0;
                double square = 0;
                for (int i = 0; i < 36; i++) {
                    double v = x.getDouble(at(n, g, i));
                    mean += v / 36;
                    square += v * v / 36;
                }
                for (int i = 0; i < 36; i++) {
                    int at = at(n, g, i);
                    expected[at] = (x.getDouble(at) - mean) / Math.sqrt(square - mean * mean + 1e-5) * w[at % 6] + b[at % 6];
                }
            }
        }
        Check.close(apply(s, layer, x).toDoubles(), expected, 1e-12);
        Check.gradients(s, layer, x);
        assertThatThrownBy(() -> GroupNorm.of(Scope.root(), 6, 4)).hasMessageContaining("4 groups do not divide 6 channels");
    }

    /// Element `i` of group `g` of example `n` in `[2, 3, 4, 6]`.
    private static int at(int n, int g, int i) {
        return (n * 12 + i / 3) * 6 + g * 3 + i % 3;
    }

    @Test
    void instanceNormIsAGroupForEachChannelAndTakesRowsToo() {
        NDArray x = Check.random(DType.F64, 3, 2, 3, 4, 5);
        double[] y = apply(Scope.root(), GroupNorm.instance(5), x).toDoubles();
        for (int c = 0; c < 5; c++) {
            double mean = 0;
            double square = 0;
            for (int i = 0; i < 12; i++) {
                mean += y[i * 5 + c] / 12;
                square += y[i * 5 + c] * y[i * 5 + c] / 12;
            }
            assertThat(mean).isCloseTo(0, org.assertj.core.data.Offset.offset(1e-12));
            assertThat(square).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-3));
        }
        Check.gradients(Scope.root(), GroupNorm.instance(5), x);
        Scope rows = Scope.root();
        assertThat(apply(rows, GroupNorm.of(rows, 6, 3), Check.random(DType.F64, 1, 4, 6)).shape()).containsExactly(4, 6);
        assertThatThrownBy(() -> apply(Scope.root(), GroupNorm.instance(4), x)).isInstanceOf(ModelException.class);
    }

    @Test
    void bilinearIsASumOverBothInputs() {
        Scope s = Scope.root();
        Bilinear layer = Bilinear.of(s, 3, 2, 4);
        NDArray a = Check.random(DType.F64, 1, 5, 3);
        NDArray b = Check.random(DType.F64, 2, 5, 2);
        double[] w = parameter(s, "weight");
        double[] bias = parameter(s, "bias");
        double[] expected = new double[20];
        for (int n = 0; n < 5; n++) {
            for (int k = 0; k < 4; k++) {
                expected[n * 4 + k] = bias[k];
                for (int i = 0; i < 3; i++) {
                    for (int j = 0; j < 2; j++) {
                        expected[n * 4 + k] += a.getDouble(n * 3 + i) * w[(i * 2 + j) * 4 + k] * b.getDouble(n * 2 + j);
                    }
                }
            }
        }
        Layer one = (x, c) -> layer.apply(x, Tensor.of(b), c);
        Check.close(apply(s, one, a).toDoubles(), expected, 1e-13);
        Check.gradients(s, one, a);
        Layer other = (x, c) -> layer.apply(Tensor.of(a), x, c);
        Check.gradients(s, other, b);
        assertThatThrownBy(() -> apply(s, one, Check.random(DType.F64, 1, 4, 3))).hasMessageContaining("the leading axes");
    }

    @Test
    void parallelLayersSeeTheSameInput() {
        Scope s = Scope.root();
        Linear first = Linear.of(s.at("a"), 3, 2);
        Linear second = Linear.of(s.at("b"), 3, 2);
        NDArray x = Check.random(DType.F64, 1, 4, 3);
        double[] a = apply(s, first, x).toDoubles();
        double[] b = apply(s, second, x).toDoubles();
        double[] sum = new double[8];
        double[] joined = new double[16];
        for (int i = 0; i < 8; i++) {
            sum[i] = a[i] + b[i];
            joined[i / 2 * 4 + i % 2] = a[i];
            joined[i / 2 * 4 + 2 + i % 2] = b[i];
        }
        assertThat(apply(s, Parallel.sum(first, second), x).toDoubles()).isEqualTo(sum);
        assertThat(apply(s, Parallel.of(first, second), x).toDoubles()).isEqualTo(joined);
        Check.gradients(s, Parallel.of(first, second, Activation.TANH), x);
        assertThatThrownBy(Parallel::of).isInstanceOf(ModelException.class);
    }

    @Test
    void preluLearnsItsSlopes() {
        Scope s = Scope.root();
        PReLU layer = PReLU.of(s, 3);
        NDArray x = Check.random(DType.F64, 1, 4, 3);
        double[] slope = parameter(s, "weight");
        double[] expected = x.toDoubles();
        for (int i = 0; i < 12; i++) {
            expected[i] = expected[i] > 0 ? expected[i] : expected[i] * slope[i % 3];
        }
        Check.close(apply(s, layer, x).toDoubles(), expected, 1e-15);
        Check.gradients(s, layer, x);
        assertThat(layer.slope().initializer()).isEqualTo(Initializer.constant(0.25));
    }

    @Test
    void transposedAndDepthwiseConvolutionsHaveGradients() {
        Scope s = Scope.root();
        ConvTranspose2d up = ConvTranspose2d.of(s.at("up"), 4, 6, Window.of(3, 3).stride(2).padding(1), 2, 1, true);
        NDArray x = Check.random(DType.F64, 1, 2, 3, 2, 4);
        assertThat(apply(s, up, x).shape()).containsExactly(2, 6, 4, 6);
        Check.gradients(s, up, x);
        Scope d = Scope.root();
        Conv2d depthwise = Conv2d.depthwise(d, 4, Window.of(2, 2));
        assertThat(depthwise.filters().shape()).isEqualTo(Shape.of(2, 2, 1, 4));
        Check.gradients(d, depthwise, x);
        assertThatThrownBy(() -> ConvTranspose2d.of(Scope.root(), 4, 6, Window.of(3, 3), 4, 0, true)).hasMessageContaining("4 groups do not divide");
    }

    @Test
    void imagesAreResized() {
        NDArray x = Check.random(DType.F64, 1, 2, 3, 2, 4);
        assertThat(apply(Scope.root(), Upsample.nearest(2), x).shape()).containsExactly(2, 6, 4, 4);
        assertThat(apply(Scope.root(), Upsample.to(5, 7), x).shape()).containsExactly(2, 5, 7, 4);
        Check.gradients(Scope.root(), Upsample.bilinear(3), x);
        Check.gradients(Scope.root(), Upsample.nearest(2), x);
    }
}
