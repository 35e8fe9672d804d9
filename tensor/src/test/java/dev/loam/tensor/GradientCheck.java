package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Compares gradients in f64 with central finite differences, and tangents with gradients.
final class GradientCheck {
    interface Function {
        Tensor apply(List<Tensor> in);
    }

    private static final double STEP = 1e-5;
    /// At most so many elements of an operand are stepped; a random choice where it has more.
    private static final int PROBES = 30;

    private GradientCheck() {
    }

    /// The gradient of a random projection of `f` at `values`, for every one of them.
    static void first(Cases c, Function f, NDArray... values) {
        check(c, project(c, f), values);
    }

    /// Also the gradient of a random projection of the gradient.
    static void second(Cases c, Function f, NDArray... values) {
        Function once = project(c, f);
        check(c, once, values);
        long seed = c.bits();
        check(c, in -> {
            Cases weights = c.fork(seed);
            Tensor sum = null;
            for (Tensor g : Gradients.of(once.apply(in), in)) {
                Tensor part = g.mul(Tensor.of(weights.values(DType.F64, g.shape()))).sum();
                sum = sum == null ? part : sum.add(part);
            }
            return sum;
        }, values);
        // the derivative along a fixed direction, differentiated in both modes
        check(c, in -> Tangents.of(List.of(once.apply(in)), in, directions(c.fork(seed), in)).get(0), values);
    }

    private static List<Tensor> directions(Cases c, List<Tensor> in) {
        var out = new ArrayList<Tensor>();
        for (Tensor t : in) {
            out.add(Tensor.of(c.values(DType.F64, t.shape())));
        }
        return out;
    }

    private static Function project(Cases c, Function f) {
        long seed = c.bits();
        return in -> {
            Tensor y = f.apply(in);
            return y.mul(Tensor.of(c.fork(seed).values(DType.F64, y.shape()))).sum();
        };
    }

    private static void check(Cases c, Function loss, NDArray... values) {
        var in = new ArrayList<Tensor>();
        var bindings = new HashMap<String, NDArray>();
        for (int i = 0; i < values.length; i++) {
            in.add(Tensor.input("x" + i, DType.F64, Shape.of(values[i].shape())));
            bindings.put("x" + i, values[i].copy());
        }
        Tensor y = loss.apply(in);
        var gradients = Gradients.of(y, in);
        var roots = new ArrayList<Node>();
        for (Tensor g : gradients) {
            roots.add(g.node());
        }
        List<Tensor> directions = directions(c, in);
        roots.add(Tangents.of(List.of(y), in, directions).get(0).node());
        Map<Node, NDArray> analytic = Interpreter.evaluate(roots, bindings, Map.of());
        double along = 0;
        double size = 1;
        for (int i = 0; i < values.length; i++) {
            NDArray g = analytic.get(roots.get(i));
            assertThat(g.dtype()).isEqualTo(DType.F64);
            assertThat(g.shape()).as("shape of the gradient for operand %d", i).isEqualTo(values[i].shape());
            NDArray d = directions.get(i).value();
            for (int k = 0; k < g.size(); k++) {
                along += g.getDouble(k) * d.getDouble(k);
                size += Math.abs(g.getDouble(k) * d.getDouble(k));
            }
            NDArray x = bindings.get("x" + i);
            for (int p = 0; p < Math.min(PROBES, x.size()); p++) {
                int at = x.size() <= PROBES ? p : c.between(0, x.size() - 1);
                double here = x.getDouble(at);
                x.setDouble(at, here + STEP);
                double up = value(y, bindings);
                x.setDouble(at, here - STEP);
                double down = value(y, bindings);
                x.setDouble(at, here);
                double expected = (up - down) / (2 * STEP);
                double scale = 1 + Math.abs(expected) + Math.abs(up) * 1e-3;
                assertThat(Math.abs(g.getDouble(at) - expected) / scale)
                    .as("operand %d %s, element %d: gradient %s, finite difference %s", i, Shape.of(x.shape()), at, g.getDouble(at), expected)
                    .isLessThan(1e-6);
            }
        }
        NDArray tangent = analytic.get(roots.get(values.length));
        assertThat(tangent.dtype()).isEqualTo(DType.F64);
        assertThat(tangent.getDouble(0)).as("tangent, beside the gradient in its direction").isCloseTo(along, within(1e-11 * size));
    }

    private static double value(Tensor y, Map<String, NDArray> bindings) {
        return Interpreter.evaluate(List.of(y.node()), bindings, Map.of()).get(y.node()).getDouble(0);
    }
}
