package dev.loam.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.compiler.Compiler;
import dev.loam.compiler.Program;
import dev.loam.compiler.Target;
import dev.loam.nn.CrossEntropy;
import dev.loam.nn.Feature;
import dev.loam.nn.GPT;
import dev.loam.nn.ParameterLayout;
import dev.loam.nn.Scope;
import dev.loam.nn.Task;
import dev.loam.nn.TrainingStep;
import dev.loam.tensor.DType;
import dev.loam.tensor.Shape;
import org.junit.jupiter.api.Test;

/// Equal layers of a model share their kernels.
class EqualLayersTest {
    private static Program program(int layers, double dropout) {
        Scope scope = Scope.root();
        var model = GPT.of(scope, 65, 64, layers, 4, 128, dropout, false);
        var sequence = Feature.of(DType.I32, Shape.of(64));
        Task task = new Task(model, ParameterLayout.of(scope), sequence, sequence, new CrossEntropy());
        return new Compiler(new Target("test", 64, 32)).compile(TrainingStep.of(task, LanguageWorkload.OPTIMIZER, 4).clipNorm(1).graph());
    }

    @Test
    void aDeeperTransformerNeedsNoMoreKernels() {
        for (double dropout : new double[] {0, 0.1}) {
            Program three = program(3, dropout);
            Program six = program(6, dropout);
            assertThat(six.kernels()).hasSameSizeAs(three.kernels()).hasSizeLessThan(60);
            assertThat(six.launches().size()).isGreaterThan(3 * three.launches().size() / 2);
        }
    }

    @Test
    void dropoutsOfEqualLayersDifferInAnArgumentAlone() {
        Program p = program(3, 0.1);
        var draws = p.launches().stream().filter(l -> l.note().contains("random")).toList();
        assertThat(draws.stream().map(Program.Launch::arguments).distinct()).as("a stream for the embedding and three for each block").hasSize(10);
        assertThat(draws.stream().map(Program.Launch::kernel).distinct()).as("a kernel for each shape").hasSize(2);
    }
}
