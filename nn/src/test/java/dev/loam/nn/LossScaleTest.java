package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Precision;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Training steps under a precision policy and a loss scale.
class LossScaleTest {
    private static final NDArray X = Check.random(DType.F32, 12, 8, 5);
    private static final NDArray Y = Check.labels(0, 1, 2, 0, 1, 2, 2, 1);
    private static final Map<String, Object> NORMED = Map.of("widths", List.of(6), "batch-norm", true);

    private static Task task(Map<String, Object> options, Precision precision) {
        Scope scope = Scope.root();
        Layer model = Models.standard().create("mlp", options, scope, Shape.of(5), 3);
        return Task.classification(model, ParameterLayout.of(scope, precision.parameters()), Feature.of(DType.F32, Shape.of(5))).precision(precision);
    }

    private static TrainingStep step(Precision precision, LossScale scale) {
        return TrainingStep.of(task(NORMED, precision), new Averaged(AdamW.of(0.01), 0.9), 8).scale(scale);
    }

    private static Map<String, NDArray> start(TrainingStep step) {
        var bindings = new HashMap<>(step.initial(7));
        bindings.put("x", X);
        bindings.put("y", Y);
        bindings.put("step", Check.i64(0));
        bindings.put("learning-rate", Check.scalar(step.task().layout().dtype(), 0.01));
        return bindings;
    }

    private static Check.Result run(TrainingStep step, Map<String, NDArray> bindings) {
        return Check.run(step.graph(), bindings, Map.of());
    }

    private static void same(Check.Result r, Map<String, NDArray> bindings, String... prefixes) {
        r.updates().forEach((label, values) -> {
            for (String prefix : prefixes) {
                if (label.startsWith(prefix)) {
                    assertThat(values.toDoubles()).as(label).isEqualTo(bindings.get(label).toDoubles());
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32", "f64", "bf16", "f16"})
    void everyOperationOfAStepGoesByThePolicy(String name) {
        Precision p = Precision.of(name);
        TrainingStep step = step(p, LossScale.dynamic());
        assertThatCode(() -> p.check(step.graph())).doesNotThrowAnyException();
        assertThatCode(() -> p.check(EvaluationStep.of(step.task(), 8).graph())).doesNotThrowAnyException();
        step.initial(1).forEach((label, values) -> {
            if (values.dtype().isFloat()) {
                assertThat(values.dtype()).as(label).isEqualTo(p.parameters());
            }
        });
    }

    @Test
    void aScaleThatIsAPowerOfTwoChangesNoBit() {
        TrainingStep plain = step(Precision.F32, LossScale.NONE);
        TrainingStep scaled = step(Precision.F32, LossScale.of(1024));
        Check.Result a = run(plain, start(plain));
        Check.Result b = run(scaled, start(scaled));
        a.updates().forEach((label, values) -> assertThat(b.updates().get(label).toDoubles()).as(label).isEqualTo(values.toDoubles()));
        assertThat(b.number("gradient-norm")).isEqualTo(a.number("gradient-norm"));
        assertThat(b.number("loss")).isEqualTo(a.number("loss"));
        assertThat(b.number("skipped-steps")).isZero();
        assertThat(b.number("loss-scale")).isEqualTo(1024);
    }

    @Test
    void anOverflowSkipsTheUpdateAndHalvesTheScale() {
        TrainingStep step = step(Precision.F16, LossScale.dynamic(0x1p40, 2));
        Map<String, NDArray> bindings = start(step);
        bindings.put(LossScale.GOOD_STEPS, NDArray.wrap(DType.I32, new int[] {1}));
        Check.Result r = run(step, bindings);
        assertThat(r.number("finite")).isZero();
        assertThat(r.number("overflow")).isEqualTo(1);
        assertThat(r.number("loss")).isFinite();
        same(r, bindings, "parameters/", "optimizer/decay", "optimizer/plain");
        assertThat(r.updates().get(ParameterLayout.STATISTICS).toDoubles()).as("the forward pass was good")
            .isNotEqualTo(bindings.get(ParameterLayout.STATISTICS).toDoubles());
        assertThat(r.updates().get(LossScale.SCALE).getDouble(0)).isEqualTo(0x1p39);
        assertThat(r.updates().get(LossScale.GOOD_STEPS).getLong(0)).isZero();
        assertThat(r.updates().get(LossScale.SKIPPED_STEPS).getLong(0)).isEqualTo(1);
        assertThat(r.number("skipped-steps")).isEqualTo(1);
        assertThat(r.number("loss-scale")).as("that of this step").isEqualTo(0x1p40);
    }

    @Test
    void theScaleComesDownUntilStepsAreGoodAndGrowsAfterEnoughOfThem() {
        TrainingStep step = step(Precision.F16, LossScale.dynamic(0x1p22, 3));
        Map<String, NDArray> bindings = start(step);
        Graph graph = step.graph();
        int skipped = 0;
        double scale = 0x1p22;
        int good = 0;
        for (int i = 0; i < 24; i++) {
            bindings.put("step", Check.i64(i));
            Check.Result r = Check.run(graph, bindings, Map.of());
            assertThat(r.number("loss-scale")).isEqualTo(scale);
            boolean overflow = r.number("overflow") == 1;
            skipped += overflow ? 1 : 0;
            good = overflow ? 0 : good + 1;
            scale = overflow ? scale / 2 : good == 3 ? scale * 2 : scale;
            good = good == 3 ? 0 : good;
            assertThat(r.number("skipped-steps")).isEqualTo(skipped);
            assertThat(r.number("finite")).isEqualTo(overflow ? 0 : 1);
            bindings.putAll(r.updates());
        }
        assertThat(skipped).isBetween(2, 12);
    }

    @Test
    void aStaticScaleSkipsToo() {
        TrainingStep step = step(Precision.F16, LossScale.of(0x1p40));
        Map<String, NDArray> bindings = start(step);
        Check.Result r = run(step, bindings);
        same(r, bindings, "parameters/", "optimizer/decay", "optimizer/plain");
        assertThat(r.updates().get(LossScale.SKIPPED_STEPS).getLong(0)).isEqualTo(1);
        assertThat(r.updates()).doesNotContainKeys(LossScale.SCALE, LossScale.GOOD_STEPS);
    }

    /// Adam's bias correction counts the steps that it took.
    @Test
    void aSkippedStepIsNoneToTheOptimizer() {
        TrainingStep step = step(Precision.F16, LossScale.of(1024));
        Map<String, NDArray> bindings = start(step);
        Check.Result first = run(step, bindings);
        bindings.put(LossScale.SKIPPED_STEPS, NDArray.wrap(DType.I64, new long[] {5}));
        bindings.put("step", Check.i64(5));
        Check.Result later = run(step, bindings);
        assertThat(later.updates().get("parameters/decay").toDoubles()).isEqualTo(first.updates().get("parameters/decay").toDoubles());
        bindings.put("step", Check.i64(6));
        assertThat(run(step, bindings).updates().get("parameters/decay").toDoubles())
            .isNotEqualTo(first.updates().get("parameters/decay").toDoubles());
    }

    @Test
    void aLossThatIsNotFiniteIsNoOverflowAndMovesNothing() {
        TrainingStep step = step(Precision.F16, LossScale.dynamic());
        Map<String, NDArray> bindings = start(step);
        NDArray x = X.copy();
        x.setDouble(17, Double.NaN);
        bindings.put("x", x);
        Check.Result r = run(step, bindings);
        assertThat(r.number("finite")).isZero();
        assertThat(r.number("overflow")).isZero();
        same(r, bindings, "");
        assertThat(r.updates()).hasSize(bindings.size() - 4);
    }

    /// No gradient at all, so no scale makes one infinite.
    @Test
    void aScaleAtTheEndOfTheRangeStays() {
        Task task = task(Map.of("widths", List.of(4)), Precision.F32);
        Loss nothing = new Loss() {
            @Override
            public Tensor each(Tensor output, Tensor target) {
                return output.mul(0).sum(-1);
            }
        };
        TrainingStep step = TrainingStep.of(task.loss(nothing), SGD.of(0.1), 8).scale(LossScale.dynamic(1, 1));
        Map<String, NDArray> bindings = start(step);
        assertThat(run(step, bindings).updates().get(LossScale.SCALE).getDouble(0)).isEqualTo(2);
        bindings.put(LossScale.SCALE, Check.scalar(DType.F32, 0x1p127));
        assertThat(run(step, bindings).updates().get(LossScale.SCALE).getDouble(0)).isEqualTo(0x1p127);
    }

    /// Gradients of a loss this small are below the least f16; scaled they are not.
    @Test
    void theScaleKeepsSmallGradientsFromVanishing() {
        Task task = task(Map.of("widths", List.of(6)), Precision.F16);
        Task small = task.loss(new Loss() {
            @Override
            public Tensor each(Tensor output, Tensor target) {
                return Losses.crossEntropyEach(output, target, 0).mul(1e-7);
            }
        });
        TrainingStep plain = TrainingStep.of(small, SGD.of(1), 8);
        Map<String, NDArray> bindings = start(plain);
        same(run(plain, bindings), bindings, "parameters/decay");
        TrainingStep scaled = plain.scale(LossScale.of(0x1p20));
        TrainingStep exact = TrainingStep.of(small.precision(Precision.F32), SGD.of(1), 8);
        Check.Result a = run(scaled, start(scaled));
        Check.Result b = run(exact, start(exact));
        assertThat(a.number("gradient-norm") / b.number("gradient-norm")).isBetween(0.99, 1.01);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bf16", "f16"})
    void aSmallNetworkMemorisesEightExamples(String name) {
        TrainingStep step = TrainingStep.of(task(Map.of("widths", List.of(16), "activation", "tanh"), Precision.of(name)), AdamW.of(0.03), 8)
            .scale(LossScale.dynamic());
        Graph graph = step.graph();
        Map<String, NDArray> bindings = start(step);
        bindings.put("learning-rate", Check.scalar(DType.F32, 0.03));
        Check.Result r = null;
        for (int i = 0; i < 80; i++) {
            bindings.put("step", Check.i64(i));
            r = Check.run(graph, bindings, Map.of());
            bindings.putAll(r.updates());
        }
        assertThat(r.number("loss")).isLessThan(0.05);
        assertThat(r.number("correct")).isEqualTo(8);
    }

    @Test
    void itsStatesAreInEveryCheckpoint() {
        assertThat(step(Precision.F16, LossScale.dynamic()).views()).extracting(ParameterLayout.View::name)
            .contains("optimizer/loss-scale", "optimizer/good-steps", "optimizer/skipped-steps");
        assertThat(step(Precision.F16, LossScale.NONE).views()).extracting(ParameterLayout.View::name).noneMatch(n -> n.endsWith("steps"));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> LossScale.of(0)).hasMessageContaining("the scale must be above 0");
        assertThatThrownBy(() -> task(NORMED, Precision.F64).precision(Precision.BF16))
            .hasMessageContaining("the layout's parameters are f64, the policy bf16 has them in f32");
        assertThatThrownBy(() -> LossScale.dynamic(1, 0)).hasMessageContaining("the interval at least 1 step");
    }
}
