package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// Resizing, transposed convolution and packed numbers: their definitions in plain loops, derivatives and mapping.
class ResizeTest {
    @Test
    void nearestAndBilinearAreWhatTheirFormulasSay() {
        Cases.check("resize", 20, c -> {
            int n = c.between(1, 6);
            int size = c.between(1, 9);
            NDArray x = c.values(DType.F64, Shape.of(1, n, 1, 1));
            double[] near = Tensor.of(x).resizeNearest(size, 1).value().toDoubles();
            double[] edges = Tensor.of(x).resizeBilinear(size, 1, false).value().toDoubles();
            double[] corners = Tensor.of(x).resizeBilinear(size, 1, true).value().toDoubles();
            for (int i = 0; i < size; i++) {
                assertThat(near[i]).isEqualTo(x.getDouble(i * n / size));
                assertThat(edges[i]).isCloseTo(between(x, Math.clamp((i + 0.5) * n / size - 0.5, 0, n - 1)), within(1e-12));
                assertThat(corners[i]).isCloseTo(between(x, size == 1 ? 0 : i * (n - 1.0) / (size - 1)), within(1e-12));
            }
        });
    }

    private static double between(NDArray x, double at) {
        int low = (int) Math.floor(at);
        double share = at - low;
        return x.getDouble(low) * (1 - share) + (share == 0 ? 0 : x.getDouble(low + 1) * share);
    }

    @Test
    void resizingHasDerivativesAndMaps() {
        Cases.check("resize derivatives", 8, c -> {
            Shape images = Shape.of(c.between(1, 2), c.between(1, 4), c.between(1, 4), c.between(1, 2));
            int h = c.between(1, 7);
            int w = c.between(1, 7);
            boolean corners = c.coin();
            GradientCheck.second(c, in -> in.get(0).resizeBilinear(h, w, corners).square(), c.values(DType.F64, images));
            GradientCheck.second(c, in -> in.get(0).resizeNearest(h, w).square(), c.values(DType.F64, images));
            BatchingTest.check(c, in -> in.get(0).resizeBilinear(h, w, corners), c.values(DType.F64, images));
            BatchingTest.check(c, in -> in.get(0).resizeNearest(h, w), c.values(DType.F64, images));
        });
        assertThatThrownBy(() -> Tensor.of(new float[] {1}).resizeNearest(2, 2)).isInstanceOf(TensorException.class).hasMessageContaining("resize");
        assertThatThrownBy(() -> Tensor.zeros(DType.F32, Shape.of(1, 2, 2, 1)).resizeNearest(0, 2)).hasMessageContaining("not 0");
    }

    /// Each pixel adds its multiple of the filters to the result.
    @Test
    void aTransposedConvolutionSpreadsEachPixelOverItsWindow() {
        Cases.check("transposed conv", 12, c -> {
            Geometry g = Geometry.random(c);
            int extra = c.between(0, Math.min(g.window().strideHeight(), g.window().strideWidth()) - 1);
            Shape in = g.output();
            NDArray x = c.values(DType.F64, in);
            NDArray f = c.values(DType.F64, g.filters());
            Window w = g.window();
            int rows = (in.size(1) - 1) * w.strideHeight() - w.top() - w.bottom() + (w.height() - 1) * w.dilationHeight() + 1 + extra;
            int columns = (in.size(2) - 1) * w.strideWidth() - w.left() - w.right() + (w.width() - 1) * w.dilationWidth() + 1 + extra;
            if (rows < 1 || columns < 1) {
                assertThatThrownBy(() -> Tensor.of(x).convTranspose2d(Tensor.of(f), w, g.groups(), extra)).hasMessageContaining("nothing is left");
                return;
            }
            Tensor y = Tensor.of(x).convTranspose2d(Tensor.of(f), w, g.groups(), extra);
            int each = g.filters().size(2);
            int out = each * g.groups();
            assertThat(y.shape()).isEqualTo(Shape.of(in.size(0), rows, columns, out));
            double[] expected = new double[in.size(0) * rows * columns * out];
            int perGroup = in.size(3) / g.groups();
            for (int i = 0; i < x.size(); i++) {
                int channel = i % in.size(3);
                int column = i / in.size(3) % in.size(2);
                int row = i / in.size(3) / in.size(2) % in.size(1);
                int n = i / in.size(3) / in.size(2) / in.size(1);
                for (int k = 0; k < w.height() * w.width() * each; k++) {
                    int r = row * w.strideHeight() - w.top() + k / each / w.width() * w.dilationHeight();
                    int v = column * w.strideWidth() - w.left() + k / each % w.width() * w.dilationWidth();
                    if (r >= 0 && r < rows && v >= 0 && v < columns) {
                        expected[((n * rows + r) * columns + v) * out + channel / perGroup * each + k % each] +=
                            x.getDouble(i) * f.getDouble(k * in.size(3) + channel);
                    }
                }
            }
            assertThat(y.value().toDoubles()).containsExactly(expected, within(1e-12));
            GradientCheck.second(c, a -> a.get(0).convTranspose2d(a.get(1), w, g.groups(), extra), x, f);
            BatchingTest.check(c, a -> a.get(0).convTranspose2d(a.get(1), w, g.groups(), extra), x, f);
        });
    }

    @Test
    void packedNumbersComeBack() {
        for (int bits : new int[] {1, 2, 4}) {
            for (boolean signed : new boolean[] {true, false}) {
                int low = signed ? -(1 << bits - 1) : 0;
                NDArray all = NDArray.zeros(DType.I8, 3, 16);
                for (int i = 0; i < all.size(); i++) {
                    all.setLong(i, low + i * 7 % (1 << bits));
                }
                Packed p = Packed.of(Tensor.of(all), bits, signed);
                assertThat(p.bytes().dtype()).isEqualTo(DType.U8);
                assertThat(p.bytes().shape()).isEqualTo(Shape.of(3, 2 * bits));
                assertThat(p.shape()).isEqualTo(Shape.of(3, 16));
                for (DType d : new DType[] {DType.I8, DType.I32, DType.F32, DType.F64}) {
                    assertThat(p.to(d).value().toDoubles()).as("%d bits in %s", bits, d).isEqualTo(all.toDoubles());
                }
                // row by row, as one and mapped
                Tensor mapped = Functions.vmap(Functions.fn((Tensor row) -> new Packed(row, bits, signed).to(DType.F32))).apply(p.bytes());
                assertThat(mapped.value().toDoubles()).isEqualTo(all.toDoubles());
            }
        }
        // the first number has the lowest bits
        assertThat(Packed.of(Tensor.of(new int[] {1, 2, 3, 0}), 2, false).bytes().value().getLong(0)).isEqualTo(0b00_11_10_01);
        assertThat(Packed.of(Tensor.of(new int[] {-1, 7}), 4, true).bytes().value().getLong(0)).isEqualTo(0x7F);
        assertThatThrownBy(() -> Packed.of(Tensor.of(new int[] {1, 2, 3}), 2, false)).hasMessageContaining("a multiple of 4");
        assertThatThrownBy(() -> Packed.of(Tensor.of(new int[] {1, 2}), 3, false)).hasMessageContaining("not 3");
        assertThatThrownBy(() -> Packed.of(Tensor.of(new float[] {1, 2}), 4, false)).hasMessageContaining("whole numbers");
    }

    @Test
    void gradientsFlowPastPackedWeights() {
        Packed w = Packed.of(Tensor.of(new int[] {-1, 0, 1, 1, 1, -1, 0, 0}), 2, true);
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8});
        Tensor y = x.mul(w.to(DType.F64)).sum();
        assertThat(Gradients.of(y, java.util.List.of(x)).get(0).value().toDoubles()).containsExactly(-1, 0, 1, 1, 1, -1, 0, 0);
    }
}
