package dev.loam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.data.array.Npz;
import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnDataTest {
    @TempDir
    Path folder;
    private DataOptions options;

    @BeforeEach
    void looksOnlyHere() {
        options = DataOptions.defaults().workingDir(folder).environment(Map.of("LOAM_CACHE", "cache"));
    }

    private void picture(String name, int width, int height, int rgb) throws Exception {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, rgb);
            }
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile());
    }

    private DataSource images(String path) {
        return Datasets.open("images", options.path(Path.of(path)));
    }

    /// The part each file went to, by its number.
    private static Map<String, String> parts(DataSource source) {
        var out = new HashMap<String, String>();
        for (var part : Map.of("train", source.train(), "validation", source.validation(), "test", source.test()).entrySet()) {
            for (long i = 0; i < part.getValue().size(); i++) {
                byte[] pixels = new byte[source.input().bytes()];
                part.getValue().read(i, 0, pixels, 0);
                out.put(pixels[0] + " " + part.getValue().readInt(i, 1), part.getKey());
            }
        }
        return out;
    }

    @Test
    void aFolderPerClassIsDividedByNamesSoThatMorePicturesMoveNoOthers() throws Exception {
        for (int i = 0; i < 40; i++) {
            picture("pets/cat/" + i + ".png", 4, 3, 0x010101 * i);
            picture("pets/dog/" + i + ".png", 4, 3, 0x010101 * i);
        }
        DataSource before = images("pets");
        assertThat(before.input().shape()).containsExactly(3, 4, 1);
        assertThat(before.classNames()).containsExactly("cat", "dog");
        Map<String, String> was = parts(before);
        assertThat(was).hasSize(80).containsValues("train", "validation", "test");
        assertThat(was.values().stream().filter("train"::equals).count()).isBetween(45L, 65L);
        for (int i = 40; i < 60; i++) {
            picture("pets/dog/" + i + ".png", 4, 3, 0x010101 * i);
        }
        DataSource after = images("pets");
        assertThat(parts(after)).hasSize(100).containsAllEntriesOf(was);
        assertThat(after.provenance().contentHash()).isNotEqualTo(before.provenance().contentHash());
    }

    @Test
    void foldersTrainAndTestAreTaken() throws Exception {
        for (String name : List.of("set/train/a/1.png", "set/train/a/2.jpg", "set/train/b/1.png", "set/validation/a/1.png", "set/test/a/1.png", "set/test/b/1.png")) {
            picture(name, 2, 2, 0xFF0000);
        }
        DataSource source = images("set");
        assertThat(source.input().shape()).containsExactly(2, 2, 3);
        assertThat(List.of(source.train().size(), source.validation().size(), source.test().size())).containsExactly(3L, 1L, 2L);
    }

    @Test
    void picturesOfSeveralSizesAreBroughtToOne() throws Exception {
        picture("p/a/1.png", 20, 10, 0x808080);
        picture("p/b/1.png", 9, 30, 0x404040);
        assertThatThrownBy(() -> images("p")).isInstanceOf(DataException.class).hasMessageContaining("data.image-size=64").hasMessageContaining("9 x 30 pixels");
        DataSource source = Datasets.open("images", options.path(Path.of("p")).imageSize(8));
        assertThat(source.input().shape()).containsExactly(8, 8, 1);
        byte[] pixels = new byte[64];
        source.train().read(0, 0, pixels, 0);
        assertThat(pixels[63]).isIn((byte) 0x80, (byte) 0x40);
    }

    @Test
    void aSquareIsTheMiddleAveraged() {
        byte[] rgb = new byte[3 * 2 * 4];
        rgb[3 * 1] = 10;
        rgb[3 * 2] = 20;
        rgb[3 * 5] = 30;
        rgb[3 * 6] = 40;
        assertThat(new Pictures.Picture(2, 4, rgb).square(1).rgb()).containsExactly(25, 0, 0);
        assertThat(new Pictures.Picture(2, 4, rgb).square(2).rgb()[9]).isEqualTo((byte) 40);
    }

    @Test
    void foldersThatHoldNoClassesAndFilesThatAreNoPicturesAreNamed() throws Exception {
        Files.createDirectories(folder.resolve("none/a"));
        assertThatThrownBy(() -> images("none")).hasMessageContaining("one sub-folder, 'a'");
        Files.createDirectories(folder.resolve("none/b"));
        assertThatThrownBy(() -> images("none")).hasMessageContaining("has no pictures in its sub-folders");
        Files.writeString(folder.resolve("none/b/x.png"), "no picture");
        assertThatThrownBy(() -> images("none")).isInstanceOf(DataException.class).hasMessageContaining("x.png: is no picture that can be read");
        assertThatThrownBy(() -> Datasets.open("images", options)).hasMessageContaining("data.path is not set");
        assertThatThrownBy(() -> images("nowhere")).hasMessageContaining("there is no such file or folder");
    }

    @Test
    void arraysOfBytesAreImagesAndWholeLabelsAreClasses() {
        Npz.write(folder.resolve("a.npz"), Map.of("x", NDArray.zeros(DType.U8, 20, 5, 4), "y", NDArray.wrap(DType.I64, new long[] {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1}, 20)));
        DataSource source = Datasets.open("arrays", options.path(Path.of("a.npz")));
        assertThat(source.input().toString()).isEqualTo("x u8[5,4,1]");
        assertThat(source.classes()).isEqualTo(3);
        assertThat(source.train().size() + source.validation().size() + source.test().size()).isEqualTo(20);
        assertThat(source.modality()).isEqualTo(Modality.IMAGE);
    }

    @Test
    void arraysOfNumbersAreFeaturesAndOtherLabelsValues() throws Exception {
        Path own = Files.createDirectories(folder.resolve("own"));
        for (String part : List.of("train", "test")) {
            dev.loam.data.array.Npy.write(own.resolve("x_" + part + ".npy"), NDArray.wrap(DType.F64, new double[40], 20, 2));
            dev.loam.data.array.Npy.write(own.resolve("y_" + part + ".npy"), NDArray.wrap(DType.F32, new float[20], 20));
        }
        DataSource source = Datasets.open("arrays", options.path(Path.of("own")));
        assertThat(source.input().toString()).isEqualTo("x f32[2]");
        assertThat(source.classes()).isZero();
        assertThat(List.of(source.train().size(), source.validation().size(), source.test().size())).containsExactly(19L, 1L, 20L);
        Files.delete(own.resolve("x_test.npy"));
        assertThatThrownBy(() -> Datasets.open("arrays", options.path(Path.of("own")))).isInstanceOf(DataException.class).hasMessageContaining("has no array 'x_test'");
    }

    @Test
    void rowsDividedByAHashStayWhereTheyAreWhenRowsAreAdded() throws Exception {
        var csv = new StringBuilder("customer,x,y\n");
        for (int i = 0; i < 300; i++) {
            csv.append("c").append(i / 3).append(',').append(i).append(',').append(i % 2 == 0 ? "no" : "yes").append('\n');
        }
        String descriptor = """
            name: shop
            fields: [{name: customer, role: ignored}, {name: x, kind: numeric, missing: error}, {name: y, role: label, kind: categorical}]
            split: {train: 0.6, validation: 0.2, test: 0.2, by: hash, key: customer}
            """;
        Map<Long, Integer> was = partOf(Columns.of(Table.parse(csv.toString(), "a"), Descriptor.parse(descriptor, "d")), descriptor);
        csv.append("c7,1000,no\nnew,1001,yes\n");
        Map<Long, Integer> now = partOf(Columns.of(Table.parse(csv.toString(), "a"), Descriptor.parse(descriptor, "d")), descriptor);
        assertThat(now).hasSize(302).containsAllEntriesOf(was);
        assertThat(now.get(300L)).isEqualTo(now.get(21L));
        for (long i = 0; i < 300; i += 3) {
            assertThat(was.get(i)).isEqualTo(was.get(i + 1)).isEqualTo(was.get(i + 2));
        }
        assertThat(was.values().stream().filter(part -> part == 0).count()).isBetween(140L, 220L);
        assertThat(Descriptor.parse(Descriptor.parse(descriptor, "d").canonical(), "d").shares()).isEqualTo(Descriptor.parse(descriptor, "d").shares());
        assertThatThrownBy(() -> Descriptor.parse(descriptor.replace("key: customer", "key: custmer"), "d")).hasMessageContaining("Did you mean 'customer'?");
        assertThatThrownBy(() -> Descriptor.parse(descriptor.replace("by: hash", "by: order"), "d")).hasMessageContaining("'key' is for 'by: hash'");
    }

    private static Map<Long, Integer> partOf(Columns columns, String descriptor) {
        int[][] parts = Parts.hashed(columns.hashes(), Descriptor.parse(descriptor, "d").shares());
        var out = new HashMap<Long, Integer>();
        for (int p = 0; p < parts.length; p++) {
            for (int row : parts[p]) {
                out.put((long) row, p);
            }
        }
        return out;
    }

    @Test
    void inOrderTheLastRowsAreForTest() {
        int[][] parts = Parts.ordered(10, new Descriptor.Shares(0.6, 0.2, 0.2, 1));
        assertThat(parts[0]).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(parts[2]).containsExactly(8, 9);
    }
}
