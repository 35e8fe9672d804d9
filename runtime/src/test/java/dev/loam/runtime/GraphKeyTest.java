package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.DType;
import dev.loam.tensor.Fn;
import dev.loam.tensor.Functions;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Window;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GraphKeyTest {
    private static String key(Tensor... outputs) {
        var map = new java.util.LinkedHashMap<String, dev.loam.tensor.Node>();
        for (Tensor t : outputs) {
            map.put("out" + map.size(), t.node());
        }
        return new GraphKey(Graph.of(map, Map.of())).text();
    }

    private static Tensor input(String name, int... shape) {
        return Tensor.input(name, DType.F32, Shape.of(shape));
    }

    @Test
    void namesOfInputsStatesAndOutputsDoNotMatter() {
        var keys = new HashSet<String>();
        for (String name : List.of("conv1", "block3.up")) {
            Tensor w = Tensor.state("parameters/" + name, DType.F32, Shape.of(4, 4));
            Tensor y = input(name, 2, 4).matmul(w);
            keys.add(new GraphKey(Graph.of(Map.of(name, y.node()), Map.of("parameters/" + name, w.sub(y.sum()).node()))).text());
        }
        assertThat(keys).hasSize(1);
    }

    @Test
    void valuesOfConstantsDoNotMatterAndWhichIsWhichDoes() {
        NDArray a = NDArray.zeros(DType.F32, 3);
        NDArray b = NDArray.zeros(DType.F32, 3);
        assertThat(key(Tensor.of(a).add(Tensor.of(b)))).isEqualTo(key(Tensor.of(b).add(Tensor.of(a)))).isNotEqualTo(key(Tensor.of(a).add(Tensor.of(a))));
    }

    @Test
    void whateverMakesTwoComputationsDifferIsInTheKey() {
        Tensor x = input("x", 4, 6);
        Tensor y = input("y", 4, 6);
        Tensor image = input("i", 1, 6, 6, 2);
        Tensor scalar = Tensor.input("n", DType.I64, Shape.SCALAR);
        List<Tensor> different = List.of(x, x.exp(), x.log(), x.add(y), x.sub(y), y.exp().sub(x.exp()).add(x), x.exp().sub(y.exp()).add(x), x.add(x), x.mul(2), x.mul(-2), x.mul(2.0000002),
            x.sum(0), x.sum(1), x.amax(0), x.argmax(0).to(DType.F32), x.argmax(1).to(DType.F32), x.reshape(6, 4), x.transpose(), x.reshape(6, 4).transpose(),
            x.slice(0, 0, 2), x.slice(0, 1, 3), x.slice(1, 0, 3), x.slice(1, 0, 3, 2), x.slice(1, 1, 3, 2), x.pad(0, 1, 0), x.pad(0, 0, 1), x.pad(1, 1, 0),
            Tensor.concat(List.of(x, y), 0), Tensor.concat(List.of(x, y), 1), Tensor.concat(List.of(y, x), 1).add(x.sum()), x.matmul(y.transpose()), x.transpose().matmul(y),
            x.lt(y).where(x, y), x.le(y).where(x, y), x.lt(y).where(y, x), x.to(DType.F64), x.detach(), x.to(DType.I32).to(DType.F32),
            Tensor.iota(DType.F32, Shape.of(4, 6), 0), Tensor.iota(DType.F32, Shape.of(4, 6), 1), Tensor.zeros(DType.F32, Shape.of(4, 6)), Tensor.ones(DType.F32, Shape.of(4, 6)),
            Tensor.uniform(DType.F32, Shape.of(4, 6), 1, scalar, scalar, scalar), Tensor.uniform(DType.F32, Shape.of(4, 6), 2, scalar, scalar, scalar),
            image.maxPool2d(Window.of(2, 2).stride(2)), image.averagePool2d(Window.of(2, 2).stride(2)), image.maxPool2d(Window.of(2, 2)),
            image.conv2d(input("w", 3, 3, 2, 4), Window.of(3, 3), 1), image.conv2d(input("w", 3, 3, 2, 4), Window.of(3, 3).same(), 1),
            image.conv2d(input("w", 3, 3, 1, 4), Window.of(3, 3), 2), input("z", 6, 4), Tensor.input("z", DType.F64, Shape.of(4, 6)));
        Set<String> keys = new HashSet<>();
        for (Tensor t : different) {
            assertThat(keys.add(key(t))).as(t.node().toString()).isTrue();
        }
        assertThat(keys.add(key(x, y))).isTrue();
        assertThat(keys.add(key(x.exp(), x))).isTrue();
        assertThat(keys.add(key(x, x.exp()))).isTrue();
    }

    @Test
    void theBoundOfAVariableSizeMatters() {
        var keys = new HashSet<String>();
        for (int bound : new int[] {16, 32}) {
            var batch = dev.loam.tensor.Dim.of(new dev.loam.tensor.Var("batch", bound));
            keys.add(key(Tensor.input("x", DType.F32, Shape.of(List.of(batch, dev.loam.tensor.Dim.of(3)))).exp()));
        }
        assertThat(keys).hasSize(2);
    }

    @Test
    void theBodyOfALoopIsInTheKey() {
        var keys = new HashSet<String>();
        Tensor xs = input("xs", 5, 3);
        Tensor start = input("start", 3);
        for (double factor : new double[] {0.5, 0.25, 0.5}) {
            Fn step = Fn.of(in -> List.of(in.get(0).mul(factor).add(in.get(1))));
            keys.add(key(Functions.scan(step, List.of(start), List.of(xs)).carries().get(0)));
        }
        assertThat(keys).hasSize(2);
    }
}
