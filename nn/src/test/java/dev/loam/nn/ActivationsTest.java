package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.Functions;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationsTest {
    private static double derivative(Activation a, double at) {
        Tensor x = Tensor.of(new double[] {at});
        return Check.doubles(Gradients.of(a.apply(x, null).sum(), List.of(x)).get(0))[0];
    }

    @ParameterizedTest
    @EnumSource
    void gradientsAreThoseOfFiniteDifferences(Activation a) {
        NDArray x = Check.random(DType.F64, 4, 5, 6);
        for (int i = 0; i < x.size(); i++) {
            x.setDouble(i, 4 * x.getDouble(i));
        }
        Check.gradients(Scope.root(), a, x);
        assertThat(Activation.of(a.toString())).isEqualTo(a);
    }

    @ParameterizedTest
    @EnumSource
    void largeInputsHaveFiniteValuesAndDerivatives(Activation a) {
        for (double at : new double[] {-1e4, -750, -1, 0, 1, 750, 1e4}) {
            Tensor x = Tensor.of(new double[] {at});
            assertThat(Check.doubles(a.apply(x, null))[0]).as("%s(%s)", a, at).isFinite();
            assertThat(derivative(a, at)).as("%s'(%s)", a, at).isFinite().isBetween(-1.2, 1.2 * 1.76);
            Tensor second = Functions.hvp(Functions.fn((Tensor t) -> a.apply(t, null).sum()), x, Tensor.of(new double[] {1}));
            assertThat(Check.doubles(second)[0]).as("%s''(%s)", a, at).isFinite();
        }
    }

    @Test
    void derivativesAtKinksArePyTorchs() {
        assertThat(derivative(Activation.SOFTPLUS, 0)).isEqualTo(0.5);
        assertThat(derivative(Activation.LOG_SIGMOID, 0)).isEqualTo(0.5);
        assertThat(derivative(Activation.ELU, 0)).isEqualTo(1);
        assertThat(derivative(Activation.LEAKY_RELU, 0)).isEqualTo(0.01);
        assertThat(derivative(Activation.RELU6, 6)).isZero();
        assertThat(derivative(Activation.HARD_TANH, 1)).isZero();
    }

    @Test
    void anUnknownNameIsNamed() {
        assertThatThrownBy(() -> Activation.of("leakyrelu")).hasMessageContaining("Did you mean 'leaky-relu'?");
        assertThatThrownBy(() -> Activations.glu(Tensor.of(new double[] {1, 2, 3}))).isInstanceOf(ModelException.class);
    }
}
