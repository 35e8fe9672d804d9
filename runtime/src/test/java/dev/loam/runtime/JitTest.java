package dev.loam.runtime;

import static dev.loam.runtime.Jit.jit;
import static dev.loam.tensor.Functions.checkpoint;
import static dev.loam.tensor.Functions.fn;
import static dev.loam.tensor.Functions.grad;
import static dev.loam.tensor.Functions.hessian;
import static dev.loam.tensor.Functions.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.loam.tensor.DType;
import dev.loam.tensor.Fn;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.TensorException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JitTest {
    private static final Device JAVA = Device.java();
    private static final Device CPU = Device.cpu(1);

    private final Tensor w = Tensor.of(NDArray.wrap(DType.F64, new double[] {1, -2, 0.5, 3, 2, -1}, 3, 2));
    private final Tensor x = Tensor.of(new double[] {0.3, -1, 2});

    private static void close(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.value().toDoubles()).containsExactly(expected.value().toDoubles(), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "cpu"})
    void aCompiledFunctionAndItsTransformationsGiveWhatThePlainOnesGive(String target) {
        Device device = target.equals("java") ? JAVA : CPU;
        Fn f = fn(t -> t.unsqueeze(0).matmul(w).tanh().square().sum());
        Fn compiled = jit(f, device);
        Tensor rows = Tensor.concat(List.of(x.unsqueeze(0), x.exp().unsqueeze(0)), 0);
        close(compiled.apply(x), f.apply(x));
        close(jit(grad(f), device).apply(x), grad(f).apply(x));
        close(grad(compiled).apply(x), grad(f).apply(x));
        close(jit(hessian(f), device).apply(x), hessian(f).apply(x));
        close(jit(vmap(grad(compiled)), device).apply(rows), vmap(grad(f)).apply(rows));
        close(jit(grad(checkpoint(f)), device).apply(x), grad(f).apply(x));
        Tensor zero = Tensor.zeros(DType.I64, Shape.SCALAR);
        Fn draws = vmap(fn(base -> Tensor.uniform(DType.F32, Shape.of(5), 5, zero, zero, base)));
        Tensor bases = Tensor.iota(DType.I64, Shape.of(3), 0).mul(7);
        close(jit(draws, device).apply(bases), draws.apply(bases));
    }

    @Test
    void codeIsMadeOncePerDtypesAndShapes() {
        int[] traced = {0};
        Fn f = jit(fn((a, b) -> {
            traced[0]++;
            return a.mul(b).add(1);
        }), JAVA);
        for (int i = 0; i < 6; i++) {
            Tensor a = Tensor.of(new double[] {i, 2});
            close(f.apply(a, a), a.mul(a).add(1));
        }
        assertThat(traced[0]).isEqualTo(1);
        f.apply(Tensor.of(new float[] {1, 2}), Tensor.of(new float[] {1, 2}));
        f.apply(x, x);
        f.apply(x.mul(2), x);
        assertThat(traced[0]).isEqualTo(3);
    }

    @Test
    void resultsMayBeSeveralAndArgumentsUnusedOrReturned() {
        Fn f = jit(Fn.of(3, in -> List.of(in.get(0).add(1), in.get(0), in.get(2).argmax(0))), JAVA);
        List<Tensor> out = f.call(x, x.mul(2), x);
        close(out.get(0), x.add(1));
        close(out.get(1), x);
        assertThat(out.get(2).item()).isEqualTo(2);
    }

    @Test
    void resultsStayWhenTheFunctionRunsAgain() {
        Fn f = jit(fn(t -> t.mul(2)), CPU);
        Tensor first = f.apply(x);
        for (int i = 0; i < 9; i++) {
            f.apply(x.add(i));
        }
        close(first, x.mul(2));
    }

    @Test
    void aGradientThroughResultsIsAnError() {
        Tensor y = jit(fn(t -> t.unsqueeze(0).matmul(w).sum()), JAVA).apply(x);
        assertThatThrownBy(() -> Gradients.of(y, List.of(x))).isInstanceOf(TensorException.class).hasMessageContaining("was read");
        assertThatThrownBy(() -> Gradients.of(y, List.of(w))).isInstanceOf(TensorException.class).hasMessageContaining("was read");
    }
}
