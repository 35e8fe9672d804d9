package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WideTest {
    private static final long[] EDGES = {0, 1, 2, 0x7FFFFFFFL, 0x80000000L, 0xFFFFFFFFL, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -2, -1};

    @Test
    void theUpperHalfOfAProductIsThatOfTheJdk() {
        for (long a : EDGES) {
            for (long b : EDGES) {
                check(a, b);
            }
        }
        for (int i = 0; i < 10_000; i++) {
            long a = Philox.bits64(17, 0, 0, i);
            long b = Philox.bits64(17, 0, 1, i);
            check(a, b);
            check(a >>> (i & 63), b);
            check(a, EDGES[i % EDGES.length]);
        }
    }

    private static void check(long a, long b) {
        assertThat(Wide.unsignedMultiplyHigh(a, b)).as("%x * %x", a, b).isEqualTo(Math.unsignedMultiplyHigh(a, b));
    }
}
