package dev.loam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
    private static final String ADVICE = "Fetch it again.";

    @TempDir
    Path folder;

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("file"), content);
    }

    private Idx.Images images(byte[] content) throws IOException {
        return Idx.images(file(content), ADVICE, Hash.sha256());
    }

    private byte[] labels(byte[] content) throws IOException {
        return Idx.labels(file(content), 10, ADVICE, Hash.sha256());
    }

    @Test
    void imagesAndLabelsAreReadCompressedOrNot() throws IOException {
        byte[] plain = IdxFiles.images(3, 4, 5);
        for (byte[] content : new byte[][] {plain, IdxFiles.zipped(plain)}) {
            var read = images(content);
            assertThat(read.count()).isEqualTo(3);
            assertThat(read.rows()).isEqualTo(4);
            assertThat(read.columns()).isEqualTo(5);
            assertThat(read.pixels()).isEqualTo(Arrays.copyOfRange(plain, 16, plain.length));
        }
        assertThat(labels(IdxFiles.labels(12))).startsWith(0, 1, 2).hasSize(12);
    }

    @Test
    void aLabelFileWhereImagesBelongIsNamed() throws IOException {
        Path f = file(IdxFiles.labels(5));
        assertThatThrownBy(() -> Idx.images(f, ADVICE, Hash.sha256())).isInstanceOf(DataException.class)
            .hasMessage(f + ": holds labels (its first word is 2049, where images have 2051). " + ADVICE);
        Path g = file(IdxFiles.images(1, 2, 2));
        assertThatThrownBy(() -> Idx.labels(g, 10, ADVICE, Hash.sha256())).hasMessageContaining("holds images");
    }

    @Test
    void aFileThatEndsTooEarlyOrTooLateIsNamed() throws IOException {
        byte[] good = IdxFiles.labels(9);
        assertThatThrownBy(() -> labels(Arrays.copyOf(good, good.length - 2))).hasMessageContaining("says 9 labels, but it ends after 7");
        assertThatThrownBy(() -> labels(Arrays.copyOf(good, good.length + 1))).hasMessageContaining("more bytes follow");
        assertThatThrownBy(() -> labels(Arrays.copyOf(good, 6))).hasMessageContaining("inside its header");
        assertThatThrownBy(() -> labels(Arrays.copyOf(IdxFiles.zipped(good), 15))).isInstanceOf(DataException.class)
            .hasMessageContaining("compressed data");
    }

    @Test
    void aLabelThatIsNoClassIsNamed() throws IOException {
        byte[] bad = IdxFiles.labels(9);
        bad[8 + 4] = 11;
        assertThatThrownBy(() -> labels(bad)).hasMessageContaining("label 11 at example 4; the classes are 0 to 9");
    }

    @Test
    void absurdSizesAreRefusedBeforeAnyMemoryIsTaken() throws IOException {
        byte[] huge = ByteBuffer.allocate(16).putInt(Idx.IMAGES).putInt(-1).putInt(28).putInt(28).array();
        assertThatThrownBy(() -> images(huge)).isInstanceOf(DataException.class).hasMessageContaining("more than the 1024 MiB");
        byte[] wide = ByteBuffer.allocate(16).putInt(Idx.IMAGES).putInt(1).putInt(28).putInt(-5).array();
        assertThatThrownBy(() -> images(wide)).isInstanceOf(DataException.class).hasMessageContaining("1 to 4096 can be read");
    }

    @Test
    void damageNeverGivesAnythingButADataException() throws IOException {
        long seed = Long.getLong("loam.seed", 7);
        var r = new Random(seed);
        byte[] plain = IdxFiles.images(20, 8, 8);
        byte[] zipped = IdxFiles.zipped(plain);
        for (int n = 0; n < 2000; n++) {
            byte[] damaged = (n % 2 == 0 ? plain : zipped).clone();
            for (int k = 0; k <= r.nextInt(4); k++) {
                damaged[r.nextInt(r.nextBoolean() ? 20 : damaged.length)] = (byte) r.nextInt();
            }
            damaged = r.nextInt(3) == 0 ? Arrays.copyOf(damaged, r.nextInt(damaged.length + 1)) : damaged;
            try {
                images(damaged);
            } catch (DataException e) {
                assertThat(e.getMessage()).as("seed %d, case %d", seed, n).contains(ADVICE);
            }
        }
    }
}
