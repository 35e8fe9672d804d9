package dev.loam.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.DType;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FusionTest {
    private static final Target TARGET = new Target("test", 64, 32);

    private static Tensor input(String name, int... shape) {
        return Tensor.input(name, DType.F32, Shape.of(shape));
    }

    private static List<String> kernels(Map<String, Node> outputs, Map<String, Node> updates) {
        Program p = new Compiler(TARGET).compile(new Graph(outputs, updates));
        var out = new ArrayList<String>();
        for (var l : p.launches()) {
            out.add(l.note());
        }
        return out;
    }

    private static List<String> kernels(Tensor... outputs) {
        var map = new LinkedHashMap<String, Node>();
        for (Tensor t : outputs) {
            map.put("out" + map.size(), t.node());
        }
        return kernels(map, Map.of());
    }

    @Test
    void aChainOfElementwiseOperationsIsOneKernel() {
        Tensor x = input("x", 128, 64);
        assertThat(kernels(x.mul(2).add(1).tanh().sub(input("y", 64)))).hasSize(1);
    }

    @Test
    void biasAndActivationJoinTheMatrixProduct() {
        Tensor y = input("x", 64, 784).matmul(input("w", 784, 256)).add(input("b", 256));
        assertThat(kernels(y.tanh())).containsExactly("matmul + broadcast + add + tanh");
        assertThat(kernels(y.relu())).as("relu uses its operand twice").containsExactly("matmul + broadcast + add + le + select");
        assertThat(kernels(y.gelu())).hasSize(1);
    }

    @Test
    void whatIsWidenedForSeveralKernelsIsStoredNarrow() {
        Tensor y = input("x", 64, 784).to(DType.BF16).matmul(input("w", 784, 256).to(DType.BF16), DType.F32).add(input("b", 256));
        Tensor kept = y.to(DType.BF16).to(DType.F32);
        assertThat(kernels(kept.sum(0), kept.sum(1))).contains("matmul + broadcast + add + cast", "cast + sum");
        assertThat(kernels(kept.square(), kept.tanh())).as("all in the product's kernel").contains("matmul + broadcast + add + cast + cast + mul + tanh");
        Tensor dear = input("x", 64, 64).tanh().to(DType.F16).to(DType.F32);
        assertThat(kernels(dear.square().sum(0), dear.sum(1))).containsExactly("tanh + cast", "cast + mul + sum", "cast + sum");
    }

    @Test
    void operandsInF16AreWidenedOnceWhereTheyAreMade() {
        Tensor x = input("x", 64, 784).tanh().to(DType.F16);
        Tensor w = input("w", 784, 256).to(DType.F16);
        assertThat(kernels(x.matmul(w, DType.F32))).containsExactlyInAnyOrder("tanh + cast + cast", "cast + cast", "matmul");
        assertThat(kernels(x.matmul(w))).as("one rounding at the end").contains("matmul + cast");
    }

    @Test
    void softmaxesAndNormsAreOneKernel() {
        Tensor x = input("x", 64, 10);
        assertThat(kernels(x.softmax())).containsExactly("max + reshape + broadcast + sub + exp + sum + reshape + broadcast + div");
        assertThat(kernels(x.logSoftmax())).hasSize(1);
        assertThat(kernels(layerNorm(x).mul(input("w", 10)).add(input("b", 10)))).hasSize(1);
        assertThat(kernels(input("v", 4, 6, 10).logSumExp().mul(2))).hasSize(1);
    }

    private static Tensor layerNorm(Tensor x) {
        Tensor centred = x.sub(x.mean(-1).unsqueeze(-1));
        return centred.mul(centred.square().mean(-1).unsqueeze(-1).add(1e-5).rsqrt());
    }

    @Test
    void aNormStoresOnlyItsStatisticsForTheBackwardPassWhichIsOneKernelMore() {
        Tensor x = input("x", 64, 128);
        Tensor w = input("w", 128, 32);
        Tensor y = layerNorm(x).matmul(w);
        Tensor dx = Gradients.of(y.square().sum(), List.of(x)).getFirst();
        Program p = new Compiler(TARGET).compile(new Graph(Map.of("dx", dx.node()), Map.of()));
        assertThat(p.launches()).as("norm, product, transposed weights, product, gradient of the norm").hasSize(5);
        // normalised rows, twice the product, transposed weights, the product with them, and three values a row
        assertThat(p.buffers()).filteredOn(b -> b.kind() == Program.Kind.SCRATCH).extracting(b -> b.elements().max())
            .containsExactlyInAnyOrder(64L * 128, 64L * 32, 128L * 32, 64L * 128, 64L, 64L, 64L);
    }

    @Test
    void rowsOfWhichLaterPartsNeedOtherKernelsAreCutThere() {
        Tensor x = input("x", 64, 16);
        Tensor y = x.softmax();
        Tensor z = y.matmul(input("w", 16, 16)).add(y).softmax();
        assertThat(kernels(z)).hasSize(3);
    }

    @Test
    void aConvolutionReadsItsPaddedImageAndJoinsTheBias() {
        Tensor y = input("x", 8, 28, 28, 1).conv2d(input("w", 3, 3, 1, 32), Window.of(3, 3).same(), 1).add(input("b", 32));
        assertThat(kernels(y)).containsExactly("pad", "conv + broadcast + add");
    }

    @Test
    void poolingOverLargeDisjointWindowsIsOneReduction() {
        assertThat(kernels(input("x", 8, 28, 28, 32).maxPool2d(Window.of(4, 4).stride(4)))).containsExactly("reshape + max");
    }

    @Test
    void viewsHaveNoKernelsOfTheirOwn() {
        Tensor x = input("x", 4, 6);
        assertThat(kernels(x.transpose().slice(0, 1, 5).flip(0).reshape(2, 8).add(1))).hasSize(1);
    }

    @Test
    void anOptimiserStepOverAFlatVectorIsOneKernelThatWritesInPlace() {
        Tensor p = Tensor.state("p", DType.F32, Shape.of(1024));
        Tensor m = Tensor.state("m", DType.F32, Shape.of(1024));
        Tensor g = input("g", 1024);
        Tensor next = m.mul(0.9).add(g.mul(0.1));
        var updates = new LinkedHashMap<String, Node>();
        updates.put("p", p.sub(next.mul(0.01)).node());
        updates.put("m", next.node());
        assertThat(kernels(Map.of(), updates)).hasSize(1);
    }

    @Test
    void anUpdateThatReadsElsewhereInItsStateGoesThroughScratch() {
        Tensor p = Tensor.state("p", DType.F32, Shape.of(16));
        var list = kernels(Map.of(), Map.of("p", p.flip(0).node()));
        assertThat(list).hasSize(2).last().isEqualTo("write into place");
    }

    @Test
    void gradientsOfAGroupAreWrittenStraightIntoTheirVector() {
        Tensor flat = Tensor.state("p", DType.F32, Shape.of(64 * 16 + 16));
        Tensor w = flat.slice(0, 0, 64 * 16).reshape(64, 16);
        Tensor b = flat.slice(0, 64 * 16, 64 * 16 + 16);
        Tensor loss = input("x", 32, 64).matmul(w).add(b).square().sum();
        List<Tensor> g = Gradients.of(loss, List.of(w, b));
        Tensor gradient = Tensor.concat(List.of(g.get(0).reshape(64 * 16), g.get(1)), 0);
        var names = kernels(Map.of("loss", loss.node()), Map.of("p", flat.sub(gradient.mul(0.1)).node()));
        assertThat(names).doesNotContain("write into place");
    }

    @Test
    void headsAreReadWhereTheyLieAndWrittenWhereTheyBelong() {
        Tensor all = input("x", 24, 32).matmul(input("w", 32, 96)).reshape(2, 12, 3, 4, 8).permute(2, 0, 3, 1, 4);
        Tensor a = all.slice(0, 0, 1).squeeze(0);
        Tensor b = all.slice(0, 2, 3).squeeze(0);
        Tensor scores = a.matmul(input("k", 2, 4, 8, 12)).tanh();
        Tensor joined = scores.matmul(b).permute(0, 2, 1, 3).reshape(24, 32).matmul(input("o", 32, 32));
        assertThat(kernels(joined)).containsExactly("matmul", "matmul + tanh", "matmul", "matmul");
    }

    @Test
    void gradientsOfPartsAreWrittenIntoTheWhole() {
        Tensor x = input("x", 24, 32);
        Tensor w = input("w", 32, 64);
        Tensor all = x.matmul(w).reshape(2, 12, 2, 32).permute(2, 0, 1, 3);
        Tensor a = all.slice(0, 0, 1).squeeze(0);
        Tensor b = all.slice(0, 1, 2).squeeze(0);
        List<Tensor> outputs = List.of(a.matmul(input("p", 2, 32, 5)), b.matmul(input("q", 2, 32, 7)));
        List<Tensor> gradient = Gradients.vjp(outputs, List.of(input("da", 2, 12, 5), input("db", 2, 12, 7)), List.of(w));
        assertThat(kernels(gradient.getFirst())).as("the gradients of both halves are products; nothing pads or adds them up")
            .containsExactly("permute", "matmul + reshape", "permute", "matmul + reshape", "matmul");
    }

    @Test
    void aProductComputesWhatItsActivationsGradientNeeds() {
        Tensor x = input("x", 64, 32).matmul(input("w", 32, 48));
        Tensor dx = Gradients.of(x.gelu().matmul(input("v", 48, 16)).square().sum(), List.of(x)).getFirst();
        Program p = new Compiler(TARGET).compile(new Graph(Map.of("dx", dx.node()), Map.of()));
        assertThat(p.launches()).as("x with gelu(x) and its factor, second product, transposed v, gradient").hasSize(4);
        assertThat(p.kernels().get(p.launches().getFirst().kernel()).params()).filteredOn(Kernel.Param::written).hasSize(2);
    }

    @Test
    void productsOfDifferentPartsAreOneKernel() {
        Tensor all = input("x", 3, 16, 32);
        Tensor a = all.slice(0, 0, 1).squeeze(0).transpose().add(1);
        Tensor b = all.slice(0, 2, 3).squeeze(0).transpose().add(1);
        Program p = new Compiler(TARGET).compile(new Graph(Map.of("a", a.node(), "b", b.node()), Map.of()));
        assertThat(p.launches()).hasSize(2);
        assertThat(p.kernels()).hasSize(1);
    }

    @Test
    void equalLayersShareKernels() {
        Tensor x = input("x", 64, 128);
        Tensor y = x.matmul(input("a", 128, 128)).tanh().matmul(input("b", 128, 128)).tanh().matmul(input("c", 128, 128)).tanh();
        Program p = new Compiler(TARGET).compile(new Graph(Map.of("y", y.node()), Map.of()));
        assertThat(p.launches()).hasSize(3);
        assertThat(p.kernels()).hasSize(1);
    }
}
