package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.tensor.Dim;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Var;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeTest {
    @Test
    void declarationsCarryTheirPathAndKeepTheirOrder() {
        Scope root = Scope.root();
        Linear.of(root.at("block").at("up"), 3, 4);
        root.statistic("seen", Shape.of(2), 0);
        Linear.of(root.at("down"), 4, 2, false, Initializer.zeros());
        assertThat(root.at("block").parameters()).extracting(Parameter::name)
            .containsExactly("block.up.weight", "block.up.bias", "down.weight");
        assertThat(root.statistics()).extracting(Statistic::name).containsExactly("seen");
        assertThat(root.parameters().get(0).scope()).isEqualTo("block.up");
        assertThat(root.at("a").at("b").path()).isEqualTo("a.b");
    }

    @Test
    void weightDecayAppliesToWeightsAndNotToBiases() {
        Scope root = Scope.root();
        Linear.of(root.at("up"), 3, 4);
        BatchNorm.of(root.at("norm"), 4);
        root.parameter("table", Shape.of(5, 2), Initializer.zeros(), false);
        assertThat(root.parameters()).filteredOn(Parameter::decay).extracting(Parameter::name).containsExactly("up.weight");
    }

    @Test
    void aNameDeclaredTwiceIsAnError() {
        Scope root = Scope.root();
        Linear.of(root.at("up"), 3, 4);
        assertThatThrownBy(() -> Linear.of(root.at("up"), 3, 4)).isInstanceOf(ModelException.class)
            .hasMessageContaining("'up.weight' is declared twice");
        Dropout.of(root, 0.5);
        assertThatThrownBy(() -> Dropout.of(root, 0.5)).hasMessageContaining("'dropout' is declared twice");
    }

    @Test
    void namesThatWouldClashWithLabelsAndVariableSizesAreErrors() {
        for (String bad : List.of("", "a b", "a/b", "a#2", ".a", "a.")) {
            assertThatThrownBy(() -> Scope.root().at(bad)).as(bad).isInstanceOf(ModelException.class).hasMessageContaining("is no name");
        }
        Shape open = Shape.of(List.of(Dim.of(new Var("batch", 8))));
        assertThatThrownBy(() -> Scope.root().parameter("w", open, Initializer.zeros())).hasMessageContaining("needs constant sizes");
    }
}
