package dev.loam.runtime;

import dev.loam.runtime.Targets.Tolerance;
import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Var;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Whole random graphs, fused and compiled, yield what the interpreter yields node by node. Scratch memory is poisoned before each
/// run, and each graph runs several times, so that states changed in place are seen.
class RandomGraphTest {
    private static final List<Map<String, Integer>> THREE_RUNS = List.of(Map.of(), Map.of(), Map.of());

    @Test
    void graphsOfWholeNumbersAgreeExactly() {
        Cases.check("whole graphs", c -> {
            Graph g = WholeGraphs.make(c);
            Targets.check(g, c.bindings(), THREE_RUNS, Targets.all(g, Tolerance.EQUAL));
        });
    }

    @Test
    void trainingStepsAgreeClosely() {
        Cases.check("smooth graphs", c -> {
            Graph g = SmoothGraphs.make(c, c.number() % 2 == 0 ? DType.F32 : DType.F64, c.rarely(4) ? 40 : 12);
            Targets.check(g, c.bindings(), THREE_RUNS, Targets.all(g, Tolerance.CHAIN));
        });
    }

    @Test
    void graphsOverAVariableBatchAgreeAtEverySize() {
        Cases.check("batch graphs", c -> {
            var batch = new Var("batch", c.pick(1, 5, 16, 37));
            Graph g = BatchGraphs.make(c, batch);
            var sizes = List.of(batch.max(), 0, 1, c.between(0, batch.max()), batch.max());
            Targets.check(g, c.bindings(), sizes.stream().map(n -> Map.of("batch", n)).toList(), Targets.all(g, Tolerance.EQUAL));
        });
    }
}
