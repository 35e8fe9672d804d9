package dev.loam.runtime;

import dev.loam.runtime.Targets.Tolerance;
import dev.loam.tensor.Graph;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Whole random graphs, fused and compiled, yield what the interpreter yields node by node; scratch memory is poisoned before each
/// run, and each graph runs three times, so that states changed in place are seen.
class RandomGraphTest {
    @Test
    void graphsOfWholeNumbersAgreeExactly() {
        Cases.check("whole graphs", c -> {
            Graph g = WholeGraphs.make(c);
            Targets.check(g, c.bindings(), List.of(Map.of(), Map.of(), Map.of()), Targets.all(g, Tolerance.EQUAL));
        });
    }
}
