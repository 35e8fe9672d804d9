package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DivergenceTest {
    @TempDir
    Path runs;

    @Test
    void aRunawayLossNamesTheStepTheLayerAndTheLastCheckpoint() {
        Throwable e = catchThrowable(() -> Run.of(Blobs.config(runs, "model.batch-norm=false", "optimizer=sgd", "optimizer.momentum=0", "optimizer.learning-rate=1e25",
            "schedule=constant", "schedule.warmup=0", "checkpoint.steps=1")).train());

        assertThat(e).isInstanceOf(TrainException.class);
        assertThat(e.getMessage()).containsPattern("(loss|norm) became (NaN|infinity) at step 2 \\(epoch 1, batch 2\\)\n  first seen in (the gradient of )?(hidden1|output)")
            .contains("  last good checkpoint: " + runs.resolve("blobs-1/checkpoints/step-1") + ". Try ./loam resume " + runs.resolve("blobs-1")
                + " with optimizer.clip-norm=1 or optimizer.learning-rate=");
        // the states are as they were: the run goes on from there with another rate
        assertThat(Run.resume(runs.resolve("blobs-1"), "optimizer.learning-rate=1e-9", "optimizer.clip-norm=1", "steps=1").train().step()).isEqualTo(1);
    }

    @Test
    void aValueInTheDataThatIsNotFiniteIsNamedAsSuch() {
        assertThatThrownBy(() -> Run.of(Blobs.config(runs, "data=broken-blobs")).train()).isInstanceOf(TrainException.class)
            .hasMessageContaining("first seen in the input itself: this batch's data holds a value that is not finite")
            .hasMessageContaining("there is no checkpoint yet: start again with optimizer.clip-norm=1");
    }
}
