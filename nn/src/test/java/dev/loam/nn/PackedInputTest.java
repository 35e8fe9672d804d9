package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedInputTest {
    private static final int VOCABULARY = 5;

    /// Two documents in one row give what each gives in a row of its own.
    @ParameterizedTest
    @ValueSource(strings = {"gpt", "rnn", "lstm", "gru"})
    void documentsInARowKnowNothingOfOneAnother(String kind) {
        Scope scope = Scope.root();
        var options = new HashMap<String, Object>(kind.equals("gpt") ? Map.of("layers", 2, "heads", 2, "channels", 4) : Map.of("kind", kind, "width", 4, "layers", 2));
        Layer model = Models.standard().create(kind.equals("gpt") ? "gpt" : "lstm", options, scope, Shape.of(8), VOCABULARY);
        ParameterLayout layout = ParameterLayout.of(scope, DType.F64);
        int[] first = {1, 2, 3};
        int[] second = {4, 0, 2, 1};
        int[] row = {1, 2, 3, 4, 0, 2, 1, 0, /* documents */ 1, 1, 1, 2, 2, 2, 2, 0, /* places */ 0, 1, 2, 0, 1, 2, 3, 0};
        double[] packed = run(new PackedInput(model), layout, NDArray.wrap(DType.I32, row, 1, 3, 8));
        double[] alone = run(model, layout, NDArray.wrap(DType.I32, first, 1, 3));
        double[] other = run(model, layout, NDArray.wrap(DType.I32, second, 1, 4));
        assertThat(Arrays.copyOf(packed, 3 * VOCABULARY)).containsExactly(alone, within(1e-12));
        assertThat(Arrays.copyOfRange(packed, 3 * VOCABULARY, 7 * VOCABULARY)).containsExactly(other, within(1e-12));
    }

    private static double[] run(Layer model, ParameterLayout layout, NDArray x) {
        return Check.value(model.apply(Tensor.of(x), Context.evaluation(layout)), Check.bindings(layout, 3)).toDoubles();
    }
}
