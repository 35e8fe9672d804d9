package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What each dtype's arithmetic means, as the reference interpreter has it.
class DTypeSemanticsTest {
    private static Tensor longs(DType d, long... values) {
        NDArray a = NDArray.zeros(d, values.length);
        for (int i = 0; i < values.length; i++) {
            a.setLong(i, values[i]);
        }
        return Tensor.of(a);
    }

    private static Tensor doubles(double... values) {
        return Tensor.of(values);
    }

    private static long[] read(Tensor t) {
        NDArray a = t.value();
        long[] out = new long[a.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = a.getLong(i);
        }
        return out;
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"I8", "U8", "I32", "U32", "I64"})
    void wholeNumbersWrapLikeTheirBits(DType d) {
        Cases.check("wrap " + d, c -> {
            int bits = d.bytes() * 8;
            long a = c.bits();
            long b = c.bits() >> c.between(0, 63);
            Tensor x = longs(d, a);
            Tensor y = longs(d, b);
            assertThat(read(x.add(y))).containsExactly(wrap(a + b, d, bits));
            assertThat(read(x.sub(y))).containsExactly(wrap(a - b, d, bits));
            assertThat(read(x.mul(y))).containsExactly(wrap(a * b, d, bits));
            assertThat(read(x.neg())).containsExactly(wrap(-a, d, bits));
            assertThat(read(x.not())).containsExactly(wrap(~a, d, bits));
            assertThat(read(x.and(y))).containsExactly(wrap(a & b, d, bits));
            assertThat(read(x.or(y))).containsExactly(wrap(a | b, d, bits));
            assertThat(read(x.xor(y))).containsExactly(wrap(a ^ b, d, bits));
            long wrappedA = wrap(a, d, bits);
            long wrappedB = wrap(b, d, bits);
            assertThat(read(x.div(y))).containsExactly(wrappedB == 0 ? 0 : wrap(wrappedA / wrappedB, d, bits));
            assertThat(read(x.rem(y))).containsExactly(wrappedB == 0 ? 0 : wrap(wrappedA % wrappedB, d, bits));
            assertThat(read(x.max(y))).containsExactly(Math.max(wrappedA, wrappedB));
            assertThat(read(x.min(y))).containsExactly(Math.min(wrappedA, wrappedB));
            assertThat(read(x.lt(y))).containsExactly(wrappedA < wrappedB ? 1 : 0);
            int amount = (int) (b & bits - 1);
            assertThat(read(x.shiftLeft(y))).containsExactly(wrap(a << amount, d, bits));
            assertThat(read(x.shiftRight(y))).containsExactly(wrappedA >> amount);
        });
    }

    private static long wrap(long v, DType d, int bits) {
        return bits == 64 ? v : d.isSigned() ? v << 64 - bits >> 64 - bits : v << 64 - bits >>> 64 - bits;
    }

    @Test
    void divisionByZeroGivesZeroForWholeNumbersAndTruncatesTowardZero() {
        assertThat(read(longs(DType.I32, 7, -7, 7, -7, 5).div(longs(DType.I32, 2, 2, -2, -2, 0)))).containsExactly(3, -3, -3, 3, 0);
        assertThat(read(longs(DType.I32, 7, -7, 7, -7, 5).rem(longs(DType.I32, 2, 2, -2, -2, 0)))).containsExactly(1, -1, 1, -1, 0);
        assertThat(read(longs(DType.I32, Integer.MIN_VALUE).div(longs(DType.I32, -1)))).containsExactly(Integer.MIN_VALUE);
        assertThat(read(longs(DType.I64, Long.MIN_VALUE).div(longs(DType.I64, -1)))).containsExactly(Long.MIN_VALUE);
        assertThat(doubles(1, -1, 0).div(doubles(0, 0, 0)).value().toDoubles())
            .containsExactly(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN);
    }

    @Test
    void unsignedNumbersCompareAndReduceAsUnsigned() {
        Tensor x = longs(DType.U32, 0xFFFFFFFFL, 1, 0x80000000L);
        assertThat(read(x.gt(longs(DType.U32, 5, 5, 5)))).containsExactly(1, 0, 1);
        assertThat(read(x.amax())).containsExactly(0xFFFFFFFFL);
        assertThat(read(x.amin())).containsExactly(1);
        assertThat(read(longs(DType.U8, 200, 100).amax())).containsExactly(200);
        assertThat(read(longs(DType.U8, 200, 100).sum())).containsExactly(300 - 256);
        assertThat(read(longs(DType.I8, -128).abs())).containsExactly(-128);
        assertThat(read(longs(DType.U8, 200).abs())).containsExactly(200);
        assertThat(read(longs(DType.I32, -5, 0, 9).sign())).containsExactly(-1, 0, 1);
    }

    @Test
    void castsTruncateThenWrapAndNanBecomesZero() {
        Tensor x = doubles(1.9, -1.9, Double.NaN, 300, -1, 1e30, Double.NEGATIVE_INFINITY);
        assertThat(read(x.to(DType.I32))).containsExactly(1, -1, 0, 300, -1, (int) Long.MAX_VALUE, (int) Long.MIN_VALUE);
        assertThat(read(x.to(DType.I64))).containsExactly(1, -1, 0, 300, -1, Long.MAX_VALUE, Long.MIN_VALUE);
        assertThat(read(x.to(DType.U8))).containsExactly(1, 255, 0, 44, 255, 255, 0);
        assertThat(read(x.to(DType.BOOL))).containsExactly(1, 1, 1, 1, 1, 1, 1);
        assertThat(read(doubles(0, -0.0, 0.2).to(DType.BOOL))).containsExactly(0, 0, 1);
        assertThat(read(longs(DType.I64, 256, 0, -3).to(DType.BOOL))).containsExactly(1, 0, 1);
        assertThat(longs(DType.U32, 0xFFFFFFFFL).to(DType.F64).item()).isEqualTo(4294967295.0);
        assertThat(longs(DType.I32, -7).to(DType.U32).to(DType.I64).item()).isEqualTo(4294967289.0);
        assertThat(longs(DType.I64, (1L << 53) + 1).to(DType.F64).item()).isEqualTo(0x1p53);
    }

    @Test
    void f64BecomesA16BitFloatByWayOfF32() {
        // just above a tie of f16, which f32 can not tell from the tie
        double x = 1 + 0x1p-11 + 0x1p-40;
        assertThat(doubles(x).to(DType.F16).item()).isEqualTo(1);
        assertThat(doubles(x).to(DType.F32).to(DType.F16).item()).isEqualTo(1);
        assertThat(doubles(70000).to(DType.F16).item()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void halvesAreRoundedAfterEachOperation() {
        Tensor one = Tensor.ones(DType.F16, Shape.SCALAR);
        assertThat(one.add(0x1p-12).sub(1).item()).isZero();
        assertThat(Tensor.fill(DType.BF16, Shape.SCALAR, 256).add(1).item()).isEqualTo(256);
        assertThat(Tensor.fill(DType.F16, Shape.SCALAR, 65504).mul(2).item()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void nanWinsInMaximaAndLosesInComparisons() {
        Tensor x = doubles(1, Double.NaN, 3);
        Tensor y = doubles(2, 2, Double.NaN);
        assertThat(x.max(y).value().toDoubles()).containsExactly(2, Double.NaN, Double.NaN);
        assertThat(x.min(y).value().toDoubles()).containsExactly(1, Double.NaN, Double.NaN);
        assertThat(x.amax().item()).isNaN();
        assertThat(x.amin().item()).isNaN();
        assertThat(x.argmax(0).item()).isEqualTo(1);
        assertThat(read(x.lt(y))).containsExactly(1, 0, 0);
        assertThat(read(x.ge(y))).containsExactly(0, 0, 0);
        assertThat(read(x.eq(x))).containsExactly(1, 0, 1);
        assertThat(read(x.ne(x))).containsExactly(0, 1, 0);
        assertThat(read(doubles(1, Double.NaN, Double.POSITIVE_INFINITY).isFinite())).containsExactly(1, 0, 0);
    }

    @Test
    void emptyReductionsGiveTheirIdentity() {
        for (DType d : List.of(DType.F32, DType.F64, DType.F16, DType.BF16)) {
            Tensor none = Tensor.zeros(d, Shape.of(0));
            assertThat(none.sum().item()).isZero();
            assertThat(none.prod().item()).isEqualTo(1);
            assertThat(none.amax().item()).isEqualTo(Double.NEGATIVE_INFINITY);
            assertThat(none.amin().item()).isEqualTo(Double.POSITIVE_INFINITY);
        }
        assertThat(Tensor.zeros(DType.I8, Shape.of(0)).amax().item()).isEqualTo(-128);
        assertThat(Tensor.zeros(DType.U8, Shape.of(0)).amax().item()).isEqualTo(0);
        assertThat(Tensor.zeros(DType.U32, Shape.of(0)).amin().item()).isEqualTo(4294967295.0);
        assertThat(Tensor.zeros(DType.I64, Shape.of(0)).amin().value().getLong(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(Tensor.zeros(DType.BOOL, Shape.of(0)).amax().item()).isEqualTo(0);
        assertThat(Tensor.zeros(DType.BOOL, Shape.of(0)).amin().item()).isEqualTo(1);
        assertThat(Tensor.zeros(DType.F32, Shape.of(3, 0)).sum(1).value().toDoubles()).containsExactly(0, 0, 0);
        assertThat(Tensor.zeros(DType.F32, Shape.of(2, 0)).matmul(Tensor.zeros(DType.F32, Shape.of(0, 2))).value().toDoubles()).containsOnly(0);
    }

    @Test
    void indicesOutsideAreClamped() {
        Tensor x = doubles(10, 20, 30);
        assertThat(x.gather(Tensor.of(new int[] {-5, 1, 99}), 0).value().toDoubles()).containsExactly(10, 20, 30);
        assertThat(doubles(1, 2, 4).scatterAdd(Tensor.of(new int[] {-5, 1, 99}), 0, 2).value().toDoubles()).containsExactly(1, 6);
        assertThat(longs(DType.I32, 3, 4).scatterAdd(Tensor.of(new int[] {1, 1}), 0, 2).value().toDoubles()).containsExactly(0, 7);
        assertThat(x.gather(longs(DType.I64, Long.MAX_VALUE, Long.MIN_VALUE), 0).value().toDoubles()).containsExactly(30, 10);
    }

    @Test
    void fillsHoldTheirValueWrappedToTheDtype() {
        assertThat(((Op.Fill) Tensor.fill(DType.U8, Shape.SCALAR, -1).node().op()).bits()).isEqualTo(255);
        assertThat(((Op.Fill) Tensor.fill(DType.BOOL, Shape.SCALAR, 5).node().op()).bits()).isEqualTo(1);
        assertThat(((Op.Fill) Tensor.fill(DType.I8, Shape.SCALAR, 200).node().op()).bits()).isEqualTo(-56);
    }

    @Test
    void roundingGoesToTheNearestWithTiesToEven() {
        assertThat(doubles(0.5, 1.5, 2.5, -0.5, -1.5).round().value().toDoubles()).containsExactly(0, 2, 2, -0.0, -2);
        assertThat(doubles(-1.5, 1.5).floor().value().toDoubles()).containsExactly(-2, 1);
        assertThat(doubles(-1.5, 1.5).ceil().value().toDoubles()).containsExactly(-1, 2);
        assertThat(doubles(7.5, -7.5).rem(doubles(2, 2)).value().toDoubles()).containsExactly(1.5, -1.5);
        assertThat(doubles(-2, 0, Double.NaN).sign().value().toDoubles()).containsExactly(-1, 0, Double.NaN);
    }
}
