package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole runs under other policies than f32.
class PrecisionRunTest {
    @TempDir
    private Path runs;

    private static Map<String, Object> summary(Path run) throws IOException {
        return Json.object(Files.readString(run.resolve("summary.json")), "summary.json");
    }

    private static List<Double> figures(Path run, String metric) {
        var out = new ArrayList<Double>();
        for (MetricsLog.Line line : MetricsLog.read(run.resolve("metrics.jsonl"))) {
            if (line.metric().equals(metric) && line.split().equals("train")) {
                out.add(line.value());
            }
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({"bf16, java, 0.02", "bf16, cpu, 0.02", "f16, java, 0.004", "f16, cpu, 0.004", "f64, java, 1e-4", "f64, cpu, 1e-4"})
    void everyPolicyTrainsAsF32DoesWithinItsPrecision(String precision, String device, double within) throws IOException {
        String[] settings = {"device=" + device, "steps=6", "model.dropout=0", "ema=0.9", "loss-scale=auto"};
        Path plain = Runs.finished(Runs.config(runs, Runs.CNN, settings));
        Path other = Runs.finished(Runs.config(runs, Runs.CNN, settings).with("precision", precision));
        List<Double> expected = figures(plain, "loss");
        List<Double> found = figures(other, "loss");
        assertThat(found).hasSameSizeAs(expected).isNotEqualTo(expected);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).isCloseTo(expected.get(i), within(within * expected.get(i)));
        }
        assertThat(summary(other)).containsEntry("precision", precision);
        Map<?, ?> policy = (Map<?, ?>) summary(other).get("precision-policy");
        boolean mixed = !precision.equals("f64");
        assertThat(policy.get("products")).isEqualTo(Map.of("storage", precision, "compute", mixed ? "f32" : "f64"));
        assertThat(policy.get("parameters")).isEqualTo(mixed ? "f32" : "f64");
        if (precision.equals("f16")) {
            assertThat(summary(other).get("loss-scale")).isEqualTo(Map.of("kind", "dynamic", "scale", 65536.0, "skipped-steps", 0));
        } else {
            assertThat(summary(other)).containsEntry("loss-scale", null);
        }
        assertThat(Files.readString(other.resolve("report.md"))).contains("- precision " + precision + ": products " + (mixed ? precision + " computed in f32" : "f64"));
    }

    /// With a scale that doubles after every third good step overflows come again and again.
    @ParameterizedTest
    @CsvSource({"13, java", "20, cpu"})
    void scaleAndCountersGoOnWhereTheyStood(int stop, String device) throws IOException {
        Config config = Runs.config(runs, Runs.MLP, "device=" + device, "precision=f16", "loss-scale-interval=3", "epochs=3", "ema=0.9");
        Path whole = Runs.finished(config);
        Map<?, ?> scale = (Map<?, ?>) summary(whole).get("loss-scale");
        assertThat((Integer) scale.get("skipped-steps")).isBetween(1, 12);
        assertThat(figures(whole, "skipped-steps").getLast().intValue()).isEqualTo(scale.get("skipped-steps"));
        List<Double> scales = figures(whole, "loss-scale");
        assertThat(scales).hasSize(10);
        assertThat(scales.getLast()).as("three doublings for every halving would lead far").isLessThan(65536 * 256.0);

        Summary stopped = Run.of(config).stop(Runs.after(stop)).train();
        Summary resumed = Run.resume(stopped.folder()).train();
        assertThat(Runs.result(resumed.folder())).isEqualTo(Runs.result(whole));
        assertThat(Files.readString(resumed.folder().resolve("report.md"))).contains("dynamic loss scale").contains(scale.get("skipped-steps") + " steps skipped");
    }

    @Test
    void twoThreadsGiveTheBitsOfOne() {
        Config config = Runs.config(runs, Runs.CNN, "device=cpu", "steps=6", "precision=bf16");
        assertThat(Runs.result(Runs.finished(config.with("threads", 2)))).isEqualTo(Runs.result(Runs.finished(config)));
    }

    @Test
    void progressTellsOfSkippedSteps() {
        var most = new long[1];
        Run.of(Runs.config(runs, Runs.MLP, "precision=f16", "loss-scale-interval=2")).listener(new Listener() {
            @Override
            public void epoch(Progress progress, Score training) {
                most[0] = progress.skipped();
            }
        }).train();
        assertThat(most[0]).isPositive();
    }

    @Test
    void overflowsThatDoNotEndEndTheRun() {
        Config config = Runs.config(runs, Runs.MLP, "precision=f16", "loss-scale=1e30");
        assertThatThrownBy(() -> Run.of(config).train()).isInstanceOf(TrainException.class)
            .hasMessageContaining("the gradient's norm became").hasMessageContaining("at step 25")
            .hasMessageContaining("25 steps in a row were skipped, the last with loss scale 1.0e+30; precision=bf16 has the range of f32");
    }

    @Test
    void aRunKeepsItsPolicy() {
        Path run = Runs.finished(Runs.config(runs, Runs.MLP, "steps=2", "precision=bf16"));
        assertThatThrownBy(() -> Run.resume(run, "precision=f32", "steps=4")).isInstanceOf(TrainException.class)
            .hasMessage("config: precision cannot change from bf16 to f32 while a run goes on: its weights and the optimiser's state came about under bf16; "
                + "start a new run with ./loam train");
        assertThatThrownBy(() -> Run.resume(run, "loss-scale=dynamic")).isInstanceOf(TrainException.class)
            .hasMessageContaining("config: loss-scale cannot change while a run goes on");
        assertThat(Run.resume(run, "steps=4").train().step()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "dynamic", "none", "1024", "0.5"})
    void lossScalesAreReadAsWritten(String text) {
        Config config = Runs.config(runs, Runs.MLP, "loss-scale=" + text);
        assertThat(config.lossScale()).isEqualTo(text);
        assertThat(Config.parse("again", config.yaml()).lossScale()).isEqualTo(text);
        assertThat(config.newLossScale().isOn()).isEqualTo(!text.equals("auto") && !text.equals("none"));
        assertThat(config.with("precision", "f16").newLossScale().isOn()).isEqualTo(!text.equals("none"));
    }
}
