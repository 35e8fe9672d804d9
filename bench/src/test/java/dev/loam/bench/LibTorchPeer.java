package dev.loam.bench;

import static org.bytedeco.pytorch.global.torch.clip_grad_norm_;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu;

import dev.loam.nn.GPT;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Scope;
import dev.loam.nn.TrainingStep;
import dev.loam.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// The workloads in LibTorch, from the same first weights and on the same batches as in Loam, timed alike and printed in the same form:
/// `LibTorchPeer [NAME …] [KEY=VALUE …]` with the keys of [BenchOptions], and for transformers `opt=fused` (its fused AdamW) or
/// `opt=plain`, `attn=sdpa` (its fused attention) or `attn=manual`. `bench/beside-libtorch.sh` runs the two in turn.
///
/// Each is written as LibTorch has it fastest: images `[n, c, h, w]`, flattened in that order.
final class LibTorchPeer {
    private static final long[] ZERO = {0, 0};
    private static final long[] ONE = {1, 1};
    private static final long[] TWO = {2, 2};

    private final TorchModel weights;
    private final TensorVector parameters = new TensorVector();

    private LibTorchPeer(TorchModel weights) {
        this.weights = weights;
    }

    /// How LibTorch computes where it has a choice.
    record Kinds(boolean fusedOptimizer, boolean fusedAttention) {
        static final Kinds STANDARD = new Kinds(true, true);

        Kinds with(String assignment) {
            return switch (assignment) {
                case "opt=fused" -> new Kinds(true, fusedAttention);
                case "opt=plain" -> new Kinds(false, fusedAttention);
                case "attn=sdpa" -> new Kinds(fusedOptimizer, true);
                case "attn=manual" -> new Kinds(fusedOptimizer, false);
                default -> null;
            };
        }

        String attention() {
            return fusedAttention ? "attn=sdpa" : "attn=manual";
        }
    }

    /// A forward pass.
    private interface Forward {
        Tensor logits(Tensor x);
    }

    public static void main(String[] arguments) {
        var options = BenchOptions.standard();
        var kinds = Kinds.STANDARD;
        var names = new ArrayList<String>();
        for (String argument : arguments) {
            if (kinds.with(argument) != null) {
                kinds = kinds.with(argument);
            } else if (argument.contains("=")) {
                options = options.with(argument);
            } else {
                names.add(argument);
            }
        }
        for (String name : names.isEmpty() ? Bench.names() : names) {
            run(name, options, kinds, m -> System.out.println(m.line()));
        }
    }

    static void run(String name, BenchOptions options, Workload.Results results) {
        run(name, options, Kinds.STANDARD, results);
    }

    static void run(String name, BenchOptions options, Kinds kinds, Workload.Results results) {
        int threads = options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
        torch.set_num_threads(threads);
        switch (name) {
            case "mlp" -> train(TrainingWorkload.MLP, threads, options, results);
            case "cnn" -> train(TrainingWorkload.CNN, threads, options, results);
            case "gpt-small" -> train(LanguageWorkload.SMALL, threads, options, kinds, results);
            case "gpt-mid" -> train(LanguageWorkload.MID, threads, options, kinds, results);
            case "block" -> blocks(threads, options, kinds, results);
            case "gemm" -> multiply(threads, options, results);
            default -> throw new BenchException("bench: LibTorch has no workload '" + name + "'");
        }
    }

    private static void train(TrainingWorkload workload, int threads, BenchOptions options, Workload.Results results) {
        int batch = options.batch() == 0 ? workload.batch() : options.batch();
        TrainingStep step = workload.step(batch);
        var peer = new LibTorchPeer(new TorchModel(step.task().model(), step.task().layout(), step.initial(options.seed())));
        Forward model = workload == TrainingWorkload.MLP ? peer.mlp() : peer.cnn();
        var inputs = new ArrayList<Tensor>();
        var labels = new ArrayList<Tensor>();
        RandomBatches data = RandomBatches.of(workload, batch, options.seed());
        for (int i = 0; i < data.inputs().size(); i++) {
            Tensor x = LibTorch.of(data.x(i), DType.F32);
            inputs.add(x.dim() == 4 ? LibTorch.channelsFirst(x) : x);
            labels.add(LibTorch.of(data.y(i), DType.F32));
        }
        var adam = new Adam(peer.parameters, new AdamOptions(TrainingWorkload.LEARNING_RATE));
        Samples samples = Samples.of(i -> {
            try (PointerScope _ = new PointerScope()) {
                adam.zero_grad();
                Tensor loss = cross_entropy_loss(model.logits(inputs.get(i % inputs.size())), labels.get(i % labels.size()));
                loss.backward();
                adam.step();
                return loss.item_float();
            }
        }, options);
        results.add(Measurement.Training.of(workload, "libtorch", threads, batch, "adam", step.task().layout().parameterCount(), samples));
    }

    private static void train(LanguageWorkload workload, int threads, BenchOptions options, Kinds kinds, Workload.Results results) {
        int batch = options.batch() == 0 ? workload.batch() : options.batch();
        TrainingStep step = workload.step(batch);
        var layout = step.task().layout();
        var weights = new TorchModel(step.task().model(), layout, step.initial(options.seed()));
        var all = new ArrayList<Tensor>();
        layout.views().forEach(v -> all.add(weights.tensor(v.name())));
        var vector = new TensorVector(all.toArray(new Tensor[0]));
        var fused = kinds.fusedOptimizer() ? new FusedAdamW(LanguageWorkload.OPTIMIZER, all) : null;
        var plain = kinds.fusedOptimizer() ? null : TorchOptimizer.of(LanguageWorkload.OPTIMIZER, layout, weights);
        var transformer = new TorchTransformer(weights, kinds.fusedAttention());
        Tensor tokens = LibTorch.of(workload.tokens(batch, options.seed()), DType.F32);
        long size = (long) batch * workload.context();
        Samples samples = Samples.of(i -> {
            try (PointerScope _ = new PointerScope()) {
                if (fused != null) {
                    fused.zeroGradients();
                } else {
                    plain.zero_grad(true);
                }
                long from = i % LanguageWorkload.BATCHES * size;
                Tensor logits = transformer.apply((GPT) step.task().model(), tokens.narrow(0, from, size).view(batch, workload.context()));
                Tensor loss = cross_entropy_loss(logits.view(size, LanguageWorkload.VOCABULARY), tokens.narrow(0, from + 1, size));
                loss.backward();
                clip_grad_norm_(vector, LanguageWorkload.CLIP);
                if (fused != null) {
                    fused.step();
                } else {
                    plain.step();
                }
                return loss.item_float();
            }
        }, options, workload.least());
        String name = (kinds.fusedOptimizer() ? "adamw-fused " : "adamw ") + kinds.attention();
        results.add(workload.measurement("libtorch", threads, batch, name, samples));
    }

    private static void blocks(int threads, BenchOptions options, Kinds kinds, Workload.Results results) {
        for (BlockWorkload.Case c : BlockWorkload.Case.ALL) {
            int batch = options.batch() == 0 ? c.batch() : options.batch();
            Scope scope = Scope.root();
            var block = BlockWorkload.block(c, scope);
            var layout = ParameterLayout.of(scope);
            var weights = new TorchModel(block, layout, BlockWorkload.initial(layout, options.seed()));
            var transformer = new TorchTransformer(weights, kinds.fusedAttention());
            Tensor x = LibTorch.of(BlockWorkload.values(c, batch, options.seed(), "bench.x"), DType.F32).set_requires_grad(true);
            Tensor dy = LibTorch.of(BlockWorkload.values(c, batch, options.seed(), "bench.dy"), DType.F32);
            Samples samples = Samples.of(_ -> {
                try (PointerScope _ = new PointerScope()) {
                    x.mutable_grad().reset();
                    layout.views().forEach(v -> weights.tensor(v.name()).mutable_grad().reset());
                    Tensor y = transformer.apply(block, x);
                    y.backward(dy, new BoolOptional(), false, new TensorArrayRefOptional());
                    return y.view(-1).get(0).item_float();
                }
            }, options.seconds(options.seconds() / BlockWorkload.Case.ALL.size()), c.least());
            results.add(c.measurement("libtorch", threads, batch, "none " + kinds.attention(), layout.parameterCount(), samples));
        }
    }

    private Tensor parameter(String name) {
        return parameter(weights.tensor(name));
    }

    private Tensor parameter(Tensor t) {
        parameters.push_back(t);
        return t;
    }

    private Forward mlp() {
        Tensor hidden = parameter("hidden1.weight");
        var hiddenBias = new TensorOptional(parameter("hidden1.bias"));
        Tensor output = parameter("output.weight");
        var outputBias = new TensorOptional(parameter("output.bias"));
        return x -> linear(relu(linear(x, hidden, hiddenBias)), output, outputBias);
    }

    private Forward cnn() {
        Tensor first = parameter("conv1.weight");
        var firstBias = new TensorOptional(parameter("conv1.bias"));
        Tensor second = parameter("conv2.weight");
        var secondBias = new TensorOptional(parameter("conv2.bias"));
        // Loam's weights are for pixels, then channels
        Tensor pixelsFirst = weights.tensor("output.weight").detach().view(10, 7, 7, 64);
        Tensor output = parameter(pixelsFirst.permute(0, 3, 1, 2).contiguous().view(10, 3136).set_requires_grad(true));
        var outputBias = new TensorOptional(parameter("output.bias"));
        return x -> {
            Tensor h = max_pool2d(relu(conv2d(x, first, firstBias, ONE, ONE, ONE, 1)), TWO, TWO, ZERO, ONE, false);
            h = max_pool2d(relu(conv2d(h, second, secondBias, ONE, ONE, ONE, 1)), TWO, TWO, ZERO, ONE, false);
            return linear(h.flatten(1, 3), output, outputBias);
        };
    }

    private static void multiply(int threads, BenchOptions options, Workload.Results results) {
        List<GemmCase> cases = GemmCase.all();
        try (NoGradGuard _ = new NoGradGuard()) {
            for (GemmCase c : cases) {
                Tensor a = LibTorch.of(GemmWorkload.operand(c.a(), options.seed(), "bench.a"), DType.F32);
                Tensor b = LibTorch.of(GemmWorkload.operand(c.b(), options.seed(), "bench.b"), DType.F32);
                Tensor left = c.form() == GemmCase.Form.TN ? a.t() : a;
                Tensor right = c.form() == GemmCase.Form.NT ? b.t() : b;
                Samples samples = Samples.of(i -> {
                    try (PointerScope _ = new PointerScope()) {
                        for (int k = 0; k < c.repeats(); k++) {
                            matmul(left, right);
                        }
                    }
                    return Double.NaN;
                }, options.seconds(options.seconds() / cases.size()));
                results.add(Measurement.Product.of("libtorch", threads, c, samples));
            }
        }
    }
}
