package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureTest {
    @Test
    void bytesOfImagesAreScaledAndNormalisedPerChannel() {
        NDArray x = NDArray.wrap(DType.U8, new byte[] {0, (byte) 255, 51, 102}, 1, 1, 2, 2);
        Feature plain = Feature.images(1, 2, 2);
        Check.close(Check.doubles(plain.prepare(Tensor.of(x), DType.F64)), new double[] {0, 1, 0.2, 0.4}, 1e-15);
        Check.close(Check.doubles(plain.normalize(0.5, 2).prepare(Tensor.of(x), DType.F64)),
            new double[] {-0.25, 0.25, -0.15, -0.05}, 1e-15);
        Check.close(Check.doubles(plain.normalize(List.of(0.0, 0.4), List.of(1.0, 0.1)).prepare(Tensor.of(x), DType.F64)),
            new double[] {0, 6, 0.2, 0}, 1e-14);
    }

    @Test
    void labelsAndTokensStayWhatTheyAre() {
        Tensor y = Tensor.of(new int[] {1, 2});
        assertThat(Feature.labels().prepare(y, DType.F32)).isSameAs(y);
        assertThat(Feature.of(DType.F32, Shape.of(2)).prepare(Tensor.of(new float[] {1, 2}), DType.F64).dtype()).isEqualTo(DType.F64);
        assertThat(Feature.images(28, 28, 1).batch(Dim.of(3))).isEqualTo(Shape.of(3, 28, 28, 1));
        assertThat(Feature.labels().batch(Dim.of(3))).isEqualTo(Shape.of(3));
    }

    @Test
    void statisticsThatDoNotFitAreAnError() {
        Feature f = Feature.images(2, 2, 3);
        assertThatThrownBy(() -> f.normalize(List.of(1.0, 2.0), List.of(1.0, 1.0))).isInstanceOf(ModelException.class)
            .hasMessageContaining("[2,2,3]");
        assertThatThrownBy(() -> f.normalize(0.5, 0)).isInstanceOf(ModelException.class).hasMessageContaining("no std may be 0");
    }
}
