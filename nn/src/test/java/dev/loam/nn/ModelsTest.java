package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelsTest {
    private final Models models = Models.standard();

    private static int[] output(Scope scope, Layer model, int... shape) {
        ParameterLayout layout = ParameterLayout.of(scope);
        NDArray y = Check.value(model.apply(Tensor.of(Check.random(DType.F32, 1, shape)), Context.evaluation(layout)),
            Check.bindings(layout, 1));
        return y.shape();
    }

    @Test
    void theLinearModelIsOneLayer() {
        Scope s = Scope.root();
        Layer model = models.create("linear", Map.of(), s, Shape.of(4, 3), 2);
        assertThat(s.parameters()).extracting(Parameter::name).containsExactly("output.weight", "output.bias");
        assertThat(output(s, model, 5, 4, 3)).containsExactly(5, 2);
    }

    @Test
    void theMlpHasItsHiddenWidths() {
        Scope s = Scope.root();
        Layer model = models.create("mlp", Map.of("widths", List.of(8, 6), "activation", "tanh", "dropout", 0.1, "batch-norm", true), s,
            Shape.of(4), 3);
        assertThat(s.parameters()).extracting(Parameter::name).containsExactly("hidden1.weight", "hidden1.norm.weight",
            "hidden1.norm.bias", "hidden2.weight", "hidden2.norm.weight", "hidden2.norm.bias", "output.weight", "output.bias");
        assertThat(output(s, model, 5, 4)).containsExactly(5, 3);
        Scope plain = Scope.root();
        models.create("mlp", Map.of(), plain, Shape.of(28, 28, 1), 10);
        assertThat(ParameterLayout.of(plain).parameterCount()).isEqualTo(784 * 256 + 256 + 2560 + 10);
    }

    @Test
    void theCnnKeepsSizesInConvolutionsAndHalvesThemInPools() {
        Scope s = Scope.root();
        models.create("cnn", Map.of(), s, Shape.of(28, 28, 1), 10);
        assertThat(s.parameters()).extracting(p -> p.name() + p.shape()).containsExactly("conv1.weight[3,3,1,32]", "conv1.bias[32]",
            "conv2.weight[3,3,32,64]", "conv2.bias[64]", "output.weight[3136,10]", "output.bias[10]");
        Scope small = Scope.root();
        Layer model = models.create("cnn", Map.of("channels", List.of(3, 4), "width", 7, "batch-norm", true, "dropout", 0.2, "kernel", 2),
            small, Shape.of(7, 6, 2), 3);
        assertThat(output(small, model, 2, 7, 6, 2)).containsExactly(2, 3);
        assertThat(small.statistics()).extracting(Statistic::name).containsExactly("norm1.mean", "norm1.variance", "norm2.mean",
            "norm2.variance", "hidden1.norm.mean", "hidden1.norm.variance");
    }

    @Test
    void inputsAModelCanNotTakeAreErrors() {
        assertThatThrownBy(() -> models.create("cnn", Map.of(), Scope.root(), Shape.of(10), 3)).isInstanceOf(ModelException.class)
            .hasMessageContaining("takes images [height, width, channels], not [10]");
        assertThatThrownBy(() -> models.create("cnn", Map.of(), Scope.root(), Shape.of(3, 3, 1), 3))
            .hasMessageContaining("too small for pooling by 2 2 times");
    }

    @Test
    void unknownNamesGetTheNearestAndTheList() {
        assertThatThrownBy(() -> models.create("cn", Map.of(), Scope.root(), Shape.of(4), 3)).isInstanceOf(ModelException.class)
            .hasMessage("no model 'cn'. Did you mean 'cnn'? Known: linear, mlp, cnn, gpt, lstm, made, patches");
        assertThatThrownBy(() -> models.options("mlp", Map.of("widht", 3)))
            .hasMessage("model 'mlp' has no option 'widht'. Did you mean 'widths'? Known: widths, activation, dropout, batch-norm, initializer");
        assertThatThrownBy(() -> models.entry("quantum")).hasMessage("no model 'quantum'. Known: linear, mlp, cnn, gpt, lstm, made, patches");
    }

    @Test
    void optionsOfTheWrongKindAreErrorsThatNameTheKey() {
        wrong("widths", List.of(8, "x"), "option 'widths' must be a whole number of at least 1, not x");
        wrong("widths", "wide", "option 'widths' must be a whole number of at least 1, not wide");
        wrong("widths", 0, "at least 1, not 0");
        wrong("dropout", 1.0, "option 'dropout' must be a number from 0.0 to below 1.0, not 1.0");
        wrong("batch-norm", "yes", "must be true or false, not yes");
        wrong("activation", 3, "must be a text, not 3");
        wrong("activation", "rel", "Did you mean 'relu'?");
        wrong("initializer", "kaiming", "no initializer 'kaiming'");
    }

    private void wrong(String key, Object value, String message) {
        assertThatThrownBy(() -> models.create("mlp", Map.of(key, value), Scope.root(), Shape.of(4), 3)).as(key)
            .isInstanceOf(ModelException.class).hasMessageContaining(message);
    }

    @Test
    void optionsAreTheGivenOnesOverTheDefaults() {
        assertThat(models.options("mlp", Map.of("widths", 3)).values())
            .isEqualTo(Map.of("widths", 3, "activation", "relu", "dropout", 0.0, "batch-norm", false, "initializer", "kaiming-uniform"));
        assertThat(models.options("mlp", Map.of("widths", 3L)).wholes("widths", 1)).containsExactly(3);
    }

    @Test
    void aNewEntryJoinsWithoutTouchingTheCaller() {
        Models more = models.with(new Models.Entry("twice", "two linear layers", Map.of("width", 4), (options, scope, input, classes) ->
            Sequential.of(Linear.of(scope.at("a"), input.size(0), options.whole("width", 1)),
                Linear.of(scope.at("b"), options.whole("width", 1), classes))));
        Scope s = Scope.root();
        assertThat(output(s, more.create("twice", Map.of(), s, Shape.of(3), 2), 5, 3)).containsExactly(5, 2);
        assertThat(more.entries()).extracting(Models.Entry::name).containsExactly("linear", "mlp", "cnn", "gpt", "lstm", "made", "patches", "twice");
        assertThatThrownBy(() -> models.entry("twice")).isInstanceOf(ModelException.class);
    }

    @Test
    void nearestFindsWhatWasMeantAndNothingElse() {
        List<String> keys = List.of("optimizer.learning-rate", "optimizer.weight-decay", "epochs");
        assertThat(Nearest.of("optimizer.learing-rate", keys)).isEqualTo("optimizer.learning-rate");
        assertThat(Nearest.of("epcohs", keys)).isEqualTo("epochs");
        assertThat(Nearest.of("zzz", keys)).isNull();
    }
}
