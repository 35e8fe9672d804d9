package dev.loam.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.loam.data.DataException;
import dev.loam.data.Dataset;
import dev.loam.data.Field;
import dev.loam.data.InMemory;
import dev.loam.data.Labels;
import dev.loam.tensor.DType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {
    private static final int SIDE = 8;
    private static final Augmentation EVERYTHING = Augmentation.of(Map.ofEntries(Map.entry("flip", 0.5), Map.entry("pad", 1), Map.entry("crop", 0.7), Map.entry("rotate", 20),
        Map.entry("translate", 0.1), Map.entry("scale", 0.1), Map.entry("shear", 10), Map.entry("brightness", 0.3), Map.entry("contrast", 0.3), Map.entry("saturation", 0.3),
        Map.entry("hue", 0.1), Map.entry("operations", 2), Map.entry("erase", 0.5), Map.entry("cutout", 2), Map.entry("mixup", 0.4), Map.entry("cutmix", 1.0)));

    /// Noise images of three classes.
    private static Dataset images(int count, int channels) {
        byte[] pixels = new byte[count * SIDE * SIDE * channels];
        new Random(5).nextBytes(pixels);
        int[] labels = IntStream.range(0, count).map(i -> i % 3).toArray();
        return InMemory.of(count).with(Field.image("image", SIDE, SIDE, channels), pixels).with(Field.label("kind", List.of("a", "b", "c")), labels);
    }

    private static Dataset one(byte[] pixels) {
        return InMemory.of(1).with(Field.image("image", 3, 3, 1), pixels).with(Field.label("kind", List.of("a")), new int[1]);
    }

    private static byte[] image(Dataset data, long index) {
        byte[] out = new byte[data.fields().getFirst().bytes()];
        data.read(index, 0, out, 0);
        return out;
    }

    private static float[] label(Dataset data, long index) {
        float[] out = new float[3];
        data.read(index, 1, out, 0);
        return out;
    }

    private static String text(Dataset data, long index) {
        return Arrays.hashCode(image(data, index)) + " " + Arrays.toString(label(data, index)) + "\n";
    }

    private static String text(Dataset data) {
        var out = new StringBuilder();
        for (long i = 0; i < data.size(); i++) {
            out.append(text(data, i));
        }
        return out.toString();
    }

    @Test
    void anExampleDependsOnSeedEpochAndNumberAloneWhateverTheOrderAndTheThreads() {
        Dataset data = Labels.shares(images(40, 3), null);
        Dataset once = EVERYTHING.apply(data, 7, 3);
        Dataset again = EVERYTHING.apply(data, 7, 3).shuffle(1, 1);
        var elsewhere = new ConcurrentHashMap<Long, String>();
        IntStream.range(0, 40).parallel().forEach(i -> elsewhere.put(again.origin(i), text(again, i)));
        for (long i = 0; i < 40; i++) {
            assertThat(text(once, i)).isEqualTo(elsewhere.get(i));
        }
        assertThat(text(once)).isNotEqualTo(text(EVERYTHING.apply(data, 7, 4))).isNotEqualTo(text(EVERYTHING.apply(data, 8, 3)));
    }

    @Test
    void theDrawsDoNotChangeBetweenReleases() {
        Dataset data = Labels.shares(images(6, 3), null);
        assertThat(Integer.toHexString(text(EVERYTHING.apply(data, 1, 0)).hashCode())).isEqualTo("da994145");
    }

    @ParameterizedTest
    @ValueSource(strings = {"flip=1", "pad=2", "crop=0.5", "rotate=30", "translate=0.2", "scale=0.3", "shear=20", "brightness=0.5", "contrast=0.5", "saturation=0.5", "hue=0.3",
        "operations=3", "erase=1", "cutout=3", "mixup=1", "cutmix=1"})
    void eachSettingChangesImages(String setting) {
        String[] parts = setting.split("=");
        Augmentation how = Augmentation.NONE.with(parts[0], Double.parseDouble(parts[1]));
        Dataset data = images(30, 3);
        Dataset out = how.apply(how.mixes() ? Labels.shares(data, null) : data, 1, 0);
        int changed = 0;
        for (int i = 0; i < 30; i++) {
            changed += Arrays.equals(image(data, i), image(out, i)) ? 0 : 1;
        }
        assertThat(changed).isGreaterThan(20);
        assertThat(how.isNone()).isFalse();
        assertThat(Augmentation.of(how.settings())).isEqualTo(how);
    }

    @Test
    void aFlipMirrorsAndAShiftMovesWholePixels() {
        byte[] pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        assertThat(image(Augmentation.NONE.with("flip", 1).apply(one(pixels), 1, 0), 0)).containsExactly(3, 2, 1, 6, 5, 4, 9, 8, 7);
        var seen = new HashMap<String, Integer>();
        for (int epoch = 0; epoch < 200; epoch++) {
            seen.merge(Arrays.toString(image(Augmentation.NONE.with("pad", 1).apply(one(pixels), 1, epoch), 0)), 1, Integer::sum);
        }
        assertThat(seen).hasSize(9).containsKeys("[0, 0, 0, 0, 1, 2, 0, 4, 5]", "[1, 2, 3, 4, 5, 6, 7, 8, 9]");
    }

    @Test
    void aQuarterTurnTurnsClockwise() {
        byte[] out = new byte[9];
        new Warp().identity().rotate(90).apply(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, out, 3, 3, 1);
        assertThat(out).containsExactly(7, 4, 1, 8, 5, 2, 9, 6, 3);
    }

    @Test
    void changesOfPlaceAreDoneInTheirOrder() {
        byte[] from = new byte[25];
        from[7] = 9;
        byte[] out = new byte[25];
        // one row above the middle, turned clockwise, is one column right of it
        new Warp().identity().rotate(90).translate(0, 1).apply(from, out, 5, 5, 1);
        assertThat(out[3 * 5 + 3]).isEqualTo((byte) 9);
        new Warp().identity().translate(0, 1).rotate(90).apply(from, out, 5, 5, 1);
        assertThat(out[2 * 5 + 2]).isEqualTo((byte) 9);
        new Warp().identity().scale(2).apply(from, out, 5, 5, 1);
        assertThat(out[2]).isEqualTo((byte) 9);
    }

    @Test
    void mixedLabelsAreSharesAndFollowThePixels() {
        byte[] pixels = new byte[2 * SIDE * SIDE];
        Arrays.fill(pixels, SIDE * SIDE, pixels.length, (byte) 255);
        Dataset black = InMemory.of(2).with(Field.image("image", SIDE, SIDE, 1), pixels).with(Field.label("kind", List.of("black", "white", "none")), new int[] {0, 1});
        for (String which : List.of("mixup", "cutmix")) {
            for (int epoch = 0; epoch < 50; epoch++) {
                Dataset mixed = Augmentation.NONE.with(which, 1).apply(Labels.shares(black, null), 3, epoch);
                float[] shares = label(mixed, 0);
                double white = 0;
                for (byte b : image(mixed, 0)) {
                    white += (b & 0xFF) / 255.0;
                }
                assertThat(shares[0] + shares[1]).isCloseTo(1f, offset(1e-6f));
                assertThat(white / (SIDE * SIDE)).isCloseTo(shares[1], offset(0.003));
            }
        }
    }

    @Test
    void betaHasItsMeanAndVariance() {
        for (double alpha : new double[] {0.2, 1, 2}) {
            double sum = 0;
            double squares = 0;
            int n = 20_000;
            for (int i = 0; i < n; i++) {
                double b = new Draws().example(1, 0, i).purpose(Draws.Purpose.MIX).beta(alpha);
                sum += b;
                squares += (b - 0.5) * (b - 0.5);
            }
            assertThat(sum / n).isCloseTo(0.5, offset(0.01));
            assertThat(squares / n).isCloseTo(1 / (4 * (2 * alpha + 1)), offset(0.005));
        }
    }

    @Test
    void whatCannotBeIsSaidInASentence() {
        assertThatThrownBy(() -> Augmentation.NONE.with("rotate", 200)).isInstanceOf(DataException.class).hasMessage("augment.rotate must be from 0 to 180, not 200");
        assertThatThrownBy(() -> Augmentation.NONE.with("cutout", 1.5)).hasMessageContaining("whole number");
        assertThatThrownBy(() -> Augmentation.of(Map.of("spin", 1))).hasMessageContaining("no key 'spin'");
        Dataset numbers = InMemory.of(1).with(Field.numeric("features", Field.Role.FEATURE, DType.F32, 3), new float[3]).with(Field.label("kind", List.of("a")), new int[1]);
        assertThatThrownBy(() -> Augmentation.NONE.with("flip", 1).apply(numbers, 1, 0)).hasMessageContaining("features f32[3]");
        assertThatThrownBy(() -> Augmentation.NONE.with("mixup", 1).apply(images(3, 1), 1, 0)).hasMessageContaining("shares of classes");
        assertThat(Augmentation.NONE.isNone()).isTrue();
        assertThat(Augmentation.NONE.with("magnitude", 5).isNone()).isTrue();
    }
}
