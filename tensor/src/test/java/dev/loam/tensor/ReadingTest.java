package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// A derivative through a value that was read is an error, never a silent zero; one that passes by it is none.
class ReadingTest {
    private final Tensor w = Tensor.of(new double[] {1, 2});

    @Test
    void aGradientThroughAValueThatWasReadIsAnErrorThatSaysWhatToDo() {
        Tensor h = w.mul(3);
        h.value();
        Tensor loss = h.square().sum();
        assertThatThrownBy(() -> Gradients.of(loss, List.of(w))).isInstanceOf(TensorException.class)
            .hasMessageContaining("was read").hasMessageContaining("f64[2]").hasMessageContaining("detach()");
        assertThatThrownBy(() -> Tangents.of(List.of(loss), List.of(w), List.of(w))).isInstanceOf(TensorException.class)
            .hasMessageContaining("was read");
    }

    @Test
    void itIsAnErrorAlsoWhereAnotherWayIsOpen() {
        Tensor h = w.mul(3);
        h.value();
        assertThatThrownBy(() -> Gradients.of(h.mul(w).sum(), List.of(w))).isInstanceOf(TensorException.class);
    }

    @Test
    void itIsAnErrorAlsoBehindSeveralReadings() {
        Tensor h = w.mul(3);
        h.value();
        Tensor k = h.exp();
        k.value();
        assertThatThrownBy(() -> Gradients.of(k.sum(), List.of(w))).isInstanceOf(TensorException.class);
    }

    @Test
    void readDataThatDoesNotDependOnWhatIsSoughtIsNoError() {
        Tensor data = Tensor.of(new double[] {4, 5}).mul(2);
        data.value();
        assertThat(Gradients.of(data.mul(w).sum(), List.of(w)).get(0).value().toDoubles()).containsExactly(8, 10);
    }

    @Test
    void aDetachedReadValueIsMeantToBeAConstant() {
        Tensor h = w.mul(3);
        h.value();
        assertThat(Gradients.of(h.detach().mul(w).sum(), List.of(w)).get(0).value().toDoubles()).containsExactly(3, 6);
        assertThat(Gradients.of(h.gt(4).where(w, w.mul(0)).sum(), List.of(w)).get(0).value().toDoubles()).containsExactly(0, 1);
    }

    @Test
    void theReadTensorItselfCanBeSought() {
        Tensor h = w.mul(3);
        h.value();
        assertThat(Gradients.of(h.square().sum(), List.of(h)).get(0).value().toDoubles()).containsExactly(6, 12);
    }

    @Test
    void valuesComputedElsewhereAreReadValues() {
        Tensor y = Tensor.computed(w.value(), List.of(w));
        assertThatThrownBy(() -> Gradients.of(y.sum(), List.of(w))).isInstanceOf(TensorException.class);
    }

    @Test
    void aLongLoopThatReadsInEveryRoundForgetsTheOldest() {
        Tensor x = w;
        for (int i = 0; i < 10_000; i++) {
            x = x.add(w.mul(1e-3));
            x.value();
        }
        Tensor last = x;
        assertThatThrownBy(() -> Gradients.of(last.sum(), List.of(w))).isInstanceOf(TensorException.class);
        assertThat(last.value().getDouble(0)).isCloseTo(11, org.assertj.core.api.Assertions.within(1e-9));
    }
}
