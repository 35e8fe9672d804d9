package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.data.DataException;
import dev.loam.data.DataOptions;
import dev.loam.tensor.Philox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tables train from a config alone, on rows made here in the layout of iris: three clouds of points.
class TableTrainingTest {
    private static final List<String> SPECIES = List.of("setosa", "versicolor", "virginica");
    private static final double[][] CENTRES = {{5.0, 3.4, 1.5, 0.2}, {5.9, 2.8, 4.3, 1.3}, {6.6, 3.0, 5.6, 2.1}};
    private static final int STREAM = Philox.stream("test.flowers");

    @TempDir
    Path folder;

    private static String flowers() {
        var text = new StringBuilder("sepal_length,sepal_width,petal_length,petal_width,species\n");
        for (int i = 0; i < 150; i++) {
            for (int c = 0; c < 4; c++) {
                text.append(String.format(Locale.ROOT, "%.1f,", CENTRES[i % 3][c] + 0.5 * (Philox.uniform(1, STREAM, c, i) - 0.5)));
            }
            text.append(SPECIES.get(i % 3)).append('\n');
        }
        return text.toString();
    }

    private DataOptions options() {
        return DataOptions.defaults().workingDir(folder).offline(true).environment(Map.of("LOAM_CACHE", folder.resolve("cache").toString()));
    }

    private Run run(String... settings) {
        return Run.of(Config.load("iris", settings).with("runs", folder.resolve("runs").toString())).data(options());
    }

    @Test
    void irisTrainsFromItsConfigAlone() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/iris.csv"), flowers());
        Summary summary = run("epochs=30").train();
        assertThat(summary.completed()).isTrue();
        assertThat(summary.test().examples()).isEqualTo(30);
        assertThat(summary.test().accuracy()).isGreaterThanOrEqualTo(0.95);
        assertThat(summary.folder().resolve("report.md")).content().contains("sepal_length", "versicolor", "results do not compare with those of others");
    }

    @Test
    void anOwnTableTrainsWithoutADescriptor() throws Exception {
        Files.writeString(folder.resolve("own.csv"), flowers());
        Summary summary = run("data=csv", "data.path=own.csv", "epochs=30").train();
        assertThat(summary.test().accuracy()).isGreaterThanOrEqualTo(0.95);
        assertThat(summary.folder().resolve("report.md")).content().contains("its columns were guessed: label species (categorical)");
    }

    @Test
    void aNumberIsLearntFromATable() throws Exception {
        var text = new StringBuilder("x,y\n");
        for (int i = 0; i < 200; i++) {
            double x = Philox.uniform(2, STREAM, 0, i);
            text.append(x).append(',').append(2 * x - 1).append('\n');
        }
        Files.writeString(folder.resolve("line.csv"), text.toString());
        Config config = Config.parse("line", """
            model: linear
            data: {name: csv, path: line.csv, batch-size: 16}
            optimizer: {name: adamw, learning-rate: 0.05, weight-decay: 0}
            epochs: 30
            """, "runs=" + folder.resolve("runs"));
        Summary summary = Run.of(config).data(options()).train();
        assertThat(summary.test().hasAccuracy()).isFalse();
        assertThat(summary.test().loss()).isLessThan(0.01);
    }

    @Test
    void aTableThatBreaksItsDescriptorStopsBeforeARunIsMade() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        Path file = Files.writeString(folder.resolve("data/iris.csv"), flowers().replaceFirst("virginica", "virginca"));
        assertThatThrownBy(() -> run().train()).isInstanceOf(DataException.class)
            .hasMessage(file + ":4: 'species' has no category 'virginca'. Did you mean 'virginica'?");
        assertThat(folder.resolve("runs")).doesNotExist();
    }
}
