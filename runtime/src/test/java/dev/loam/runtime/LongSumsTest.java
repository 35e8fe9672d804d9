package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Var;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LongSumsTest {
    @Test
    void sumsOfAMillionTermsKeepTheirPrecisionInF32() {
        Cases.check("long sums", 1, c -> {
            int n = 1_000_000;
            NDArray v = NDArray.zeros(DType.F32, n);
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < n; i++) {
                v.setDouble(i, c.uniform(0, 1));
                sum += v.getDouble(i);
                squares += v.getDouble(i) * v.getDouble(i);
            }
            Tensor x = c.input(v);
            var outputs = new LinkedHashMap<String, Node>();
            outputs.put("a vector", x.sum().node());
            outputs.put("the first axis", x.reshape(n / 4, 4).sum(0).sum().node());
            outputs.put("both axes", x.reshape(1000, 1000).sum().node());
            outputs.put("a product", x.reshape(1, n).matmul(x.reshape(n, 1)).sum().node());
            for (Device d : Targets.ALL) {
                try (Executable e = d.compile(Graph.of(outputs, Map.of()), d.states())) {
                    e.input("x0").write(v);
                    e.run();
                    for (String name : outputs.keySet()) {
                        double exact = name.equals("a product") ? squares : sum;
                        assertThat(e.output(name).getFloat(0) / exact).as(name + " on " + d.description()).isCloseTo(1, within(5e-6));
                    }
                }
            }
        });
    }

    @Test
    void productsOverLongSumsReadTransposedOperandsSideBySide() {
        Cases.check("long transposed products", 2, c -> {
            Tensor a = c.tensor(DType.F32, Shape.of(2, 1030, 20));
            Tensor b = c.tensor(DType.F32, Shape.of(2, 1030, 37));
            Tensor wide = c.tensor(DType.F32, Shape.of(2, 37, 1030));
            var outputs = new LinkedHashMap<String, Node>();
            outputs.put("first", a.transpose().matmul(b).node());
            outputs.put("second", a.transpose().matmul(wide.transpose()).node());
            outputs.put("of a sum", a.add(1).transpose().matmul(b).node());
            Graph g = Graph.of(outputs, Map.of());
            Targets.check(g, c.bindings(), List.of(Map.of()), Targets.all(g, new Targets.Tolerance(1, 1030, null)));
        });
    }

    @Test
    void longSumsOverAVariableAxisTakeEachTermOnce() {
        var rows = new Var("rows", 70_000);
        int[] values = new int[3 * rows.max()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 1009;
        }
        Tensor x = Tensor.input("x", DType.I32, Shape.of(List.of(Dim.of(rows), Dim.of(3))));
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("rows", x.sum(0).node());
        outputs.put("all", x.reshape(Shape.of(List.of(Dim.of(rows).times(Dim.of(3))))).sum().node());
        Graph g = Graph.of(outputs, Map.of());
        var sizes = List.of(0, 1, 1024, 1025, 3071, 70_000).stream().map(n -> Map.of("rows", n)).toList();
        Targets.check(g, Map.of("x", NDArray.wrap(DType.I32, values, rows.max(), 3)), sizes, Map.of());
    }
}
