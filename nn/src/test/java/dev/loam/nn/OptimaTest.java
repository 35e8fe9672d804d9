package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every optimiser on functions whose least value is known: Rosenbrock's valley, an ill-conditioned quadratic of a matrix, and a
/// classifier of points that no line divides.
class OptimaTest {
    /// A function of parameters as a task: the output is what is to be least.
    private static Task task(Layer function, Scope scope, Optimizer optimizer) {
        Loss itself = (output, _) -> output;
        Feature none = Feature.of(DType.F64, Shape.of(1));
        return new Task(function, ParameterLayout.of(scope, DType.F64, optimizer, List.of()), none, none, itself);
    }

    /// The parameters `name` to evaluate after `steps` steps at the schedule's rates.
    private static double[] trained(Task task, Optimizer optimizer, Schedule schedule, int steps, String name) {
        Graph graph = TrainingStep.of(task, optimizer, 1).graph();
        Map<String, NDArray> bindings = new HashMap<>(TrainingStep.of(task, optimizer, 1).initial(3));
        bindings.put("x", NDArray.zeros(DType.F64, 1, 1));
        bindings.put("y", NDArray.zeros(DType.F64, 1, 1));
        for (int i = 0; i < steps; i++) {
            bindings.put("learning-rate", Check.scalar(DType.F64, schedule.at(i, steps)));
            bindings.put("step", Check.i64(i));
            bindings.putAll(Check.run(graph, bindings, Map.of()).updates());
        }
        for (ParameterLayout.Group g : task.layout().groups()) {
            for (int k = 0; k < g.parameters().size(); k++) {
                if (g.parameters().get(k).name().equals(name)) {
                    return evaluated(optimizer, g, bindings, g.offsets()[k], g.parameters().get(k).size(), steps);
                }
            }
        }
        throw new AssertionError(name);
    }

    private static double[] evaluated(Optimizer optimizer, ParameterLayout.Group g, Map<String, NDArray> states, int from, int size, int steps) {
        double[] out = new double[size];
        for (int i = 0; i < size; i++) {
            int at = from + i;
            double[] slots = optimizer.slots(g).stream().mapToDouble(s -> states.get(g.state(s)).getDouble(at)).toArray();
            out[i] = optimizer.evaluated(g, states.get(g.state()).getDouble(at), slots, steps);
        }
        return out;
    }

    static Stream<Arguments> rosenbrock() {
        return Stream.of(
            Arguments.of(SGD.of(1e-3).momentum(0.9), Schedule.constant(1e-3), 4000, 1e-6),
            Arguments.of(SGD.of(1e-3).momentum(0.9).nesterov(true), Schedule.constant(1e-3), 4000, 1e-6),
            Arguments.of(RMSprop.of(1e-2), Cosine.from(1e-2), 8000, 1e-3),
            Arguments.of(Adagrad.of(0.5), Schedule.constant(0.5), 8000, 2e-3),
            Arguments.of(Adam.of(0.1), Cosine.from(0.1), 4000, 1e-6),
            Arguments.of(AdamW.of(0.1).weightDecay(0), Cosine.from(0.1), 4000, 1e-6),
            Arguments.of(Lion.of(3e-3), Cosine.from(3e-3), 8000, 1e-3),
            Arguments.of(Muon.of(0.1).weightDecay(0), Cosine.from(0.1), 4000, 1e-3),
            Arguments.of(ScheduleFree.of(0.02), Schedule.constant(0.02), 8000, 2e-3),
            Arguments.of(new Averaged(Adam.of(0.1), 0.99), Cosine.from(0.1), 4000, 1e-5));
    }

    /// Rosenbrock 1960: (1 - a)² + 100 (b - a²)², least at (1, 1), from (-1.2, 1).
    @ParameterizedTest
    @MethodSource
    void rosenbrock(Optimizer optimizer, Schedule schedule, int steps, double within) {
        Scope scope = Scope.root();
        Parameter a = scope.parameter("a", Shape.of(1), Initializer.constant(-1.2));
        Parameter b = scope.parameter("b", Shape.of(1), Initializer.constant(1));
        Layer valley = (_, c) -> c.value(a).neg().add(1).square().add(c.value(b).sub(c.value(a).square()).square().mul(100));
        Task task = task(valley, scope, optimizer);
        assertThat(trained(task, optimizer, schedule, steps, "a")[0]).isCloseTo(1, org.assertj.core.data.Offset.offset(within));
        assertThat(trained(task, optimizer, schedule, steps, "b")[0]).isCloseTo(1, org.assertj.core.data.Offset.offset(2 * within));
    }

    static Stream<Arguments> quadratic() {
        return Stream.of(
            Arguments.of(SGD.of(0.05).momentum(0.9), Schedule.constant(0.05)),
            Arguments.of(RMSprop.of(0.02), Cosine.from(0.02)),
            Arguments.of(Adagrad.of(0.5), Schedule.constant(0.5)),
            Arguments.of(Adam.of(0.05), Cosine.from(0.05)),
            Arguments.of(AdamW.of(0.05).weightDecay(0), Cosine.from(0.05)),
            Arguments.of(Lion.of(0.02), Cosine.from(0.02)),
            Arguments.of(Muon.of(0.05).weightDecay(0), Cosine.from(0.05)),
            Arguments.of(ScheduleFree.of(0.2), Schedule.constant(0.2)));
    }

    /// `Σ scale · (w - target)²` for a 4×3 matrix with scales from 0.1 to 5.
    @ParameterizedTest
    @MethodSource
    void quadratic(Optimizer optimizer, Schedule schedule) {
        Scope scope = Scope.root();
        Parameter w = scope.parameter("w", Shape.of(4, 3), Initializer.normal(1));
        NDArray target = Check.random(DType.F64, 5, 4, 3);
        NDArray scale = NDArray.zeros(DType.F64, 4, 3);
        for (int i = 0; i < 12; i++) {
            scale.setDouble(i, 0.1 * Math.pow(50, i / 11.0));
        }
        Layer function = (_, c) -> c.value(w).sub(Tensor.of(target)).square().mul(Tensor.of(scale)).sum().reshape(1);
        double[] found = trained(task(function, scope, optimizer), optimizer, schedule, 600, "w");
        Check.close(found, target.toDoubles(), 5e-3);
    }

    static Stream<Optimizer> classifier() {
        return Stream.of(SGD.of(0.3).momentum(0.9), RMSprop.of(0.02), Adagrad.of(0.2), Adam.of(0.03), AdamW.of(0.03), Lion.of(0.01),
            Muon.of(0.03), ScheduleFree.of(0.05));
    }

    /// Two rings, one inside the other, by an MLP of 16 hidden units.
    @ParameterizedTest
    @MethodSource
    void classifier(Optimizer optimizer) {
        int n = 40;
        NDArray x = NDArray.zeros(DType.F64, n, 2);
        NDArray y = NDArray.zeros(DType.I32, n);
        for (int i = 0; i < n; i++) {
            double radius = i % 2 == 0 ? 0.5 : 1.5;
            x.setDouble(2 * i, radius * Math.cos(2 * Math.PI * i / n));
            x.setDouble(2 * i + 1, radius * Math.sin(2 * Math.PI * i / n));
            y.setLong(i, i % 2);
        }
        Scope scope = Scope.root();
        Layer model = Models.standard().create("mlp", Map.of("widths", List.of(16), "activation", "tanh"), scope, Shape.of(2), 2);
        Task task = Task.classification(model, ParameterLayout.of(scope, DType.F64, optimizer, List.of()), Feature.of(DType.F64, Shape.of(2)));
        TrainingStep step = TrainingStep.of(task, optimizer, n);
        Graph graph = step.graph();
        Map<String, NDArray> bindings = new HashMap<>(step.initial(3));
        bindings.put("x", x);
        bindings.put("y", y);
        bindings.put("learning-rate", Check.scalar(DType.F64, optimizer.learningRate()));
        Check.Result r = null;
        for (int i = 0; i < 150; i++) {
            bindings.put("step", Check.i64(i));
            r = Check.run(graph, bindings, Map.of());
            bindings.putAll(r.updates());
        }
        assertThat(r.number("correct")).isEqualTo(n);
        assertThat(r.number("loss")).isLessThan(0.1);
    }
}
