package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransformerTest {
    private static NDArray apply(Scope scope, Layer layer, NDArray x) {
        ParameterLayout layout = ParameterLayout.of(scope, DType.F64);
        return Check.value(layer.apply(Tensor.of(x), Context.evaluation(layout)), Check.bindings(layout, 5));
    }

    private static NDArray tokens(int batch, int... values) {
        return NDArray.wrap(DType.I32, values, batch, values.length / batch);
    }

    @Test
    void layerNormShiftsAndScalesEachRow() {
        Scope s = Scope.root();
        NDArray x = Check.random(DType.F64, 1, 2, 3, 5);
        double[] y = apply(s, LayerNorm.of(s, 5, true), x).toDoubles();
        for (int row = 0; row < 6; row++) {
            double mean = 0;
            double variance = 0;
            for (int i = 0; i < 5; i++) {
                mean += x.getDouble(row * 5 + i) / 5;
            }
            for (int i = 0; i < 5; i++) {
                variance += Math.pow(x.getDouble(row * 5 + i) - mean, 2) / 5;
            }
            for (int i = 0; i < 5; i++) {
                assertThat(y[row * 5 + i]).isCloseTo((x.getDouble(row * 5 + i) - mean) / Math.sqrt(variance + 1e-5), within(1e-14));
            }
        }
        assertThat(s.parameters()).extracting(Parameter::decay).containsExactly(false, false);
        Scope g = Scope.root();
        Check.gradients(g, new LayerNorm(g.parameter("weight", Shape.of(5), Initializer.normal(1)),
            g.parameter("bias", Shape.of(5), Initializer.normal(1)), 1e-5), x);
    }

    @Test
    void rmsNormDividesByTheRootOfTheMeanSquare() {
        Scope s = Scope.root();
        NDArray x = Check.random(DType.F64, 2, 4, 3);
        double[] y = apply(s, RMSNorm.of(s, 3), x).toDoubles();
        for (int i = 0; i < y.length; i++) {
            double squares = 0;
            for (int k = 0; k < 3; k++) {
                squares += Math.pow(x.getDouble(i / 3 * 3 + k), 2) / 3;
            }
            assertThat(y[i]).isCloseTo(x.getDouble(i) / Math.sqrt(squares + 1e-6), within(1e-14));
        }
        Scope g = Scope.root();
        Check.gradients(g, new RMSNorm(g.parameter("weight", Shape.of(3), Initializer.normal(1)), 1e-6), x);
    }

    @Test
    void anEmbeddingLooksUpAndItsGradientAddsUp() {
        Scope s = Scope.root();
        var layer = Embedding.of(s, 4, 3, Initializer.normal(1));
        ParameterLayout layout = ParameterLayout.of(s, DType.F64);
        Map<String, NDArray> bindings = Check.bindings(layout, 5);
        Context c = Context.evaluation(layout);
        Tensor ids = Tensor.of(tokens(2, 3, 0, 3, 1, 3, 2));
        Tensor y = layer.apply(ids, c);
        NDArray table = Check.value(c.value(layer.weight()), bindings);
        NDArray found = Check.value(y, bindings);
        assertThat(found.shape()).containsExactly(2, 3, 3);
        assertThat(found.getDouble(0)).isEqualTo(table.getDouble(9));
        assertThat(found.getDouble(4)).isEqualTo(table.getDouble(1));
        NDArray gradient = Check.value(Gradients.of(y.sum(), List.of(c.value(layer.weight()))).getFirst(), bindings);
        Check.close(gradient.toDoubles(), new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3}, 0);
        assertThatThrownBy(() -> layer.apply(Tensor.of(1.5), c)).isInstanceOf(ModelException.class).hasMessageContaining("whole numbers");
    }

    @Test
    void positionsAreAddedToEveryExampleAndMayBeMoreThanNeeded() {
        Scope s = Scope.root();
        var layer = LearnedPositions.of(s, 5, 2, Initializer.normal(1));
        Check.gradients(s, layer, Check.random(DType.F64, 3, 2, 4, 2));
        ParameterLayout layout = ParameterLayout.of(s, DType.F64);
        assertThatThrownBy(() -> layer.apply(Tensor.zeros(DType.F64, Shape.of(1, 6, 2)), Context.evaluation(layout)))
            .isInstanceOf(ModelException.class).hasMessageContaining("a sequence of 6 is longer than the context of 5");
    }

    @Test
    void attentionSeesNothingThatComesLater() {
        Scope s = Scope.root();
        Initializer wide = Initializer.normal(0.5);
        var layer = new CausalSelfAttention(new Linear(s.parameter("in", Shape.of(4, 12), wide), s.parameter("b", Shape.of(12), wide)),
            new Linear(s.parameter("out", Shape.of(4, 4), wide), null), 2, Dropout.of(s.at("a"), 0), Dropout.of(s.at("p"), 0));
        NDArray x = Check.random(DType.F64, 4, 2, 5, 4);
        Check.gradients(s, layer, x);
        double[] before = apply(s, layer, x).toDoubles();
        NDArray changed = x.copy();
        changed.setDouble((5 + 3) * 4, 9);
        double[] after = apply(s, layer, changed).toDoubles();
        for (int i = 0; i < before.length; i++) {
            int row = i / 4;
            if (row == 8 || row == 9) {
                assertThat(after[i]).isNotEqualTo(before[i]);
            } else {
                assertThat(after[i]).as("row %d", row).isEqualTo(before[i]);
            }
        }
    }

    @Test
    void headsDivideTheChannels() {
        assertThatThrownBy(() -> TransformerBlock.of(Scope.root(), 10, 4, 0, false)).isInstanceOf(ModelException.class)
            .hasMessageContaining("10 channels can not be divided among 4 heads");
    }

    @Test
    void aBlockHasTheRightGradientsAlsoWithDropout() {
        for (double dropout : new double[] {0, 0.3}) {
            Scope s = Scope.root();
            Check.gradients(s, TransformerBlock.of(s, 4, 2, dropout, true), Check.random(DType.F64, 6, 2, 3, 4));
        }
    }

    @Test
    void theGptHasTheNamesAndTheFirstValuesOfNanoGpt() {
        Scope s = Scope.root();
        Layer model = Models.standard().create("gpt", Map.of("layers", 2, "heads", 2, "channels", 8), s, Shape.of(6), 11);
        assertThat(s.parameters()).extracting(p -> p.name() + p.shape()).containsExactly("wte.weight[11,8]", "wpe.weight[6,8]",
            "h.0.ln_1.weight[8]", "h.0.attn.c_attn.weight[8,24]", "h.0.attn.c_proj.weight[8,8]", "h.0.ln_2.weight[8]",
            "h.0.mlp.c_fc.weight[8,32]", "h.0.mlp.c_proj.weight[32,8]",
            "h.1.ln_1.weight[8]", "h.1.attn.c_attn.weight[8,24]", "h.1.attn.c_proj.weight[8,8]", "h.1.ln_2.weight[8]",
            "h.1.mlp.c_fc.weight[8,32]", "h.1.mlp.c_proj.weight[32,8]", "ln_f.weight[8]");
        for (Parameter p : s.parameters()) {
            assertThat(p.decay()).as(p.name()).isEqualTo(p.shape().rank() == 2);
            assertThat(p.initializer()).as(p.name()).isEqualTo(p.shape().rank() == 1 ? Initializer.ones()
                : Initializer.normal(p.name().contains("c_proj") ? 0.02 / Math.sqrt(4) : 0.02));
        }
        ParameterLayout layout = ParameterLayout.of(s);
        Tensor y = model.apply(Tensor.of(tokens(2, 1, 2, 3, 4, 5, 6, 7, 8)), Context.evaluation(layout));
        assertThat(Check.value(y, Check.bindings(layout, 1)).shape()).containsExactly(2, 4, 11);
        assertThatThrownBy(() -> Models.standard().create("gpt", Map.of(), Scope.root(), Shape.of(28, 28, 1), 10))
            .isInstanceOf(ModelException.class).hasMessageContaining("takes sequences of tokens [time], not [28,28,1]");
    }

    @Test
    void theGptsGradientsAreThoseOfFiniteDifferences() {
        Scope s = Scope.root();
        Layer model = Models.standard().create("gpt", Map.of("layers", 1, "heads", 2, "channels", 4, "bias", true), s, Shape.of(3), 5);
        ParameterLayout layout = ParameterLayout.of(s, DType.F64);
        Context c = Context.training(layout, Dim.of(2));
        Tensor loss = new CrossEntropy().mean(model.apply(Tensor.of(tokens(2, 0, 4, 4, 2, 1, 0)), c), Tensor.of(tokens(2, 4, 4, 1, 1, 0, 3)));
        var wrt = new ArrayList<Tensor>();
        s.parameters().forEach(p -> wrt.add(c.value(p)));
        List<Tensor> found = Gradients.of(loss, wrt);
        Map<String, NDArray> bindings = new HashMap<>(Check.bindings(layout, 5));
        for (int k = 0; k < found.size(); k++) {
            ParameterLayout.View v = Check.view(layout, s.parameters().get(k).name());
            NDArray gradient = Check.value(found.get(k), bindings);
            NDArray state = bindings.get(v.state());
            for (int i = 0; i < gradient.size(); i += 3) {
                double at = state.getDouble(v.offset() + i);
                state.setDouble(v.offset() + i, at + 1e-6);
                double up = Check.value(loss, bindings).getDouble(0);
                state.setDouble(v.offset() + i, at - 1e-6);
                double down = Check.value(loss, bindings).getDouble(0);
                state.setDouble(v.offset() + i, at);
                assertThat(gradient.getDouble(i)).as("%s[%d]", v.name(), i).isCloseTo((up - down) / 2e-6, within(1e-8));
            }
        }
    }
}
