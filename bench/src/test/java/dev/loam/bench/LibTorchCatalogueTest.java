package dev.loam.bench;

import static org.bytedeco.pytorch.global.torch.binary_cross_entropy;
import static org.bytedeco.pytorch.global.torch.binary_cross_entropy_with_logits;
import static org.bytedeco.pytorch.global.torch.conv_transpose2d;
import static org.bytedeco.pytorch.global.torch.cosine_embedding_loss;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.group_norm;
import static org.bytedeco.pytorch.global.torch.huber_loss;
import static org.bytedeco.pytorch.global.torch.kl_div;
import static org.bytedeco.pytorch.global.torch.l1_loss;
import static org.bytedeco.pytorch.global.torch.log_softmax;
import static org.bytedeco.pytorch.global.torch.multi_margin_loss;
import static org.bytedeco.pytorch.global.torch.nll_loss;
import static org.bytedeco.pytorch.global.torch.smooth_l1_loss;
import static org.bytedeco.pytorch.global.torch.triplet_margin_loss;
import static org.bytedeco.pytorch.global.torch.upsample_bilinear2d;
import static org.bytedeco.pytorch.global.torch.upsample_nearest2d;

import dev.loam.nn.Activation;
import dev.loam.nn.Activations;
import dev.loam.nn.CrossEntropy;
import dev.loam.nn.Losses;
import dev.loam.nn.MultiMargin;
import dev.loam.nn.NegativeLogLikelihood;
import dev.loam.tensor.DType;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/// Activations, losses, norms and resampling beside LibTorch's own functions, in f64: values, and gradients of a weighted sum.
@NeedsLibTorch
class LibTorchCatalogueTest extends OnCpu {
    /// No reduction: one loss per example or element.
    private static final long NONE = 0;
    private static final double BAR = 1e-9;

    private final Deviations compiled = new Deviations("f64 cpu, catalogue");
    private final Deviations interpreted = new Deviations("f64 interpreter, catalogue");

    /// @param x the shapes of float operands
    private void check(String name, Function<List<Tensor>, Tensor> loam, Function<List<org.bytedeco.pytorch.Tensor>, org.bytedeco.pytorch.Tensor> libTorch,
                       int[]... x) {
        var values = new ArrayList<NDArray>();
        for (int i = 0; i < x.length; i++) {
            NDArray drawn = RandomBatches.normal(Shape.of(x[i]), 7, name + i);
            NDArray wide = NDArray.zeros(DType.F64, x[i]);
            for (int k = 0; k < wide.size(); k++) {
                wide.setDouble(k, 2 * drawn.getDouble(k));
            }
            values.add(wide);
        }
        compare(name, loam, libTorch, values);
    }

    private void compare(String name, Function<List<Tensor>, Tensor> loam, Function<List<org.bytedeco.pytorch.Tensor>, org.bytedeco.pytorch.Tensor> libTorch,
                         List<NDArray> values) {
        var inputs = new LinkedHashMap<String, NDArray>();
        var in = new ArrayList<Tensor>();
        for (int i = 0; i < values.size(); i++) {
            inputs.put("x" + i, values.get(i));
            in.add(Tensor.input("x" + i, DType.F64, Shape.of(values.get(i).shape())));
        }
        Tensor y = loam.apply(in);
        NDArray weights = NDArray.zeros(DType.F64, y.shape().toArray());
        for (int k = 0; k < weights.size(); k++) {
            weights.setDouble(k, Math.sin(k + 1));
        }
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("output", y.node());
        List<Tensor> gradients = Gradients.of(y.mul(Tensor.of(weights)).sum(), in);
        for (int i = 0; i < gradients.size(); i++) {
            outputs.put("gradient " + i, gradients.get(i).node());
        }
        Graph graph = Graph.of(outputs, Map.of());
        try (PointerScope pointers = new PointerScope(); Running fast = Running.compiled(cpu, graph, Map.of());
             Running plain = Running.interpreted(graph, Map.of())) {
            var tx = new ArrayList<org.bytedeco.pytorch.Tensor>();
            values.forEach(v -> tx.add(LibTorch.of(v, DType.F64).set_requires_grad(true)));
            var ty = libTorch.apply(tx);
            ty.mul(LibTorch.of(weights, DType.F64)).sum().backward();
            for (Running running : List.of(fast, plain)) {
                Map<String, NDArray> found = running.run(inputs);
                Deviations deviations = running == fast ? compiled : interpreted;
                deviations.check("output", name, found.get("output").toDoubles(), LibTorch.doubles(ty), BAR);
                for (int i = 0; i < tx.size(); i++) {
                    deviations.check("gradient", name + ", operand " + i, found.get("gradient " + i).toDoubles(), LibTorch.doubles(tx.get(i).grad()), BAR);
                }
            }
        }
    }

    private void report() {
        compiled.report();
        interpreted.report();
    }

    @Test
    void activationsAreLibTorchs() {
        for (Activation a : Activation.values()) {
            check(a.toString(), x -> a.apply(x.get(0), null), x -> TorchModel.activate(a, x.get(0)), new int[] {9, 17});
        }
        check("leaky relu 0.2", x -> Activations.leakyRelu(x.get(0), 0.2), x -> torch.leaky_relu(x.get(0), new Scalar(0.2)), new int[] {50});
        check("celu 0.5", x -> Activations.celu(x.get(0), 0.5), x -> torch.celu(x.get(0), new Scalar(0.5)), new int[] {50});
        check("glu", x -> Activations.glu(x.get(0)), x -> torch.glu(x.get(0), -1), new int[] {5, 8});
        report();
    }

    private static org.bytedeco.pytorch.Tensor labels(int... values) {
        long[] wide = java.util.Arrays.stream(values).asLongStream().toArray();
        return org.bytedeco.pytorch.Tensor.create(wide);
    }

    @Test
    void lossesOfLabelsAreLibTorchs() {
        int[] y = {2, 0, 3, 3, 1, 2};
        int[] some = {2, -100, 3, -100, 1, 2};
        int[] shape = {6, 4};
        var none = new TensorOptional();
        check("cross-entropy", x -> new CrossEntropy().each(x.get(0), Tensor.of(y)), x -> cross_entropy_loss(x.get(0), labels(y), none, NONE, -100, 0), shape);
        check("smoothing, ignored", x -> new CrossEntropy(0.2).ignore(-100).each(x.get(0), Tensor.of(some)),
            x -> cross_entropy_loss(x.get(0), labels(some), none, NONE, -100, 0.2), shape);
        check("mean without ignored", x -> new CrossEntropy(0.1).ignore(-100).mean(x.get(0), Tensor.of(some)),
            x -> cross_entropy_loss(x.get(0), labels(some), none, 1, -100, 0.1), shape);
        check("nll", x -> new NegativeLogLikelihood(-100).each(x.get(0), Tensor.of(some)), x -> nll_loss(x.get(0), labels(some), none, NONE, -100), shape);
        check("multi margin", x -> new MultiMargin(0.7, null).each(x.get(0), Tensor.of(y)),
            x -> multi_margin_loss(x.get(0), labels(y), new Scalar(1), new Scalar(0.7), none, NONE), shape);
        for (double gamma : new double[] {0, 0.5, 1, 2}) {
            check("focal " + gamma, x -> Losses.focal(x.get(0), Tensor.of(y), gamma), x -> {
                var logp = log_softmax(x.get(0), 1, new ScalarTypeOptional()).gather(1, labels(y).unsqueeze(1)).squeeze(1);
                return logp.exp().neg().add(new Scalar(1)).pow(new Scalar(gamma)).mul(logp).neg();
            }, shape);
        }
        report();
    }

    @Test
    void lossesOfValuesAreLibTorchs() {
        int[] shape = {5, 3};
        check("l1", x -> Losses.absoluteError(x.get(0), x.get(1)), x -> l1_loss(x.get(0), x.get(1), NONE), shape, shape);
        check("huber", x -> Losses.huber(x.get(0), x.get(1), 0.8), x -> huber_loss(x.get(0), x.get(1), NONE, 0.8), shape, shape);
        check("smooth l1", x -> Losses.smoothL1(x.get(0), x.get(1), 0.8), x -> smooth_l1_loss(x.get(0), x.get(1), NONE, 0.8), shape, shape);
        check("bce with logits", x -> Losses.binaryCrossEntropyWithLogits(x.get(0), x.get(1).sigmoid(), 1),
            x -> binary_cross_entropy_with_logits(x.get(0), x.get(1).sigmoid(), new TensorOptional(), new TensorOptional(), NONE), shape, shape);
        check("bce with logits, positive weight", x -> Losses.binaryCrossEntropyWithLogits(x.get(0), x.get(1).sigmoid(), 3),
            x -> binary_cross_entropy_with_logits(x.get(0), x.get(1).sigmoid(), new TensorOptional(),
                new TensorOptional(torch.ones(1).to(torch.ScalarType.Double).mul(new Scalar(3.0))), NONE), shape, shape);
        check("bce", x -> Losses.binaryCrossEntropy(x.get(0).sigmoid(), x.get(1).sigmoid().detach()),
            x -> binary_cross_entropy(x.get(0).sigmoid(), x.get(1).sigmoid().detach(), new TensorOptional(), NONE).add(x.get(1).mul(new Scalar(0))), shape, shape);
        check("kl", x -> Losses.klDivergence(x.get(0).logSoftmax(), x.get(1).softmax()),
            x -> kl_div(log_softmax(x.get(0), -1, new ScalarTypeOptional()), torch.softmax(x.get(1), -1), NONE, false), shape, shape);
        Tensor same = Tensor.of(new double[] {1, -1, 1, -1, -1});
        var torchSame = org.bytedeco.pytorch.Tensor.create(1.0, -1.0, 1.0, -1.0, -1.0);
        check("cosine embedding", x -> Losses.cosineEmbedding(x.get(0), x.get(1), same, 0.1),
            x -> cosine_embedding_loss(x.get(0), x.get(1), torchSame, 0.1, NONE), shape, shape);
        check("triplet", x -> Losses.triplet(x.get(0), x.get(1), x.get(2), 0.5),
            x -> triplet_margin_loss(x.get(0), x.get(1), x.get(2), 0.5, 2, 1e-6, false, NONE), shape, shape, shape);
        report();
    }

    @Test
    void resamplingIsLibTorchs() {
        int[] images = {2, 5, 4, 3};
        for (int[] size : new int[][] {{10, 8}, {15, 4}, {3, 2}, {7, 9}, {5, 4}, {1, 1}}) {
            check("nearest " + size[0] + "x" + size[1], x -> x.get(0).resizeNearest(size[0], size[1]),
                x -> LibTorch.channelsLast(upsample_nearest2d(LibTorch.channelsFirst(x.get(0)), new long[] {size[0], size[1]})), images);
            for (boolean corners : new boolean[] {false, true}) {
                check("bilinear " + size[0] + "x" + size[1] + (corners ? " corners" : ""), x -> x.get(0).resizeBilinear(size[0], size[1], corners),
                    x -> LibTorch.channelsLast(upsample_bilinear2d(LibTorch.channelsFirst(x.get(0)), new long[] {size[0], size[1]}, corners)), images);
            }
        }
        report();
    }

    @Test
    void transposedAndDepthwiseConvolutionsAreLibTorchs() {
        for (int[] g : new int[][] {{3, 1, 0, 1, 1, 0}, {3, 2, 1, 1, 1, 1}, {2, 2, 0, 1, 2, 0}, {4, 2, 1, 1, 1, 0}, {3, 1, 1, 2, 4, 0}, {3, 3, 1, 1, 4, 2}}) {
            int groups = g[4];
            Window w = Window.of(g[0], g[0]).stride(g[1]).padding(g[2]).dilation(g[3]);
            // filters as Loam has them: [kh, kw, filters / groups, channels]
            check("transposed conv " + w + " groups " + groups, x -> x.get(0).convTranspose2d(x.get(1), w, groups, g[5]),
                x -> LibTorch.channelsLast(conv_transpose2d(LibTorch.channelsFirst(x.get(0)), LibTorch.filtersFirst(x.get(1)), new TensorOptional(),
                    new long[] {g[1], g[1]}, new long[] {g[2], g[2]}, new long[] {g[5], g[5]}, groups, g[3], g[3])),
                new int[] {2, 5, 4, 8}, new int[] {g[0], g[0], 8 / groups, 8});
        }
        Window window = Window.of(3, 3).padding(1);
        check("depthwise", x -> x.get(0).conv2d(x.get(1), window, 6),
            x -> LibTorch.channelsLast(TorchModel.convolve(LibTorch.channelsFirst(x.get(0)), LibTorch.filtersFirst(x.get(1)), null, window, 6)),
            new int[] {2, 5, 4, 6}, new int[] {3, 3, 1, 6});
        report();
    }

    @Test
    void normsAndBilinearFormsAreLibTorchs() {
        for (int groups : new int[] {1, 2, 6}) {
            var norm = new dev.loam.nn.GroupNorm(null, null, groups, 1e-5);
            check("group norm " + groups, x -> norm.apply(x.get(0), null),
                x -> LibTorch.channelsLast(group_norm(LibTorch.channelsFirst(x.get(0)), groups)), new int[] {3, 4, 2, 6});
        }
        check("cosine similarity", x -> Losses.cosineSimilarity(x.get(0), x.get(1)), x -> torch.cosine_similarity(x.get(0), x.get(1), 1, 1e-8),
            new int[] {4, 5}, new int[] {4, 5});
        report();
    }
}
