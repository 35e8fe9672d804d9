package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DivergenceTest {
    private static final String BLOBS = """
        model: {name: mlp, widths: [4]}
        data: {name: test-blobs, batch-size: 8}
        optimizer: {name: sgd, learning-rate: 0.05}
        epochs: 2
        log-interval: 1
        threads: 1
        device: java
        checkpoint: {steps: 1, seconds: 0}
        """;

    @TempDir
    private Path runs;

    @ParameterizedTest
    @ValueSource(strings = {"java", "cpu"})
    void anInputThatIsNotFiniteStopsTheRunAndLeavesTheStateOfTheStepBefore(String device) throws IOException {
        Config poisoned = Runs.config(runs, BLOBS, "data=test-poisoned", "device=" + device, "run=poisoned");
        String[] message = new String[1];
        assertThatThrownBy(() -> Run.of(poisoned).train()).isInstanceOf(TrainException.class).satisfies(e -> message[0] = e.getMessage());
        assertThat(message[0]).containsPattern("^loss became NaN at step \\d+ \\(epoch 1, batch \\d+\\)\n  first seen in the input itself: this batch's data holds a value that is not finite\n"
            + "  last good checkpoint: .*poisoned/checkpoints/step-\\d+. Try ./loam resume .*poisoned with optimizer.clip-norm=1 or optimizer.learning-rate=0.005$");
        int step = Integer.parseInt(message[0].replaceAll("(?s).* at step (\\d+).*", "$1"));

        // the same data up to there: both sets have the same examples but one, and the same order
        Path run = Run.of(Runs.config(runs, BLOBS, "device=" + device)).stop(Runs.after(step - 1)).train().folder();
        if (step > 1) {
            assertThat(model(runs.resolve("poisoned"), step - 1)).isEqualTo(model(run, step - 1));
            assertThat(Runs.metrics(runs.resolve("poisoned"))).isEqualTo(Runs.metrics(run));
        }
        assertThat(Checkpoints.steps(runs.resolve("poisoned/checkpoints"))).allMatch(s -> s < step);
    }

    @Test
    void aLearningRateThatIsTooGreatIsNamedWithTheLayer() {
        Config config = Runs.config(runs, BLOBS, "optimizer.learning-rate=1e9", "data=test-blobs", "epochs=50");
        assertThatThrownBy(() -> Run.of(config).train()).isInstanceOf(TrainException.class).message()
            .containsPattern("^(loss became (NaN|infinity)|the gradient's norm became (NaN|infinity)) at step \\d+ \\(epoch \\d+, batch \\d+\\)\n  first seen in ")
            .contains("last good checkpoint: ", "optimizer.learning-rate=100000000");
    }

    @Test
    void withoutACheckpointItSaysToStartAgain() {
        Config config = Runs.config(runs, BLOBS, "data=test-poisoned", "checkpoint.steps=0", "optimizer.clip-norm=1");
        assertThatThrownBy(() -> Run.of(config).train()).isInstanceOf(TrainException.class)
            .hasMessageEndingWith("there is no checkpoint yet: start again with optimizer.learning-rate=0.005");
    }

    private static byte[] model(Path run, long step) throws IOException {
        return java.nio.file.Files.readAllBytes(run.resolve("checkpoints/step-" + step + "/model.safetensors"));
    }
}
