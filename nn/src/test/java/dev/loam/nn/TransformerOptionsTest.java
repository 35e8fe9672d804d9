package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransformerOptionsTest {
    private final Scope scope = Scope.root();

    private Layer model(Object... options) {
        var given = new java.util.LinkedHashMap<String, Object>(Map.of("layers", 1, "heads", 2, "channels", 8));
        for (int i = 0; i < options.length; i += 2) {
            given.put((String) options[i], options[i + 1]);
        }
        return Models.standard().create("gpt", given, scope, Shape.of(6), 11);
    }

    private double[] apply(Layer layer, NDArray x) {
        ParameterLayout layout = ParameterLayout.of(scope, DType.F64);
        return Check.value(layer.apply(Tensor.of(x), Context.evaluation(layout)), Check.bindings(layout, 5)).toDoubles();
    }

    @Test
    void rotaryTurnsPairsByTheirPlace() {
        scope.parameter("w", Shape.of(1), Initializer.ones());
        NDArray x = Check.random(DType.F64, 1, 1, 2, 3, 4);
        double[] found = apply((in, c) -> Rotary.turn(in, c), x);
        for (int head = 0; head < 2; head++) {
            for (int place = 0; place < 3; place++) {
                for (int i = 0; i < 2; i++) {
                    double angle = place / Math.pow(10000, 2.0 * i / 4);
                    int at = (head * 3 + place) * 4 + i;
                    assertThat(found[at]).isCloseTo(x.getDouble(at) * Math.cos(angle) - x.getDouble(at + 2) * Math.sin(angle), within(1e-14));
                    assertThat(found[at + 2]).isCloseTo(x.getDouble(at + 2) * Math.cos(angle) + x.getDouble(at) * Math.sin(angle), within(1e-14));
                }
            }
        }
    }

    @Test
    void sinusoidalPlacesAreThoseOfTheFormula() {
        scope.parameter("w", Shape.of(1), Initializer.ones());
        NDArray x = Check.random(DType.F64, 1, 2, 3, 5);
        double[] found = apply(new SinusoidalPositions("p"), x);
        for (int i = 0; i < found.length; i++) {
            int channel = i % 5;
            double angle = i / 5 % 3 / Math.pow(10000, channel / 2 * 2 / 5.0);
            assertThat(found[i]).isCloseTo(x.getDouble(i) * Math.sqrt(5) + (channel % 2 == 0 ? Math.sin(angle) : Math.cos(angle)), within(1e-14));
        }
    }

    @Test
    void theMlpsAreThoseOfTheFormulas() {
        NDArray x = Check.random(DType.F64, 1, 1, 2, 3);
        for (String kind : TransformerOptions.MLPS) {
            Scope s = Scope.root();
            var options = new TransformerOptions(1, false, 0, TransformerOptions.Positions.NONE, "layer", kind, false, false);
            TransformerMLP mlp = TransformerMLP.of(s, 3, options, 1);
            ParameterLayout layout = ParameterLayout.of(s, DType.F64);
            Map<String, NDArray> bindings = Check.bindings(layout, 5);
            double[] found = Check.value(mlp.apply(Tensor.of(x), Context.evaluation(layout)), bindings).toDoubles();
            double[] up = Check.read(bindings, Check.view(layout, "c_fc.weight"));
            double[] down = Check.read(bindings, Check.view(layout, "c_proj.weight"));
            int width = down.length / 3;
            assertThat(width).isEqualTo(kind.equals("swiglu") ? 16 : 12);
            for (int row = 0; row < 2; row++) {
                for (int j = 0; j < 3; j++) {
                    double sum = 0;
                    for (int k = 0; k < width; k++) {
                        double a = dot(x, row, up, k, up.length / 3);
                        double h = switch (kind) {
                            case "gelu" -> a * 0.5 * (1 + dev.loam.tensor.Elementary.erf(a / Math.sqrt(2)));
                            case "relu2" -> Math.pow(Math.max(0, a), 2);
                            default -> {
                                double gate = dot(x, row, up, k + width, up.length / 3);
                                yield a * gate / (1 + Math.exp(-gate));
                            }
                        };
                        sum += h * down[k * 3 + j];
                    }
                    assertThat(found[row * 3 + j]).as(kind).isCloseTo(sum, within(1e-14));
                }
            }
            Check.gradients(s, mlp, x);
        }
    }

    private static double dot(NDArray x, int row, double[] w, int column, int columns) {
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            sum += x.getDouble(row * 3 + i) * w[i * columns + column];
        }
        return sum;
    }

    @Test
    void optionsDeclareTheirParameters() {
        model("positions", "rotary", "norm", "rms", "mlp", "swiglu", "qk-norm", true, "tied", false, "zero-init", true, "bias", true);
        assertThat(scope.parameters()).extracting(p -> p.name() + p.shape()).containsExactly("wte.weight[11,8]", "h.0.ln_1.weight[8]", "h.0.attn.c_attn.weight[8,24]",
            "h.0.attn.c_attn.bias[24]", "h.0.attn.c_proj.weight[8,8]", "h.0.attn.c_proj.bias[8]", "h.0.attn.q_norm.weight[4]", "h.0.attn.k_norm.weight[4]",
            "h.0.ln_2.weight[8]", "h.0.mlp.c_fc.weight[8,64]", "h.0.mlp.c_fc.bias[64]", "h.0.mlp.c_proj.weight[32,8]", "h.0.mlp.c_proj.bias[8]", "ln_f.weight[8]",
            "lm_head.weight[8,11]");
        assertThat(scope.parameters()).filteredOn(p -> p.name().endsWith("c_proj.weight")).hasSize(2).allMatch(p -> p.initializer().equals(Initializer.zeros()));
    }

    @Test
    void everyOptionHasTheRightGradients() {
        var options = new TransformerOptions(2, true, 0, TransformerOptions.Positions.ROTARY, "rms", "swiglu", true, false);
        Check.gradients(scope, TransformerBlock.of(scope, 4, options, 1), Check.random(DType.F64, 6, 1, 3, 4));
    }

    @Test
    void aCapBoundsTheLogits() {
        double[] capped = apply(model("soft-cap", 0.01, "positions", "sinusoidal"), NDArray.wrap(DType.I32, new int[] {1, 2, 3}, 1, 3));
        assertThat(java.util.Arrays.stream(capped).map(Math::abs).max().getAsDouble()).isBetween(0.005, 0.01);
    }

    @Test
    void namesThatDoNotExistAreAnsweredWithTheNearest() {
        assertThatThrownBy(() -> model("positions", "rotry")).isInstanceOf(ModelException.class).hasMessage("no positions 'rotry'. Did you mean 'rotary'? Known: learned, sinusoidal, rotary, none");
        assertThatThrownBy(() -> model("norm", "batch")).hasMessageStartingWith("no norm 'batch'.");
        assertThatThrownBy(() -> model("mlp", "swigloo")).hasMessageContaining("Did you mean 'swiglu'?");
        assertThatThrownBy(() -> model("positions", "rotary", "channels", 6)).hasMessageContaining("heads of 3 channels have an odd number");
    }
}
