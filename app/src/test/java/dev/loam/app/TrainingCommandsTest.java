package dev.loam.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.train.Listener;
import dev.loam.train.Score;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingCommandsTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path dir;

    private int run(String... args) {
        return Main.run(args, System.out, new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "train mnist optimizer.learing-rate=3e-4 | config: no key 'optimizer.learing-rate'. Did you mean 'optimizer.learning-rate'? (mnist.yaml and its defaults: ./loam config mnist)",
        "train mnist epochs                      | config: 'epochs' is no setting; settings have the form key=value, as in epochs=3",
        "train mnits                             | config: there is no 'mnits'. Did you mean 'mnist'?",
        "train iris data=irris                   | no dataset 'irris'. Did you mean 'iris'?",
        "resume runs/none-1 epochs=6             | runs/none-1: there is no such run",
        "eval runs/none-1                        | runs/none-1: there is no such run",
        "eval runs/none-1 checkpoint=first       | eval: checkpoint=first is neither best nor last",
        "config mnist model=cn                   | no model 'cn'.",
        "data mnits                              | no dataset 'mnits'. Did you mean 'mnist'?",
        "train iris --data no/such/folder        | --data: no/such/folder is not a folder.",
    })
    void aMistakeIsOneSentenceAndNotZero(String command, String sentence) {
        assertThat(run(command.strip().split(" +"))).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith(sentence).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"config mnist", "config iris --json", "models", "data", "data digits"})
    void whatOnlyShowsSucceeds(String command) {
        assertThat(run(command.split(" "))).isZero();
    }

    @Test
    void aTraceIsWrittenWhereItIsAskedFor() throws IOException {
        Path file = dir.resolve("trace.json");
        assertThat(run("train", "digits", "mode=test", "device=java", "runs=" + dir, "--trace", file.toString())).isZero();
        assertThat(Files.readString(file)).contains("\"cat\":\"step\"", "\"cat\":\"data\"", "\"cat\":\"checkpoint\"");
        assertThat(run("bench", "mlp", "batch=8", "steps=2", "warmup=0", "--seconds", "0", "--trace", file.toString())).isZero();
        assertThat(Files.readString(file)).contains("\"cat\":\"kernel\"").doesNotContain("\"cat\":\"data\"");
    }

    @Test
    void aPageShowsTheStepOfAConfig() throws IOException {
        Path file = dir.resolve("pages/digits.html");
        assertThat(run("show", "digits", "model=mlp", "device=java", "--steps", "1", "-o", file.toString())).isZero();
        assertThat(Files.readString(file)).startsWith("<!doctype html>").contains("\"title\":\"digits: a training step, batch 64\"", "parameters/decay");
    }

    /// Figures of a run in its second epoch.
    private static Listener.Progress progress() {
        return new Listener.Progress() {
            @Override
            public long step() {
                return 1424;
            }

            @Override
            public long totalSteps() {
                return 2000;
            }

            @Override
            public int epoch() {
                return 2;
            }

            @Override
            public int epochs() {
                return 3;
            }

            @Override
            public double loss() {
                return 0.0834;
            }

            @Override
            public Score validation() {
                return new Score(0.1, 0.987, 3000);
            }

            @Override
            public double rate() {
                return 4410.2;
            }

            @Override
            public double secondsLeft() {
                return 20;
            }
        };
    }

    @Test
    void theBarShowsHowFarHowWellHowFastAndHowLong() {
        String bar = new ProgressDisplay(System.out, true).bar(progress()).replaceAll("\033\\[\\d+m", "");

        assertThat(bar).isEqualTo("epoch 2/3 " + "━".repeat(25) + "╸" + "━".repeat(10) + "  71 %   loss 0.083   validation 98.7 %   4,410 examples/s   0:20 left");
    }

    @Test
    void offATerminalLinesArePlain() {
        var out = new ByteArrayOutputStream();
        var display = new ProgressDisplay(new PrintStream(out, true, StandardCharsets.UTF_8), false);
        display.epoch(progress(), new Score(0.2, 0.9, 10));
        display.clear();

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("epoch 2/3  step 1,424/2,000   loss 0.083   validation 98.7 %   4,410 examples/s   0:20 left\n");
    }

    private Process loam(String... args) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), "dev.loam.app.Main"));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /// A shell that starts a job in the background has it ignore the interrupt, and so do the job's children.
    private static boolean ignoresInterrupt() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return false;
        }
        return Files.readAllLines(status).stream().filter(l -> l.startsWith("SigIgn:"))
            .anyMatch(l -> (Long.parseUnsignedLong(l.substring(7).strip(), 16) & 1 << 2 - 1) != 0);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void controlCFinishesTheStepSavesAndSaysHowToGoOn() throws Exception {
        var rows = new StringBuilder("sepal_length,sepal_width,petal_length,petal_width,species\n");
        for (int i = 0; i < 60; i++) {
            rows.append(5 + i % 7 * 0.1).append(",3.1,").append(1 + i % 3).append(",0.2,").append(List.of("setosa", "versicolor", "virginica").get(i % 3)).append('\n');
        }
        Files.writeString(dir.resolve("iris.csv"), rows);
        Process child = loam("train", "iris", "epochs=1000000", "threads=1", "runs=" + dir, "--data", dir.toString());
        try (BufferedReader out = child.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.contains("· run ")) {
                line = out.readLine();
            }
            assertThat(line).isNotNull();
            assertThat(new ProcessBuilder("kill", ignoresInterrupt() ? "-TERM" : "-INT", Long.toString(child.pid())).start().waitFor()).isZero();
            String last = String.join("\n", out.lines().toList());
            assertThat(last).containsPattern("stopped after step [\\d,]+ and saved. Go on: ./loam resume " + dir.resolve("iris-1"));
        }
        assertThat(child.waitFor()).isEqualTo(ignoresInterrupt() ? 143 : 130);
        assertThat(dir.resolve("iris-1/checkpoints")).isDirectoryNotContaining("glob:**.tmp").isNotEmptyDirectory();

        assertThat(run("resume", dir.resolve("iris-1").toString(), "steps=1")).isZero();
        assertThat(run("eval", dir.resolve("iris-1").toString(), "checkpoint=best")).isZero();
    }
}
