package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static Tensor doubled(float... values) {
        return Tensor.of(values).mul(2).add(1);
    }

    @Test
    void aTensorAnswersTheSameWhenItsGraphIsInterpretedAndWhenItIsCompiled() {
        var device = new Counting(Device.best(1));
        Session.start(device);
        assertThat(doubled(1, 2, 3).value().toDoubles()).containsExactly(3, 5, 7);
        assertThat(doubled(4, 5, 6).value().toDoubles()).containsExactly(9, 11, 13);
        assertThat(device.compiled).as("a small graph is not compiled when it comes twice").isZero();
        for (int i = 0; i < 10_000; i++) {
            assertThat(doubled(i, 8, 9).value().toDoubles()).containsExactly(2 * i + 1, 17, 19);
        }
        assertThat(device.compiled).as("and once when it comes ten thousand times").isEqualTo(1);
    }

    @Test
    void aLargeGraphIsCompiledAtOnce() {
        var device = new Counting(Device.best(1));
        Session.start(device);
        Tensor ones = Tensor.of(new float[10_000]).add(1).reshape(100, 100);
        assertThat(ones.matmul(ones).sum().value().toDoubles()).containsExactly(1e6);
        assertThat(device.compiled).isEqualTo(1);
    }

    /// A device that counts what it compiles.
    private static final class Counting implements Device {
        private final Device device;
        private int compiled;

        Counting(Device device) {
            this.device = device;
        }

        @Override
        public String name() {
            return device.name();
        }

        @Override
        public String description() {
            return device.description();
        }

        @Override
        public String resultClass() {
            return device.resultClass();
        }

        @Override
        public Buffer allocate(DType dtype, long elements) {
            return device.allocate(dtype, elements);
        }

        @Override
        public Executable compile(Graph graph, States states) {
            compiled++;
            return device.compile(graph, states);
        }

        @Override
        public void close() {
            device.close();
        }
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
