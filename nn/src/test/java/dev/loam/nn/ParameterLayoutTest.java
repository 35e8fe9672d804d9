package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.DType;
import dev.loam.tensor.Half;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParameterLayoutTest {
    private static Scope scope() {
        Scope s = Scope.root();
        Linear.of(s.at("a"), 3, 7);
        BatchNorm.of(s.at("norm"), 7);
        Linear.of(s.at("b"), 7, 17);
        return s;
    }

    @Test
    void everyTensorStartsAtAMultipleOfSixteenElementsOfItsGroup() {
        ParameterLayout layout = ParameterLayout.of(scope());
        assertThat(layout.views()).containsExactly(
            new ParameterLayout.View("a.weight", "parameters/decay", 0, Shape.of(3, 7)),
            new ParameterLayout.View("b.weight", "parameters/decay", 32, Shape.of(7, 17)),
            new ParameterLayout.View("a.bias", "parameters/plain", 0, Shape.of(7)),
            new ParameterLayout.View("norm.weight", "parameters/plain", 16, Shape.of(7)),
            new ParameterLayout.View("norm.bias", "parameters/plain", 32, Shape.of(7)),
            new ParameterLayout.View("b.bias", "parameters/plain", 48, Shape.of(17)),
            new ParameterLayout.View("norm.mean", "statistics", 0, Shape.of(7)),
            new ParameterLayout.View("norm.variance", "statistics", 16, Shape.of(7)));
        assertThat(layout.sizes()).isEqualTo(Map.of("parameters/decay", 32 + 128, "parameters/plain", 80, "statistics", 32));
        assertThat(layout.parameterCount()).isEqualTo(21 + 7 + 14 + 119 + 17);
        assertThat(layout.slotViews("m").get(1))
            .isEqualTo(new ParameterLayout.View("optimizer/m/b.weight", "optimizer/decay/m", 32, Shape.of(7, 17)));
    }

    @Test
    void aViewReadsItsPartOfTheState() {
        Scope s = scope();
        ParameterLayout layout = ParameterLayout.of(s);
        NDArray state = Check.random(DType.F32, 3, 160);
        Parameter weight = s.parameters().get(4);
        NDArray read = Check.value(layout.view(weight), Map.of("parameters/decay", state));
        assertThat(read.shape()).containsExactly(7, 17);
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.getDouble(i)).isEqualTo(state.getDouble(32 + i));
        }
    }

    @Test
    void packingIsTheInverseOfViewingWithZerosBetween() {
        Scope s = scope();
        ParameterLayout layout = ParameterLayout.of(s);
        NDArray state = layout.initial("parameters/plain", 9);
        List<Tensor> parts = layout.groups().get(1).parameters().stream().map(layout::view).toList();
        NDArray packed = Check.value(ParameterLayout.pack(parts), Map.of("parameters/plain", state));
        assertThat(packed.toDoubles()).isEqualTo(state.toDoubles());
    }

    @Test
    void emptyGroupsDoNotExist() {
        Scope s = Scope.root();
        Linear.of(s.at("only"), 2, 2, false, Initializer.zeros());
        assertThat(ParameterLayout.of(s).sizes()).containsOnlyKeys("parameters/decay");
    }

    @Test
    void strangersAndWrongDtypesAreErrors() {
        ParameterLayout layout = ParameterLayout.of(scope());
        assertThatThrownBy(() -> layout.view(new Parameter("a.wight", Shape.of(2), Initializer.zeros(), true)))
            .isInstanceOf(ModelException.class).hasMessageContaining("'a.wight' [2] is not in this layout");
        assertThatThrownBy(() -> layout.initial("parameters/plane", 1)).hasMessageContaining("Did you mean 'parameters/plain'?");
        assertThatThrownBy(() -> ParameterLayout.of(scope(), DType.I32)).hasMessageContaining("need a float dtype");
    }

    @Test
    void storedNarrowlyAParameterIsReadInItsOwnDtype() {
        Scope s = Scope.root();
        Parameter p = s.parameter("w", Shape.of(2, 3), Initializer.normal(1));
        s.statistic("mean", Shape.of(2), 0.1);
        ParameterLayout layout = ParameterLayout.of(s);
        ParameterLayout stored = layout.stored(DType.BF16);
        Tensor view = stored.view(p);
        assertThat(view.dtype()).isEqualTo(DType.F32);
        assertThat(stored.dtype("parameters/decay")).isEqualTo(DType.BF16);
        assertThat(stored.dtype(ParameterLayout.STATISTICS)).isEqualTo(DType.F32);
        double[] wide = Check.value(layout.view(p), Check.bindings(layout, 3)).toDoubles();
        double[] narrow = Check.value(view, Check.bindings(stored, 3)).toDoubles();
        for (int i = 0; i < wide.length; i++) {
            assertThat(narrow[i]).isEqualTo(Half.fromBF16(Half.toBF16((float) wide[i])));
        }
        assertThatThrownBy(() -> layout.stored(DType.F64)).isInstanceOf(ModelException.class).hasMessageContaining("not in f64");
    }
}
