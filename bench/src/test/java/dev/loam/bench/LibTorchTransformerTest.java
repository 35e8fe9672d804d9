package dev.loam.bench;

import dev.loam.nn.Adam;
import dev.loam.nn.Context;
import dev.loam.nn.CrossEntropy;
import dev.loam.nn.Feature;
import dev.loam.nn.GPT;
import dev.loam.nn.Initializer;
import dev.loam.nn.Layer;
import dev.loam.nn.LayerNorm;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.RMSNorm;
import dev.loam.nn.Scope;
import dev.loam.nn.Task;
import dev.loam.nn.TrainingStep;
import dev.loam.nn.TransformerBlock;
import dev.loam.nn.TransformerOptions;
import dev.loam.tensor.DType;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Philox;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Norms, transformer blocks and whole GPTs beside LibTorch, with the same weights and batches: in f64 to 1e-9, in f32 to 1e-5.
@NeedsLibTorch
class LibTorchTransformerTest extends OnCpu {
    private static final long SEED = 1337;
    private static final int VOCABULARY = 13;

    private record Case(String name, Shape input, Build build) {
        private interface Build {
            Layer in(Scope scope);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static LayerNorm norm(Scope s, int channels) {
        Initializer normal = Initializer.normal(1);
        return new LayerNorm(s.parameter("weight", Shape.of(channels), normal), s.parameter("bias", Shape.of(channels), normal), 1e-5);
    }

    static Stream<Arguments> layers() {
        return Stream.of(
            new Case("layer-norm", Shape.of(3, 7, 33), s -> norm(s, 33)),
            new Case("rms-norm", Shape.of(3, 7, 33), s -> new RMSNorm(s.parameter("weight", Shape.of(33), Initializer.normal(1)), 1e-6)),
            new Case("block", Shape.of(2, 9, 24), s -> TransformerBlock.of(s, 24, 3, 0, true)),
            new Case("block with rotary positions, rms-norm, swiglu and qk-norm", Shape.of(2, 9, 24), s -> TransformerBlock.of(s, 24,
                new TransformerOptions(3, true, 0, TransformerOptions.Positions.ROTARY, "rms", "swiglu", true, false), 1)),
            new Case("block with relu2", Shape.of(2, 9, 24), s -> TransformerBlock.of(s, 24,
                new TransformerOptions(3, false, 0, TransformerOptions.Positions.NONE, "layer", "relu2", false, false), 1)),
            new Case("block of the benchmark", Shape.of(3, 64, 128), s -> TransformerBlock.of(s, 128, 4, 0, false)))
            .flatMap(c -> Stream.of(DType.F64, DType.F32).map(d -> Arguments.of(c, d)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("layers")
    void outputsAndGradientsOfLayersAreLibTorchs(Case c, DType dtype) {
        Scope scope = Scope.root();
        Layer layer = c.build().in(scope);
        ParameterLayout layout = ParameterLayout.of(scope, dtype);
        Context context = Context.training(layout, c.input().dim(0));
        Tensor x = Tensor.input("x", dtype, c.input());
        var wrt = new LinkedHashMap<String, Tensor>();
        wrt.put("x", x);
        scope.parameters().forEach(p -> wrt.put(p.name(), context.value(p)));
        Tensor y = layer.apply(x, context);
        var found = Gradients.vjp(java.util.List.of(y), java.util.List.of(Tensor.input("dy", dtype, c.input())), new ArrayList<>(wrt.values()));
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("y", y.node());
        int k = 0;
        for (String name : wrt.keySet()) {
            outputs.put(name, found.get(k++).node());
        }
        Map<String, NDArray> states = initial(layout);
        var inputs = Map.of("x", values(c.input(), dtype, "test.x"), "dy", values(c.input(), dtype, "test.dy"));
        double bar = dtype == DType.F64 ? 1e-9 : 1e-5;
        var deviations = new Deviations(c + " " + dtype);
        try (PointerScope pointers = new PointerScope(); Running running = Running.compiled(cpu, Graph.of(outputs, Map.of()), states)) {
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

    static Stream<Arguments> models() {
        var modern = new TransformerOptions(3, false, 0, TransformerOptions.Positions.ROTARY, "rms", "swiglu", true, false);
        return Stream.of(Arguments.of(DType.F64, 2, 24, 9, TransformerOptions.standard(3, 0, true), true, 0.0),
            Arguments.of(DType.F32, 2, 32, 16, TransformerOptions.standard(2, 0, false), true, 0.0), Arguments.of(DType.F64, 2, 24, 9, modern, false, 3.0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void theStepsOfAGptAreLibTorchs(DType dtype, int layers, int channels, int context, TransformerOptions options, boolean tied, double softCap) {
        Scope scope = Scope.root();
        var model = GPT.of(scope, VOCABULARY, context, layers, channels, options, tied, softCap);
        ParameterLayout layout = ParameterLayout.of(scope, dtype);
        var sequence = Feature.of(DType.I32, Shape.of(context));
        // plain Adam, in whose first moment the first step's gradients can be read
        var optimizer = Adam.of(1e-3);
        var step = TrainingStep.of(new Task(model, layout, sequence, sequence, new CrossEntropy()), optimizer, 4);
        Map<String, NDArray> initial = step.initial(SEED);
        boolean exact = dtype == DType.F64;
        var deviations = new Deviations("gpt " + dtype);
        try (PointerScope pointers = new PointerScope(); Running training = Running.compiled(cpu, step.graph(), initial)) {
            var twin = new TorchModel(model, layout, initial);
            var twinOptimizer = TorchOptimizer.of(optimizer, layout, twin::tensor);
            for (int i = 0; i < (exact ? 3 : 20); i++) {
                NDArray rate = NDArray.zeros(dtype);
                rate.setDouble(0, optimizer.learningRate());
                Map<String, NDArray> inputs = Map.of("x", tokens(4, context, 2 * i), "y", tokens(4, context, 2 * i + 1), "learning-rate", rate,
                    "step", NDArray.wrap(DType.I64, new long[] {i}));
                twinOptimizer.zero_grad();
                var logits = twin.apply(LibTorch.of(inputs.get("x"), dtype));
                var loss = torch.cross_entropy_loss(logits.view(-1, VOCABULARY), LibTorch.of(inputs.get("y"), dtype).view(-1));
                loss.backward();
                twinOptimizer.step();
                double[] found = training.run(inputs).get("loss").toDoubles();
                deviations.check(i == 0 ? "loss" : "later loss", "step " + (i + 1), found, LibTorch.doubles(loss), exact ? 1e-9 : i == 0 ? 1e-5 : 1e-4);
                for (ParameterLayout.View slot : i > 0 ? java.util.List.<ParameterLayout.View>of() : layout.slotViews("m")) {
                    double[] g = Arrays.copyOfRange(training.state(slot.state()).toDoubles(), slot.offset(), slot.offset() + slot.size());
                    for (int k = 0; k < g.length; k++) {
                        g[k] /= 1 - optimizer.beta1();
                    }
                    String name = slot.name().substring("optimizer/m/".length());
                    deviations.check("gradient", name, g, twin.gradient(name), exact ? 1e-9 : 1e-5);
                }
            }
        }
        deviations.report();
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

    private static NDArray tokens(int batch, int time, int step) {
        NDArray out = NDArray.zeros(DType.I32, batch, time);
        for (int i = 0; i < out.size(); i++) {
            out.setLong(i, Philox.below(VOCABULARY, SEED, Philox.stream("test.tokens"), step, i));
        }
        return out;
    }
}
