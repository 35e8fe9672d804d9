package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingStepTest {
    private static final NDArray X = Check.random(DType.F32, 12, 8, 5);
    private static final NDArray Y = Check.labels(0, 1, 2, 0, 1, 2, 2, 1);

    private static Task task(Map<String, Object> options, DType dtype) {
        Scope scope = Scope.root();
        Layer model = Models.standard().create("mlp", options, scope, Shape.of(5), 3);
        return Task.classification(model, ParameterLayout.of(scope, dtype), Feature.of(DType.F32, Shape.of(5)));
    }

    private static Map<String, NDArray> start(TrainingStep step, NDArray x) {
        var bindings = new HashMap<>(step.initial(7));
        bindings.put("x", x);
        bindings.put("y", Y);
        bindings.put("seed", Check.i64(7));
        bindings.put("step", Check.i64(0));
        bindings.put("base", Check.i64(0));
        bindings.put("learning-rate", Check.scalar(step.task().layout().dtype(), 0.01));
        return bindings;
    }

    @Test
    void aSmallNetworkMemorisesEightExamples() {
        Task task = task(Map.of("widths", List.of(16), "activation", "tanh"), DType.F32);
        TrainingStep step = TrainingStep.of(task, AdamW.of(0.03), 8).clipNorm(5);
        Graph graph = step.graph();
        Map<String, NDArray> bindings = start(step, X);
        bindings.put("learning-rate", Check.scalar(DType.F32, 0.03));
        double first = 0;
        Check.Result r = null;
        for (int i = 0; i < 80; i++) {
            bindings.put("step", Check.i64(i));
            r = Check.run(graph, bindings, Map.of());
            first = i == 0 ? r.number("loss") : first;
            bindings.putAll(r.updates());
        }
        assertThat(first).isBetween(0.8, 1.6);
        assertThat(r.number("loss")).isLessThan(0.05);
        assertThat(r.number("correct")).isEqualTo(8);

        Check.Result e = Check.run(EvaluationStep.of(task, 10).graph(), bindings, Map.of("batch", 8));
        assertThat(e.number("correct")).isEqualTo(8);
        assertThat(e.number("count")).isEqualTo(8);
        assertThat(e.number("loss-sum")).isLessThan(8 * 0.05);
    }

    @Test
    void theStatesAreFlatAndAllOfThemChange() {
        TrainingStep step = TrainingStep.of(task(Map.of("widths", List.of(4), "batch-norm", true), DType.F32), AdamW.of(0.01), 8);
        Map<String, NDArray> bindings = start(step, X);
        Check.Result r = Check.run(step.graph(), bindings, Map.of());
        assertThat(r.updates().keySet()).containsExactlyInAnyOrder("parameters/decay", "parameters/plain", "statistics",
            "optimizer/decay/m", "optimizer/decay/v", "optimizer/plain/m", "optimizer/plain/v");
        assertThat(r.updates().keySet()).isEqualTo(step.initial(7).keySet());
        for (var e : r.updates().entrySet()) {
            assertThat(e.getValue().shape()).isEqualTo(bindings.get(e.getKey()).shape());
            assertThat(e.getValue().toDoubles()).as(e.getKey()).isNotEqualTo(bindings.get(e.getKey()).toDoubles());
        }
        assertThat(r.outputs().keySet()).containsExactly("loss", "gradient-norm", "finite", "correct");
        assertThat(r.number("finite")).isEqualTo(1);
        assertThat(step.views()).extracting(ParameterLayout.View::name).contains("hidden1.weight", "hidden1.norm.mean",
            "optimizer/m/output.weight", "optimizer/v/output.bias");
    }

    @Test
    void paddingStaysZeroThroughASteps() {
        TrainingStep step = TrainingStep.of(task(Map.of("widths", List.of(3), "batch-norm", true), DType.F32), AdamW.of(0.01), 8);
        Check.Result r = Check.run(step.graph(), start(step, X), Map.of());
        var covered = new HashMap<String, boolean[]>();
        for (var e : r.updates().entrySet()) {
            covered.put(e.getKey(), new boolean[e.getValue().size()]);
        }
        for (ParameterLayout.View v : step.views()) {
            java.util.Arrays.fill(covered.get(v.state()), v.offset(), v.offset() + v.size(), true);
        }
        for (var e : covered.entrySet()) {
            for (int i = 0; i < e.getValue().length; i++) {
                assertThat(e.getValue()[i] ? 0 : r.updates().get(e.getKey()).getDouble(i)).isZero();
            }
        }
    }

    @Test
    void aNaNLeavesEveryStateAsItWas() {
        TrainingStep step = TrainingStep.of(task(Map.of("widths", List.of(4), "batch-norm", true), DType.F32),
            AdamW.of(0.01).weightDecay(0.1), 8).clipNorm(1);
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 3e38}) {
            NDArray x = X.copy();
            x.setDouble(17, bad);
            Map<String, NDArray> bindings = start(step, x);
            Check.Result r = Check.run(step.graph(), bindings, Map.of());
            assertThat(r.number("finite")).as("with %s", bad).isZero();
            assertThat(r.updates()).hasSize(7);
            for (var e : r.updates().entrySet()) {
                assertThat(e.getValue().toDoubles()).as(e.getKey()).isEqualTo(bindings.get(e.getKey()).toDoubles());
            }
        }
    }

    @Test
    void theDiagnosisNamesTheFirstPlaceThatIsNotFinite() {
        TrainingStep step = TrainingStep.of(task(Map.of("widths", List.of(4, 4)), DType.F32), AdamW.of(0.01), 8);
        Map<String, NDArray> bindings = start(step, X);
        ParameterLayout.View v = Check.view(step.task().layout(), "hidden2.weight");
        bindings.get(v.state()).setDouble(v.offset() + 3, Double.NaN);
        Graph graph = step.diagnosis();
        assertThat(graph.updates()).isEmpty();
        assertThat(graph.outputs().keySet()).containsExactly("input", "tap/hidden1", "tap/hidden2", "tap/output", "loss",
            "gradient/hidden1.weight", "gradient/hidden2.weight", "gradient/output.weight",
            "gradient/hidden1.bias", "gradient/hidden2.bias", "gradient/output.bias");
        Check.Result r = Check.run(graph, bindings, Map.of());
        String first = r.outputs().keySet().stream().filter(k -> !Double.isFinite(r.number(k))).findFirst().orElseThrow();
        assertThat(first).isEqualTo("tap/hidden2");
        double most = 0;
        for (double d : X.toDoubles()) {
            most = Math.max(most, Math.abs(d));
        }
        assertThat(r.number("input")).isEqualTo(most);
    }

    @Test
    void theDiagnosisNamesAStatisticThatOverflowsUnderAFiniteLoss() {
        TrainingStep step = TrainingStep.of(task(Map.of("widths", List.of(4), "batch-norm", true), DType.F32), AdamW.of(0.01), 8);
        NDArray x = X.copy();
        x.setDouble(17, 1e30);
        Check.Result r = Check.run(step.diagnosis(), start(step, x), Map.of());
        assertThat(r.number("loss")).isFinite();
        assertThat(r.outputs().keySet().stream().filter(k -> !Double.isFinite(r.number(k))))
            .containsExactly("statistic/hidden1.norm.variance");
    }

    @Test
    void oneStepOfSgdIsTheGradientOfTheLoss() {
        Task task = task(Map.of("widths", List.of(4), "activation", "tanh"), DType.F64);
        TrainingStep step = TrainingStep.of(task, SGD.of(1), 8);
        Map<String, NDArray> bindings = start(step, X);
        bindings.put("learning-rate", Check.scalar(DType.F64, 1));
        Graph graph = step.graph();
        Check.Result r = Check.run(graph, bindings, Map.of());
        double squares = 0;
        for (ParameterLayout.View v : task.layout().views()) {
            double[] before = Check.read(bindings, v);
            double[] after = Check.read(r.updates(), v);
            for (int i = 0; i < before.length; i++) {
                double difference = difference(graph, bindings, v, i);
                squares += difference * difference;
                assertThat(before[i] - after[i]).as("%s %d", v.name(), i).isCloseTo(difference, within(1e-8));
            }
        }
        assertThat(r.number("gradient-norm")).isCloseTo(Math.sqrt(squares), within(1e-8));
    }

    private static double difference(Graph graph, Map<String, NDArray> bindings, ParameterLayout.View v, int i) {
        NDArray place = bindings.get(v.state());
        double at = place.getDouble(v.offset() + i);
        place.setDouble(v.offset() + i, at + 1e-5);
        double up = Check.run(graph, bindings, Map.of()).number("loss");
        place.setDouble(v.offset() + i, at - 1e-5);
        double down = Check.run(graph, bindings, Map.of()).number("loss");
        place.setDouble(v.offset() + i, at);
        return (up - down) / 2e-5;
    }

    @Test
    void clippingScalesTheGradientToItsLimitAndLeavesSmallOnes() {
        Task task = task(Map.of("widths", List.of(4)), DType.F64);
        TrainingStep free = TrainingStep.of(task, SGD.of(1), 8);
        Map<String, NDArray> bindings = start(free, X);
        Check.Result all = Check.run(free.graph(), bindings, Map.of());
        double norm = all.number("gradient-norm");
        Check.Result clipped = Check.run(free.clipNorm(norm / 4).graph(), bindings, Map.of());
        Check.Result loose = Check.run(free.clipNorm(norm * 4).graph(), bindings, Map.of());
        assertThat(clipped.number("gradient-norm")).isEqualTo(norm);
        for (String state : all.updates().keySet()) {
            double[] before = bindings.get(state).toDoubles();
            double[] whole = all.updates().get(state).toDoubles();
            double[] expected = new double[before.length];
            for (int i = 0; i < before.length; i++) {
                expected[i] = before[i] + (whole[i] - before[i]) * norm / 4 / (norm + 1e-6);
            }
            Check.close(clipped.updates().get(state).toDoubles(), expected, 1e-14);
            assertThat(loose.updates().get(state).toDoubles()).isEqualTo(whole);
        }
    }

    @Test
    void weightDecayTouchesWeightsAlone() {
        Task task = task(Map.of("widths", List.of(4)), DType.F64);
        Map<String, NDArray> bindings = start(TrainingStep.of(task, SGD.of(1), 8), X);
        Check.Result plain = Check.run(TrainingStep.of(task, SGD.of(1), 8).graph(), bindings, Map.of());
        Check.Result decayed = Check.run(TrainingStep.of(task, SGD.of(1).weightDecay(0.5), 8).graph(), bindings, Map.of());
        assertThat(decayed.updates().get("parameters/plain").toDoubles()).isEqualTo(plain.updates().get("parameters/plain").toDoubles());
        double[] w = bindings.get("parameters/decay").toDoubles();
        double[] expected = plain.updates().get("parameters/decay").toDoubles();
        for (int i = 0; i < w.length; i++) {
            expected[i] -= 0.01 * 0.5 * w[i];
        }
        Check.close(decayed.updates().get("parameters/decay").toDoubles(), expected, 1e-15);
    }

    @Test
    void runningStatisticsMoveInTrainingAndRuleInEvaluation() {
        Task task = task(Map.of("widths", List.of(4), "batch-norm", true), DType.F64);
        TrainingStep step = TrainingStep.of(task, SGD.of(1), 8);
        Map<String, NDArray> bindings = start(step, X);
        bindings.put("learning-rate", Check.scalar(DType.F64, 0));
        for (int i = 0; i < 200; i++) {
            bindings.putAll(Check.run(step.graph(), bindings, Map.of()).updates());
        }
        // the running variance is unbiased, so evaluation on the same batch differs by a factor near √(7/8) before the last layer
        double[] mean = Check.read(bindings, Check.view(task.layout(), "hidden1.norm.mean"));
        double[] variance = Check.read(bindings, Check.view(task.layout(), "hidden1.norm.variance"));
        double[] w = Check.read(bindings, Check.view(task.layout(), "hidden1.weight"));
        for (int k = 0; k < 4; k++) {
            double[] h = new double[8];
            double m = 0;
            double v = 0;
            for (int i = 0; i < 8; i++) {
                for (int j = 0; j < 5; j++) {
                    h[i] += X.getDouble(i * 5 + j) * w[j * 4 + k];
                }
                m += h[i] / 8;
            }
            for (int i = 0; i < 8; i++) {
                v += (h[i] - m) * (h[i] - m) / 7;
            }
            Check.close(new double[] {mean[k], variance[k]}, new double[] {m, v}, 1e-8);
        }
    }

    @Test
    void extraLossesAreAddedAndReported() {
        Scope scope = Scope.root();
        Linear output = Linear.of(scope.at("output"), 5, 3);
        Layer model = (x, c) -> {
            c.loss("weights", c.value(output.weight()).square().sum().mul(0.5));
            return output.apply(x, c);
        };
        Task task = Task.classification(model, ParameterLayout.of(scope, DType.F64), Feature.of(DType.F32, Shape.of(5)));
        Task without = Task.classification(output, task.layout(), task.input());
        TrainingStep step = TrainingStep.of(task, SGD.of(1), 8);
        Map<String, NDArray> bindings = start(step, X);
        Check.Result r = Check.run(step.graph(), bindings, Map.of());
        Check.Result plain = Check.run(TrainingStep.of(without, SGD.of(1), 8).graph(), bindings, Map.of());
        assertThat(r.number("loss")).isCloseTo(plain.number("loss") + r.number("loss/weights"), within(1e-14));
        double[] w = bindings.get("parameters/decay").toDoubles();
        double[] expected = plain.updates().get("parameters/decay").toDoubles();
        for (int i = 0; i < w.length; i++) {
            expected[i] -= 0.01 * w[i];
        }
        Check.close(r.updates().get("parameters/decay").toDoubles(), expected, 1e-15);
    }

    @Test
    void aGraphHasOnlyTheInputsItNeeds() {
        assertThat(inputs(TrainingStep.of(task(Map.of(), DType.F32), SGD.of(1), 8).graph())).containsOnly("x", "y", "learning-rate");
        assertThat(inputs(TrainingStep.of(task(Map.of(), DType.F32), Adam.of(1), 8).graph()))
            .containsOnly("x", "y", "learning-rate", "step");
        assertThat(inputs(TrainingStep.of(task(Map.of("dropout", 0.5), DType.F32), SGD.of(1), 8).graph()))
            .containsOnly("x", "y", "learning-rate", "seed", "step", "base");
    }

    private static List<String> inputs(Graph g) {
        var out = new ArrayList<String>();
        for (Node n : g.nodes()) {
            if (n.op() instanceof Op.Input i) {
                out.add(i.label());
            }
        }
        return out;
    }

    @Test
    void theSameStepTwiceIsTheSameBits() {
        Task task = task(Map.of("dropout", 0.5, "widths", List.of(6)), DType.F32);
        TrainingStep step = TrainingStep.of(task, AdamW.of(0.01), 8);
        Map<String, NDArray> bindings = start(step, X);
        Check.Result a = Check.run(step.graph(), bindings, Map.of());
        Check.Result b = Check.run(step.graph(), bindings, Map.of());
        assertThat(a.number("loss")).isEqualTo(b.number("loss"));
        bindings.put("step", Check.i64(1));
        assertThat(Check.run(step.graph(), bindings, Map.of()).number("loss")).isNotEqualTo(a.number("loss"));
        assertThat(a.updates().get("parameters/decay").toDoubles()).isEqualTo(b.updates().get("parameters/decay").toDoubles());
    }

    @Test
    void twoHalfBatchesHaveTheMeanLossAndGradientOfTheWholeBatch() {
        Task task = task(Map.of("dropout", 0.5, "widths", List.of(6)), DType.F64);
        TrainingStep whole = TrainingStep.of(task, SGD.of(1), 8);
        Map<String, NDArray> bindings = start(whole, X);
        Check.Result all = Check.run(whole.graph(), bindings, Map.of());
        Graph half = TrainingStep.of(task, SGD.of(1), 4).graph();
        var halves = new ArrayList<Check.Result>();
        for (int i = 0; i < 2; i++) {
            bindings.put("x", NDArray.wrap(DType.F32, java.util.Arrays.copyOfRange((float[]) X.array(), i * 20, i * 20 + 20), 4, 5));
            bindings.put("y", Check.labels(java.util.Arrays.copyOfRange((int[]) Y.array(), i * 4, i * 4 + 4)));
            bindings.put("base", Check.i64(4 * i));
            halves.add(Check.run(half, bindings, Map.of()));
        }
        assertThat(all.number("loss")).isCloseTo((halves.get(0).number("loss") + halves.get(1).number("loss")) / 2, within(1e-14));
        for (String state : all.updates().keySet()) {
            double[] a = halves.get(0).updates().get(state).toDoubles();
            double[] b = halves.get(1).updates().get(state).toDoubles();
            for (int i = 0; i < a.length; i++) {
                a[i] = (a[i] + b[i]) / 2;
            }
            Check.close(all.updates().get(state).toDoubles(), a, 1e-14);
        }
    }

    @Test
    void regressionTrainsTowardItsTargets() {
        Scope scope = Scope.root();
        Layer model = Linear.of(scope.at("output"), 5, 2);
        Task task = new Task(model, ParameterLayout.of(scope, DType.F64), Feature.of(DType.F32, Shape.of(5)),
            Feature.of(DType.F32, Shape.of(2)), new MeanSquaredError());
        TrainingStep step = TrainingStep.of(task, SGD.of(0.1).momentum(0.9), 8);
        Map<String, NDArray> bindings = start(step, X);
        bindings.put("y", Check.random(DType.F32, 99, 8, 2));
        bindings.put("learning-rate", Check.scalar(DType.F64, 0.1));
        double first = Check.run(step.graph(), bindings, Map.of()).number("loss");
        for (int i = 0; i < 60; i++) {
            bindings.putAll(Check.run(step.graph(), bindings, Map.of()).updates());
        }
        Check.Result last = Check.run(step.graph(), bindings, Map.of());
        assertThat(last.number("loss")).isLessThan(first / 2);
        assertThat(last.outputs()).containsOnlyKeys("loss", "gradient-norm", "finite");
        Check.Result e = Check.run(EvaluationStep.of(task, 8).graph(), bindings, Map.of("batch", 8));
        assertThat(e.number("loss-sum") / e.number("count")).isCloseTo(last.number("loss"), within(1e-12));
    }

    @Test
    void evaluationTakesAnyBatchUpToItsBound() {
        Scope scope = Scope.root();
        Layer model = Models.standard().create("cnn", Map.of("channels", List.of(2, 3), "dropout", 0.5, "batch-norm", true, "width", 5),
            scope, Shape.of(6, 5, 1), 4);
        Task task = Task.classification(model, ParameterLayout.of(scope), Feature.images(6, 5, 1).normalize(0.13, 0.31));
        NDArray x = NDArray.zeros(DType.U8, 3, 6, 5, 1);
        for (int i = 0; i < x.size(); i++) {
            x.setLong(i, i * 37 % 256);
        }
        Map<String, NDArray> bindings = Check.bindings(task.layout(), 3);
        Graph graph = EvaluationStep.of(task, 16).graph();
        bindings.put("x", x);
        bindings.put("y", Check.labels(0, 1, 2));
        Check.Result three = Check.run(graph, bindings, Map.of("batch", 3));
        assertThat(three.outputs().get("output").shape()).containsExactly(3, 4);
        double loss = 0;
        double correct = 0;
        for (int i = 0; i < 3; i++) {
            byte[] one = java.util.Arrays.copyOfRange((byte[]) x.array(), i * 30, i * 30 + 30);
            bindings.put("x", NDArray.wrap(DType.U8, one, 1, 6, 5, 1));
            bindings.put("y", Check.labels(i));
            Check.Result r = Check.run(graph, bindings, Map.of("batch", 1));
            loss += r.number("loss-sum");
            correct += r.number("correct");
        }
        assertThat(three.number("loss-sum")).isCloseTo(loss, within(1e-5));
        assertThat(three.number("correct")).isEqualTo(correct);
        assertThat(inputs(EvaluationStep.of(task, 16).prediction())).containsExactly("x");
    }

    @Test
    void aStepWithoutParametersOrExamplesIsAnError() {
        Task empty = Task.classification(new Flatten(), ParameterLayout.of(Scope.root()), Feature.of(DType.F32, Shape.of(5)));
        assertThatThrownBy(() -> TrainingStep.of(empty, SGD.of(1), 8)).isInstanceOf(ModelException.class)
            .hasMessageContaining("has no parameters");
        assertThatThrownBy(() -> TrainingStep.of(task(Map.of(), DType.F32), SGD.of(1), 0)).hasMessageContaining("at least 1");
    }

    @Test
    void cachesOfALayerAreUpdatedWithTheStep() {
        Scope scope = Scope.root();
        Linear output = Linear.of(scope.at("output"), 5, 3);
        Layer model = (x, c) -> {
            Tensor last = c.cache("last", DType.F32, Shape.of(8, 3));
            Tensor y = output.apply(x, c).add(last.mul(0));
            c.update("last", y);
            return y;
        };
        Task task = Task.classification(model, ParameterLayout.of(scope), Feature.of(DType.F32, Shape.of(5)));
        TrainingStep step = TrainingStep.of(task, SGD.of(1), 8);
        Map<String, NDArray> bindings = start(step, X);
        bindings.put("cache/last", NDArray.zeros(DType.F32, 8, 3));
        assertThat(Check.run(step.graph(), bindings, Map.of()).updates()).containsKey("cache/last");
    }
}
