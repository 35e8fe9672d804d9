package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PatchModelTest {
    private static final int TIME = 12;
    private static final int VOCABULARY = 7;

    private final Scope scope = Scope.root();
    private final Layer model = Models.standard().create("patches", Map.of("patch", 3, "layers", 1, "heads", 2, "channels", 6, "narrow-layers", 1, "narrow-heads", 2,
        "narrow-channels", 4), scope, Shape.of(TIME), VOCABULARY);
    private final ParameterLayout layout = ParameterLayout.of(scope, DType.F64);

    private double[] logits(int[] tokens) {
        return Check.value(model.apply(Tensor.of(NDArray.wrap(DType.I32, tokens.clone(), 1, TIME)), Context.evaluation(layout)), Check.bindings(layout, 3)).toDoubles();
    }

    /// Each place depends on its own token and on all before it, also across patches, and on none behind it.
    @Test
    void aPlaceSeesItsOwnTokenAndAllBeforeIt() {
        int[] tokens = {1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5};
        double[] before = logits(tokens);
        assertThat(before).hasSize(TIME * VOCABULARY);
        for (int changed = 0; changed < TIME; changed++) {
            int[] other = tokens.clone();
            other[changed] = (other[changed] + 1) % VOCABULARY;
            double[] after = logits(other);
            for (int place = 0; place < TIME; place++) {
                double[] a = Arrays.copyOfRange(before, place * VOCABULARY, (place + 1) * VOCABULARY);
                double[] b = Arrays.copyOfRange(after, place * VOCABULARY, (place + 1) * VOCABULARY);
                assertThat(Arrays.equals(a, b)).as("token %d changed, place %d", changed, place).isEqualTo(place < changed);
            }
        }
    }

    @Test
    void everyParameterHasAPart() {
        Context c = Context.evaluation(layout);
        Tensor x = Tensor.of(NDArray.wrap(DType.I32, new int[] {1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5}, 1, TIME));
        Tensor loss = Losses.crossEntropy(model.apply(x, c), x);
        for (Parameter p : scope.parameters()) {
            double[] g = Check.value(Gradients.of(loss, List.of(c.value(p))).get(0), Check.bindings(layout, 3)).toDoubles();
            assertThat(Arrays.stream(g).anyMatch(v -> v != 0)).as(p.name()).isTrue();
        }
    }

    @Test
    void aContextThatCanNotBeCutIsRefused() {
        assertThatThrownBy(() -> Models.standard().create("patches", Map.of("patch", 5), Scope.root(), Shape.of(12), 7)).isInstanceOf(ModelException.class)
            .hasMessage("model 'patches': a context of 12 tokens can not be cut into patches of 5; take a multiple, such as 10");
    }
}
