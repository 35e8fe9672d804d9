package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DamageTest {
    @TempDir
    private Path runs;

    enum Damage {
        TRUNCATED("model.safetensors has ") {
            @Override
            void apply(Path checkpoint) throws IOException {
                byte[] all = Files.readAllBytes(checkpoint.resolve("model.safetensors"));
                Files.write(checkpoint.resolve("model.safetensors"), java.util.Arrays.copyOf(all, all.length / 2));
            }
        },
        FLIPPED("optimizer.safetensors does not have the SHA-256 in manifest.json") {
            @Override
            void apply(Path checkpoint) throws IOException {
                byte[] all = Files.readAllBytes(checkpoint.resolve("optimizer.safetensors"));
                all[all.length - 9] ^= 4;
                Files.write(checkpoint.resolve("optimizer.safetensors"), all);
            }
        },
        MISSING("position.json is missing") {
            @Override
            void apply(Path checkpoint) throws IOException {
                Files.delete(checkpoint.resolve("position.json"));
            }
        },
        NO_MANIFEST("manifest.json is missing") {
            @Override
            void apply(Path checkpoint) throws IOException {
                Files.delete(checkpoint.resolve("manifest.json"));
            }
        },
        GARBAGE("manifest.json cannot be read as JSON") {
            @Override
            void apply(Path checkpoint) throws IOException {
                Files.write(checkpoint.resolve("manifest.json"), new byte[] {1, 2, (byte) 0xff, '{'});
            }
        },
        EMPTY_MANIFEST("manifest.json does not list model.safetensors") {
            @Override
            void apply(Path checkpoint) throws IOException {
                Files.writeString(checkpoint.resolve("manifest.json"), "{\"files\": {}}");
            }
        };

        private final String why;

        Damage(String why) {
            this.why = why;
        }

        abstract void apply(Path checkpoint) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void aDamagedCheckpointIsNamedAndTheOneBeforeIsUsed(Damage damage) throws IOException {
        Config config = Runs.config(runs, Runs.MLP, "epochs=2");
        Path whole = Runs.finished(config);
        Path run = Run.of(config).stop(Runs.after(11)).train().folder();
        Path newest = run.resolve("checkpoints/step-11");
        damage.apply(newest);

        var notices = new ArrayList<String>();
        Run.resume(run).listener(listener(notices)).train();

        assertThat(notices).hasSize(1);
        assertThat(notices.getFirst()).startsWith("checkpoint " + newest + " is damaged: " + damage.why)
            .endsWith(". Using the one before, step 10.");
        assertThat(Runs.result(run)).isEqualTo(Runs.result(whole));
        assertThat(Runs.names(run.resolve("checkpoints"))).contains("damaged-step-11", "step-20").doesNotContain("step-11");
    }

    @Test
    void whereAllCheckpointsAreDamagedOneSentenceSaysSo() throws IOException {
        Path run = Runs.finished(Runs.config(runs, Runs.MLP));
        List<Long> steps = Checkpoints.steps(run.resolve("checkpoints"));
        for (long step : steps) {
            Damage.FLIPPED.apply(run.resolve("checkpoints/step-" + step));
        }
        String oldest = run.resolve("checkpoints/step-" + steps.getFirst()).toString();
        String sentence = "checkpoint " + oldest + " is damaged: optimizer.safetensors does not have the SHA-256 in manifest.json. "
            + "There is no good one before it; start again with ./loam train";
        assertThatThrownBy(() -> Run.resume(run).train()).isInstanceOf(TrainException.class).hasMessage(sentence);
        assertThatThrownBy(() -> Run.evaluate(run, "last")).isInstanceOf(TrainException.class).hasMessage(sentence);
    }

    @Test
    void anyFlippedByteOfACheckpointIsNoticed() throws IOException {
        Path run = Runs.finished(Runs.config(runs, Runs.MLP, "steps=2"));
        Config config = RunFolder.open(run, new Storage()).config(Registries.standard());
        Problem problem = Problem.of(config, dev.loam.data.DataOptions.defaults());
        var checkpoints = new Checkpoints(run.resolve("checkpoints"), new Storage(), problem.step().views(), problem.step().initial(1));
        assertThat(checkpoints.load(2).position().step()).isEqualTo(2);
        long seed = 20;
        var random = new java.util.Random(seed);
        for (String name : List.of("model.safetensors", "optimizer.safetensors", "position.json")) {
            Path file = run.resolve("checkpoints/step-2").resolve(name);
            byte[] good = Files.readAllBytes(file);
            for (int i = 0; i < 40; i++) {
                byte[] bad = good.clone();
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, bad);
                assertThatThrownBy(() -> checkpoints.load(2)).as("seed %d", seed).isInstanceOf(Checkpoints.Damaged.class);
            }
            Files.write(file, good);
        }
        Path manifest = run.resolve("checkpoints/step-2/manifest.json");
        byte[] good = Files.readAllBytes(manifest);
        for (int i = 0; i < 100; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(manifest, bad);
            try {
                checkpoints.load(2);
            } catch (Checkpoints.Damaged e) {
                // or the byte did not matter
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 300, 4_000, 30_000, 300_000, 400_000})
    void aFullDiskIsOneSentenceAndWhatWasSavedStays(long bytes) throws IOException {
        Config config = Runs.config(runs, Runs.MLP, "epochs=2").with("run", "full");
        Path run = runs.resolve("full");
        var full = new Full(bytes);
        assertThatThrownBy(() -> Run.of(config).storage(full).train()).isInstanceOf(TrainException.class)
            .hasMessageContaining("the disk is full").message().hasLineCount(1);
        if (!Files.exists(run)) {
            assertThat(bytes).isLessThan(1_000);  // not even config.json fitted
            return;
        }
        assertThat(Runs.names(run)).noneMatch(n -> n.endsWith(".tmp"));
        if (Files.exists(run.resolve("checkpoints"))) {
            assertThat(Runs.names(run.resolve("checkpoints"))).allMatch(n -> n.startsWith("step-"));
        }
        Run.resume(run).train();
        assertThat(Runs.result(run)).isEqualTo(Runs.result(Runs.finished(config.with("run", ""))));
    }

    @Test
    void runsInAPlaceThatCannotBeAFolderAreOneSentence() throws IOException {
        Path file = Files.writeString(runs.resolve("file"), "");
        assertThatThrownBy(() -> Run.of(Runs.config(file, Runs.MLP)).train()).isInstanceOf(TrainException.class)
            .hasMessageStartingWith("the run's folder could not be made in " + file).hasMessageEndingWith("Choose another with runs=DIR");
    }

    @Test
    void aNameThatIsTakenIsNotOverwritten() {
        Config config = Runs.config(runs, Runs.MLP, "steps=1", "run=mine");
        Runs.finished(config);
        assertThatThrownBy(() -> Run.of(config).train()).isInstanceOf(TrainException.class)
            .hasMessage("run=mine: " + runs.resolve("mine") + " is there already. Go on with it: ./loam resume " + runs.resolve("mine")
                + "; or choose another name");
    }

    @Test
    void aLineOfMetricsThatACrashCutOffIsWrittenAgain() throws IOException {
        Config config = Runs.config(runs, Runs.MLP, "epochs=1");
        Path whole = Runs.finished(config);
        Path run = Run.of(config).stop(Runs.after(6)).train().folder();
        Path metrics = run.resolve("metrics.jsonl");
        Files.writeString(metrics, Files.readString(metrics) + "{\"step\":9,\"epoch\":1,\"split\":\"train\",\"metric\":\"loss\",\"value\":1,\"seconds\":1}\n{\"step\":9,\"epo");
        Run.resume(run).train();
        assertThat(Runs.result(run)).isEqualTo(Runs.result(whole));
    }

    static Listener listener(List<String> notices) {
        return new Listener() {
            @Override
            public void notice(String sentence) {
                notices.add(sentence);
            }
        };
    }

    /// A disk with room for so many bytes.
    static final class Full extends Storage {
        private long left;

        Full(long bytes) {
            left = bytes;
        }

        @Override
        OutputStream open(FileChannel channel) {
            OutputStream out = super.open(channel);
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    int fits = (int) Math.min(left, length);
                    out.write(bytes, from, fits);
                    left -= fits;
                    if (fits < length) {
                        throw new IOException("No space left on device");
                    }
                }
            };
        }
    }
}
