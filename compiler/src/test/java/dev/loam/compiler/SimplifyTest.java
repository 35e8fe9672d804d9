package dev.loam.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimplifyTest {
    private static final Tensor X = Tensor.input("x", DType.F32, Shape.of(4, 6));

    private static Node simplified(Tensor t, List<Rule> rules) {
        return Simplify.apply(new Graph(Map.of("out", t.node()), Map.of()), rules).outputs().get("out");
    }

    private static Node simplified(Tensor t) {
        return simplified(t, Simplify.RULES);
    }

    @Test
    void identitiesDisappear() {
        assertThat(simplified(X.mul(1)).op()).isInstanceOf(Op.Input.class);
        assertThat(simplified(X.div(1)).op()).isInstanceOf(Op.Input.class);
        assertThat(simplified(X.sub(0)).op()).isInstanceOf(Op.Input.class);
        assertThat(simplified(X.neg().neg()).op()).isInstanceOf(Op.Input.class);
        assertThat(simplified(X.detach()).op()).isInstanceOf(Op.Input.class);
        assertThat(simplified(X.transpose().transpose()).op()).isInstanceOf(Op.Input.class);
        assertThat(simplified(X.reshape(24).reshape(4, 6)).op()).isInstanceOf(Op.Input.class);
    }

    @Test
    void nothingThatCouldChangeAFloatIsRewritten() {
        assertThat(simplified(X.add(0)).op()).as("-0 + 0 is 0").isInstanceOf(Op.Binary.class);
        assertThat(simplified(X.mul(0)).op()).as("NaN * 0 is NaN").isInstanceOf(Op.Binary.class);
        assertThat(simplified(X.sub(X)).op()).as("inf - inf is NaN").isInstanceOf(Op.Binary.class);
    }

    @Test
    void equalNodesAreShared() {
        Tensor t = X.add(1).mul(X.add(1));
        Node n = simplified(t);
        assertThat(n.inputs().get(0)).isSameAs(n.inputs().get(1));
    }

    @Test
    void aRuleThatIsSwitchedOffDoesNotApply() {
        var others = Simplify.RULES.stream().filter(r -> !r.name().startsWith("neg(neg")).toList();
        assertThat(others).hasSize(Simplify.RULES.size() - 1);
        assertThat(simplified(X.neg().neg(), others).op()).isInstanceOf(Op.Unary.class);
    }

    @Test
    void everyRuleHasANameOfItsOwn() {
        var names = Compiler.rules().stream().map(Rule::name).toList();
        assertThat(names).doesNotHaveDuplicates().allMatch(n -> n.contains("->"));
    }
}
