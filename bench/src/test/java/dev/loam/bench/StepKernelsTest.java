package dev.loam.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.compiler.Compiler;
import dev.loam.compiler.Program;
import dev.loam.compiler.Target;
import dev.loam.nn.Adagrad;
import dev.loam.nn.Adam;
import dev.loam.nn.AdamW;
import dev.loam.nn.Averaged;
import dev.loam.nn.Context;
import dev.loam.nn.Feature;
import dev.loam.nn.Layer;
import dev.loam.nn.Lion;
import dev.loam.nn.Models;
import dev.loam.nn.Optimizer;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.RMSprop;
import dev.loam.nn.SGD;
import dev.loam.nn.ScheduleFree;
import dev.loam.nn.Scope;
import dev.loam.nn.Task;
import dev.loam.nn.TrainingStep;
import dev.loam.nn.TransformerBlock;
import dev.loam.tensor.DType;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which kernels the steps of the workloads have, by the operations they begin with. What is fused is part of what a step promises:
/// where this changes, so does its speed.
class StepKernelsTest {
    private static final Target TARGET = new Target("test", 64, 32);

    private static Program compile(Graph graph) {
        return new Compiler(TARGET).compile(graph);
    }

    /// The launches by the first three operations of their kernels, those of products by the first two.
    private static List<String> launches(Program p) {
        var out = new ArrayList<String>();
        for (var l : p.launches()) {
            List<String> words = List.of(l.note().split(" \\+ "));
            out.add(String.join(" ", words.subList(0, Math.min(words.getFirst().equals("matmul") ? 2 : 3, words.size()))));
        }
        return out;
    }

    /// Whatever the optimiser, limits and averages: one kernel for each group of parameters, and at most one for single numbers, such as Adam's step size.
    @Test
    void anOptimiserIsOneKernelPerGroup() {
        List<Optimizer> optimizers = List.of(SGD.of(1), SGD.of(1).momentum(0.9).nesterov(true).weightDecay(0.1), RMSprop.of(1).momentum(0.9).centered(true),
            Adagrad.of(1), Adam.of(1), AdamW.of(1), Lion.of(1).weightDecay(0.1), ScheduleFree.of(1), new Averaged(AdamW.of(1), 0.9));
        int first = 0;
        for (Optimizer o : optimizers) {
            Scope scope = Scope.root();
            Layer model = Models.standard().create("mlp", Map.of("widths", List.of(64)), scope, Shape.of(32), 10);
            Task task = Task.classification(model, ParameterLayout.of(scope), Feature.of(DType.F32, Shape.of(32)));
            Program p = compile(TrainingStep.of(task, o, 16).clipNorm(1).clipValue(0.1).graph());
            first = first == 0 ? p.launches().size() : first;
            assertThat(p.launches().size()).as(o + ": " + launches(p)).isBetween(first, first + (o.scalars().isEmpty() ? 1 : 3));
        }
    }

    @Test
    void aTransformerBlockForwardAndBackward() {
        Scope scope = Scope.root();
        var block = TransformerBlock.of(scope, 128, 4, 0, false);
        Shape shape = Shape.of(12, 64, 128);
        Context c = Context.training(ParameterLayout.of(scope), shape.dim(0));
        Tensor x = Tensor.input("x", DType.F32, shape);
        Tensor y = block.apply(x, c);
        var wrt = new ArrayList<Tensor>(List.of(x));
        scope.parameters().forEach(p -> wrt.add(c.value(p)));
        var outputs = new LinkedHashMap<String, Node>(Map.of("y", y.node()));
        for (Tensor g : Gradients.vjp(List.of(y), List.of(Tensor.input("dy", DType.F32, shape)), wrt)) {
            outputs.put("g" + outputs.size(), g.node());
        }
        assertThat(launches(compile(Graph.of(outputs, Map.of())))).containsExactlyInAnyOrder(BLOCK.split("\n"));
    }

    @Test
    void aStepOfAnMlp() {
        assertThat(launches(compile(TrainingWorkload.MLP.step(64).graph()))).containsExactlyInAnyOrder(MLP.split("\n"));
    }

    @Test
    void aStepOfACnn() {
        Program p = compile(TrainingWorkload.CNN.step(64).graph());
        assertThat(launches(p)).containsExactlyInAnyOrder(CNN.split("\n"));
        // the plan of a program with constants that rewriting made can not be kept
        assertThat(p.buffers()).noneMatch(b -> b.kind() == Program.Kind.CONSTANT);
    }

    @Test
    void sixLayersShareTheirKernels() {
        Program p = compile(LanguageWorkload.MID.step(8).graph());
        assertThat(p.launches()).hasSize(192);
        assertThat(p.kernels()).hasSizeLessThanOrEqualTo(35);
    }

    private static final String BLOCK = """
        sum mul reshape
        matmul
        attention attention-log-sum-exp
        matmul reshape
        sum mul reshape
        matmul reshape
        matmul reshape
        matmul
        slice reshape permute
        matmul reshape
        matmul
        slice reshape permute
        matmul reshape
        mul reshape broadcast
        slice broadcast mul
        matmul
        slice reshape permute
        matmul
        attention-query-gradient attention-key-gradient attention-value-gradient
        matmul
        slice reshape permute
        matmul reshape
        slice broadcast mul
        mul reshape broadcast""";

    private static final String MLP = """
        matmul slice
        matmul slice
        reshape broadcast eq
        max reshape broadcast
        neg sum mul
        cast sum
        reshape broadcast eq
        matmul reshape
        sum
        slice reshape permute
        le matmul select
        matmul reshape
        sum
        write into place
        mul sum
        mul sum add
        sub eq sub
        add cast mul
        broadcast sub mul
        broadcast sub mul""";

    private static final String CNN = """
        pad
        conv slice broadcast
        pad slice slice
        winograd filter
        pad conv slice
        pad slice slice
        matmul slice
        reshape broadcast eq
        max reshape broadcast
        neg sum mul
        cast sum
        reshape broadcast eq
        matmul reshape
        sum
        slice reshape permute
        le matmul reshape
        sum
        reshape broadcast reshape
        winograd filter gradient
        pad conv-filter-gradient reshape
        slice slice reshape
        winograd filter
        le pad conv
        sum
        reshape broadcast reshape
        conv-filter-gradient reshape
        write into place
        mul sum
        mul sum add
        sub eq sub
        add cast mul
        broadcast sub mul
        broadcast sub mul""";
}
