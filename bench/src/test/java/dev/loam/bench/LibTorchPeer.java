package dev.loam.bench;

import static org.bytedeco.pytorch.global.torch.clip_grad_norm_;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.matmul;

import dev.loam.nn.GPT;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Scope;
import dev.loam.nn.TrainingStep;
import dev.loam.tensor.DType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// LibTorch as the peer of `loam bench --vs libtorch`: a process that runs the same cases from the same first weights and on the same
/// batches, timed by the same code. It reads a [PeerProcess.Request] a line and answers each with a line of times.
final class LibTorchPeer {
    private final Map<String, Prepared> prepared = new HashMap<>();

    /// A case that can go on where it stopped.
    private record Prepared(Workload.Subject subject, Times times) {
    }

    private LibTorchPeer() {
    }

    public static void main(String[] arguments) throws IOException {
        var peer = new LibTorchPeer();
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String answer;
                try {
                    answer = PeerProcess.TIMES + peer.serve(PeerProcess.Request.parse(line));
                } catch (RuntimeException | LinkageError e) {
                    answer = PeerProcess.ERROR + String.valueOf(e).lines().findFirst().orElse("");
                }
                System.out.println(answer);
                System.out.flush();
            }
        }
    }

    private String serve(PeerProcess.Request request) {
        if (request.fresh()) {
            prepared.values().forEach(p -> p.subject().close());
            prepared.clear();
        }
        String key = request.workload() + " " + request.number() + " " + request.setting();
        Prepared p = prepared.computeIfAbsent(key, _ -> new Prepared(
            prepare(Bench.find(request.workload()).cases(request.options()).get(request.number()), request.setting(), request.options()), new Times()));
        p.times().clear();
        p.times().warm(p.subject(), request.options().warmup());
        p.times().run(p.subject(), request.options().seconds(), request.least(), request.options().steps());
        return p.times().text();
    }

    /// Runs each case of a workload once, in this process.
    static void run(String name, PeerSetting setting, BenchOptions options, Workload.Results results) {
        for (Workload.Case c : Bench.find(name).cases(options)) {
            try (Workload.Subject subject = prepare(c, setting, options)) {
                results.add(c.measurement("libtorch", threads(options), Samples.of(subject, options, c.least())));
            }
        }
    }

    private static int threads(BenchOptions options) {
        return options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
    }

    static Workload.Subject prepare(Workload.Case c, PeerSetting setting, BenchOptions options) {
        torch.set_num_threads(threads(options));
        return switch (c) {
            case TrainingCase t -> training(t, setting, options);
            case LanguageWorkload.Sequences s -> language(s, setting, options);
            case BlockWorkload.Size b -> block(b, setting, options);
            case GemmCase g -> product(g, options);
            default -> throw new BenchException("bench: LibTorch has no twin of '" + c.key() + "'");
        };
    }

    private static Workload.Subject training(TrainingCase c, PeerSetting setting, BenchOptions options) {
        TrainingStep step = c.workload().step(c.batch());
        var network = new PeerNetwork(step, step.initial(options.seed()), c.workload().input(),
            setting.value(PeerSetting.Choice.FORMAT).equals("channels-last"));
        PeerOptimizer optimizer = optimizer(setting, step, network::parameter);
        var inputs = new ArrayList<Tensor>();
        var labels = new ArrayList<Tensor>();
        RandomBatches data = RandomBatches.of(c.workload(), c.batch(), options.seed());
        for (int i = 0; i < data.inputs().size(); i++) {
            inputs.add(network.input(data.x(i)));
            labels.add(LibTorch.of(data.y(i), DType.F32));
        }
        return subject(i -> {
            try (PointerScope _ = new PointerScope()) {
                optimizer.forgetGradients();
                Tensor loss = cross_entropy_loss(network.apply(inputs.get(i % inputs.size())), labels.get(i % labels.size()));
                loss.backward();
                optimizer.step();
                return loss.item_float();
            }
        });
    }

    /// @param parameters finds a parameter by its name
    private static PeerOptimizer optimizer(PeerSetting setting, TrainingStep step, Function<String, Tensor> parameters) {
        ParameterLayout layout = step.task().layout();
        return setting.value(PeerSetting.Choice.OPTIMIZER).equals("fused") ? PeerOptimizer.fused(step.optimizer(), layout, parameters)
            : PeerOptimizer.plain(step.optimizer(), layout, parameters);
    }

    private static Workload.Subject language(LanguageWorkload.Sequences c, PeerSetting setting, BenchOptions options) {
        LanguageWorkload workload = c.workload();
        TrainingStep step = workload.step(c.batch());
        ParameterLayout layout = step.task().layout();
        var weights = new TorchModel(step.task().model(), layout, step.initial(options.seed()));
        var all = new TensorVector();
        layout.views().forEach(v -> all.push_back(weights.tensor(v.name())));
        PeerOptimizer optimizer = optimizer(setting, step, weights::tensor);
        UnaryOperator<Tensor> network = switch (step.task().model()) {
            case GPT model -> x -> new TorchTransformer(weights, isLibTorchs(setting)).apply(model, x);
            default -> weights::apply;
        };
        Tensor tokens = LibTorch.of(workload.tokens(c.batch(), options.seed()), DType.F32);
        long size = (long) c.batch() * workload.context();
        return subject(i -> {
            chooseAttention(setting);
            try (PointerScope _ = new PointerScope()) {
                optimizer.forgetGradients();
                long from = i % LanguageWorkload.BATCHES * size;
                Tensor logits = network.apply(tokens.narrow(0, from, size).view(c.batch(), workload.context()));
                Tensor loss = cross_entropy_loss(logits.reshape(size, LanguageWorkload.VOCABULARY), tokens.narrow(0, from + 1, size));
                loss.backward();
                clip_grad_norm_(all, LanguageWorkload.CLIP);
                optimizer.step();
                return loss.item_float();
            }
        });
    }

    /// Attention is LibTorch's own operation, by either of its kernels.
    private static boolean isLibTorchs(PeerSetting setting) {
        return !setting.value(PeerSetting.Choice.ATTENTION).equals("manual");
    }

    /// The choice is the process's, and cases take turns.
    private static void chooseAttention(PeerSetting setting) {
        torch.globalContext().setSDPUseFlash(setting.value(PeerSetting.Choice.ATTENTION).equals("flash"));
    }

    private static Workload.Subject block(BlockWorkload.Size c, PeerSetting setting, BenchOptions options) {
        Scope scope = Scope.root();
        var block = BlockWorkload.block(c, scope);
        var layout = ParameterLayout.of(scope);
        var weights = new TorchModel(block, layout, BlockWorkload.initial(layout, options.seed()));
        var transformer = new TorchTransformer(weights, isLibTorchs(setting));
        Tensor x = LibTorch.of(BlockWorkload.values(c, options.seed(), "bench.x"), DType.F32).set_requires_grad(true);
        Tensor dy = LibTorch.of(BlockWorkload.values(c, options.seed(), "bench.dy"), DType.F32);
        return subject(_ -> {
            chooseAttention(setting);
            try (PointerScope _ = new PointerScope()) {
                x.mutable_grad().reset();
                layout.views().forEach(v -> weights.tensor(v.name()).mutable_grad().reset());
                Tensor y = transformer.apply(block, x);
                y.backward(dy, new BoolOptional(), false, new TensorArrayRefOptional());
                return y.view(-1).get(0).item_float();
            }
        });
    }

    private static Workload.Subject product(GemmCase c, BenchOptions options) {
        Tensor a = LibTorch.of(GemmWorkload.operand(c.a(), options.seed(), "bench.a"), DType.F32);
        Tensor b = LibTorch.of(GemmWorkload.operand(c.b(), options.seed(), "bench.b"), DType.F32);
        Tensor left = c.form() == GemmCase.Form.TN ? a.t() : a;
        Tensor right = c.form() == GemmCase.Form.NT ? b.t() : b;
        return subject(_ -> {
            try (NoGradGuard _ = new NoGradGuard(); PointerScope _ = new PointerScope()) {
                for (int k = 0; k < c.repeats(); k++) {
                    matmul(left, right);
                }
            }
            return Double.NaN;
        });
    }

    private static Workload.Subject subject(Samples.Step step) {
        return new Workload.Subject() {
            @Override
            public double run(int number) {
                return step.run(number);
            }

            @Override
            public void close() {
                // its tensors go with the garbage
            }
        };
    }
}
