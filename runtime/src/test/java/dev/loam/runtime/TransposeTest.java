package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.compiler.Compiler;
import dev.loam.compiler.Program;
import dev.loam.compiler.Target;
import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransposeTest {
    @Test
    void transposedOperandsOfAnySizeAreReadInSquares() {
        DType[] types = {DType.F32, DType.F64, DType.BF16, DType.I32, DType.BOOL, DType.I8};
        Cases.check("transposes", types.length, c -> {
            DType d = types[c.number() % types.length];
            int a = c.between(9, 40);
            int b = c.between(9, 40);
            var outputs = new LinkedHashMap<String, dev.loam.tensor.Node>();
            outputs.put("matrix", c.tensor(d, Shape.of(a, b)).transpose().node());
            outputs.put("batch", c.tensor(d, Shape.of(3, a, b)).transpose().node());
            outputs.put("first axis last", c.tensor(d, Shape.of(a, 2, b)).permute(2, 1, 0).node());
            outputs.put("two axes", c.tensor(d, Shape.of(a, 3, b)).permute(1, 2, 0).node());
            if (d.isFloat()) {
                Tensor x = c.tensor(d, Shape.of(a, b));
                Tensor column = c.tensor(d, Shape.of(a, 1));
                outputs.put("with functions", x.add(column).abs().transpose().node());
                outputs.put("beside one that is not transposed", x.transpose().add(c.tensor(d, Shape.of(b, a))).node());
            }
            Graph g = Graph.of(outputs, Map.of());
            Targets.check(g, c.bindings(), List.of(Map.of()), Map.of());
        });
    }

    @Test
    void theKernelOfATransposedMatrixGathersNothing() {
        Tensor x = Tensor.input("x", DType.F32, Shape.of(64, 48));
        Program p = new Compiler(new Target("test", 64, 32)).compile(Graph.of(Map.of("y", x.transpose().node()), Map.of()));
        assertThat(p.kernels()).hasSize(1);
        assertThat(p.kernels().get(0).code()).contains("transpose");
    }
}
