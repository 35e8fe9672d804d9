package dev.loam.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DigitsTest {
    private static byte[] image(Dataset d, long i) {
        byte[] out = new byte[28 * 28];
        d.read(i, 0, MemorySegment.ofArray(out), 0);
        return out;
    }

    private static int label(Dataset d, long i) {
        int[] out = new int[1];
        d.read(i, 1, MemorySegment.ofArray(out), 0);
        return out[0];
    }

    @Test
    void theSetHasTheSizeAndFormOfMnist() {
        assertThat(Digits.train(1).size()).isEqualTo(60_000);
        assertThat(Digits.test(1).size()).isEqualTo(10_000);
        assertThat(Digits.train(1).fields().get(0).shape()).containsExactly(28, 28, 1);
    }

    @Test
    void anImageIsAFunctionOfSeedAndIndexAlone() {
        Digits forward = Digits.train(1);
        Digits backward = Digits.train(1);
        byte[][] images = new byte[50][];
        for (int i = 0; i < 50; i++) {
            images[i] = image(forward, i);
        }
        for (int i = 49; i >= 0; i--) {
            assertThat(image(backward, i)).isEqualTo(images[i]);
        }
        assertThat(image(Digits.train(2), 0)).isNotEqualTo(images[0]);
        assertThat(image(Digits.test(1), 0)).isNotEqualTo(images[0]);
    }

    @Test
    void allClassesComeAboutEquallyOftenAndEveryImageHasInk() {
        Digits d = Digits.train(1);
        int[] count = new int[10];
        for (int i = 0; i < 2000; i++) {
            count[label(d, i)]++;
            int ink = 0;
            for (byte b : image(d, i)) {
                ink += b & 0xFF;
            }
            assertThat(ink).as("ink of image %d", i).isBetween(28 * 28 * 5, 28 * 28 * 140);
        }
        assertThat(Arrays.stream(count).min().getAsInt()).isGreaterThan(140);
    }
}
