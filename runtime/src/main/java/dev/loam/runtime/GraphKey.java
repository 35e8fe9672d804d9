package dev.loam.runtime;

import dev.loam.tensor.Dim;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.ScanBody;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Var;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// A graph as text, in which inputs, states, outputs and constants are numbers: two graphs have the same text where they are the same
/// computation, whatever their parameters are called and whatever values their constants have.
final class GraphKey {
    private final List<String> inputs = new ArrayList<>();
    private final List<String> states = new ArrayList<>();
    private final List<String> outputs;
    private final List<NDArray> constants = new ArrayList<>();
    private final List<Var> vars = new ArrayList<>();
    private final List<ScanBody> bodies = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    GraphKey(Graph graph) {
        outputs = List.copyOf(graph.outputs().keySet());
        write(graph, false);
        text.append(vars);
    }

    /// @param inside whether it is the body of a loop, whose inputs are numbered already
    private void write(Graph graph, boolean inside) {
        Map<Node, Integer> number = new IdentityHashMap<>();
        for (Node n : graph.nodes()) {
            number.put(n, number.size());
            if (inside && n.op() instanceof Op.Input i) {
                text.append(i.label());
            } else {
                operation(n.op());
            }
            for (Node in : n.inputs()) {
                text.append(" %").append(number.get(in));
            }
            text.append(' ').append(n.dtype());
            shape(n.shape());
            text.append('\n');
        }
        graph.outputs().values().forEach(n -> text.append("output %").append(number.get(n)).append('\n'));
        graph.updates().forEach((label, n) -> text.append("update ").append(number(states, label)).append(" %").append(number.get(n)).append('\n'));
    }

    String text() {
        return text.toString();
    }

    /// The labels of inputs, in the order of their numbers.
    List<String> inputs() {
        return inputs;
    }

    /// The labels of states, in the order of their numbers.
    List<String> states() {
        return states;
    }

    /// The names of outputs, in the order of their numbers.
    List<String> outputs() {
        return outputs;
    }

    /// The values of constants, in the order of their numbers.
    List<NDArray> constants() {
        return constants;
    }

    private static <T> int number(List<T> list, T entry) {
        if (!list.contains(entry)) {
            list.add(entry);
        }
        return list.indexOf(entry);
    }

    /// Constants are told apart by identity.
    private int constant(NDArray value) {
        for (int i = 0; i < constants.size(); i++) {
            if (constants.get(i) == value) {
                return i;
            }
        }
        constants.add(value);
        return constants.size() - 1;
    }

    private void shape(Shape shape) {
        for (int k = 0; k < shape.rank(); k++) {
            dim(shape.dim(k));
        }
    }

    private void dim(Dim d) {
        text.append(' ').append(d.scale());
        if (d.var() != null) {
            text.append('*').append(number(vars, d.var()));
        }
    }

    /// What `op` is beside its inputs, its dtype and its shape. The patterns name every component, so that a new one is seen here.
    private void operation(Op op) {
        switch (op) {
            case Op.Constant(NDArray value) -> put("constant", constant(value));
            case Op.Fill(var dtype, var shape, long bits) -> put("fill", bits);
            case Op.Input(String label, var dtype, var shape) -> put("input", number(inputs, label));
            case Op.State(String label, var dtype, var shape) -> put("state", number(states, label));
            case Op.Size(var dtype, Dim dim) -> {
                put("size");
                dim(dim);
            }
            case Op.Iota(var dtype, var shape, int axis) -> put("iota", axis);
            case Op.Unary(Op.UnaryFn fn, var x) -> put(fn);
            case Op.Binary(Op.BinaryFn fn, var a, var b) -> put(fn);
            case Op.Compare(Op.CompareFn fn, var a, var b) -> put(fn);
            case Op.Select(var condition, var a, var b) -> put("select");
            case Op.Cast(var x, var to) -> put("cast");
            case Op.Detach(var x) -> put("detach");
            case Op.Reduce(Op.ReduceFn fn, var x, List<Integer> axes) -> put("reduce", fn, axes);
            case Op.ArgMax(var x, int axis) -> put("argmax", axis);
            case Op.Reshape(var x, var shape) -> put("reshape");
            case Op.Permute(var x, List<Integer> order) -> put("permute", order);
            case Op.Broadcast(var x, var shape) -> put("broadcast");
            case Op.Slice(var x, List<Integer> start, var size, List<Integer> step) -> put("slice", start, step);
            case Op.Pad(var x, List<Integer> low, List<Integer> high, List<Integer> interior) -> put("pad", low, high, interior);
            case Op.Concat(var parts, int axis) -> put("concat", axis);
            case Op.Gather(var x, var indices, int axis) -> put("gather", axis);
            case Op.ScatterAdd(var indices, var updates, int axis, var size) -> put("scatter-add", axis);
            case Op.MatMul(var a, var b, boolean transposeA, boolean transposeB, var result) -> put("matmul", transposeA, transposeB);
            case Op.Conv(Op.ConvOf of, var a, var b, var window, int groups, var shape, var result) -> put("conv", of, window, groups);
            case Op.Attention(Op.AttentionOf of, var form, var operands, var result) -> put("attention", of, form, result);
            case Op.Pool(Op.PoolFn fn, var x, var window) -> put("pool", fn, window);
            case Op.PoolGradient(Op.PoolFn fn, var x, var dy, var window) -> put("pool-gradient", fn, window);
            case Op.Random(Op.RandomFn fn, var dtype, var shape, int stream, var seed, var step, var base) -> put("random", fn, stream);
            // what it has for a derivative plays no part in its value
            case Op.Custom(var value, var arguments, var captures, var rule) -> put("custom", arguments.size());
            case Op.Again(var x, var after) -> put("again");
            case Op.Cumulate(Op.ReduceFn fn, var x, int axis, boolean reverse) -> put("cumulate", fn, axis, reverse);
            case Op.ArgSort(var x, int axis, boolean descending) -> put("argsort", axis, descending);
            case Op.Scan(ScanBody body, var in, Node of, boolean last) -> {
                // bodies are told apart by identity
                put("scan", number(bodies, body), last, body.length(), body.reverse(), body.carries().size(), body.slices().size());
                text.append("{\n");
                write(body.graph(List.of(of)), true);
                text.append('}');
            }
        }
    }

    private void put(Object... parts) {
        for (Object p : parts) {
            text.append(p).append(' ');
        }
    }
}
