package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MADETest {
    private final Scope scope = Scope.root();

    private double[] apply(Layer model, int... tokens) {
        ParameterLayout layout = ParameterLayout.of(scope, DType.F64);
        return Check.value(model.apply(Tensor.of(NDArray.wrap(DType.I32, tokens, 1, tokens.length)), Context.evaluation(layout)), Check.bindings(layout, 5)).toDoubles();
    }

    @Test
    void whatIsSaidAtAPlaceDependsOnAllTokensUpToThereAndNoOthers() {
        for (int vocabulary : new int[] {2, 3}) {
            for (List<Integer> widths : List.of(List.of(40), List.of(13, 50))) {
                Scope s = scope.at("v" + vocabulary + "w" + widths.size());
                Layer model = MADE.of(s, 10, vocabulary, widths, Activation.TANH, true, 0);
                int[] tokens = {0, 1, 1, 0, 1, 0, 0, 1, 1, 0};
                double[] before = apply(model, tokens);
                for (int changed = 0; changed < 10; changed++) {
                    int[] other = tokens.clone();
                    other[changed] = 1 - other[changed];
                    double[] after = apply(model, other);
                    for (int i = 0; i < before.length; i++) {
                        boolean first = vocabulary == 2 && i % 2 == 0;
                        assertThat(after[i] == before[i]).as("token %d, logit %d", changed, i).isEqualTo(first || i / vocabulary < changed);
                    }
                }
            }
        }
    }

    @Test
    void theBlocksAreTheMaskedProduct() {
        var layer = MaskedLinear.of(scope, 7, 23, 5, true, Initializer.normal(1));
        NDArray x = Check.random(DType.F64, 1, 2, 7);
        ParameterLayout layout = ParameterLayout.of(scope, DType.F64);
        Map<String, NDArray> bindings = Check.bindings(layout, 5);
        double[] found = Check.value(layer.apply(Tensor.of(x), Context.evaluation(layout)), bindings).toDoubles();
        double[] w = new double[7 * 23];
        int from = 0;
        for (Parameter p : layer.blocks()) {
            double[] block = Check.read(bindings, Check.view(layout, p.name()));
            for (int i = 0; i < block.length; i++) {
                w[i / p.shape().size(1) * 23 + from + i % p.shape().size(1)] = block[i];
            }
            from += p.shape().size(1);
        }
        assertThat(layer.blocks()).extracting(p -> p.shape().toString()).startsWith("[2,2]", "[2,3]").endsWith("[7,3]");
        for (int row = 0; row < 2; row++) {
            for (int j = 0; j < 23; j++) {
                double sum = 0;
                for (int i = 0; i < 7; i++) {
                    sum += i * 5 / 7 <= j * 5 / 23 ? x.getDouble(row * 7 + i) * w[i * 23 + j] : 0;
                }
                assertThat(found[row * 23 + j]).isCloseTo(sum, within(1e-14));
            }
        }
        Check.gradients(scope, layer, x);
    }

    @Test
    void ofTwoTokensTheFirstHasNoLogitOfItsOwn() {
        double[] y = apply(MADE.of(scope, 3, 2, List.of(5), Activation.RELU, false, 0), 0, 1, 1);
        assertThat(new double[] {y[0], y[2], y[4]}).containsOnly(0);
        assertThat(y[5]).isNotEqualTo(0);
    }

    @Test
    void sequencesHaveOneLength() {
        Layer model = Models.standard().create("made", Map.of("widths", 4), scope, Shape.of(3), 2);
        assertThatThrownBy(() -> apply(model, 0, 1)).isInstanceOf(ModelException.class).hasMessage("model 'made' takes sequences of exactly 3 tokens, not 2");
        assertThatThrownBy(() -> Models.standard().create("made", Map.of(), Scope.root(), Shape.of(28, 28, 1), 10)).isInstanceOf(ModelException.class)
            .hasMessageContaining("takes sequences of tokens [time], not [28,28,1]");
    }
}
