package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PhiloxTest {
    @Test
    void reproducesThePublishedVectors() {
        int rows = 0;
        for (String line : Vectors.lines("random123/kat_vectors")) {
            if (line.startsWith("philox4x32 10 ")) {
                String[] word = line.substring("philox4x32 10 ".length()).trim().split("\\s+");
                int[] w = new int[10];
                for (int i = 0; i < 10; i++) {
                    w[i] = Integer.parseUnsignedInt(word[i], 16);
                }
                assertThat(block(w[0], w[1], w[2], w[3], w[4], w[5])).containsExactly(w[6], w[7], w[8], w[9]);
                rows++;
            }
        }
        assertThat(rows).isEqualTo(3);
    }

    /// The same three vectors (Random123, `tests/kat_vectors`), for where the file is absent.
    @Test
    void reproducesTheCommittedVectors() {
        assertThat(block(0, 0, 0, 0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(block(-1, -1, -1, -1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0))
            .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    @Test
    void wordsOfAStreamAreThoseOfItsBlocks() {
        Cases.check("philox words", c -> {
            long seed = c.bits();
            int stream = (int) c.bits();
            int step = (int) c.bits();
            long index = c.bits() >>> c.between(0, 60);
            long counter = index >>> 2;
            int[] words = block((int) counter, (int) (counter >>> 32), stream, step, (int) seed, (int) (seed >>> 32));
            assertThat(Philox.bits(seed, stream, step, index)).isEqualTo(words[(int) (index & 3)]);
            long low = Philox.bits(seed, stream, step, 2 * (index >>> 1)) & 0xFFFFFFFFL;
            long high = Philox.bits(seed, stream, step, 2 * (index >>> 1) + 1) & 0xFFFFFFFFL;
            assertThat(Philox.bits64(seed, stream, step, index >>> 1)).isEqualTo(high << 32 | low);
        });
    }

    @Test
    void drawsLieInTheirRangesAndAverageOut() {
        double sum = 0;
        float floats = 0;
        long[] counts = new long[7];
        int n = 20_000;
        for (int i = 0; i < n; i++) {
            double u = Philox.uniform(42, 1, 0, i);
            float f = Philox.uniformFloat(42, 2, 0, i);
            assertThat(u).isBetween(0.0, 0x1.fffffffffffffp-1);
            assertThat(f).isBetween(0f, 0x1.fffffep-1f);
            sum += u;
            floats += f;
            counts[(int) Philox.below(7, 42, 3, 0, i)]++;
        }
        assertThat(sum / n).isBetween(0.49, 0.51);
        assertThat(floats / n).isBetween(0.49f, 0.51f);
        for (long count : counts) {
            assertThat(count).isBetween(n / 7L - 250, n / 7L + 250);
        }
        assertThatThrownBy(() -> Philox.below(0, 1, 1, 1, 1)).hasMessageContaining("bound must be positive, got 0");
    }

    @Test
    void nearPathsHaveFarStreams() {
        Set<Integer> streams = new HashSet<>();
        for (int i = 0; i < 5000; i++) {
            streams.add(Philox.stream("block." + i + ".dropout"));
        }
        // 5000 of 2^32: a collision has a probability of 0.3 %
        assertThat(streams).hasSize(5000);
        assertThat(Philox.stream("")).isEqualTo(0xab3e7c0b);
        assertThat(Philox.stream("block.3.dropout")).isEqualTo(0xd32c013a);
    }

    @Test
    void theOpDrawsWhatTheClassDraws() {
        Tensor seed = Tensor.fill(DType.I64, Shape.SCALAR, 7);
        Tensor step = Tensor.fill(DType.I64, Shape.SCALAR, 3);
        Tensor base = Tensor.fill(DType.I64, Shape.SCALAR, 1000);
        NDArray f32 = Tensor.uniform(DType.F32, Shape.of(2, 3), 5, seed, step, base).value();
        NDArray f64 = Tensor.uniform(DType.F64, Shape.of(2, 3), 5, seed, step, base).value();
        NDArray f16 = Tensor.uniform(DType.F16, Shape.of(2, 3), 5, seed, step, base).value();
        NDArray bf16 = Tensor.uniform(DType.BF16, Shape.of(2, 3), 5, seed, step, base).value();
        NDArray bits = Tensor.of(new Op.Random(Op.RandomFn.BITS, DType.U32, Shape.of(2, 3), 5, seed.node(), step.node(), base.node())).value();
        for (int i = 0; i < 6; i++) {
            int word = Philox.bits(7, 5, 3, 1000 + i);
            assertThat(f32.getDouble(i)).isEqualTo(Philox.uniformFloat(7, 5, 3, 1000 + i));
            assertThat(f64.getDouble(i)).isEqualTo(Philox.uniform(7, 5, 3, 1000 + i));
            assertThat(f16.getDouble(i)).isEqualTo((word >>> 21) * 0x1p-11);
            assertThat(bf16.getDouble(i)).isEqualTo((word >>> 24) * 0x1p-8);
            assertThat(bits.getLong(i)).isEqualTo(word & 0xFFFFFFFFL);
        }
    }

    private static int[] block(int c0, int c1, int c2, int c3, int k0, int k1) {
        int[] out = new int[4];
        Philox.block(c0, c1, c2, c3, k0, k1, out);
        return out;
    }
}
