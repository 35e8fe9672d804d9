package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Products whose sums come out in the dtype in which they are kept.
class WideProductTest {
    private static Tensor bytes(DType d, int value, int... shape) {
        NDArray a = NDArray.zeros(d, shape);
        for (int i = 0; i < a.size(); i++) {
            a.setLong(i, value);
        }
        return Tensor.of(a);
    }

    @Test
    void productsOfBytesAreSummedInI32() {
        Tensor a = bytes(DType.I8, -128, 1, 300);
        assertThat(a.matmul(bytes(DType.I8, -128, 300, 1), DType.I32).value().getLong(0)).isEqualTo(300 * 16384);
        assertThat(bytes(DType.U8, 255, 1, 300).matmul(bytes(DType.I8, -128, 300, 1), DType.I32).value().getLong(0)).isEqualTo(300 * 255 * -128);
        assertThat(a.matmul(bytes(DType.U8, 255, 300, 1), DType.I32).value().getLong(0)).isEqualTo(300 * 255 * -128);
        assertThat(bytes(DType.U8, 255, 1, 3).matmul(bytes(DType.U8, 255, 3, 1), DType.I32).value().getLong(0)).isEqualTo(3 * 65025);
        assertThat(a.matmul(bytes(DType.I8, 1, 300, 1)).value().getLong(0)).as("in i8 it wraps").isEqualTo((byte) (300 * -128));
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"BF16", "F16"})
    void sumsOfHalvesAreRoundedOnceOrNotAtAll(DType d) {
        Tensor a = Tensor.of(new float[][] {{1, 0x1p-9f, 0x1p-10f}}).to(d);
        Tensor b = Tensor.of(new float[][] {{1}, {0x1p-5f}, {0x1p-6f}}).to(d);
        float exact = 1 + 0x1p-14f + 0x1p-16f;
        assertThat(a.matmul(b, DType.F32).item()).isEqualTo(exact);
        assertThat(a.matmul(b).dtype()).isEqualTo(d);
        assertThat(a.matmul(b).item()).isEqualTo(1);
    }

    /// Also where leading axes are joined or repeated.
    @Test
    void leadingAxesBroadcast() {
        Tensor a = bytes(DType.I8, 100, 2, 5, 3);
        assertThat(a.matmul(bytes(DType.I8, 100, 3, 4), DType.I32).value().toDoubles()).hasSize(40).containsOnly(30000);
        assertThat(a.matmul(bytes(DType.I8, 100, 1, 3, 4), DType.I32).value().toDoubles()).hasSize(40).containsOnly(30000);
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"BF16", "F16"})
    void theGradientIsThatOfTheWidenedOperandsRoundedOnce(DType d) {
        Cases.check("wide gradient " + d, c -> {
            boolean ta = c.coin();
            boolean tb = c.coin();
            int m = c.size(5);
            int k = c.size(5);
            int n = c.size(5);
            Tensor a = Tensor.of(c.values(d, ta ? Shape.of(k, m) : Shape.of(m, k)));
            Tensor b = Tensor.of(c.values(d, tb ? Shape.of(n, k) : Shape.of(k, n)));
            Tensor g = Tensor.of(c.values(DType.F32, Shape.of(m, n)));
            List<Tensor> wide = gradients(new Op.MatMul(a.node(), b.node(), ta, tb, DType.F32), g, a, b);
            Tensor fa = a.to(DType.F32);
            Tensor fb = b.to(DType.F32);
            List<Tensor> floats = gradients(new Op.MatMul(fa.node(), fb.node(), ta, tb), g, fa, fb);
            for (int i = 0; i < 2; i++) {
                assertThat(wide.get(i).dtype()).isEqualTo(d);
                assertThat(wide.get(i).value().toDoubles()).isEqualTo(floats.get(i).to(d).value().toDoubles());
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Op.ConvOf.class)
    void soIsThatOfAConvolution(Op.ConvOf of) {
        Cases.check("wide conv gradient " + of, c -> {
            Geometry g = Geometry.random(c);
            Tensor a = Tensor.of(c.values(DType.BF16, of == Op.ConvOf.INPUT ? g.output() : g.images()));
            Tensor b = Tensor.of(c.values(DType.BF16, of == Op.ConvOf.FILTER ? g.output() : g.filters()));
            Op y = new Op.Conv(of, a.node(), b.node(), g.window(), g.groups(), g.result(of), DType.F32);
            Tensor dy = Tensor.of(c.values(DType.F32, Node.of(y).shape()));
            List<Tensor> wide = gradients(y, dy, a, b);
            Tensor fa = a.to(DType.F32);
            Tensor fb = b.to(DType.F32);
            List<Tensor> floats = gradients(new Op.Conv(of, fa.node(), fb.node(), g.window(), g.groups(), g.result(of)), dy, fa, fb);
            for (int i = 0; i < 2; i++) {
                assertThat(wide.get(i).value().toDoubles()).isEqualTo(floats.get(i).to(DType.BF16).value().toDoubles());
            }
        });
    }

    private static List<Tensor> gradients(Op op, Tensor g, Tensor a, Tensor b) {
        return Gradients.vjp(List.of(Tensor.of(op)), List.of(g), List.of(a, b));
    }

    @Test
    void otherResultsAreRefused() {
        Tensor f = Tensor.zeros(DType.F32, Shape.of(2, 2));
        Tensor h = f.to(DType.BF16);
        assertThatThrownBy(() -> f.matmul(f, DType.F64))
            .hasMessageContaining("matmul: the result can be the operands' dtype, f32 of 16-bit floats or i32 of i8 and u8, not f64");
        assertThatThrownBy(() -> h.matmul(h, DType.F16)).hasMessageContaining("not f16");
        assertThatThrownBy(() -> f.to(DType.I8).matmul(f.to(DType.U8), DType.I8)).hasMessageContaining("the dtypes differ; cast one of them");
        assertThatThrownBy(() -> f.to(DType.I32).matmul(f.to(DType.I32), DType.I64)).hasMessageContaining("not i64");
        assertThatThrownBy(() -> Tensor.of(new Op.Conv(Op.ConvOf.OUTPUT, Tensor.zeros(DType.F32, Shape.of(1, 3, 3, 1)).node(),
            Tensor.zeros(DType.F32, Shape.of(1, 1, 1, 1)).node(), Window.of(1, 1), 1, Shape.SCALAR, DType.F64))).hasMessageContaining("not f64");
    }
}
