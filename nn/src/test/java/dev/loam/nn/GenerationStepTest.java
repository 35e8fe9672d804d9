package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Philox;
import dev.loam.tensor.Precision;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class GenerationStepTest {
    private static final int VOCABULARY = 7;
    private static final int CONTEXT = 6;
    private static final int BATCH = 2;

    /// A model of the registry with its options.
    record Case(String model, Map<String, Object> options) {
    }

    static final List<Case> MODELS = List.of(
        new Case("gpt", Map.of("layers", 2, "heads", 2, "channels", 4, "bias", true)),
        new Case("gpt", Map.of("layers", 1, "heads", 2, "channels", 8, "positions", "rotary", "norm", "rms", "mlp", "swiglu", "qk-norm", true, "tied", false)),
        new Case("gpt", Map.of("layers", 1, "heads", 2, "channels", 4, "positions", "sinusoidal", "mlp", "relu2", "soft-cap", 3)),
        new Case("gpt", Map.of("layers", 2, "heads", 1, "channels", 4, "positions", "none")),
        new Case("made", Map.of("widths", List.of(9, 11))),
        new Case("lstm", Map.of("kind", "rnn", "width", 3, "layers", 2)),
        new Case("lstm", Map.of("kind", "lstm", "width", 3, "layers", 2)),
        new Case("lstm", Map.of("kind", "gru", "width", 3, "layers", 2)));

    private final Scope scope = Scope.root();
    private Layer model;
    private ParameterLayout layout;
    private Map<String, NDArray> states;

    private void declare(Case c) {
        model = Models.standard().create(c.model, c.options, scope, Shape.of(CONTEXT), VOCABULARY);
        layout = ParameterLayout.of(scope, DType.F64);
        states = new HashMap<>(Check.bindings(layout, 5));
        states.putAll(GenerationStep.caches(step(1).graph()));
    }

    private GenerationStep step(int tokens) {
        return new GenerationStep(model, layout, BATCH, tokens, CONTEXT, Precision.F64);
    }

    private static int[] sequence(int row) {
        int[] out = new int[CONTEXT];
        for (int i = 0; i < CONTEXT; i++) {
            out[i] = (int) Philox.below(VOCABULARY, 9, 0, row, i);
        }
        return out;
    }

    /// The logits at every place when the whole sequence is read at once.
    private double[] whole(int row) {
        return Check.value(model.apply(Tensor.of(NDArray.wrap(DType.I32, sequence(row), 1, CONTEXT)), Context.evaluation(layout)), states).toDoubles();
    }

    /// Reads `counts[row]` more tokens of each sequence and holds the logits behind them against those of the whole.
    private void read(Graph graph, int tokens, int[] read, int[] counts) {
        int[] x = new int[BATCH * tokens];
        for (int row = 0; row < BATCH; row++) {
            for (int i = 0; i < tokens; i++) {
                x[row * tokens + i] = i < counts[row] ? sequence(row)[read[row] + i] : 3;
            }
        }
        states.put("x", NDArray.wrap(DType.I32, x, BATCH, tokens));
        states.put("read", NDArray.wrap(DType.I32, read.clone(), BATCH));
        states.put("count", NDArray.wrap(DType.I32, counts, BATCH));
        Check.Result result = Check.run(graph, states, Map.of());
        states.putAll(result.updates());
        for (int row = 0; row < BATCH; row++) {
            read[row] += counts[row];
            double[] expected = whole(row);
            for (int i = 0; i < VOCABULARY && counts[row] > 0; i++) {
                assertThat(result.outputs().get("logits").getDouble(row * VOCABULARY + i)).as("sequence %d, %d tokens, logit %d", row, read[row], i)
                    .isCloseTo(expected[(read[row] - 1) * VOCABULARY + i], org.assertj.core.api.Assertions.within(1e-12));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("MODELS")
    void goingOnFromCachesGivesWhatReadingTheWholeSequenceGives(Case c) {
        declare(c);
        int[] read = new int[BATCH];
        Graph prompt = step(4).graph();
        Graph one = step(1).graph();
        read(prompt, 4, read, new int[] {3, 1});
        read(one, 1, read, new int[] {1, 1});
        read(one, 1, read, new int[] {0, 1});
        read(prompt, 4, read, new int[] {1, 2});
        read(one, 1, read, new int[] {1, 1});
    }

    @Test
    void groupsOfHeadsShareKeys() {
        NDArray q = Check.random(DType.F64, 1, 1, 4, 3, 2);
        NDArray k = Check.random(DType.F64, 2, 1, 2, 3, 2);
        NDArray v = Check.random(DType.F64, 3, 1, 2, 3, 2);
        Past past = new Past(Tensor.of(new int[] {0}), Tensor.of(new int[] {3}), 3);
        scope.parameter("w", Shape.of(1), Initializer.ones());
        layout = ParameterLayout.of(scope, DType.F64);
        Map<String, NDArray> empty = Map.of("cache/a/keys", NDArray.zeros(DType.F64, 1, 2, 3, 2), "cache/a/values", NDArray.zeros(DType.F64, 1, 2, 3, 2));
        Tensor found = past.attend("a", Tensor.of(q), Tensor.of(k), Tensor.of(v), Context.generation(layout, past));
        var wide = new java.util.ArrayList<Tensor>();
        for (NDArray t : List.of(k, v)) {
            wide.add(Tensor.of(t).gather(Tensor.of(new int[] {0, 0, 1, 1}), 1));
        }
        Tensor expected = past.attend("a", Tensor.of(q), wide.get(0), wide.get(1), Context.generation(layout, past));
        Map<String, NDArray> wideEmpty = Map.of("cache/a/keys", NDArray.zeros(DType.F64, 1, 4, 3, 2), "cache/a/values", NDArray.zeros(DType.F64, 1, 4, 3, 2));
        Check.close(Check.value(found, empty).toDoubles(), Check.value(expected, wideEmpty).toDoubles(), 1e-14);
    }

    @Test
    void moreTokensThanTheContextAreRefused() {
        declare(MODELS.get(0));
        assertThatThrownBy(() -> step(CONTEXT + 1)).isInstanceOf(ModelException.class).hasMessageContaining("1 to 6 tokens at a time");
    }
}
