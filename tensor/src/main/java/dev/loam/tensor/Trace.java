package dev.loam.tensor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// What a function does, written down once for arguments of given dtypes and shapes: a graph from placeholders to results. Every
/// transformation of a function works on its trace and puts the arguments in last, so that an inner function's argument is never
/// taken for an outer one's, also where both are the same tensor.
///
/// @param parameters the placeholders: inputs labelled `"argument 0"`, `"argument 1"` …
/// @param results    what the function makes of them
public record Trace(List<Tensor> parameters, List<Tensor> results) {
    static final String PLACEHOLDER = "argument ";

    /// `f` for arguments of the dtypes and shapes of these.
    public static Trace of(Fn f, List<Tensor> arguments) {
        List<Tensor> parameters = placeholders(arguments);
        return new Trace(parameters, f.call(parameters));
    }

    /// New placeholders of these dtypes and shapes.
    static List<Tensor> placeholders(List<Tensor> like) {
        var out = new ArrayList<Tensor>();
        for (Tensor t : like) {
            out.add(placeholder(out.size(), t.dtype(), t.shape()));
        }
        return out;
    }

    /// The same placeholders with other results.
    Trace with(List<Tensor> others) {
        return new Trace(parameters, others);
    }

    /// The only result; an error that names `what` where there are several.
    Tensor result(String what) {
        if (results.size() != 1) {
            throw Sources.error(what + ": the function must have one result, not " + results.size());
        }
        return results.get(0);
    }

    /// The results for `arguments`, which have the placeholders' dtypes and shapes.
    List<Tensor> apply(List<Tensor> arguments) {
        Map<Node, Node> by = new IdentityHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            by.put(parameters.get(i).node(), arguments.get(i).node());
        }
        return tensors(replace(nodes(results), by));
    }

    /// `roots` rebuilt with each node of `by` replaced.
    static List<Node> replace(List<Node> roots, Map<Node, Node> by) {
        Map<Node, Node> done = new IdentityHashMap<>(by);
        for (Node n : Graph.sort(roots)) {
            if (done.containsKey(n)) {
                continue;
            }
            var in = new ArrayList<Node>();
            boolean same = true;
            for (Node i : n.inputs()) {
                in.add(done.get(i));
                same &= done.get(i) == i;
            }
            done.put(n, same ? n : Node.of(n.op().withInputs(in), n.origin()));
        }
        var out = new ArrayList<Node>();
        for (Node root : roots) {
            out.add(done.get(root));
        }
        return out;
    }

    /// What the results depend on besides the placeholders: what is nearest to the results and reached by no placeholder, without
    /// that which can be made anew anywhere.
    public List<Tensor> captures() {
        return tensors(captured());
    }

    List<Node> captured() {
        Map<Node, Boolean> inside = new IdentityHashMap<>();
        for (Tensor p : parameters) {
            inside.put(p.node(), true);
        }
        List<Node> order = Graph.sort(nodes(results));
        for (Node n : order) {
            if (isMade(n)) {
                inside.put(n, true);
            }
            for (Node in : n.inputs()) {
                if (inside.containsKey(in)) {
                    inside.put(n, true);
                }
            }
        }
        Map<Node, Boolean> found = new IdentityHashMap<>();
        var out = new ArrayList<Node>();
        for (Tensor r : results) {
            capture(r.node(), inside, found, out);
        }
        for (Node n : order) {
            if (inside.containsKey(n)) {
                for (Node in : n.inputs()) {
                    capture(in, inside, found, out);
                }
            }
        }
        return out;
    }

    /// True for what can be made anew anywhere: known numbers, and random draws, which are the same each time.
    static boolean isMade(Node n) {
        return n.op() instanceof Op.Fill || n.op() instanceof Op.Iota || n.op() instanceof Op.Size || n.op() instanceof Op.Random;
    }

    private static void capture(Node n, Map<Node, Boolean> inside, Map<Node, Boolean> found, List<Node> out) {
        if (!inside.containsKey(n) && found.put(n, true) == null) {
            out.add(n);
        }
    }

    /// The same function with what it captures as further arguments.
    ///
    /// @param trace    has no captures
    /// @param captured what they stand for
    record Closed(Trace trace, List<Tensor> captured) {
    }

    Closed closed() {
        var all = new ArrayList<>(parameters);
        var used = new ArrayList<Tensor>();
        Map<Node, Node> by = new IdentityHashMap<>();
        for (Node n : captured()) {
            Tensor p = placeholder(all.size(), n.dtype(), n.shape());
            by.put(n, p.node());
            all.add(p);
            used.add(Tensor.of(n));
        }
        return new Closed(new Trace(all, tensors(replace(nodes(results), by))), used);
    }

    static Tensor placeholder(int number, DType dtype, Shape shape) {
        return Tensor.input(PLACEHOLDER + number, dtype, shape);
    }

    static List<Node> nodes(List<Tensor> tensors) {
        var out = new ArrayList<Node>();
        for (Tensor t : tensors) {
            out.add(t.node());
        }
        return out;
    }

    static List<Tensor> tensors(List<Node> nodes) {
        var out = new ArrayList<Tensor>();
        for (Node n : nodes) {
            out.add(Tensor.of(n));
        }
        return out;
    }
}
