package dev.loam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandsTest extends Capturing {
    /// Twenty steps an epoch on a few drawn digits.
    private static final String CONFIG = """
        model: {name: mlp, widths: [12], dropout: 0.2}
        data: {name: digits, batch-size: 16, train-limit: 320, test-limit: 40}
        optimizer: {name: adamw, learning-rate: 0.01}
        schedule: {name: cosine, warmup: 4}
        epochs: 3
        log-interval: 5
        threads: 2
        checkpoint: {steps: 3, seconds: 0}
        """;

    @TempDir
    private Path folder;

    private String config() throws IOException {
        return Files.writeString(folder.resolve("small.yaml"), CONFIG).toString();
    }

    @Test
    void aRunIsTrainedEvaluatedAndGoneOnWith() throws IOException {
        assertThat(run("train", config(), "runs=" + folder, "epochs=1")).as(err).isZero();
        Path first = folder.resolve("small-1");
        assertThat(out).startsWith("small-1 · mlp, 9,550 parameters · only 320 training, 40 validation and 40 test examples out of 57,000 train")
            .containsPattern("cpu · 2 threads · .* · compiled \\d+ kernels in [0-9.]+ s · run [0-9a-f]{8}\n")
            .containsPattern("epoch 1/1  step 20/20   loss [0-9.]+   validation [0-9.]+ %(   [0-9,]+ images/s)?\n")
            .containsPattern("test accuracy [0-9.]+ %, loss [0-9.]+ in [0-9.]+ s")
            .contains("report  " + first.resolve("report.md"), "go on  ./loam resume " + first + " epochs=2\n");

        assertThat(run("eval", first.toString(), "checkpoint=best")).as(err).isZero();
        assertThat(out).startsWith(first + " · step 20 · ").containsPattern("\nvalidation accuracy .*\ntest       accuracy .*\n");

        assertThat(run("resume", first.toString(), "epochs=2")).as(err).isZero();
        assertThat(out).contains("going on from step 20 of 40 in " + first);
        assertThat(run("eval", first.toString())).isZero();
        assertThat(out).contains(" · step 40 · ");
    }

    @Test
    void whatIsWrongIsOneSentenceAndCodeOne() throws IOException {
        fails("config: no key 'epoch'. Did you mean 'epochs'? (small.yaml)", "train", config(), "epoch=3");
        assertThat(run("train", "mnsit")).isEqualTo(1);
        assertThat(err).startsWith("config: there is no 'mnsit'. Did you mean 'mnist'? Built in: mnist, ").contains("stories").endsWith("; or give a file, as in ./loam train my.yaml\n");
        fails(folder.resolve("run-7") + ": there is no such run; start one with ./loam train", "resume", folder.resolve("run-7").toString());
        fails("eval: checkpoint=first is neither best nor last", "eval", folder.toString(), "checkpoint=first");
        fails("sample: which run? As in: ./loam sample runs/shakespeare-char-1 prompt=ROMEO:", "sample", "tokens=3");
        fails("sample: temperature must be a number, not 'hot'", "sample", folder.toString(), "temperature=hot");
        fails(folder.resolve("run-7") + ": there is no such run; start one with ./loam train", "sample", folder.resolve("run-7").toString());
        assertThat(run("train", config(), "runs=" + folder.resolve("small.yaml"))).isEqualTo(1);
        assertThat(err).startsWith("the run's folder could not be made in ").hasLineCount(1);
        assertThat(run("data", "mnits")).isEqualTo(1);
        assertThat(err).contains("no dataset 'mnits'", "mnist").hasLineCount(1);
        assertThat(run("train", config(), "data.batch-size=400")).isEqualTo(1);
        assertThat(err).isEqualTo("data.batch-size is 400, but there are only 320 training examples (drawn digits); a smaller batch is needed\n");
    }

    private void fails(String sentence, String... args) {
        assertThat(run(args)).isEqualTo(1);
        assertThat(err.strip()).isEqualTo(sentence);
    }

    @Test
    void aRunThatDivergesEndsWithCodeOne() throws IOException {
        assertThat(run("train", config(), "runs=" + folder, "optimizer=sgd", "optimizer.learning-rate=1e9", "schedule=constant", "epochs=20")).isEqualTo(1);
        assertThat(err).containsPattern("^(loss|the gradient's norm) became (NaN|infinity) at step \\d+ \\(epoch \\d+, batch \\d+\\)\n  first seen in ")
            .doesNotContain("Exception");
    }

    @Test
    void aConfigIsShownAsAFileThatTrainsTheSame() throws IOException {
        assertThat(run("config", "mnist")).isZero();
        assertThat(out).startsWith("# mnist, hash ").contains("\nmodel:\n  name: cnn\n", "learning-rate: 0.002", "\ntest:\n");
        String file = Files.writeString(folder.resolve("mnist.yaml"), out).toString();
        assertThat(run("config", "mnist", "--json")).isZero();
        String json = out;
        assertThat(run("config", file, "--json")).isZero();
        assertThat(out).isEqualTo(json);
    }

    @Test
    void modelsAndDataAreListed() {
        assertThat(run("models")).isZero();
        assertThat(out).contains("model\n", "  mlp ", "  cnn ", "optimizer\n  sgd ", "optimizer.momentum=0.9", "schedule\n", "schedule.to=");
        assertThat(run("data")).isZero();
        assertThat(out).contains("mnist ", "digits ", "made by Loam when it is needed");
        assertThat(run("data", "digits", "augment.rotate=20")).as(err).isZero();
        assertThat(out).contains("57,000 train, 3,000 validation and 10,000 test images", "share of train", "from the training images, changed as in the first epoch:");
    }

    @Test
    void modeTestIsQuickAndSaysItIsNotAll() {
        assertThat(run("train", "digits", "mode=test", "runs=" + folder, "steps=4", "data.train-limit=300", "data.test-limit=20")).as(err).isZero();
        assertThat(out).contains("digits-1 · cnn", "only 300 training");
    }
}
