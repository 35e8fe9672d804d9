package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTest {
    @TempDir
    private Path runs;

    @ParameterizedTest
    @CsvSource({"7, java", "10, java", "22, cpu", "30, java"})
    void aStoppedRunGoesOnToTheSameBits(int stop, String device) throws IOException {
        Config config = Runs.config(runs, Runs.MLP, "device=" + device);
        Path whole = Runs.finished(config);

        Summary stopped = Run.of(config).stop(Runs.after(stop)).train();
        assertThat(stopped.completed()).isFalse();
        assertThat(stopped.step()).isEqualTo(stop);
        assertThat(stopped.folder().resolve("report.md")).doesNotExist();
        Summary resumed = Run.resume(stopped.folder()).train();

        assertThat(resumed.completed()).isTrue();
        assertThat(Runs.result(stopped.folder())).isEqualTo(Runs.result(whole));
        assertThat(Runs.metrics(whole)).doesNotHaveDuplicates();
    }

    /// What a killed process leaves, at each thing a run does to the disk in turn.
    @Test
    void aRunThatDiesAtAnyWriteGoesOnToTheSameBits() {
        Config config = Runs.config(runs, Runs.MLP, "epochs=1", "model.widths=[6]");
        Path whole = Runs.finished(config);
        int deaths = 0;
        for (int writes = 1;; writes += 2) {
            Config named = config.with("run", "dies-at-" + writes);
            Path run = runs.resolve("dies-at-" + writes);
            try {
                Run.of(named).storage(new Dying(writes)).train();
                break;
            } catch (Killed e) {
                deaths++;
            }
            try {
                Run.resume(run).storage(new Dying(writes + 3)).train();
            } catch (Killed e) {
                Run.resume(run).train();
            } catch (TrainException e) {
                assertThat(e).hasMessageContaining("has no config.json");
                Run.of(named).train();
            }
            assertThat(Runs.result(run)).as("died at write %d", writes).isEqualTo(Runs.result(whole));
            assertThat(Runs.names(run.resolve("checkpoints"))).noneMatch(n -> n.startsWith("."));
        }
        assertThat(deaths).isGreaterThanOrEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoThreadsGiveTheBitsOfOne(boolean convolutions) {
        Config config = Runs.config(runs, convolutions ? Runs.CNN : Runs.MLP, "device=cpu", "steps=8");
        assertThat(Runs.result(Runs.finished(config.with("threads", 2)))).isEqualTo(Runs.result(Runs.finished(config)));
    }

    @Test
    void aRunThatGoesOnWithSomethingChangedBeginsASegment() throws IOException {
        Config config = Runs.config(runs, Runs.MLP, "epochs=1");
        Path run = Runs.finished(config);
        RunRecord before = RunFolder.open(run, new Storage()).record();

        Summary longer = Run.resume(run, "epochs=2", "optimizer.learning-rate=0.002").train();

        assertThat(longer.step()).isEqualTo(20);
        RunRecord after = RunFolder.open(run, new Storage()).record();
        assertThat(before.segments()).hasSize(1);
        assertThat(after.segments()).hasSize(2).startsWith(before.segments().getFirst());
        assertThat(after.segments().getLast().fromStep()).isEqualTo(10);
        assertThat(after.segments().getLast().changed().keySet()).containsExactlyInAnyOrder("epochs", "optimizer.learning-rate");
        assertThat(after.resultKey()).isNotEqualTo(before.resultKey()).isEqualTo(longer.resultKey());
        assertThat(Runs.metrics(run)).filteredOn(l -> l.contains("\"test\"")).hasSize(2).allMatch(l -> l.contains("\"step\":20"));
    }

    @Test
    void whereAndHowFastARunGoesOnChangesNoResultKey() {
        Config config = Runs.config(runs, Runs.MLP, "epochs=1");
        Path run = Run.of(config).stop(Runs.after(5)).train().folder();
        Run.resume(run, "threads=2", "log-interval=3", "checkpoint.steps=6").train();
        assertThat(RunFolder.open(run, new Storage()).record().segments()).hasSize(1);
    }

    @Test
    void aFinishedRunIsTheSameWhenItIsResumed() {
        Path run = Runs.finished(Runs.config(runs, Runs.MLP, "epochs=2"));
        var before = Runs.result(run);
        Run.resume(run).train();
        assertThat(Runs.result(run)).isEqualTo(before);
    }

    @Test
    void whatTheWeightsDependOnCannotChange() {
        Path run = Runs.finished(Runs.config(runs, Runs.MLP, "steps=2"));
        assertThatThrownBy(() -> Run.resume(run, "model.widths=[13]", "seed=2")).isInstanceOf(TrainException.class)
            .hasMessage("config: model.widths, seed cannot change while a run goes on: its weights and the order of its data depend on them; start a new run with ./loam train");
    }

    @Test
    void otherDataIsRefused() throws IOException {
        Path run = Run.of(Runs.config(runs, Runs.MLP)).stop(Runs.after(2)).train().folder();
        Path config = run.resolve("config.json");
        String text = Files.readString(config);
        String hash = RunFolder.open(run, new Storage()).record().segments().getFirst().data();
        Files.writeString(config, text.replace(hash, "0".repeat(64)));
        assertThatThrownBy(() -> Run.resume(run).train()).isInstanceOf(TrainException.class)
            .hasMessageStartingWith("the data (drawn digits) is not what this run was trained on: its content hash is " + hash.substring(0, 12));
    }

    @Test
    void aFolderThatIsNoRunIsNamedWithThoseThatAre() throws IOException {
        Runs.finished(Runs.config(runs, Runs.MLP, "steps=1"));
        assertThatThrownBy(() -> Run.resume(runs.resolve("small-2"))).isInstanceOf(TrainException.class)
            .hasMessageContainingAll("small-2: there is no such run", "there is " + runs.resolve("small-1"));
        Files.createDirectory(runs.resolve("empty"));
        assertThatThrownBy(() -> Run.resume(runs.resolve("empty"))).hasMessageContaining("has no config.json, so it is no run");
    }

    @Test
    void theOldestCheckpointsGoAndTheBestOneStays() {
        Path run = Runs.finished(Runs.config(runs, Runs.MLP, "checkpoint.steps=2"));
        var kept = new HashSet<>(Checkpoints.steps(run.resolve("checkpoints")));
        assertThat(kept).contains(28L, 30L).hasSizeLessThanOrEqualTo(3);
        assertThat(Run.evaluate(run, "best").validation().accuracy()).isGreaterThanOrEqualTo(Run.evaluate(run, "last").validation().accuracy());
    }

    /// Not an exception that anything catches: what comes after it does not happen, as after a kill.
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /// Dies in the middle of the n-th file written.
    private static final class Dying extends Storage {
        private int left;

        Dying(int left) {
            this.left = left;
        }

        @Override
        void write(Path file, Content content) throws IOException {
            left--;
            super.write(file, content);
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
                    if (left <= 0) {
                        out.write(bytes, from, length / 2);
                        throw new Killed();
                    }
                    out.write(bytes, from, length);
                }
            };
        }
    }
}
