package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loam.compiler.Compiler;
import dev.loam.compiler.Switches;
import dev.loam.compiler.Target;
import dev.loam.runtime.Targets.Tolerance;
import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SwitchesTest {
    @Test
    void resultsDoNotDependOnAnyPassOrRule() {
        List<String> names = Switches.names();
        Cases.check("switches", 2 * names.size() + 2, c -> {
            int n = c.number() / 2;
            Switches off = n < names.size() ? Switches.without(List.of(names.get(n))) : Switches.without(names);
            Graph g = c.number() % 2 == 0 ? WholeGraphs.make(c) : SmoothGraphs.make(c, DType.F64, 12);
            Tolerance t = c.number() % 2 == 0 ? Tolerance.EQUAL : Tolerance.CHAIN;
            Targets.check(List.of(new JavaDevice("without " + off.off(), JvmSplit.LIMIT, off)), g, c.bindings(), List.of(Map.of(), Map.of()), Targets.all(g, t));
        });
    }

    @Test
    void withoutFusionEachOperationHasAKernel() {
        Tensor x = Tensor.input("x", DType.F32, Shape.of(64, 32));
        Graph g = Graph.of(Map.of("y", x.matmul(Tensor.input("w", DType.F32, Shape.of(32, 48))).tanh().softmax().node()), Map.of());
        var target = new Target("test", 64, 32);
        int all = new Compiler(target).compile(g).launches().size();
        int without = new Compiler(target, Switches.without(List.of("epilogues", "rows")), (stage, result) -> {
        }).compile(g).launches().size();
        assertThat(all).isEqualTo(2);
        assertThat(without).isGreaterThan(3);
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> Switches.without(List.of("speed"))).hasMessageContaining("no pass or rule 'speed'").hasMessageContaining("winograd");
    }
}
