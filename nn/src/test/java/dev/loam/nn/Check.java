package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.loam.tensor.DType;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Interpreter;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Philox;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the tests share: running graphs by the interpreter, seeded values, and finite differences.
final class Check {
    private Check() {
    }

    /// The outputs of `graph` by name, and the new values of states by label.
    record Result(Map<String, NDArray> outputs, Map<String, NDArray> updates) {
        double number(String output) {
            return outputs.get(output).getDouble(0);
        }
    }

    static Result run(Graph graph, Map<String, NDArray> bindings, Map<String, Integer> sizes) {
        var roots = new ArrayList<Node>(graph.outputs().values());
        roots.addAll(graph.updates().values());
        Map<Node, NDArray> values = Interpreter.evaluate(roots, bindings, sizes);
        return new Result(pick(graph.outputs(), values), pick(graph.updates(), values));
    }

    private static Map<String, NDArray> pick(Map<String, Node> roots, Map<Node, NDArray> values) {
        var out = new LinkedHashMap<String, NDArray>();
        for (var e : roots.entrySet()) {
            out.put(e.getKey(), values.get(e.getValue()));
        }
        return out;
    }

    static NDArray value(Tensor t, Map<String, NDArray> bindings) {
        return Interpreter.evaluate(List.of(t.node()), bindings, Map.of()).get(t.node());
    }

    /// The values of a closed tensor.
    static double[] doubles(Tensor t) {
        return value(t, Map.of()).toDoubles();
    }

    /// Uniform in `[-1, 1)`.
    static NDArray random(DType dtype, long seed, int... shape) {
        NDArray out = NDArray.zeros(dtype, shape);
        for (int i = 0; i < out.size(); i++) {
            out.setDouble(i, 2 * Philox.uniform(seed, 77, 0, i) - 1);
        }
        return out;
    }

    static NDArray i64(long value) {
        return NDArray.wrap(DType.I64, new long[] {value});
    }

    static NDArray scalar(DType dtype, double value) {
        NDArray out = NDArray.zeros(dtype);
        out.setDouble(0, value);
        return out;
    }

    static NDArray labels(int... labels) {
        return NDArray.wrap(DType.I32, labels, labels.length);
    }

    /// The first values of a layout's states under `seed`, and the scalars of a first step.
    static Map<String, NDArray> bindings(ParameterLayout layout, long seed) {
        var out = new HashMap<String, NDArray>();
        for (String state : layout.sizes().keySet()) {
            out.put(state, layout.initial(state, seed));
        }
        out.put("seed", i64(seed));
        out.put("step", i64(0));
        out.put("base", i64(0));
        return out;
    }

    /// Holds the gradients of a layer (declared in `scope`, taking `x`) for its parameters and its input against central
    /// differences, in f64; what is differentiated is a weighted sum of the outputs.
    static void gradients(Scope scope, Layer layer, NDArray x) {
        ParameterLayout layout = ParameterLayout.of(scope, DType.F64);
        Context c = Context.training(layout, Shape.of(x.shape()).dim(0));
        Tensor input = Tensor.input("x", DType.F64, Shape.of(x.shape()));
        Tensor y = layer.apply(input, c);
        Tensor loss = y.mul(Tensor.of(random(DType.F64, 991, y.shape().toArray()))).sum();
        var wrt = new ArrayList<Tensor>(List.of(input));
        for (Parameter p : scope.parameters()) {
            wrt.add(c.value(p));
        }
        List<Tensor> found = Gradients.of(loss, wrt);
        Map<String, NDArray> bindings = bindings(layout, 5);
        bindings.put("x", x.copy());
        for (int k = 0; k < wrt.size(); k++) {
            ParameterLayout.View v = k == 0 ? null : view(layout, scope.parameters().get(k - 1).name());
            NDArray place = bindings.get(k == 0 ? "x" : v.state());
            int offset = k == 0 ? 0 : v.offset();
            NDArray gradient = value(found.get(k), bindings);
            for (int i = 0; i < gradient.size(); i++) {
                double at = place.getDouble(offset + i);
                double h = 1e-5;
                place.setDouble(offset + i, at + h);
                double up = value(loss, bindings).getDouble(0);
                place.setDouble(offset + i, at - h);
                double down = value(loss, bindings).getDouble(0);
                place.setDouble(offset + i, at);
                assertThat(gradient.getDouble(i)).as("gradient %d of operand %d", i, k)
                    .isCloseTo((up - down) / (2 * h), within(1e-7 * Math.max(1, Math.abs(gradient.getDouble(i)))));
            }
        }
    }

    static ParameterLayout.View view(ParameterLayout layout, String name) {
        for (ParameterLayout.View v : layout.views()) {
            if (v.name().equals(name)) {
                return v;
            }
        }
        throw new AssertionError("no view " + name);
    }

    /// The values of one view out of its state.
    static double[] read(Map<String, NDArray> states, ParameterLayout.View v) {
        double[] out = new double[v.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = states.get(v.state()).getDouble(v.offset() + i);
        }
        return out;
    }

    static void close(double[] found, double[] expected, double tolerance) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).as("element %d", i).isCloseTo(expected[i], within(tolerance));
        }
    }
}
