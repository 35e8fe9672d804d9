package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Rules for some parameters, frozen and tied ones, limits to gradients, and batches in parts.
class ParameterGroupsTest {
    private static final int BATCH = 8;

    private static Task task(List<ParameterRule> rules, Map<String, Object> options, Optimizer optimizer) {
        Scope scope = Scope.root();
        Layer model = Models.standard().create("mlp", options, scope, Shape.of(5), 3);
        return Task.classification(model, ParameterLayout.of(scope, DType.F64, optimizer, rules), Feature.of(DType.F64, Shape.of(5)));
    }

    private static Map<String, NDArray> start(TrainingStep step) {
        var bindings = new HashMap<>(step.initial(7));
        bindings.put("x", Check.random(DType.F64, 12, BATCH, 5));
        bindings.put("y", Check.labels(0, 1, 2, 0, 1, 2, 2, 1));
        for (String name : List.of("seed", "step", "base")) {
            bindings.put(name, Check.i64(name.equals("seed") ? 7 : 0));
        }
        bindings.put("learning-rate", Check.scalar(DType.F64, 0.1));
        return bindings;
    }

    /// By how much each element of a parameter moves in the first step.
    private static double[] move(TrainingStep step, String parameter) {
        Map<String, NDArray> before = start(step);
        Map<String, NDArray> after = new HashMap<>(before);
        after.putAll(Check.run(step.graph(), before, Map.of()).updates());
        for (ParameterLayout.View v : step.task().layout().views()) {
            if (v.name().equals(parameter)) {
                double[] out = new double[v.size()];
                for (int i = 0; i < out.length; i++) {
                    out[i] = after.get(v.state()).getDouble(v.offset() + i) - before.get(v.state()).getDouble(v.offset() + i);
                }
                return out;
            }
        }
        throw new AssertionError(parameter);
    }

    private static double[] scaled(double[] values, double by) {
        return java.util.Arrays.stream(values).map(v -> v * by).toArray();
    }

    @Test
    void patternsMatchWholeNames() {
        for (String[] pair : new String[][] {{"conv1.weight", "conv1.weight"}, {"*", "anything"}, {"*.bias", "a.b.bias"}, {"a*b*c", "aXXbYbc"},
            {"h.*.attn.*", "h.3.attn.c_proj.weight"}, {"**", ""}}) {
            assertThat(ParameterRule.matches(pair[0], pair[1])).as(pair[0] + " " + pair[1]).isTrue();
        }
        for (String[] pair : new String[][] {{"conv1", "conv1.weight"}, {"*.bias", "bias2"}, {"a*b*c", "acb"}, {"", "a"}, {"conv.weight", "convXweight"}}) {
            assertThat(ParameterRule.matches(pair[0], pair[1])).as(pair[0] + " " + pair[1]).isFalse();
        }
    }

    @Test
    void aRuleChangesRateAndDecayOfWhatItMatches() {
        Map<String, Object> options = Map.of("widths", List.of(4));
        Optimizer sgd = SGD.of(0.1).weightDecay(0.5);
        TrainingStep plain = TrainingStep.of(task(List.of(), options, sgd), sgd, BATCH);
        TrainingStep slow = TrainingStep.of(task(List.of(ParameterRule.of("hidden1.*").rate(0.1)), options, sgd), sgd, BATCH);
        assertThat(slow.task().layout().groups()).extracting(ParameterLayout.Group::name).containsExactly("decay", "plain", "decay-1", "plain-1");
        Check.close(move(slow, "hidden1.weight"), scaled(move(plain, "hidden1.weight"), 0.1), 1e-12);
        Check.close(move(slow, "hidden1.bias"), scaled(move(plain, "hidden1.bias"), 0.1), 1e-12);
        assertThat(move(slow, "output.weight")).isEqualTo(move(plain, "output.weight"));

        Optimizer free = SGD.of(0.1);
        TrainingStep none = TrainingStep.of(task(List.of(), options, free), free, BATCH);
        TrainingStep bare = TrainingStep.of(task(List.of(ParameterRule.of("*.weight").weightDecay(0.0)), options, sgd), sgd, BATCH);
        Check.close(move(bare, "output.weight"), move(none, "output.weight"), 1e-12);
        assertThatThrownBy(() -> task(List.of(ParameterRule.frozen("hiden1.weight")), options, sgd)).isInstanceOf(ModelException.class)
            .hasMessageContaining("Did you mean 'hidden1.weight'?");
    }

    @Test
    void frozenParametersStayAndHaveNeitherGradientsNorSlots() {
        Optimizer adam = AdamW.of(0.1);
        Task task = task(List.of(ParameterRule.frozen("hidden1.*")), Map.of("widths", List.of(4)), adam);
        TrainingStep step = TrainingStep.of(task, adam, BATCH);
        assertThat(step.graph().updates().keySet()).noneMatch(name -> name.contains("frozen"));
        assertThat(step.initial(1).keySet()).contains("parameters/frozen").noneMatch(name -> name.startsWith("optimizer/frozen"));
        assertThat(step.diagnosis().outputs().keySet()).contains("gradient/output.weight").doesNotContain("gradient/hidden1.weight");
        assertThat(move(step, "hidden1.weight")).containsOnly(0);
        Optimizer all = AdamW.of(0.1);
        Check.close(move(step, "output.weight"), move(TrainingStep.of(task(List.of(), Map.of("widths", List.of(4)), all), all, BATCH), "output.weight"), 1e-12);
        assertThatThrownBy(() -> TrainingStep.of(task(List.of(ParameterRule.frozen("*")), Map.of(), adam), adam, BATCH))
            .hasMessageContaining("all parameters are frozen");
    }

    /// Two layers that hold the same parameter have one gradient, the sum of both.
    @Test
    void tiedWeightsGetTheGradientOfAllTheirUses() {
        Scope scope = Scope.root();
        Parameter w = scope.parameter("w", Shape.of(5, 5), Initializer.normal(0.5));
        Parameter v = scope.parameter("v", Shape.of(5, 5), Initializer.normal(0.5));
        ParameterLayout layout = ParameterLayout.of(scope, DType.F64);
        Loss square = (output, _) -> output.square().sum(1);
        Feature row = Feature.of(DType.F64, Shape.of(5));
        NDArray values = layout.initial("parameters/decay", 1);
        for (int i = 0; i < 25; i++) {
            values.setDouble(32 + i, values.getDouble(i));
        }
        double[][] gradients = new double[2][];
        for (int k = 0; k < 2; k++) {
            Layer model = Sequential.of(new Linear(w, null), Activation.TANH, new Linear(k == 0 ? w : v, null));
            TrainingStep step = TrainingStep.of(new Task(model, layout, row, row, square), SGD.of(1), BATCH);
            Map<String, NDArray> bindings = start(step);
            bindings.put("y", NDArray.zeros(DType.F64, BATCH, 5));
            bindings.put("parameters/decay", values);
            double[] after = Check.run(step.graph(), bindings, Map.of()).updates().get("parameters/decay").toDoubles();
            gradients[k] = new double[25];
            for (int i = 0; i < 25; i++) {
                gradients[k][i] = values.getDouble(i) - after[i] + (k == 0 ? 0 : values.getDouble(32 + i) - after[32 + i]);
            }
        }
        Check.close(gradients[0], gradients[1], 1e-12);
    }

    @Test
    void gradientsAreLimitedByValueAfterTheNorm() {
        Optimizer sgd = SGD.of(0.1);
        TrainingStep free = TrainingStep.of(task(List.of(), Map.of("widths", List.of(4)), sgd), sgd, BATCH);
        double[] moved = move(free, "output.weight");
        double limit = java.util.Arrays.stream(moved).map(Math::abs).max().orElseThrow() / 0.1 / 3;
        double[] expected = java.util.Arrays.stream(moved).map(m -> Math.clamp(m, -0.1 * limit, 0.1 * limit)).toArray();
        Check.close(move(free.clipValue(limit), "output.weight"), expected, 1e-12);
        Check.close(move(free.clipValue(1e9).clipNorm(1e9), "output.weight"), moved, 1e-12);
        assertThatThrownBy(() -> free.clipValue(-1)).isInstanceOf(ModelException.class);
    }

    @Test
    void aBatchInPartsIsTheWholeBatch() {
        Optimizer adam = AdamW.of(0.1);
        Task task = task(List.of(), Map.of("widths", List.of(6), "dropout", 0.3), adam);
        TrainingStep whole = TrainingStep.of(task, adam, BATCH).clipNorm(0.5);
        Check.Result expected = Check.run(whole.graph(), start(whole), Map.of());
        for (int parts : new int[] {2, 4, 8}) {
            Check.Result found = Check.run(whole.accumulate(parts).graph(), start(whole), Map.of());
            assertThat(found.outputs().keySet()).isEqualTo(expected.outputs().keySet());
            for (String name : List.of("loss", "gradient-norm", "correct")) {
                assertThat(found.number(name)).as(name).isCloseTo(expected.number(name), org.assertj.core.data.Offset.offset(1e-12));
            }
            assertThat(found.updates().keySet()).isEqualTo(expected.updates().keySet());
            expected.updates().forEach((label, value) -> Check.close(found.updates().get(label).toDoubles(), value.toDoubles(), 1e-9));
        }
        assertThatThrownBy(() -> whole.accumulate(3)).isInstanceOf(ModelException.class).hasMessageContaining("8 in 3 parts");
    }

    @Test
    void runningStatisticsGoFromPartToPart() {
        Optimizer sgd = SGD.of(0.1);
        Task task = task(List.of(), Map.of("widths", List.of(6), "batch-norm", true), sgd);
        TrainingStep step = TrainingStep.of(task, sgd, BATCH).accumulate(2);
        Map<String, NDArray> bindings = start(step);
        NDArray both = Check.run(step.graph(), bindings, Map.of()).updates().get("statistics");

        TrainingStep half = TrainingStep.of(task, SGD.of(0), BATCH / 2);
        Map<String, NDArray> now = start(half);
        now.put("learning-rate", Check.scalar(DType.F64, 0));
        for (int part = 0; part < 2; part++) {
            NDArray x = NDArray.zeros(DType.F64, BATCH / 2, 5);
            NDArray y = NDArray.zeros(DType.I32, BATCH / 2);
            for (int i = 0; i < x.size(); i++) {
                x.setDouble(i, bindings.get("x").getDouble(part * x.size() + i));
                y.setLong(i / 5, bindings.get("y").getLong(part * BATCH / 2 + i / 5));
            }
            now.put("x", x);
            now.put("y", y);
            now.putAll(Check.run(half.graph(), now, Map.of()).updates());
        }
        Check.close(both.toDoubles(), now.get("statistics").toDoubles(), 1e-12);
    }
}
