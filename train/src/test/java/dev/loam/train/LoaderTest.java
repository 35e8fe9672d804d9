package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.data.DataOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoaderTest {
    private static final String[] AUGMENTED = {"augment.rotate=15", "augment.flip=0.5", "augment.operations=1", "augment.cutmix=1", "data.balance=sample"};

    @TempDir
    Path runs;

    private Problem problem(String... settings) {
        return Problem.of(Runs.config(runs, Runs.MLP, settings), DataOptions.defaults());
    }

    /// What the steps from `first` on are given.
    private static List<String> batches(Problem problem, int workers, int first, int count) {
        var out = new ArrayList<String>();
        int batch = problem.config().data().batchSize();
        int labels = problem.labelled(problem.train(), null).fields().get(1).bytes();
        try (var arena = Arena.ofConfined(); var loader = new Loader(new Epochs(problem), problem.totalSteps(), workers)) {
            MemorySegment x = arena.allocate((long) batch * problem.train().fields().getFirst().bytes());
            MemorySegment y = arena.allocate((long) batch * labels);
            for (int step = first; step < first + count; step++) {
                loader.read(step, x, y);
                out.add(Arrays.hashCode(x.toArray(ValueLayout.JAVA_BYTE)) + " " + Arrays.hashCode(y.toArray(ValueLayout.JAVA_BYTE)));
            }
        }
        return out;
    }

    @Test
    void anyNumberOfWorkersGivesTheSameBatches() {
        Problem problem = problem(AUGMENTED);
        List<String> none = batches(problem, 0, 0, 30);
        assertThat(none).doesNotHaveDuplicates();
        assertThat(batches(problem, 1, 0, 30)).isEqualTo(none);
        assertThat(batches(problem, 4, 0, 30)).isEqualTo(none);
        assertThat(batches(problem, 4, 17, 13)).isEqualTo(none.subList(17, 30));
    }

    @Test
    void aLoaderMayBeSentToAnotherStep() {
        Problem problem = problem(AUGMENTED);
        List<String> none = batches(problem, 0, 0, 30);
        try (var arena = Arena.ofConfined(); var loader = new Loader(new Epochs(problem), problem.totalSteps(), 3)) {
            MemorySegment x = arena.allocate(16L * problem.train().fields().getFirst().bytes());
            MemorySegment y = arena.allocate(16L * 40);
            for (int step : new int[] {4, 5, 6, 2, 3, 29, 0, 1}) {
                loader.read(step, x, y);
                assertThat(Arrays.hashCode(x.toArray(ValueLayout.JAVA_BYTE)) + " " + Arrays.hashCode(y.toArray(ValueLayout.JAVA_BYTE))).isEqualTo(none.get(step));
            }
        }
    }

    @Test
    void runsWithAndWithoutWorkersEndInTheSameBits() {
        Path none = Runs.finished(Runs.config(runs, Runs.MLP, AUGMENTED));
        Path four = Runs.finished(Runs.config(runs, Runs.MLP, AUGMENTED).with("data.workers", 4));
        assertThat(Runs.result(four)).isEqualTo(Runs.result(none));
    }

    @Test
    void classesThatWeighTheSameTrainAndAreTestedByTheirNumbers() {
        Path weighted = Runs.finished(Runs.config(runs, Runs.MLP, "data.balance=weights"));
        assertThat(Runs.result(weighted).get("summary")).contains("accuracy");
    }

    @Test
    void mixingAndBalanceAreForClasses() {
        Path file = runs.resolve("own.csv");
        try {
            java.nio.file.Files.writeString(file, "a,b\n" + "1.5,2.25\n2.5,3.75\n".repeat(40));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        assertThatThrownBy(() -> problem("data.name=csv", "data.path=" + file, "data.balance=sample")).isInstanceOf(TrainException.class)
            .hasMessageContaining("'b' of").hasMessageContaining("is a number");
    }

    @Test
    void aSettingOutOfItsRangeIsNamed() {
        assertThatThrownBy(() -> problem("augment.rotate=500")).hasMessageContaining("augment.rotate must be from 0 to 180");
        assertThatThrownBy(() -> problem("augment.rotat=5")).hasMessageContaining("Did you mean 'augment.rotate'?");
        assertThatThrownBy(() -> problem("data.balance=even")).hasMessageContaining("data.balance must be one of none, sample, weights");
    }
}
