package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Var;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class RecurrentTest {
    static final List<String> KINDS = Recurrent.KINDS;

    @ParameterizedTest
    @FieldSource("KINDS")
    void gradientsAreThoseOfFiniteDifferences(String kind) {
        Scope s = Scope.root();
        Check.gradients(s, Recurrent.of(kind, s, 0, 2, 3), Check.random(DType.F64, 1, 2, 4, 2));
    }

    @ParameterizedTest
    @FieldSource("KINDS")
    void severalLayersWithDropoutBetweenThemHaveTheRightGradients(String kind) {
        Scope s = Scope.root();
        Check.gradients(s, RecurrentLayers.of(kind, s, 2, 2, 2, 0.4), Check.random(DType.F64, 2, 2, 3, 2));
    }

    @Test
    void theStatesAreThoseOfTheFormulas() {
        Scope s = Scope.root();
        Recurrent layer = LSTM.of(s, 1, 1);
        ParameterLayout layout = ParameterLayout.of(s, DType.F64);
        Map<String, NDArray> bindings = Check.bindings(layout, 5);
        NDArray x = Check.random(DType.F64, 3, 1, 3, 1);
        double[] found = Check.value(layer.apply(Tensor.of(x), Context.evaluation(layout)), bindings).toDoubles();
        double[][] w = new double[4][];
        for (int i = 0; i < 4; i++) {
            w[i] = Check.read(bindings, Check.view(layout, s.parameters().get(i).name()));
        }
        double h = 0;
        double memory = 0;
        for (int t = 0; t < 3; t++) {
            double[] gate = new double[4];
            for (int k = 0; k < 4; k++) {
                gate[k] = x.getDouble(t) * w[0][k] + h * w[1][k] + w[2][k] + w[3][k];
            }
            memory = memory / (1 + Math.exp(-gate[1])) + Math.tanh(gate[2]) / (1 + Math.exp(-gate[0]));
            h = Math.tanh(memory) / (1 + Math.exp(-gate[3]));
            assertThat(found[t]).as("state %d", t).isCloseTo(h, within(1e-14));
        }
    }

    @Test
    void theModelHasPytorchsNamesAndFirstValues() {
        Scope s = Scope.root();
        Layer model = Models.standard().create("lstm", Map.of("width", 4, "layers", 2), s, Shape.of(6), 11);
        assertThat(s.parameters()).extracting(p -> p.name() + p.shape()).containsExactly("embedding.weight[11,4]",
            "lstm.weight_ih_l0[4,16]", "lstm.weight_hh_l0[4,16]", "lstm.bias_ih_l0[16]", "lstm.bias_hh_l0[16]",
            "lstm.weight_ih_l1[4,16]", "lstm.weight_hh_l1[4,16]", "lstm.bias_ih_l1[16]", "lstm.bias_hh_l1[16]",
            "output.weight[4,11]", "output.bias[11]");
        assertThat(s.parameters().subList(1, 9)).allSatisfy(p -> assertThat(p.initializer()).isEqualTo(Initializer.uniform(0.5)));
        Scope g = Scope.root();
        Models.standard().create("lstm", Map.of("kind", "gru", "width", 4), g, Shape.of(6), 11);
        assertThat(g.parameters()).extracting(p -> p.name() + p.shape()).contains("gru.weight_hh_l0[4,12]");
        ParameterLayout layout = ParameterLayout.of(s);
        Tensor tokens = Tensor.of(NDArray.wrap(DType.I32, new int[] {1, 2, 3, 4, 5, 6}, 2, 3));
        assertThat(Check.value(model.apply(tokens, Context.evaluation(layout)), Check.bindings(layout, 1)).shape()).containsExactly(2, 3, 11);
    }

    @Test
    void manyTokensTakeRowsOfOneProductWithTheTable() {
        Scope s = Scope.root();
        var table = Embedding.of(s.at("table"), 5, 3, Initializer.normal(1));
        Recurrent layer = GRU.of(s, 3, 4);
        ParameterLayout layout = ParameterLayout.of(s, DType.F64);
        Map<String, NDArray> bindings = Check.bindings(layout, 5);
        Context c = Context.evaluation(layout);
        Tensor tokens = Tensor.of(NDArray.wrap(DType.I32, new int[] {1, 2, 4, 0, 1, 3}, 2, 3));
        Tensor direct = layer.apply(table.apply(tokens, c), c);
        Tensor found = layer.apply(table, tokens, c);
        assertThat(products(direct)).contains(Shape.of(6, 12));
        assertThat(products(found)).contains(Shape.of(5, 12)).doesNotContain(Shape.of(6, 12));
        Check.close(Check.value(found, bindings).toDoubles(), Check.value(direct, bindings).toDoubles(), 1e-15);
        Tensor few = layer.apply(table, tokens.slice(0, 0, 1), c);
        assertThat(products(few)).contains(Shape.of(3, 12));
    }

    /// The shapes of the products outside loops.
    private static List<Shape> products(Tensor t) {
        return Graph.sort(List.of(t.node())).stream().filter(n -> n.op() instanceof Op.MatMul).map(Node::shape).toList();
    }

    @Test
    void theBatchMayBeVariable() {
        Scope s = Scope.root();
        Layer model = Models.standard().create("lstm", Map.of("width", 3), s, Shape.of(4), 5);
        ParameterLayout layout = ParameterLayout.of(s);
        Dim n = Dim.of(new Var("n", 8));
        Tensor y = model.apply(Tensor.input("x", DType.I32, Shape.of(List.of(n, Dim.of(4)))), Context.evaluation(layout));
        assertThat(y.shape().dim(0)).isEqualTo(n);
    }

    @Test
    void whatCanNotBeIsSaid() {
        assertThatThrownBy(() -> Models.standard().create("lstm", Map.of("kind", "lstn"), Scope.root(), Shape.of(4), 5))
            .isInstanceOf(ModelException.class).hasMessageContaining("Did you mean 'lstm'?");
        assertThatThrownBy(() -> Models.standard().create("lstm", Map.of(), Scope.root(), Shape.of(28, 28, 1), 10))
            .isInstanceOf(ModelException.class).hasMessageContaining("takes sequences of tokens [time], not [28,28,1]");
        Scope s = Scope.root();
        Layer layer = RNN.of(s, 2, 3);
        Context c = Context.evaluation(ParameterLayout.of(s));
        assertThatThrownBy(() -> layer.apply(Tensor.zeros(DType.F32, Shape.of(4, 2)), c)).isInstanceOf(ModelException.class)
            .hasMessageContaining("[batch, time, features]");
    }
}
