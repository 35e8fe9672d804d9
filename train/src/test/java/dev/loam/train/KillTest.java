package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run in a JVM of its own is killed with SIGKILL at random moments and goes on each time.
class KillTest {
    private static final String[] SETTINGS = {"run=killed", "checkpoint.steps=1", "epochs=6", "threads=2"};
    private static final long STEPS = 120;

    @TempDir
    Path runs;

    /// What the child does: begins the run or goes on with it, and says when it trains.
    static final class Child {
        public static void main(String[] arguments) {
            Path runs = Path.of(arguments[0]);
            Blobs.register();
            Run run = Files.exists(runs.resolve("killed/config.json")) ? Run.resume(runs.resolve("killed")) : Run.of(Blobs.config(runs, SETTINGS));
            run.listener(new Listener() {
                @Override
                public void start(Start start) {
                    System.out.println("from " + start.fromStep());
                }
            }).train();
        }
    }

    private Process start() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessBuilder(java.toString(), "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-Xmx512m", "-cp",
            System.getProperty("java.class.path"), Child.class.getName(), runs.toString()).redirectErrorStream(true).start();
    }

    private void killTimes(int kills, long seed) throws Exception {
        var random = new Random(seed);
        var froms = new HashSet<String>();
        for (int kill = 1; kill <= kills; kill++) {
            Process child = start();
            try (var out = new BufferedReader(new InputStreamReader(child.getInputStream()))) {
                String line = out.readLine();
                while (line != null && !line.startsWith("from ")) {
                    line = out.readLine();
                }
                assertThat(line).as("seed " + seed + ", kill " + kill).isNotNull();
                froms.add(line);
                // each life may see a few steps only, so that there is something left for the last one
                Thread.sleep(random.nextInt(40 + 1600 / kills));
                child.destroyForcibly().waitFor();
            }
        }
        Process last = start();
        String said = new String(last.getInputStream().readAllBytes());
        assertThat(last.waitFor()).as(said).isZero();
        assertThat(froms).as("moments of the kills").hasSizeGreaterThan(kills / 4);

        Path killed = runs.resolve("killed");
        Summary whole = Run.of(Blobs.config(runs, SETTINGS).with("run", "whole").with("threads", 1)).train();
        assertThat(TrainerTest.weights(killed, STEPS)).isEqualTo(TrainerTest.weights(whole.folder(), STEPS));
        assertThat(TrainerTest.moments(killed, STEPS)).isEqualTo(TrainerTest.moments(whole.folder(), STEPS));
        assertThat(TrainerTest.figures(killed)).isEqualTo(TrainerTest.figures(whole.folder()));
        assertThat(killed.resolve("checkpoints")).isDirectoryNotContaining("glob:**.tmp");
        assertThat(List.of("summary.json", "report.md")).allSatisfy(f -> assertThat(killed.resolve(f)).isNotEmptyFile());
    }

    @Test
    void killedTwiceItEndsInTheSameBits() throws Exception {
        killTimes(2, System.nanoTime());
    }

    @Test
    @Tag("slow")
    void killedTwentyTimesItEndsInTheSameBits() throws Exception {
        killTimes(20, System.nanoTime());
    }
}
