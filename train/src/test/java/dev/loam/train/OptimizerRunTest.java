package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.nn.ParameterRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs under each optimiser, with groups, in parts, and until patience ends.
class OptimizerRunTest {
    @TempDir
    private Path runs;

    @Test
    void everyOptimiserIsWhatItsConfigSays() {
        for (var e : Registries.standard().optimizers().entries()) {
            Config config = Runs.config(runs, Runs.MLP, "optimizer.name=" + e.name());
            assertThat(config.with(config.newOptimizer()).flat()).as(e.name()).isEqualTo(config.flat());
        }
    }

    @Test
    void everyScheduleIsWhatItsConfigSays() {
        for (var e : Registries.standard().schedules().entries()) {
            Config config = Runs.config(runs, Runs.MLP, "schedule.name=" + e.name(), "schedule.warmup=3");
            assertThat(config.newSchedule().at(7, 30)).as(e.name()).isGreaterThan(0);
            assertThat(config.with(config.newSchedule()).flat()).as(e.name()).isEqualTo(config.flat());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"muon", "schedule-free"})
    void aRunGoesOnToTheSameBits(String optimizer) {
        Config config = Runs.config(runs, Runs.MLP, "optimizer.name=" + optimizer, "epochs=2", "accumulate=2");
        Path whole = Runs.finished(config);
        Summary stopped = Run.of(config).stop(Runs.after(7)).train();
        Summary resumed = Run.resume(stopped.folder()).train();
        assertThat(resumed.completed()).isTrue();
        assertThat(Runs.result(stopped.folder())).isEqualTo(Runs.result(whole));
        assertThat(resumed.validation().loss()).isLessThan(2.4);
    }

    /// The weights that are evaluated are the averaged ones: those saved, loaded and evaluated again score the same.
    @Test
    void aScheduleFreeRunIsEvaluatedWithItsAverage() {
        Config config = Runs.config(runs, Runs.MLP, "optimizer.name=schedule-free", "schedule.name=constant");
        Summary summary = Run.of(config).train();
        Run.Evaluation again = Run.evaluate(summary.folder(), "last");
        assertThat(again.test().loss()).isEqualTo(summary.test().loss());
        Summary cpu = Run.of(config.with("device", "cpu")).train();
        assertThat(cpu.test().loss()).isCloseTo(summary.test().loss(), org.assertj.core.data.Offset.offset(1e-3));
    }

    @Test
    void frozenParametersKeepTheirFirstValues() throws IOException {
        Config config = Runs.config(runs, Runs.MLP, "optimizer.groups=[{match: \"hidden1.*\", frozen: true}, {match: \"*.bias\", rate: 0.5, weight-decay: 0.1}]");
        assertThat(config.optimizer().groups()).containsExactly(ParameterRule.frozen("hidden1.*"), new ParameterRule("*.bias", 0.5, 0.1, false));
        assertThat(Config.parse("again", config.yaml()).optimizer().groups()).isEqualTo(config.optimizer().groups());
        Path run = Runs.finished(config.with("optimizer.groups", List.of(java.util.Map.of("match", "hidden1.*", "frozen", true))));
        List<Long> steps = Checkpoints.steps(run.resolve("checkpoints"));
        Problem problem = Problem.of(config.with("optimizer.groups", List.of()), dev.loam.data.DataOptions.defaults());
        var first = problem.step().initial(config.seed());
        var saved = Safetensors.read(run.resolve("checkpoints/step-" + steps.getLast() + "/model.safetensors"));
        for (var v : problem.task().layout().views()) {
            double[] now = saved.get(v.name()).toDoubles();
            double[] before = new double[v.size()];
            for (int i = 0; i < before.length; i++) {
                before[i] = first.get(v.state()).getDouble(v.offset() + i);
            }
            if (v.name().startsWith("hidden1")) {
                assertThat(now).as(v.name()).isEqualTo(before);
            } else {
                assertThat(now).as(v.name()).isNotEqualTo(before);
            }
        }
        assertThat(Files.readString(run.resolve("report.md"))).contains("| frozen |");
    }

    @Test
    void mistakesInGroupsAreNamed() {
        for (String[] wrong : new String[][] {{"[{match: \"hiden1.weight\"}]", "Did you mean 'hidden1.weight'?"}, {"[{rate: 2}]", "match"},
            {"[{match: \"*\", frozn: true}]", "Did you mean 'frozen'?"}, {"[{match: \"*\", rate: -1}]", "at least 0"}}) {
            assertThatThrownBy(() -> Run.of(Runs.config(runs, Runs.MLP, "optimizer.groups=" + wrong[0])).train()).hasMessageContaining(wrong[1]);
        }
        assertThatThrownBy(() -> Runs.config(runs, Runs.MLP, "accumulate=3")).hasMessageContaining("a divisor of data.batch-size, which is 16");
    }

    @Test
    void listenersEndARunBetweenThem() {
        var seen = new ArrayList<String>();
        Summary summary = Run.of(Runs.config(runs, Runs.MLP)).listener(new Listener() {
            @Override
            public boolean goesOn(Progress progress) {
                seen.add("first " + progress.epoch());
                return progress.epoch() < 2;
            }
        }).listener(new Listener() {
            @Override
            public boolean goesOn(Progress progress) {
                seen.add("second " + progress.epoch());
                return true;
            }

            @Override
            public void finish(Summary all) {
                seen.add("done");
            }
        }).train();
        assertThat(summary.completed()).isTrue();
        assertThat(summary.step()).isEqualTo(20);
        assertThat(seen).containsExactly("first 1", "second 1", "first 2", "second 2", "done");
    }

    @Test
    void aRunEndsWhenValidationHasNotBecomeBetterForAsManyEpochsAsItHasPatience() {
        // a rate of 0 never makes it better
        Config config = Runs.config(runs, Runs.MLP, "epochs=9", "patience=2", "optimizer.learning-rate=0", "schedule.name=constant", "checkpoint.steps=0");
        var notices = new ArrayList<String>();
        Summary summary = Run.of(config).listener(new Listener() {
            @Override
            public void notice(String sentence) {
                notices.add(sentence);
            }
        }).train();
        assertThat(summary.completed()).isTrue();
        assertThat(summary.step()).isEqualTo(30);
        assertThat(notices).anyMatch(n -> n.contains("ended after epoch 3") && n.contains("best after epoch 1"));
        assertThat(Run.resume(summary.folder()).train().step()).isEqualTo(30);
        assertThat(Run.resume(summary.folder(), "patience=3").train().step()).isEqualTo(40);
    }
}
