package dev.loam.runtime;

import dev.loam.compiler.Switches;
import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Interpreter;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Runs graphs on every target and compares them with the interpreter.
final class Targets {
    /// The pure-Java target, the same with its kernels cut into many methods, the processor with one thread and with two.
    static final List<Device> ALL = List.of(Device.java(), new JavaDevice("in small methods", 400, Switches.NONE_OFF), Device.cpu(1), Device.cpu(2));

    private Targets() {
    }

    /// How far a result may be from the interpreter's, which computes in f64 and rounds once: `ulps` units in the last place of
    /// the result's dtype, and, for sums, `terms` roundings of the dtype in which they are kept (f32 for the 16-bit floats) of
    /// `magnitude`, the sum of the terms' absolute values (f64); without one, of the greatest absolute value of the result, at
    /// least 1. Zero means the same bits (any NaN for a NaN).
    record Tolerance(double ulps, double terms, Tensor magnitude) {
        static final Tolerance EXACT = new Tolerance(0, 0, null);
        /// For whole numbers held as floats: equal, but zeros may differ in their sign.
        static final Tolerance EQUAL = new Tolerance(0x1p-20, 0, null);

        /// For long chains of smooth functions: about 1e-4 of the greatest value in f32, 2e-13 in f64.
        static final Tolerance CHAIN = new Tolerance(0, 2000, null);

        static Tolerance ulps(double n) {
            return new Tolerance(n, 0, null);
        }

        /// For a sum of `terms` terms, of whose absolute values `magnitude` is the sum.
        static Tolerance sum(double terms, Tensor magnitude) {
            return new Tolerance(1, terms + 2, magnitude);
        }

        boolean holds(DType d, double actual, double expected, double size) {
            if (!d.isFloat() || ulps == 0 && terms == 0) {
                return Double.compare(actual, expected) == 0;
            }
            if (actual == expected || actual != actual && expected != expected) {
                return true;
            }
            double step = switch (d) {
                case F64 -> 0x1p-52;
                case F32 -> 0x1p-23;
                case F16 -> 0x1p-10;
                default -> 0x1p-7;
            };
            double kept = d == DType.F64 ? 0x1p-53 : 0x1p-24;
            // below the least normal number a target may give 0
            double least = d == DType.F64 ? Double.MIN_NORMAL : d == DType.F16 ? 0x1p-24 : Float.MIN_NORMAL;
            double summing = terms == 0 ? 0 : terms * kept * size;
            return Math.abs(actual - expected) <= ulps * step * Math.abs(expected) + summing + least;
        }
    }

    /// Compares one result.
    static void check(Cases c, Tensor result, Tolerance tolerance) {
        check(Graph.of(Map.of("result", result.node()), Map.of()), c.bindings(), List.of(Map.of()), Map.of("result", tolerance));
    }

    /// Runs `graph` once for each of `sizes` on every target, in turn with the interpreter, and compares outputs and states.
    ///
    /// @param bindings   the values of inputs and the first values of states; inputs are cut to the sizes
    /// @param tolerances by the name of an output or the label of an updated state; those not in it must be equal
    static void check(Graph graph, Map<String, NDArray> bindings, List<Map<String, Integer>> sizes, Map<String, Tolerance> tolerances) {
        check(ALL, graph, bindings, sizes, tolerances);
    }

    static void check(List<Device> devices, Graph graph, Map<String, NDArray> bindings, List<Map<String, Integer>> sizes,
            Map<String, Tolerance> tolerances) {
        List<Run> expected = interpret(graph, bindings, sizes, tolerances);
        for (Device device : devices) {
            run(device, graph, bindings, sizes, expected, tolerances);
        }
    }

    /// `tolerance` for each output and each state of `graph`.
    static Map<String, Tolerance> all(Graph graph, Tolerance tolerance) {
        var out = new HashMap<String, Tolerance>();
        graph.outputs().keySet().forEach(name -> out.put(name, tolerance));
        graph.updates().keySet().forEach(label -> out.put(label, tolerance));
        return out;
    }

    /// What one run should yield.
    private record Run(Map<String, NDArray> inputs, Map<String, NDArray> results, Map<String, NDArray> magnitudes) {
    }

    private static List<Run> interpret(Graph graph, Map<String, NDArray> bindings, List<Map<String, Integer>> sizes,
            Map<String, Tolerance> tolerances) {
        var now = new HashMap<>(bindings);
        var out = new ArrayList<Run>();
        for (Map<String, Integer> size : sizes) {
            var inputs = new LinkedHashMap<String, NDArray>();
            for (Node n : leaves(graph, tolerances)) {
                if (n.op() instanceof Op.Input i) {
                    inputs.put(i.label(), head(bindings.get(i.label()), n.shape().resolve(size)));
                }
            }
            now.putAll(inputs);
            var roots = new ArrayList<Node>(graph.outputs().values());
            roots.addAll(graph.updates().values());
            tolerances.values().forEach(t -> {
                if (t.magnitude() != null) {
                    roots.add(t.magnitude().node());
                }
            });
            Map<Node, NDArray> values = Interpreter.evaluate(roots, now, size);
            var results = new LinkedHashMap<String, NDArray>();
            var magnitudes = new LinkedHashMap<String, NDArray>();
            graph.outputs().forEach((name, n) -> results.put(name, values.get(n)));
            graph.updates().forEach((label, n) -> results.put("state " + label, values.get(n)));
            tolerances.forEach((name, t) -> {
                if (t.magnitude() != null) {
                    magnitudes.put(name, values.get(t.magnitude().node()));
                }
            });
            graph.updates().forEach((label, n) -> now.put(label, values.get(n)));
            out.add(new Run(inputs, results, magnitudes));
        }
        return out;
    }

    private static List<Node> leaves(Graph graph, Map<String, Tolerance> tolerances) {
        var roots = new ArrayList<Node>(graph.outputs().values());
        roots.addAll(graph.updates().values());
        for (Tolerance t : tolerances.values()) {
            if (t.magnitude() != null) {
                roots.add(t.magnitude().node());
            }
        }
        return Graph.sort(roots);
    }

    /// The first elements of `values` under another shape.
    private static NDArray head(NDArray values, int[] shape) {
        NDArray out = NDArray.zeros(values.dtype(), shape);
        System.arraycopy(values.array(), 0, out.array(), 0, out.size());
        return out;
    }

    private static void run(Device device, Graph graph, Map<String, NDArray> bindings, List<Map<String, Integer>> sizes, List<Run> expected,
            Map<String, Tolerance> tolerances) {
        var states = device.states();
        for (Node n : graph.nodes()) {
            if (n.op() instanceof Op.State s) {
                states.set(s.label(), bindings.get(s.label()));
            }
        }
        graph.updates().forEach((label, n) -> {
            if (!states.labels().contains(label)) {
                states.set(label, bindings.getOrDefault(label, NDArray.zeros(n.dtype(), n.shape().toArray())));
            }
        });
        try (Executable executable = device.compile(graph, states)) {
            for (int i = 0; i < sizes.size(); i++) {
                ((ExecutableBase) executable).poison((byte) 0xFF);
                expected.get(i).inputs().forEach((label, v) -> {
                    if (graph.nodes().stream().anyMatch(n -> label.equals(n.label()))) {
                        executable.input(label).write(v);
                    }
                });
                executable.run(sizes.get(i));
                for (var e : expected.get(i).results().entrySet()) {
                    String label = e.getKey().startsWith("state ") ? e.getKey().substring(6) : e.getKey();
                    Buffer b = e.getKey().equals(label) ? executable.output(label) : states.get(label);
                    String where = device.description() + ", run " + i + " " + sizes.get(i) + ", " + e.getKey();
                    compare(where, b.read(e.getValue().shape()), e.getValue(), expected.get(i).magnitudes().get(label),
                        tolerances.getOrDefault(label, Tolerance.EXACT), executable);
                }
            }
        }
    }

    private static void compare(String where, NDArray actual, NDArray expected, NDArray magnitude, Tolerance t, Executable executable) {
        double greatest = 1;
        for (int i = 0; i < expected.size(); i++) {
            double size = Math.abs(expected.getDouble(i));
            greatest = size < Double.POSITIVE_INFINITY ? Math.max(greatest, size) : greatest;
        }
        for (int i = 0; i < expected.size(); i++) {
            boolean same = expected.dtype() == DType.I64 || expected.dtype() == DType.U32 ? actual.getLong(i) == expected.getLong(i)
                : t.holds(expected.dtype(), actual.getDouble(i), expected.getDouble(i), magnitude == null ? greatest : magnitude.getDouble(i));
            if (!same) {
                throw new AssertionError(where + ": element " + i + " is " + actual.getDouble(i) + ", expected " + expected.getDouble(i)
                    + "\nactual   " + actual + "\nexpected " + expected + "\n" + executable.program());
            }
        }
    }
}
