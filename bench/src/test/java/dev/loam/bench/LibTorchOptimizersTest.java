package dev.loam.bench;

import dev.loam.nn.Adagrad;
import dev.loam.nn.Adam;
import dev.loam.nn.AdamW;
import dev.loam.nn.Initializer;
import dev.loam.nn.Optimizer;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.RMSprop;
import dev.loam.nn.SGD;
import dev.loam.nn.Scope;
import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Philox;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

/// The optimisers given the same gradients as LibTorch's, of every size down to 1e-14, so that it shows where epsilon stands.
@NeedsLibTorch
class LibTorchOptimizersTest extends OnCpu {
    private static final int ELEMENTS = 500;
    private static final int STEPS = 10;

    @Test
    void givenTheSameGradientsTheOptimisersMoveAsLibTorchs() {
        for (Optimizer o : List.of(SGD.of(0.1), SGD.of(0.1).momentum(0.9).weightDecay(0.01), SGD.of(0.1).momentum(0.9).nesterov(true),
            Adam.of(0.1), Adam.of(0.1).betas(0.5, 0.9).epsilon(1e-3).weightDecay(0.01), AdamW.of(0.1),
            AdamW.of(0.1).betas(0.8, 0.99).weightDecay(0.1), RMSprop.of(0.01), RMSprop.of(0.01).alpha(0.9).epsilon(1e-3).momentum(0.8).weightDecay(0.1),
            RMSprop.of(0.01).centered(true).epsilon(1e-3).momentum(0.9), Adagrad.of(0.1),
            Adagrad.of(0.1).rateDecay(0.1).initial(0.5).epsilon(1e-3).weightDecay(0.1))) {
            for (DType dtype : List.of(DType.F64, DType.F32)) {
                compare(o, dtype, "cpu", (graph, states) -> Running.compiled(cpu, graph, states));
                compare(o, dtype, "interpreter", Running::interpreted);
            }
        }
    }

    private static void compare(Optimizer optimizer, DType dtype, String where, Running.Target target) {
        double bar = dtype == DType.F64 ? 1e-9 : 1e-5;
        Scope scope = Scope.root();
        scope.parameter("w", Shape.of(ELEMENTS), Initializer.uniform(1), true);
        ParameterLayout layout = ParameterLayout.of(scope, dtype);
        ParameterLayout.Group group = layout.groups().getFirst();

        var initial = new HashMap<String, NDArray>();
        initial.put(group.state(), layout.initial(group.state(), 1));
        optimizer.slots().forEach(slot -> initial.put(group.state(slot), NDArray.zeros(dtype, group.size())));
        var deviations = new Deviations(dtype.name().toLowerCase(java.util.Locale.ROOT) + " " + where + ", " + optimizer);
        try (PointerScope pointers = new PointerScope(); Running running = target.start(graph(optimizer, group, dtype), initial)) {
            Map<String, NDArray> parameters = Map.of(group.state(), initial.get(group.state()));
            var twin = new TorchModel(null, layout, parameters);
            var twinOptimizer = TorchOptimizer.of(optimizer, layout, twin::tensor);
            for (int i = 0; i < STEPS; i++) {
                NDArray rate = NDArray.zeros(dtype);
                rate.setDouble(0, optimizer.learningRate());
                NDArray gradient = gradient(dtype, group.size(), i);
                twinOptimizer.zero_grad();
                var given = LibTorch.of(gradient, dtype).narrow(0, 0, ELEMENTS);
                twin.tensor("w").mul(given).sum().backward();
                twinOptimizer.step();
                running.run(Map.of("g", gradient, "learning-rate", rate, "step", NDArray.wrap(DType.I64, new long[] {i})));
                double[] found = java.util.Arrays.copyOf(running.state(group.state()).toDoubles(), ELEMENTS);
                deviations.check("parameter", "step " + (i + 1), found, twin.value("w"), bar);
            }
        }
        deviations.report();
    }

    private static Graph graph(Optimizer optimizer, ParameterLayout.Group group, DType dtype) {
        Shape shape = Shape.of(group.size());
        var slots = new ArrayList<Tensor>();
        for (String slot : optimizer.slots()) {
            slots.add(Tensor.state(group.state(slot), dtype, shape));
        }
        Optimizer.Update u = optimizer.update(new Optimizer.Step(group, Tensor.state(group.state(), dtype, shape), Tensor.input("g", dtype, shape),
            slots, Map.of(), Tensor.input("learning-rate", dtype, Shape.SCALAR), Tensor.input("step", DType.I64, Shape.SCALAR), dtype));
        var updates = new LinkedHashMap<String, Node>();
        updates.put(group.state(), u.parameters().node());
        for (int i = 0; i < slots.size(); i++) {
            updates.put(group.state(optimizer.slots().get(i)), u.slots().get(i).node());
        }
        return Graph.of(Map.of(), updates);
    }

    /// Both signs, and magnitudes from 1e-14 to 1.
    private static NDArray gradient(DType dtype, int size, int step) {
        NDArray out = NDArray.zeros(dtype, size);
        for (int i = 0; i < ELEMENTS; i++) {
            double u = 2 * Philox.uniform(1, Philox.stream("gradient"), step, i) - 1;
            out.setDouble(i, u * Math.pow(10, -14.0 * i / ELEMENTS));
        }
        return out;
    }
}
