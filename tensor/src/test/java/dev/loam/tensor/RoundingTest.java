package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundingTest {
    @Test
    void theNearestWholeNumberIsThatOfTheJdk() {
        for (double x : new double[] {0, 0.5, 1.5, 2.5, 0.49999999999999994, 1e15 + 0.5, 0x1p52 - 0.5, 0x1p52, 0x1p53 + 2, 1e300,
            Double.MIN_VALUE, Double.POSITIVE_INFINITY, Double.NaN}) {
            check(x);
            check(-x);
        }
        for (int i = 0; i < 10_000; i++) {
            check((Philox.uniform(3, 0, 0, i) - 0.5) * 100);
            check((int) Philox.bits(3, 0, 1, i) / 2.0);
            check(Double.longBitsToDouble(Philox.bits64(3, 0, 2, i)));
        }
    }

    private static void check(double x) {
        assertThat(Double.doubleToLongBits(Rounding.nearest(x))).as("%s", x).isEqualTo(Double.doubleToLongBits(Math.rint(x)));
    }
}
