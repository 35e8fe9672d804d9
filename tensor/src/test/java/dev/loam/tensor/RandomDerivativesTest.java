package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Random smooth graphs of 50 and more nodes over two arguments: gradients of first and second order in both modes against finite
/// differences, each mode against the other, mapping against a loop.
class RandomDerivativesTest {
    private static final int NODES = 50;

    /// The same graph each time for the same seed.
    private static Tensor graph(Cases c, List<Tensor> in) {
        var values = new ArrayList<>(in);
        while (Graph.sort(Trace.nodes(values)).size() < NODES) {
            values.add(grown(c, values.get(c.between(0, values.size() - 1)), values));
        }
        Tensor sum = null;
        for (Tensor t : values) {
            Tensor flat = fit(t.mul(1 + 0.1 * values.size()).sin(), Shape.of(5));
            sum = sum == null ? flat : sum.add(flat);
        }
        return sum;
    }

    private static Tensor grown(Cases c, Tensor x, List<Tensor> values) {
        Tensor other = fit(values.get(c.between(0, values.size() - 1)), x.shape());
        return switch (c.between(0, 17)) {
            case 0 -> x.tanh();
            case 1 -> x.sigmoid();
            case 2 -> x.sin().mul(other);
            case 3 -> x.tanh().exp();
            case 4 -> x.square().add(1).log().sub(other.cos());
            case 5 -> x.div(x.square().add(1).sqrt());
            case 6 -> x.rank() == 0 ? x.erf() : x.softmax();
            case 7 -> x.rank() == 0 ? x.gelu() : x.logSumExp();
            case 8 -> x.square().add(0.5).pow(other.tanh());
            case 9 -> x.rank() < 4 ? x.unsqueeze(0).broadcastTo(Shape.of(2).append(x.shape())) : x;
            case 10 -> x.rank() > 0 ? x.tanh().prod(c.between(0, x.rank() - 1)) : x;
            case 11 -> x.rank() > 0 ? x.flip(0).pad(0, 1, 0) : x;
            case 12 -> fit(x, Shape.of(3, 4)).tanh().matmul(fit(other, Shape.of(4, 2)).cos());
            case 13 -> fit(x, Shape.of(1, 4, 4, 2)).conv2d(fit(other, Shape.of(3, 2, 1, 2)).tanh(), Window.of(3, 2).padding(1).stride(2), 2).tanh();
            case 14 -> Tensor.concat(List.of(fit(x, Shape.of(2, 2)), fit(other, Shape.of(2, 1))), 1);
            case 15 -> fit(x, Shape.of(5, 2)).gather(Tensor.of(new int[] {3, 0, 3}), 0);
            case 16 -> fit(x, Shape.of(3, 2)).tanh().scatterAdd(Tensor.of(new int[] {1, 1, 0}), 0, 3);
            default -> Tensor.iota(DType.F64, x.shape().append(Shape.of(1)), x.rank()).add(1).squeeze(-1).gt(0).where(x.cos(), other)
                .mul(fit(x, Shape.of(1, 3, 3, 1)).averagePool2d(Window.of(2, 2)).mean());
        };
    }

    /// The first elements in another shape, with zeros where there are too few.
    private static Tensor fit(Tensor x, Shape to) {
        int have = (int) x.shape().maxElements();
        int want = (int) to.maxElements();
        Tensor flat = x.reshape(have);
        return (have > want ? flat.slice(0, have - want, have) : have < want ? flat.pad(0, 0, want - have) : flat).reshape(to);
    }

    private static NDArray[] arguments(Cases c) {
        return new NDArray[] {c.values(c.shape(2, 3), -1, 1), c.values(c.shape(1, 4), -1, 1)};
    }

    @Test
    void derivativesOfFirstAndSecondOrderInBothModesMatchFiniteDifferences() {
        Cases.check("random derivatives", c -> {
            long seed = c.bits();
            GradientCheck.second(c, in -> graph(c.fork(seed), in).mul(0.1), arguments(c));
        });
    }

    @Test
    void bothModesAgreeOnTheJacobian() {
        Cases.check("dot products", 60, c -> {
            long seed = c.bits();
            Fn f = Fn.of(2, in -> List.of(graph(c.fork(seed), in)));
            List<Tensor> x = new ArrayList<>();
            List<Tensor> v = new ArrayList<>();
            for (NDArray a : arguments(c)) {
                x.add(Tensor.of(a));
                v.add(Tensor.of(c.values(DType.F64, Shape.of(a.shape()))));
            }
            Tensor u = Tensor.of(c.values(DType.F64, Shape.of(5)));
            double forward = Functions.jvp(f, x, v).tangent().mul(u).sum().item();
            List<Tensor> g = Functions.vjp(f, x).pullback().call(u);
            double reverse = g.get(0).mul(v.get(0)).sum().item() + g.get(1).mul(v.get(1)).sum().item();
            assertThat(forward).isCloseTo(reverse, within(1e-11 * (1 + Math.abs(reverse))));
        });
    }

    @Test
    void mappingGivesWhatALoopGivesAlsoOfTangentsAndGradients() {
        Cases.check("mapped graphs", c -> {
            long seed = c.bits();
            GradientCheck.Function f = in -> graph(c.fork(seed), in);
            NDArray[] arguments = arguments(c);
            BatchingTest.check(c, f, arguments);
            BatchingTest.check(c, in -> Functions.grad(Fn.of(t -> List.of(f.apply(t).sum()))).call(in).get(0), arguments);
            BatchingTest.check(c, in -> Functions.jvp(Fn.of(t -> List.of(f.apply(t))), in, in).tangent(), arguments);
        });
    }
}
