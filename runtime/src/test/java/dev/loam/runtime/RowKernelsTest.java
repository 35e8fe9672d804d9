package dev.loam.runtime;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowKernelsTest {
    @Test
    void aReductionThatIsStoredAndUsedInItsOwnKernelIsNotReadBeforeItIsThere() {
        Cases.check("stored reductions", 6, c -> {
            // a kernel before, after which places of views are known
            Tensor x = c.tensor(DType.F32, Shape.of(16, 5)).matmul(c.tensor(DType.F32, Shape.of(5, 3))).mul(50);
            Tensor max = x.amax(1);
            Tensor total = x.sub(max.unsqueeze(1)).exp().sum(1);
            Tensor first = x.eq(max.unsqueeze(1)).where(Tensor.iota(DType.I32, x.shape(), 1), Tensor.fill(DType.I32, x.shape(), 9)).amin(1);
            Graph g = Graph.of(Map.of("max", max.node(), "total", total.node(), "first", first.node(), "argmax", x.argmax(1).node()), Map.of());
            Targets.check(g, c.bindings(), List.of(Map.of(), Map.of()), Targets.all(g, Targets.Tolerance.CHAIN));
        });
    }
}
