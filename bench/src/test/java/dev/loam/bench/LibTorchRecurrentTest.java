package dev.loam.bench;

import dev.loam.nn.Context;
import dev.loam.nn.CrossEntropy;
import dev.loam.nn.Layer;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Recurrent;
import dev.loam.nn.RecurrentLayers;
import dev.loam.nn.RecurrentModel;
import dev.loam.nn.Scope;
import dev.loam.tensor.DType;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Philox;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Recurrent layers and models beside LibTorch's own, with the same weights and inputs: in f64 to 1e-9, in f32 to 1e-5.
@NeedsLibTorch
class LibTorchRecurrentTest extends OnCpu {
    private static final long SEED = 1337;
    private static final int VOCABULARY = 13;

    static Stream<Arguments> cases() {
        return Recurrent.KINDS.stream().flatMap(kind -> Stream.of(DType.F64, DType.F32).map(d -> Arguments.of(kind, d)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cases")
    void outputsAndGradientsOfALayerAreLibTorchs(String kind, DType dtype) {
        Scope scope = Scope.root();
        layer(kind + " " + dtype, scope, Recurrent.of(kind, scope, 0, 11, 33), Shape.of(5, 17, 11), dtype);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"rnn", "lstm", "gru"})
    void outputsAndGradientsOfTwoLayersAreLibTorchs(String kind) {
        Scope scope = Scope.root();
        layer("two of " + kind + " f64", scope, RecurrentLayers.of(kind, scope, 16, 24, 2, 0), Shape.of(3, 9, 16), DType.F64);
    }

    private static void layer(String name, Scope scope, Layer layer, Shape input, DType dtype) {
        ParameterLayout layout = ParameterLayout.of(scope, dtype);
        Context context = Context.training(layout, input.dim(0));
        Tensor x = Tensor.input("x", dtype, input);
        Tensor y = layer.apply(x, context);
        Map<String, NDArray> states = initial(layout);
        var inputs = Map.of("x", values(input, dtype, "test.x"), "dy", values(y.shape(), dtype, "test.dy"));
        Graph graph = graph(scope, context, y, Tensor.input("dy", dtype, y.shape()), x);
        double bar = dtype == DType.F64 ? 1e-9 : 1e-5;
        var deviations = new Deviations(name);
        try (PointerScope _ = new PointerScope(); Running running = Running.compiled(cpu, graph, states)) {
            var twin = new TorchModel(layer, layout, states);
            var tx = LibTorch.of(inputs.get("x"), dtype).set_requires_grad(true);
            var ty = twin.apply(tx);
            ty.backward(LibTorch.of(inputs.get("dy"), dtype), new BoolOptional(), false, new TensorArrayRefOptional());
            Map<String, NDArray> result = running.run(inputs);
            deviations.check("output", "y", result.get("y").toDoubles(), LibTorch.doubles(ty), bar);
            deviations.check("gradient", "x", result.get("x").toDoubles(), LibTorch.doubles(tx.grad()), bar);
            scope.parameters().forEach(p -> deviations.check("gradient", p.name(), result.get(p.name()).toDoubles(), twin.gradient(p.name()), bar));
        }
        deviations.report();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"lstm, F64", "lstm, F32", "gru, F64"})
    void theLossAndTheGradientsOfAModelAreLibTorchs(String kind, DType dtype) {
        Scope scope = Scope.root();
        Layer model = RecurrentModel.of(kind, scope, VOCABULARY, 24, 1, 0);
        ParameterLayout layout = ParameterLayout.of(scope, dtype);
        Shape shape = Shape.of(4, 10);
        Context context = Context.training(layout, shape.dim(0));
        Tensor loss = new CrossEntropy().mean(model.apply(Tensor.input("x", DType.I32, shape), context), Tensor.input("t", DType.I32, shape));
        Map<String, NDArray> states = initial(layout);
        var inputs = Map.of("x", tokens(shape, 0), "t", tokens(shape, 1));
        double bar = dtype == DType.F64 ? 1e-9 : 1e-5;
        var deviations = new Deviations(kind + " model " + dtype);
        try (PointerScope _ = new PointerScope();
             Running running = Running.compiled(cpu, graph(scope, context, loss, Tensor.ones(dtype, Shape.SCALAR), null), states)) {
            var twin = new TorchModel(model, layout, states);
            var logits = twin.apply(LibTorch.of(inputs.get("x"), dtype));
            var twinLoss = torch.cross_entropy_loss(logits.reshape(-1, VOCABULARY), LibTorch.of(inputs.get("t"), dtype).view(-1));
            twinLoss.backward();
            Map<String, NDArray> result = running.run(inputs);
            deviations.check("loss", "step 1", result.get("y").toDoubles(), LibTorch.doubles(twinLoss), bar);
            scope.parameters().forEach(p -> deviations.check("gradient", p.name(), result.get(p.name()).toDoubles(), twin.gradient(p.name()), bar));
        }
        deviations.report();
    }

    /// `y`, and the gradients under the parameters' names, and under `"x"` that for `x` where there is one.
    private static Graph graph(Scope scope, Context context, Tensor y, Tensor dy, Tensor x) {
        var wrt = new LinkedHashMap<String, Tensor>();
        if (x != null) {
            wrt.put("x", x);
        }
        scope.parameters().forEach(p -> wrt.put(p.name(), context.value(p)));
        List<Tensor> found = Gradients.vjp(List.of(y), List.of(dy), new ArrayList<>(wrt.values()));
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("y", y.node());
        int k = 0;
        for (String name : wrt.keySet()) {
            outputs.put(name, found.get(k++).node());
        }
        return Graph.of(outputs, Map.of());
    }

    private static Map<String, NDArray> initial(ParameterLayout layout) {
        var out = new LinkedHashMap<String, NDArray>();
        for (String state : layout.sizes().keySet()) {
            out.put(state, layout.initial(state, SEED));
        }
        return out;
    }

    private static NDArray values(Shape shape, DType dtype, String name) {
        NDArray f32 = RandomBatches.normal(shape, SEED, name);
        NDArray out = NDArray.zeros(dtype, shape.toArray());
        for (int i = 0; i < out.size(); i++) {
            out.setDouble(i, f32.getDouble(i));
        }
        return out;
    }

    private static NDArray tokens(Shape shape, int step) {
        NDArray out = NDArray.zeros(DType.I32, shape.toArray());
        for (int i = 0; i < out.size(); i++) {
            out.setLong(i, Philox.below(VOCABULARY, SEED, Philox.stream("test.tokens"), step, i));
        }
        return out;
    }
}
