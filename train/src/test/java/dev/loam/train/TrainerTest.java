package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    @TempDir
    Path runs;

    /// Trains, and asks to stop after `steps`.
    private static Summary stopAfter(Run run, long steps) {
        var stop = new StopRequest();
        return run.stop(stop).storage(new Storage()).listener(new Listener() {
            @Override
            public void progress(Progress p) {
                if (p.step() >= steps) {
                    stop.request();
                }
            }

            @Override
            public void epoch(Progress p, Score training) {
                progress(p);
            }
        }).train();
    }

    static byte[] weights(Path run, long step) throws IOException {
        return Files.readAllBytes(run.resolve("checkpoints/step-" + step + "/model.safetensors"));
    }

    static byte[] moments(Path run, long step) throws IOException {
        return Files.readAllBytes(run.resolve("checkpoints/step-" + step + "/optimizer.safetensors"));
    }

    /// The log without its times.
    static List<String> figures(Path run) {
        return MetricsLog.read(run.resolve("metrics.jsonl")).stream()
            .map(l -> l.step() + " " + l.epoch() + " " + l.split() + " " + l.metric() + " " + l.value()).toList();
    }

    @Test
    void aClassifierLearnsAndLeavesAWholeFolder() throws IOException {
        Summary s = Run.of(Blobs.config(runs)).train();

        assertThat(s.completed()).isTrue();
        assertThat(s.step()).isEqualTo(80);
        assertThat(s.test().accuracy()).isGreaterThan(0.88);
        assertThat(s.test().examples()).isEqualTo(150);
        assertThat(s.validation().examples()).isEqualTo(90);
        assertThat(s.folder()).isEqualTo(runs.resolve("blobs-1"));
        for (String file : List.of("config.json", "metrics.jsonl", "summary.json", "report.md")) {
            assertThat(s.folder().resolve(file)).isNotEmptyFile();
        }
        Map<String, Object> config = Json.object(Files.readString(s.folder().resolve("config.json")), "config.json");
        assertThat((Map<?, ?>) config.get("record")).extracting(m -> m.get("result-key")).isEqualTo(s.resultKey());
        assertThat(config.get("seed")).isEqualTo(1);
        Map<String, Object> summary = Json.object(Files.readString(s.folder().resolve("summary.json")), "summary.json");
        assertThat((Map<?, ?>) summary.get("test")).extracting(m -> m.get("accuracy")).isEqualTo(s.test().accuracy());
        assertThat(summary).containsKeys("validation", "best", "seconds", "peak-memory-bytes", "device", "precision", "result-key");
    }

    @Test
    void runsAreNumberedAndAreTheSameForTheSameSeed() throws IOException {
        Summary a = Run.of(Blobs.config(runs)).train();
        Summary b = Run.of(Config.load(a.folder().resolve("config.json").toString())).train();
        Summary c = Run.of(Blobs.config(runs, "seed=2")).train();

        assertThat(b.folder()).isEqualTo(runs.resolve("blobs-2"));
        assertThat(b.resultKey()).isEqualTo(a.resultKey());
        assertThat(weights(b.folder(), 80)).isEqualTo(weights(a.folder(), 80));
        assertThat(figures(b.folder())).isEqualTo(figures(a.folder()));
        assertThat(c.resultKey()).isNotEqualTo(a.resultKey());
        assertThat(weights(c.folder(), 80)).isNotEqualTo(weights(a.folder(), 80));
    }

    @Test
    void oneThreadAndTwoGiveTheSameBits() throws IOException {
        Summary one = Run.of(Blobs.config(runs, "model.widths=[70,33]", "data.batch-size=37", "threads=1")).train();
        Summary two = Run.of(Blobs.config(runs, "model.widths=[70,33]", "data.batch-size=37", "threads=2")).train();

        assertThat(two.resultKey()).isEqualTo(one.resultKey());
        assertThat(weights(two.folder(), two.step())).isEqualTo(weights(one.folder(), one.step()));
        assertThat(moments(two.folder(), two.step())).isEqualTo(moments(one.folder(), one.step()));
        assertThat(figures(two.folder())).isEqualTo(figures(one.folder()));
    }

    @Test
    void aStoppedRunGoesOnToTheSameBits() throws IOException {
        Summary whole = Run.of(Blobs.config(runs, "run=whole")).train();

        // a step's end is told only every tenth of a second, so the stops are at the ends of epochs
        Summary stopped = stopAfter(Run.of(Blobs.config(runs, "run=stopped")), 20);
        assertThat(stopped.completed()).isFalse();
        assertThat(stopped.step()).isLessThan(80);
        Path folder = runs.resolve("stopped");
        stopAfter(Run.resume(folder), 60);
        Summary end = Run.resume(folder).train();

        assertThat(end.step()).isEqualTo(80);
        assertThat(weights(folder, 80)).isEqualTo(weights(whole.folder(), 80));
        assertThat(moments(folder, 80)).isEqualTo(moments(whole.folder(), 80));
        assertThat(figures(folder)).isEqualTo(figures(whole.folder()));
        assertThat(end.resultKey()).isEqualTo(whole.resultKey());
        assertThat(end.test()).isEqualTo(whole.test());
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 7, 38, 61})
    void goingOnFromACheckpointInTheMiddleOfAnEpochGivesTheSameBits(long step) throws IOException {
        Summary whole = Run.of(Blobs.config(runs, "run=whole", "checkpoint.steps=1")).train();
        Path copy = runs.resolve("copy");

        assertThatThrownBy(() -> Run.of(Blobs.config(runs, "run=copy", "checkpoint.steps=" + step)).storage(failsAfter(step, copy)).train())
            .isInstanceOf(Killed.class);
        Run.resume(copy).train();

        assertThat(weights(copy, 80)).isEqualTo(weights(whole.folder(), 80));
        assertThat(moments(copy, 80)).isEqualTo(moments(whole.folder(), 80));
        assertThat(figures(copy)).isEqualTo(figures(whole.folder()));
        assertThat(new HashSet<>(figures(copy))).hasSize(figures(copy).size());
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /// Dies when a second checkpoint is about to be written after the one of `step`.
    private static Storage failsAfter(long step, Path run) {
        return new Storage() {
            @Override
            void write(Path file, Content content) throws IOException {
                if (file.getFileName().toString().equals("model.safetensors") && Files.exists(run.resolve("checkpoints/step-" + step))) {
                    throw new Killed();
                }
                super.write(file, content);
            }
        };
    }

    @Test
    void moreEpochsAddASegmentWithItsOwnKey() throws IOException {
        Summary first = Run.of(Blobs.config(runs)).train();
        Summary more = Run.resume(first.folder(), "epochs=6", "optimizer.learning-rate=1e-3").train();

        assertThat(more.step()).isEqualTo(120);
        assertThat(more.resultKey()).isNotEqualTo(first.resultKey());
        RunRecord record = RunFolder.open(first.folder(), new Storage()).record();
        assertThat(record.segments()).hasSize(2);
        assertThat(record.segments().get(0).resultKey()).isEqualTo(first.resultKey());
        assertThat(record.segments().get(1).fromStep()).isEqualTo(80);
        assertThat(record.segments().get(1).changed()).containsOnlyKeys("epochs", "optimizer.learning-rate");
        assertThat(new HashSet<>(figures(first.folder()))).hasSize(figures(first.folder()).size());
        assertThat(Run.resume(first.folder(), "threads=2").train().resultKey()).isEqualTo(more.resultKey());
    }

    @Test
    void whatAGoingRunDependsOnCannotChange() {
        Path folder = Run.of(Blobs.config(runs, "steps=5")).train().folder();

        assertThatThrownBy(() -> Run.resume(folder, "model.widths=[8]", "epochs=9")).hasMessage("config: model.widths cannot change while a run goes on: "
            + "its weights and the order of its data depend on it; start a new run with ./loam train");
        assertThatThrownBy(() -> Run.resume(folder, "data.batch-size=8", "seed=4")).hasMessageStartingWith("config: data.batch-size, seed cannot change");
        assertThatThrownBy(() -> Run.resume(runs.resolve("blobs-9"))).hasMessageContaining("there is no such run; there is " + folder);
        assertThatThrownBy(() -> Run.of(Blobs.config(runs, "run=blobs-1")).train()).hasMessageContaining("is there already");
    }

    @Test
    void aDamagedCheckpointIsPassedOverWhenARunGoesOn() throws IOException {
        Summary whole = Run.of(Blobs.config(runs, "run=whole")).train();
        Path folder = Run.of(Blobs.config(runs, "run=hurt", "checkpoint.steps=30")).train().folder();
        Path last = folder.resolve("checkpoints/step-80/model.safetensors");
        byte[] bytes = Files.readAllBytes(last);
        bytes[bytes.length - 3] ^= 1;
        Files.write(last, bytes);
        var said = new ArrayList<String>();

        Summary again = Run.resume(folder).listener(new Listener() {
            @Override
            public void notice(String sentence) {
                said.add(sentence);
            }
        }).train();

        assertThat(said).containsExactly("checkpoint " + last.getParent() + " is damaged: model.safetensors does not have the SHA-256 in manifest.json. "
            + "Using the one before, step 60.");
        assertThat(weights(folder, 80)).isEqualTo(weights(whole.folder(), 80));
        assertThat(again.test()).isEqualTo(whole.test());
    }

    @Test
    void aFullDiskEndsTheRunInASentenceAndTheFormerCheckpointServes() {
        Path folder = runs.resolve("full");
        var storage = new Storage() {
            @Override
            void write(Path file, Content content) throws IOException {
                if (file.toString().contains("step-40")) {
                    throw new java.nio.file.FileSystemException(file.toString(), null, "No space left on device");
                }
                super.write(file, content);
            }
        };
        assertThatThrownBy(() -> Run.of(Blobs.config(runs, "run=full", "checkpoint.steps=10")).storage(storage).train()).isInstanceOf(TrainException.class)
            .hasMessageContaining("step-40 could not be written: the disk is full. The last good one is " + folder.resolve("checkpoints/step-30") + ".");
        assertThat(Run.resume(folder).train().completed()).isTrue();
    }

    @Test
    void aNumberCanBePredicted() {
        Blobs.register();
        Summary s = Run.of(Config.parse("slope", "{model: {name: mlp, widths: [16]}, data: {name: slope, batch-size: 16}, "
            + "optimizer: {learning-rate: 1e-2}, epochs: 20, threads: 1}", "runs=" + runs)).train();

        assertThat(s.test().hasAccuracy()).isFalse();
        assertThat(s.test().loss()).isLessThan(0.01);
    }

    @Test
    void evaluationGivesTheScoresOfTheSummary() {
        Summary s = Run.of(Blobs.config(runs, "checkpoint.steps=10")).train();

        assertThat(Run.evaluate(s.folder(), "last").test()).isEqualTo(s.test());
        assertThat(Run.evaluate(s.folder(), "best").test()).isEqualTo(s.best().test());
        assertThat(Run.evaluate(s.folder(), "best").validation()).isEqualTo(s.best().validation());
        assertThatThrownBy(() -> Run.evaluate(s.folder(), "worst")).hasMessageContaining("neither best nor last");
    }

    @Test
    void averagedWeightsAreValidatedSavedAndResumed() throws IOException {
        Summary whole = Run.of(Blobs.config(runs, "run=whole", "ema=0.9")).train();
        stopAfter(Run.of(Blobs.config(runs, "run=stopped", "ema=0.9")), 20);
        Summary end = Run.resume(runs.resolve("stopped")).train();
        Summary plain = Run.of(Blobs.config(runs)).train();

        assertThat(moments(end.folder(), 80)).isEqualTo(moments(whole.folder(), 80));
        assertThat(figures(end.folder())).isEqualTo(figures(whole.folder()));
        assertThat(end.test()).isEqualTo(whole.test());
        assertThat(Run.evaluate(end.folder(), "last").test()).isEqualTo(whole.test());
        assertThat(weights(whole.folder(), 80)).isEqualTo(weights(plain.folder(), 80));
        assertThat(whole.test().loss()).isNotEqualTo(plain.test().loss());
    }

    @Test
    void aRunGoesOnInOneProcessAtATime() {
        Path folder = Run.of(Blobs.config(runs, "steps=5")).train().folder();
        var messages = new ArrayList<String>();
        Run.resume(folder, "steps=20").listener(new Listener() {
            @Override
            public void start(Start start) {
                try {
                    Run.resume(folder).train();
                } catch (TrainException e) {
                    messages.add(e.getMessage());
                }
            }
        }).train();
        assertThat(messages).containsExactly(folder + ": this run is going on in another process; stop that one first");
    }

    @Test
    void aBatchBeyondTheDataIsRefused() {
        assertThatThrownBy(() -> Run.of(Blobs.config(runs, "data.batch-size=400")).train())
            .hasMessage("data.batch-size is 400, but there are only 320 training examples (coloured clouds); a smaller batch is needed");
        assertThat(runs).isEmptyDirectory();
    }
}
