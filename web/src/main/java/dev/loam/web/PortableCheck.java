package dev.loam.web;

import dev.loam.compiler.Compiler;
import dev.loam.compiler.LlvmEmitter;
import dev.loam.compiler.Program;
import dev.loam.compiler.Target;
import dev.loam.data.split.Permutation;
import dev.loam.data.split.Split;
import dev.loam.data.tokenize.BpeTrainer;
import dev.loam.data.tokenize.Encoding;
import dev.loam.data.tokenize.Normalization;
import dev.loam.data.tokenize.TextStream;
import dev.loam.data.tokenize.Tokenizer;
import dev.loam.data.tokenize.TokenizerJson;
import dev.loam.data.tokenize.Tokenizers;
import dev.loam.data.tokenize.UnicodeData;
import dev.loam.data.tokenize.UnigramTrainer;
import dev.loam.nn.AdamW;
import dev.loam.nn.Feature;
import dev.loam.nn.Layer;
import dev.loam.nn.Models;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Sampler;
import dev.loam.nn.Sampling;
import dev.loam.nn.Scope;
import dev.loam.nn.Task;
import dev.loam.nn.TrainingStep;
import dev.loam.tensor.DType;
import dev.loam.tensor.Elementary;
import dev.loam.tensor.ElementaryFloat;
import dev.loam.tensor.Fn;
import dev.loam.tensor.Functions;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Half;
import dev.loam.tensor.Interpreter;
import dev.loam.tensor.Linalg;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.NormalDistribution;
import dev.loam.tensor.Philox;
import dev.loam.tensor.Rounding;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Runs a little of every portable module and prints the results bit by bit. On the JVM, in WebAssembly and in JavaScript the
/// printout is the same; where it is not, or where this does not compile, something in those modules is not portable.
public final class PortableCheck {
    private static final long SEED = 0x5EEDL << 32 | 2026;

    private PortableCheck() {
    }

    public static void main(String[] args) {
        System.out.print(report());
    }

    /// All that [#main] prints: ASCII, lines ended by `\n`.
    public static String report() {
        var out = new Listing();
        random(out);
        elementary(out);
        halves(out);
        order(out);
        tokenizers(out);
        sampling(out);
        gradient(out);
        functions(out);
        train(out, "mlp", mlp());
        train(out, "cnn", cnn());
        return out.toString();
    }

    private static void random(Listing out) {
        out.section("random");
        int stream = Philox.stream("block.3.dropout");
        out.line("stream", Integer.toString(stream));
        var words = new Listing.Digest();
        var wide = new Listing.Digest();
        var bounded = new Listing.Digest();
        double[] uniform = new double[500];
        double[] uniformFloat = new double[500];
        double[] normal = new double[500];
        for (int i = 0; i < 500; i++) {
            words.add(Philox.bits(SEED, stream, 3, i));
            wide.add(Philox.bits64(SEED, stream, 4, Long.MAX_VALUE - i));
            bounded.add(Philox.below(i % 2 == 0 ? i + 1 : Long.MAX_VALUE - i, SEED, stream, 5, i));
            uniform[i] = Philox.uniform(SEED, stream, 6, i);
            uniformFloat[i] = Philox.uniformFloat(SEED, stream, 7, i);
            normal[i] = NormalDistribution.quantile(uniform[i]);
        }
        out.line("first word", Integer.toHexString(Philox.bits(SEED, stream, 3, 0)));
        out.line("words", words.toString());
        out.line("64 bits", wide.toString());
        out.line("below a bound", bounded.toString());
        out.values("uniform", uniform);
        out.values("uniform f32", uniformFloat);
        out.values("normal", normal);
    }

    private interface Function {
        double at(double x);
    }

    private interface FloatFunction {
        float at(float x);
    }

    private static void elementary(Listing out) {
        out.section("elementary functions");
        double[] x = arguments();
        function(out, "exp", x, Elementary::exp);
        function(out, "expm1", x, Elementary::expm1);
        function(out, "log", x, Elementary::log);
        function(out, "log1p", x, Elementary::log1p);
        function(out, "tanh", x, Elementary::tanh);
        function(out, "erf", x, Elementary::erf);
        function(out, "sin", x, Elementary::sin);
        function(out, "cos", x, Elementary::cos);
        function(out, "pow", x, a -> Elementary.pow(Math.abs(a), 1.37));
        function(out, "sqrt", x, Math::sqrt);
        function(out, "floor", x, Math::floor);
        function(out, "ceil", x, Math::ceil);
        function(out, "rint", x, Rounding::nearest);
        function(out, "negative", x, a -> -a);
        function(out, "remainder", x, a -> a % 0.7);
        function(out, "whole", x, a -> (long) a);
        floatFunction(out, "negative", x, a -> -a);
        floatFunction(out, "remainder", x, a -> a % 0.7f);
        floatFunction(out, "expf", x, ElementaryFloat::expf);
        floatFunction(out, "expm1f", x, ElementaryFloat::expm1f);
        floatFunction(out, "logf", x, ElementaryFloat::logf);
        floatFunction(out, "log1pf", x, ElementaryFloat::log1pf);
        floatFunction(out, "tanhf", x, ElementaryFloat::tanhf);
        floatFunction(out, "erff", x, ElementaryFloat::erff);
        floatFunction(out, "sinf", x, ElementaryFloat::sinf);
        floatFunction(out, "cosf", x, ElementaryFloat::cosf);
        floatFunction(out, "powf", x, a -> ElementaryFloat.powf(Math.abs(a), 1.37f));
    }

    /// Ordinary numbers, then all magnitudes a double can have, then its edges.
    private static double[] arguments() {
        double[] x = new double[407];
        for (int i = 0; i < 200; i++) {
            x[i] = (Philox.uniform(SEED, 1, 0, i) - 0.5) * 20;
            long bits = Philox.bits64(SEED, 2, 0, i);
            x[200 + i] = Double.longBitsToDouble(bits);
        }
        x[400] = 0.0;
        x[401] = -0.0;
        x[402] = Double.POSITIVE_INFINITY;
        x[403] = Double.NEGATIVE_INFINITY;
        x[404] = Double.NaN;
        x[405] = Double.MIN_VALUE;
        x[406] = Double.MAX_VALUE;
        return x;
    }

    private static void function(Listing out, String name, double[] x, Function f) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = f.at(x[i]);
        }
        out.values(name, y);
    }

    private static void floatFunction(Listing out, String name, double[] x, FloatFunction f) {
        NDArray y = NDArray.zeros(DType.F32, x.length);
        for (int i = 0; i < x.length; i++) {
            ((float[]) y.array())[i] = f.at((float) x[i]);
        }
        out.values(name, y);
    }

    private static void halves(Listing out) {
        out.section("16-bit floats");
        var digest = new Listing.Digest();
        for (int i = 0; i < 1 << 16; i += 7) {
            float half = Half.fromF16((short) i);
            float brain = Half.fromBF16((short) i);
            digest.add(half);
            digest.add(brain);
            if (half == half && brain == brain) {
                digest.add(Half.toF16(half * 1.001f));
                digest.add(Half.toBF16(brain * 1.001f));
            }
        }
        out.line("conversions", digest.toString());
    }

    /// Shuffles small and large (the large ones hold no table), and parts of a data set.
    private static void order(Listing out) {
        out.section("order");
        for (long size : new long[] {1, 10, 1000, 3_000_000, 1L << 40}) {
            Permutation p = Permutation.of(size, SEED, 2);
            var digest = new Listing.Digest();
            for (long i = 0; i < Math.min(size, 300); i++) {
                digest.add(p.at(i));
            }
            out.line("permutation of " + size, p.at(0) + " first, digest " + digest);
        }
        Split split = Split.of(1001, SEED, 0.8, 0.15, 0.05);
        for (int part = 0; part < split.parts(); part++) {
            var digest = new Listing.Digest();
            for (long i = 0; i < split.size(part); i++) {
                digest.add(split.at(part, i));
            }
            out.line("part " + part, split.size(part) + " examples, digest " + digest);
        }
    }

    /// Characters by the tables, and ids and texts of small tokenizers of each kind.
    private static void tokenizers(Listing out) {
        out.section("tokenizers");
        var characters = new Listing.Digest();
        var forms = new Listing.Digest();
        for (int c = 0; c < 0x30000; c += c < 0x3400 ? 1 : 97) {
            characters.add(UnicodeData.categoryName(c) + UnicodeData.scriptName(c) + UnicodeData.lower(c) + UnicodeData.isSpace(c));
            if (c < 0xD800 || c >= 0xE000) {
                for (Normalization form : Normalization.values()) {
                    forms.add(form.of(new StringBuilder().appendCodePoint(c) + "\u0323\u0301"));
                }
            }
        }
        out.line("characters of Unicode " + UnicodeData.VERSION, characters.toString());
        out.line("normal forms", forms.toString());
        String text = "It's 2,026: \u00ABna\u00EFve\u00BB \u3053\u3093\u306B\u3061\u306F \uD83D\uDE42\n\n  hello world\t!";
        tokenizer(out, "bytes", Tokenizers.bytes(), text);
        tokenizer(out, "characters", Tokenizers.characters(text, "<unk>"), text);
        String corpus = (text + " hello world, hello naive world").repeat(20);
        tokenizer(out, "trained BPE", BpeTrainer.byteLevel(290).special("<end>").add(corpus).train(), text + "<end>");
        tokenizer(out, "trained Unigram", UnigramTrainer.of(300).add(corpus).train(), text);
        tokenizer(out, "BPE", TokenizerJson.read(SmallTokenizers.BPE), text);
        tokenizer(out, "Unigram", TokenizerJson.read(SmallTokenizers.UNIGRAM), text);
        tokenizer(out, "WordPiece", TokenizerJson.read(SmallTokenizers.WORD_PIECE), text);
    }

    /// A text of 40 bytes drawn by each kind of sampling, as it streams; the logits are draws too.
    private static void sampling(Listing out) {
        out.section("sampling");
        Sampling how = Sampling.standard().seed(SEED).temperature(0.8);
        List<Sampling> kinds = List.of(how, how.topK(9), how.topP(0.7), how.minP(0.3), how.repetitionPenalty(1.3), Sampling.greedy());
        for (int kind = 0; kind < kinds.size(); kind++) {
            var sampler = new Sampler(kinds.get(kind), 256);
            var stream = new TextStream(Tokenizers.bytes(), List.of("~~"));
            float[] logits = new float[256];
            int[] drawn = new int[40];
            var text = new StringBuilder();
            for (int i = 0; i < drawn.length; i++) {
                for (int k = 0; k < logits.length; k++) {
                    logits[k] = 6 * Philox.uniformFloat(SEED, 3, i, k);
                }
                drawn[i] = sampler.next(logits, 0, drawn, i, 1, i);
                text.append(stream.add(drawn[i]));
            }
            text.append(stream.finish());
            int digest = 0;
            for (int i = 0; i < text.length(); i++) {
                digest = 31 * digest + text.charAt(i);
            }
            for (int token : drawn) {
                digest = 31 * digest + token;
            }
            out.line("kind " + kind, text.length() + " characters, digest " + digest);
        }
    }

    private static void tokenizer(Listing out, String name, Tokenizer tokenizer, String text) {
        Encoding e = tokenizer.encode(text, true);
        var ids = new Listing.Digest();
        for (int i = 0; i < e.size(); i++) {
            ids.add((long) e.ids()[i] << 32 | e.from()[i] << 16 | e.to()[i]);
        }
        var back = new Listing.Digest();
        back.add(tokenizer.decode(e.ids()));
        out.line(name, e.size() + " tokens, digest " + ids + ", text " + back + ", hash " + tokenizer.hash());
    }

    /// An MLP of plain tensor operations and its gradient, in every float dtype.
    private static void gradient(Listing out) {
        out.section("gradient");
        for (DType dtype : List.of(DType.F64, DType.F32, DType.BF16, DType.F16)) {
            Tensor x = Tensor.of(noise(dtype, 1, 8, 5));
            Tensor w = Tensor.of(noise(dtype, 2, 5, 7));
            Tensor b = Tensor.of(noise(dtype, 3, 7));
            Tensor v = Tensor.of(noise(dtype, 4, 7, 3));
            Tensor loss = x.matmul(w).add(b).tanh().matmul(v).square().mean();
            List<Tensor> gradients = Gradients.of(loss, List.of(w, b, v));
            var roots = new ArrayList<Node>(List.of(loss.node()));
            for (Tensor g : gradients) {
                roots.add(g.node());
            }
            Map<Node, NDArray> values = Interpreter.evaluate(roots, Map.of(), Map.of());
            out.values(dtype + " loss", values.get(roots.get(0)));
            out.values(dtype + " dw", values.get(roots.get(1)));
            out.values(dtype + " db", values.get(roots.get(2)));
            out.values(dtype + " dv", values.get(roots.get(3)));
        }
    }

    /// Functions of functions, a loop with its gradient, and factors of a matrix.
    private static void functions(Listing out) {
        out.section("functions");
        Tensor x = Tensor.of(noise(DType.F64, 5, 3, 3));
        Fn f = Functions.fn(t -> t.matmul(t).tanh().sum());
        Fn step = Functions.fn((h, row) -> h.mul(row).add(row).tanh());
        Fn loop = Functions.fn(t -> Functions.scan(step, List.of(Tensor.ones(DType.F64, Shape.of(3))), List.of(t)).carries().get(0).sum());
        Tensor gram = x.matmul(x.transpose()).add(Tensor.ones(DType.F64, Shape.of(3, 3)));
        var results = new LinkedHashMap<String, Tensor>();
        results.put("hessian", Functions.hessian(f).apply(x));
        results.put("hessian times vector", Functions.hvp(f, x, x));
        results.put("gradient per row", Functions.vmap(Functions.grad(Functions.fn(r -> r.exp().sum().square()))).apply(x));
        results.put("checkpointed", Functions.grad(Functions.checkpoint(f)).apply(x));
        results.put("loop", Functions.grad(loop).apply(x));
        results.put("cholesky", Functions.grad(Functions.fn(t -> Linalg.cholesky(t).sum())).apply(gram));
        results.put("solve", Linalg.solve(gram, x));
        results.put("sorted", x.sort(1).cumsum(0));
        var outputs = new LinkedHashMap<String, Node>();
        results.forEach((name, t) -> {
            out.values(name, Interpreter.evaluate(List.of(t.node()), Map.of(), Map.of()).get(t.node()));
            outputs.put(name, t.node());
        });
        out.text("program", new Compiler(Target.JAVA).compile(Graph.of(outputs, Map.of())).toString());
    }

    private static Task mlp() {
        Scope scope = Scope.root();
        Layer model = Models.standard().create("mlp", Map.of("widths", List.of(8, 6), "activation", "gelu", "dropout", 0.25,
            "batch-norm", true), scope, Shape.of(5), 3);
        return Task.classification(model, ParameterLayout.of(scope), Feature.of(DType.F32, Shape.of(5)));
    }

    private static Task cnn() {
        Scope scope = Scope.root();
        Layer model = Models.standard().create("cnn", Map.of("channels", List.of(2, 3), "width", 4), scope, Shape.of(6, 6, 1), 3);
        return Task.classification(model, ParameterLayout.of(scope), Feature.images(6, 6, 1).normalize(0.13, 0.31));
    }

    /// Two steps of training by the interpreter, and the same step lowered to loop IR.
    private static void train(Listing out, String name, Task task) {
        out.section("train " + name);
        int batch = 4;
        TrainingStep step = TrainingStep.of(task, AdamW.of(0.01), batch).clipNorm(1);
        Graph graph = step.graph();
        var bindings = new HashMap<String, NDArray>(step.initial(SEED));
        int[] shape = Shape.of(batch).append(task.input().shape()).toArray();
        NDArray x = NDArray.zeros(task.input().dtype(), shape);
        NDArray noise = noise(DType.F64, 9, shape);
        for (int i = 0; i < x.size(); i++) {
            x.setDouble(i, x.dtype().isFloat() ? noise.getDouble(i) : (noise.getDouble(i) + 1) * 127);
        }
        bindings.put("x", x);
        bindings.put("y", NDArray.wrap(DType.I32, new int[] {0, 1, 2, 1}, batch));
        bindings.put("seed", NDArray.wrap(DType.I64, new long[] {SEED}));
        bindings.put("base", NDArray.wrap(DType.I64, new long[] {0}));
        bindings.put("learning-rate", NDArray.wrap(DType.F32, new float[] {0.01f}));
        for (int i = 0; i < 2; i++) {
            bindings.put("step", NDArray.wrap(DType.I64, new long[] {i}));
            run(out, "step " + i, graph, bindings);
        }
        compile(out, graph);
    }

    private static void run(Listing out, String name, Graph graph, Map<String, NDArray> bindings) {
        var roots = new ArrayList<Node>(graph.outputs().values());
        roots.addAll(graph.updates().values());
        Map<Node, NDArray> values = Interpreter.evaluate(roots, bindings, Map.of());
        for (var e : graph.outputs().entrySet()) {
            out.values(name + " " + e.getKey(), values.get(e.getValue()));
        }
        for (var e : graph.updates().entrySet()) {
            NDArray value = values.get(e.getValue());
            out.values(name + " " + e.getKey(), value);
            bindings.put(e.getKey(), value);
        }
    }

    private static void compile(Listing out, Graph graph) {
        Program program = new Compiler(new Target("wasm", 16, 16)).compile(graph);
        out.line("program", program.launches().size() + " launches of " + program.kernels().size() + " kernels, arena of "
            + program.arenaBytes() + " bytes");
        out.text("loop IR", program.toString());
        out.text("LLVM IR", new LlvmEmitter(new LlvmEmitter.Machine("x86_64-unknown-linux-gnu", "", "", 16)).emit(program));
    }

    /// Uniform in [-1, 1), rounded to `dtype`.
    private static NDArray noise(DType dtype, int stream, int... shape) {
        NDArray out = NDArray.zeros(dtype, shape);
        for (int i = 0; i < out.size(); i++) {
            out.setDouble(i, 2 * Philox.uniform(SEED, stream, 0, i) - 1);
        }
        return out;
    }
}
