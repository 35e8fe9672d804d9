package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.nn.ParameterLayout.View;
import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.train.Position.Best;
import dev.loam.train.Position.Sums;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
    private static final List<View> VIEWS = List.of(new View("fc.weight", "parameters/decay", 0, Shape.of(3, 5)),
        new View("fc.bias", "parameters/decay", 16, Shape.of(5)), new View("optimizer/m/fc.weight", "optimizer/decay/m", 0, Shape.of(3, 5)));
    private static final Map<String, NDArray> STATES = Map.of("parameters/decay", NDArray.zeros(DType.F32, 32),
        "optimizer/decay/m", NDArray.zeros(DType.F32, 16));

    @TempDir
    Path dir;

    private Checkpoints store(Storage storage) {
        return new Checkpoints(dir.resolve("checkpoints"), storage, VIEWS, STATES);
    }

    private static Snapshot snapshot(long step, Best best) {
        NDArray p = NDArray.zeros(DType.F32, 32);
        NDArray m = NDArray.zeros(DType.F32, 16);
        for (int i = 0; i < 15; i++) {
            p.setDouble(i, step + i / 16.0);
            m.setDouble(i, -step - i / 16.0);
        }
        for (int i = 16; i < 21; i++) {
            p.setDouble(i, i);
        }
        return new Snapshot(new Position(step, 1.5, new Sums(0.1, 2, 3, 4), Sums.NONE, null, null, best), Map.of("parameters/decay", p, "optimizer/decay/m", m));
    }

    private static void assertSame(Snapshot a, Snapshot b) {
        assertThat(a.position()).isEqualTo(b.position());
        b.states().forEach((label, array) -> assertThat(a.states().get(label).toDoubles()).as(label).isEqualTo(array.toDoubles()));
    }

    @Test
    void aCheckpointComesBackAsItWas() {
        var store = store(new Storage());
        var saved = snapshot(400, new Best(300, 2, 0.1, 0.98));
        store.save(saved);

        assertSame(store.load(400), saved);
        assertSame(store.latest(_ -> { }), saved);
        assertThat(dir.resolve("checkpoints/step-400")).isDirectoryContaining("glob:**/manifest.json").isDirectoryContaining("glob:**/model.safetensors");
    }

    @Test
    void theLastTwoAndTheirBestAreKept() {
        var store = store(new Storage());
        for (long step = 100; step <= 600; step += 100) {
            store.save(snapshot(step, new Best(step <= 400 ? 100 : 500, 1, 0.1, 0.9)));
            store.prune();
        }
        assertThat(store.steps()).containsExactly(500L, 600L);
        store.save(snapshot(700, new Best(200, 1, 0.1, 0.9)));
        store.prune();
        assertThat(store.steps()).containsExactly(500L, 600L, 700L);
    }

    interface Damage {
        void to(Path file) throws IOException;
    }

    static final Map<String, Damage> DAMAGES = Map.of(
        "truncated", f -> Files.write(f, Arrays.copyOf(Files.readAllBytes(f), (int) Files.size(f) / 2)),
        "empty", f -> Files.write(f, new byte[0]),
        "flipped byte", f -> {
            byte[] b = Files.readAllBytes(f);
            b[b.length / 2] ^= 4;
            Files.write(f, b);
        },
        "missing", Files::delete);

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors", "optimizer.safetensors", "position.json", "manifest.json"})
    void aDamagedCheckpointIsNamedAndTheOneBeforeIsUsed(String file) throws IOException {
        for (var damage : DAMAGES.entrySet()) {
            Storage.delete(dir.resolve("checkpoints"));
            var store = store(new Storage());
            store.save(snapshot(400, null));
            store.save(snapshot(800, null));
            damage.getValue().to(store.path(800).resolve(file));
            var said = new ArrayList<String>();

            Snapshot used = store.latest(said::add);

            assertThat(used.position().step()).as(damage.getKey()).isEqualTo(400);
            assertThat(said).hasSize(1);
            assertThat(said.getFirst()).startsWith("checkpoint " + store.path(800) + " is damaged: ").contains(file)
                .endsWith("Using the one before, step 400.").doesNotContain("\n");
        }
    }

    @Test
    void whereAllAreDamagedItSaysSo() throws IOException {
        var store = store(new Storage());
        store.save(snapshot(400, null));
        Files.delete(store.path(400).resolve("position.json"));
        assertThatThrownBy(() -> store.latest(_ -> { })).isInstanceOf(TrainException.class)
            .hasMessage("checkpoint " + store.path(400) + " is damaged: position.json is missing. There is no good one before it; start again with ./loam train");
    }

    @Test
    void aCheckpointOfAnotherModelIsNotTaken() {
        store(new Storage()).save(snapshot(400, null));
        var views = List.of(VIEWS.get(0), new View("fc.bias", "parameters/decay", 16, Shape.of(4)), VIEWS.get(2));
        assertThatThrownBy(() -> new Checkpoints(dir.resolve("checkpoints"), new Storage(), views, STATES).load(400))
            .hasMessageContaining("its tensor 'fc.bias' is f32[5], the model's is f32[4]");
    }

    @Test
    void aDamagedCheckpointIsReplacedWhenItsStepComesAgain() throws IOException {
        var store = store(new Storage());
        store.save(snapshot(800, null));
        Files.delete(store.path(800).resolve("model.safetensors"));
        store.save(snapshot(800, null));
        assertSame(store.load(800), snapshot(800, null));
    }

    @Test
    void whatAKilledRunLeftHalfWrittenIsCleaned() throws IOException {
        var store = store(new Storage());
        store.save(snapshot(400, null));
        Files.createDirectories(dir.resolve("checkpoints/.step-800.tmp"));
        Files.writeString(dir.resolve("checkpoints/.step-800.tmp/model.safetensors"), "half");
        store.clean();
        assertThat(store.steps()).containsExactly(400L);
        assertThat(dir.resolve("checkpoints")).isDirectoryNotContaining("glob:**.tmp");
    }

    /// A disk with room for `bytes` more.
    static final class FullDisk extends Storage {
        private long left;

        FullDisk(long bytes) {
            left = bytes;
        }

        @Override
        OutputStream open(FileChannel channel) {
            return new FilterOutputStream(super.open(channel)) {
                @Override
                public void write(byte[] b, int from, int n) throws IOException {
                    int fits = (int) Math.min(n, left);
                    out.write(b, from, fits);
                    left -= fits;
                    if (fits < n) {
                        throw new FileSystemException(null, null, "No space left on device");
                    }
                }
            };
        }
    }

    @Test
    void aFullDiskAtAnyByteLeavesTheOneBeforeAndNoHalfFiles() throws IOException {
        store(new Storage()).save(snapshot(400, null));
        long whole;
        try (var files = Files.walk(dir.resolve("checkpoints/step-400"))) {
            whole = files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
        }
        for (long room = 0; room < whole - 1; room += 37) {
            var store = store(new FullDisk(room));
            assertThatThrownBy(() -> store.save(snapshot(800, null))).isInstanceOf(TrainException.class)
                .hasMessage("checkpoint " + store.path(800) + " could not be written: the disk is full. The last good one is " + store.path(400) + ".");
            assertSame(store.latest(_ -> { }), snapshot(400, null));
            try (var files = Files.list(dir.resolve("checkpoints"))) {
                assertThat(files.map(f -> f.getFileName().toString())).containsExactly("step-400");
            }
        }
    }
}
