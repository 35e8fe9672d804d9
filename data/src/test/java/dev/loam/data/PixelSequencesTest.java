package dev.loam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PixelSequencesTest {
    private static final int PICTURES = 50;

    /// Pictures of 4 × 4; pixel `i` of each has the brightness `16 * i`.
    private static Dataset pictures() {
        byte[] pixels = new byte[PICTURES * 16];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % 16 * 16);
        }
        return InMemory.of(PICTURES).with(Field.image("image", 4, 4, 1), pixels);
    }

    private static int[] read(Dataset data, long index, int field) {
        int[] out = new int[data.fields().get(field).elements()];
        data.read(index, field, out, 0);
        return out;
    }

    private static PixelSequences of(String levels, int size, String order) {
        return PixelSequences.of(pictures(), PixelOptions.of(levels, size, order));
    }

    @Test
    void whatComesBeforeIsThePixelsOnePlaceOn() {
        PixelSequences data = of("16", 0, "raster");
        assertThat(read(data, 3, 1)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        assertThat(read(data, 3, 0)).containsExactly(0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
        assertThat(data.fields().get(1).categories()).hasSize(16);
        assertThat(read(of("256", 0, "raster"), 0, 1)[15]).isEqualTo(240);
    }

    @Test
    void theOrderIsOfPlacesNotOfPictures() {
        assertThat(read(of("16", 0, "column"), 0, 1)).containsExactly(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
        assertThat(read(of("16", 0, "snake"), 0, 1)).containsExactly(0, 1, 2, 3, 7, 6, 5, 4, 8, 9, 10, 11, 15, 14, 13, 12);
        int[] random = read(of("16", 0, "random"), 0, 1);
        assertThat(random).containsExactlyInAnyOrder(read(of("16", 0, "raster"), 0, 1)).isNotEqualTo(read(of("16", 0, "raster"), 0, 1))
            .isEqualTo(read(of("16", 0, "random"), 9, 1));
        for (String order : new String[] {"raster", "column", "snake", "random"}) {
            PixelSequences data = of("256", 0, order);
            byte[] before = new byte[16];
            pictures().read(0, 0, before, 0);
            assertThat(data.picture(read(data, 0, 1), 0)).as(order).isEqualTo(before);
        }
    }

    @Test
    void smallerPicturesAreMeansOfSquares() {
        PixelSequences data = of("256", 2, "raster");
        assertThat(read(data, 0, 1)).containsExactly(16 * 10 / 4, 16 * 18 / 4, 16 * 42 / 4, 16 * 50 / 4);
        assertThat(data.height()).isEqualTo(2);
        assertThatThrownBy(() -> of("256", 3, "raster")).isInstanceOf(DataException.class).hasMessageContaining("4 × 4 can not be brought to 3 × 3");
    }

    @Test
    void aPixelIsWhiteAsOftenAsItIsBright() {
        PixelSequences data = of("dynamic", 0, "raster");
        double[] white = new double[16];
        int epochs = 40;
        for (int epoch = 0; epoch < epochs; epoch++) {
            Dataset shuffled = data.shuffle(3, epoch);
            for (int i = 0; i < PICTURES; i++) {
                int[] pixels = read(shuffled, i, 1);
                for (int k = 0; k < 16; k++) {
                    white[k] += pixels[k] / (double) (PICTURES * epochs);
                }
            }
        }
        for (int k = 0; k < 16; k++) {
            assertThat(white[k]).isCloseTo(16 * k / 255.0, within(0.05));
        }
        assertThat(white[0]).isZero();
    }

    @Test
    void dynamicPixelsAreDrawnAnewEachEpochAndFixedOnesAreNot() {
        PixelSequences dynamic = of("dynamic", 0, "raster");
        assertThat(sum(dynamic.shuffle(3, 0))).isEqualTo(sum(of("dynamic", 0, "snake").shuffle(3, 0)))
            .isNotEqualTo(sum(dynamic.shuffle(3, 1))).isNotEqualTo(sum(dynamic.shuffle(4, 0)));
        assertThat(sum(dynamic)).isEqualTo(sum(of("fixed", 0, "raster"))).isEqualTo(sum(of("fixed", 0, "raster").shuffle(3, 5)));
        assertThat(read(dynamic, 7, 1)).isEqualTo(read(of("dynamic", 0, "raster"), 7, 1)).isNotEqualTo(read(dynamic, 8, 1));
    }

    /// Depends on how many white pixels each picture has, and not on the order of pictures or pixels.
    private static int sum(Dataset data) {
        int sum = 0;
        for (int i = 0; i < PICTURES; i++) {
            int white = Arrays.stream(read(data, i, 1)).sum();
            sum += white * white * white;
        }
        return sum;
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> of("dynamc", 0, "raster")).isInstanceOf(DataException.class).hasMessageContaining("dynamic or fixed");
        assertThatThrownBy(() -> of("257", 0, "raster")).hasMessageContaining("2 to 256");
        assertThatThrownBy(() -> of("fixed", 0, "rastr")).hasMessageContaining("raster");
        Dataset table = InMemory.of(1).with(Field.numeric("x", Field.Role.FEATURE, dev.loam.tensor.DType.F32, 3), new float[3]);
        assertThatThrownBy(() -> PixelSequences.of(table, PixelOptions.of("fixed", 0, "raster"))).hasMessageContaining("not of x f32[3]");
    }
}
