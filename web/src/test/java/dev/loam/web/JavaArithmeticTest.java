package dev.loam.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.Philox;
import org.junit.jupiter.api.Test;

class JavaArithmeticTest {
    private static final double[] EDGES = {0, 1, 2, 0.7, 3, 0x1p31, 0x1p31 - 0.5, 0x1p53, 0x1p63, 1e300, Double.MIN_VALUE, Double.MIN_NORMAL,
        Double.MAX_VALUE, Double.POSITIVE_INFINITY, Double.NaN};

    @Test
    void remaindersAndConversionsAreThoseOfTheJvm() {
        for (double a : EDGES) {
            for (double b : EDGES) {
                check(a, b);
                check(-a, b);
                check(a, -b);
            }
        }
        for (int i = 0; i < 20_000; i++) {
            double a = Double.longBitsToDouble(Philox.bits64(8, 0, 0, i));
            double b = Double.longBitsToDouble(Philox.bits64(8, 0, 1, i));
            check(a, b);
            check((Philox.uniform(8, 0, 2, i) - 0.5) * 1e10, Philox.uniform(8, 0, 3, i));
            check(a, a / (int) Philox.below(1000, 8, 0, 4, i));
        }
    }

    private static void check(double a, double b) {
        assertThat(Double.doubleToLongBits(JavaArithmetic.remainder(a, b))).as("%s %% %s", a, b).isEqualTo(Double.doubleToLongBits(a % b));
        assertThat(JavaArithmetic.toLong(a)).as("(long) %s", a).isEqualTo((long) a);
        assertThat(JavaArithmetic.toInt(a)).as("(int) %s", a).isEqualTo((int) a);
    }
}
