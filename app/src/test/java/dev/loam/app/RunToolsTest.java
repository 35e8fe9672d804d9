package dev.loam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands for finished runs, and the Java shell.
class RunToolsTest extends Capturing {
    @TempDir
    Path dir;

    @Test
    void aRunIsComparedDoneAgainAndShown() throws Exception {
        assertThat(run("train", "digits", "mode=test", "model=mlp", "data.train-limit=200", "data.test-limit=50", "epochs=1", "device=java", "run=a", "runs=" + dir)).isZero();
        Path a = dir.resolve("a");
        assertThat(run("reproduce", a.toString())).isZero();
        assertThat(out).contains("same    ").contains("figures and all weights, bit for bit");
        Path page = dir.resolve("both.md");
        assertThat(run("compare", a.toString(), dir.resolve("a-again").toString(), "-o", page.toString())).isZero();
        assertThat(out).startsWith("The settings are the same.").contains("test accuracy").contains("page    " + page);
        assertThat(run("report", page.toString())).isZero();
        assertThat(Files.readString(dir.resolve("both.html"))).contains("<table>", "<img src=\"data:image/svg+xml");
        assertThat(run("report", a.toString())).isZero();
        assertThat(Files.readString(a.resolve("report.html"))).startsWith("<!doctype html>").contains("<title>a</title>", "<h2>Scores</h2>");
        assertThat(run("tensorboard", a.toString(), "-o", dir.resolve("tb").toString())).isZero();
        assertThat(dir.resolve("tb/a/events.out.tfevents.0.loam")).isNotEmptyFile();
    }

    @Test
    void aRunWithoutAReportIsTold() throws Exception {
        Files.createDirectories(dir.resolve("empty"));
        assertThat(run("report", dir.resolve("empty").toString())).isEqualTo(1);
        assertThat(err).contains("has no report yet").hasLineCount(1);
    }

    @Test
    void theJavaShellKnowsTensors() throws Exception {
        Path file = dir.resolve("first.jsh");
        Files.writeString(file, "println(grad(fn(x -> x.square().sum())).apply(Tensor.of(new double[] {1, 2})));\n/exit\n");
        assertThat(run("jshell", file.toString())).isZero();
        assertThat(out).contains("[2, 4]");
    }
}
