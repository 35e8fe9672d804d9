package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.train.MetricsLog.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
    @TempDir
    Path dir;

    private Path written() throws IOException {
        Path file = dir.resolve("metrics.jsonl");
        try (var log = MetricsLog.open(file, 0, new Storage())) {
            for (int step = 10; step <= 40; step += 10) {
                log.add(new Line(step, 1, "train", "loss", 1.0 / step, step / 10.0));
            }
            log.add(new Line(40, 1, "test", "loss", 0.5, 4));
        }
        return file;
    }

    @Test
    void aLineIsAJsonObjectWithFixedKeys() throws IOException {
        assertThat(Files.readAllLines(written()).getFirst())
            .isEqualTo("{\"step\":10,\"epoch\":1,\"split\":\"train\",\"metric\":\"loss\",\"value\":0.1,\"seconds\":1.0}");
    }

    @Test
    void goingOnFromAnEarlierStepDropsTheLaterLines() throws IOException {
        Path file = written();
        try (var log = MetricsLog.open(file, 20, new Storage())) {
            log.add(new Line(30, 1, "train", "loss", 0.7, 9));
        }
        assertThat(MetricsLog.read(file)).extracting(Line::step).containsExactly(10L, 20L, 30L);
        assertThat(MetricsLog.read(file).getLast().value()).isEqualTo(0.7);
    }

    @Test
    void goingOnFromTheEndDropsTheTestResults() throws IOException {
        Path file = written();
        MetricsLog.open(file, 40, new Storage()).close();
        assertThat(MetricsLog.read(file)).extracting(Line::split).containsOnly("train").hasSize(4);
    }

    @Test
    void aLineCutOffByACrashIsDropped() throws IOException {
        Path file = written();
        Files.writeString(file, "{\"step\":50,\"epo", StandardOpenOption.APPEND);
        try (var log = MetricsLog.open(file, 50, new Storage())) {
            log.add(new Line(60, 1, "train", "loss", 0.1, 5));
        }
        assertThat(MetricsLog.read(file)).extracting(Line::step).endsWith(40L, 40L, 60L).hasSize(6);
        assertThat(Files.readAllLines(file)).hasSize(6);
    }
}
