package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static Tensor doubled(float... values) {
        return Tensor.of(values).mul(2).add(1);
    }

    @Test
    void aTensorAnswersTheSameWhenItsGraphIsInterpretedAndWhenItIsCompiled() {
        Session.start(Device.best(1));
        assertThat(doubled(1, 2, 3).value().toDoubles()).containsExactly(3, 5, 7);
        assertThat(doubled(4, 5, 6).value().toDoubles()).containsExactly(9, 11, 13);
        assertThat(doubled(7, 8, 9).value().toDoubles()).containsExactly(15, 17, 19);
    }

    @Test
    void aTensorThatWasReadIsALeaf() {
        Tensor t = doubled(1, 2);
        t.value();
        assertThat(t.node().inputs()).isEmpty();
    }

    @Test
    void aShapeErrorNamesTheOperandsAndTheLine() {
        Session.installLocator();
        Tensor hidden = Tensor.input("hidden", DType.F32, Shape.of(12, 64, 128));
        Tensor w = Tensor.input("w", DType.F32, Shape.of(96, 384));
        assertThatThrownBy(() -> hidden.matmul(w)).hasMessageContaining("matmul").hasMessageContaining("hidden f32[12,64,128]")
            .hasMessageContaining("(128 vs 96)");
    }
}
