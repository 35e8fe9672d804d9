package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DropoutTest {
    private final ParameterLayout layout = ParameterLayout.of(Scope.root());

    /// The layer's output for `examples` rows of `width` ones.
    private double[] masks(Layer layer, DType dtype, int examples, int width, long seed, long step, long base) {
        Context c = Context.training(layout, Dim.of(examples));
        Tensor y = layer.apply(Tensor.ones(dtype, Shape.of(examples, width)), c);
        return Check.value(y, Map.of("seed", Check.i64(seed), "step", Check.i64(step), "base", Check.i64(base))).toDoubles();
    }

    @Test
    void elementsAreDroppedAtTheRateAndTheRestScaledUp() {
        double[] y = masks(new Dropout("d", 0.3), DType.F64, 100, 100, 1, 0, 0);
        int dropped = 0;
        for (double v : y) {
            assertThat(v == 0 || Math.abs(v - 1 / 0.7) < 1e-12).isTrue();
            dropped += v == 0 ? 1 : 0;
        }
        assertThat(dropped).isBetween(2800, 3200);
        assertThat(Arrays.stream(y).average().orElseThrow()).isCloseTo(1, within(0.03));
    }

    @Test
    void twoHalfBatchesDrawWhatOneWholeBatchDraws() {
        Layer layer = new Dropout("d", 0.5);
        double[] whole = masks(layer, DType.F32, 6, 7, 3, 9, 0);
        assertThat(masks(layer, DType.F32, 3, 7, 3, 9, 0)).isEqualTo(Arrays.copyOf(whole, 21));
        assertThat(masks(layer, DType.F32, 3, 7, 3, 9, 3)).isEqualTo(Arrays.copyOfRange(whole, 21, 42));
    }

    @Test
    void examplesKeepTheirDrawsWhereTheirAxesWereMerged() {
        Layer rows = (x, c) -> new Dropout("d", 0.5).apply(x.reshape(-1, 7), c);
        Layer cubes = (x, c) -> new Dropout("d", 0.5).apply(x.reshape(-1, 2, 7), c);
        double[] whole = masks(cubes, DType.F32, 4, 14, 3, 9, 0);
        assertThat(masks(rows, DType.F32, 4, 14, 3, 9, 0)).isEqualTo(whole);
        assertThat(masks(rows, DType.F32, 2, 14, 3, 9, 2)).isEqualTo(Arrays.copyOfRange(whole, 28, 56));
    }

    @Test
    void masksChangeWithSeedStepAndPathAndNotWithTheDtype() {
        Layer layer = new Dropout("d", 0.5);
        double[] mask = masks(layer, DType.F32, 8, 8, 1, 0, 0);
        assertThat(masks(layer, DType.F32, 8, 8, 1, 0, 0)).isEqualTo(mask);
        assertThat(masks(layer, DType.F64, 8, 8, 1, 0, 0)).isEqualTo(mask);
        assertThat(masks(layer, DType.F32, 8, 8, 2, 0, 0)).isNotEqualTo(mask);
        assertThat(masks(layer, DType.F32, 8, 8, 1, 1, 0)).isNotEqualTo(mask);
        assertThat(masks(new Dropout("e", 0.5), DType.F32, 8, 8, 1, 0, 0)).isNotEqualTo(mask);
    }

    @Test
    void theSameLayerUsedTwiceDrawsTwice() {
        Layer layer = new Dropout("d", 0.5);
        double[] both = masks(Sequential.of(layer, layer), DType.F32, 100, 100, 1, 0, 0);
        assertThat(Arrays.stream(both).filter(v -> v != 0).count()).isBetween(2300L, 2700L);
    }

    @Test
    void evaluationAndRateZeroChangeNothing() {
        Tensor x = Tensor.ones(DType.F32, Shape.of(2, 2));
        assertThat(new Dropout("d", 0.5).apply(x, Context.evaluation(layout))).isSameAs(x);
        assertThat(new Dropout("d", 0).apply(x, Context.training(layout, Dim.of(2)))).isSameAs(x);
    }

    @Test
    void badRatesAndDrawsThatBelongToNoExampleAreErrors() {
        assertThatThrownBy(() -> new Dropout("d", 1)).isInstanceOf(ModelException.class).hasMessageContaining("below 1, got 1.0");
        Context c = Context.training(layout, Dim.of(4));
        assertThatThrownBy(() -> c.uniform("d", Shape.of(3, 3))).hasMessageContaining("do not divide among 4 examples");
        assertThatThrownBy(() -> Context.evaluation(layout).uniform("d", Shape.of(4))).hasMessageContaining("has no seed");
    }

    @Test
    void gradientsFlowThroughWhatWasKept() {
        Check.gradients(Scope.root(), new Dropout("d", 0.4), Check.random(DType.F64, 2, 4, 5));
    }
}
