package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Kernels that are one but for sizes, which are given to them.
class SharedKernelsTest {
    @Test
    void productsAndTranspositionsOfSeveralSizes() {
        Cases.check("shared kernels", 8, c -> {
            var outputs = new LinkedHashMap<String, Node>();
            for (int i = 0; i < 3; i++) {
                int rows = c.between(8, 90);
                int inner = c.between(8, 90);
                int columns = c.between(8, 90);
                Tensor a = c.tensor(DType.F32, Shape.of(rows, inner));
                Tensor b = c.tensor(DType.F32, Shape.of(inner, columns));
                outputs.put("product" + i, a.matmul(b).node());
                outputs.put("of rows" + i, a.matmul(c.tensor(DType.F32, Shape.of(columns, inner)).transpose()).node());
                outputs.put("of columns" + i, a.transpose().matmul(c.tensor(DType.F32, Shape.of(rows, columns))).node());
                outputs.put("with more" + i, a.matmul(b).add(c.tensor(DType.F32, Shape.of(columns))).mul(c.tensor(DType.F32, Shape.of(rows, columns))).node());
                outputs.put("transposed" + i, a.transpose().node());
            }
            Graph g = Graph.of(outputs, Map.of());
            Targets.check(g, c.bindings(), List.of(Map.of()), Targets.all(g, Targets.Tolerance.CHAIN));
        });
    }

    @Test
    void whatDiffersInSizesAloneIsOneKernel() {
        var outputs = new LinkedHashMap<String, Node>();
        for (int n : new int[] {2, 4, 8}) {
            Tensor a = Tensor.input("a" + n, DType.F32, Shape.of(1536, 256 * n));
            outputs.put("product" + n, a.matmul(Tensor.input("b" + n, DType.F32, Shape.of(256 * n, 128 * n))).node());
            outputs.put("transposed" + n, a.transpose().node());
        }
        Device cpu = Device.cpu(1);
        try (Executable e = cpu.compile(Graph.of(outputs, Map.of()), cpu.states())) {
            assertThat(e.program().launches()).hasSize(6);
            assertThat(e.program().kernels()).hasSize(2);
            assertThat(e.program().launches()).allMatch(l -> !l.arguments().isEmpty());
        }
    }
}
