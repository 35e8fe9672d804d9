package dev.loam.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a scan ([Op.Scan]) does once per iteration: a closed graph of its own, from placeholders to the carries of the next iteration.
/// Nothing in it but the placeholders stands for a value from outside. Compared by identity.
public final class ScanBody {
    private final List<Node> carries;
    private final List<Node> slices;
    private final List<Node> captures;
    private final List<Node> next;
    private final int length;
    private final boolean reverse;

    /// @param carries  placeholders of what goes from iteration to iteration
    /// @param slices   placeholders of the entries of what is gone through
    /// @param captures placeholders of what is the same in all iterations
    /// @param next     the carries' new values
    /// @param length   the number of iterations
    /// @param reverse  true where the first iteration takes the last entry
    ScanBody(List<Node> carries, List<Node> slices, List<Node> captures, List<Node> next, int length, boolean reverse) {
        this.carries = List.copyOf(carries);
        this.slices = List.copyOf(slices);
        this.captures = List.copyOf(captures);
        this.next = List.copyOf(next);
        this.length = length;
        this.reverse = reverse;
        for (int i = 0; i < next.size(); i++) {
            Node from = carries.get(i);
            Node to = next.get(i);
            if (from.dtype() != to.dtype() || !from.shape().equals(to.shape())) {
                throw Sources.error("scan: carry " + i + " must keep its dtype and shape: it begins as " + from.dtype() + from.shape()
                    + ", and an iteration makes it " + to.describe());
            }
        }
    }

    public List<Node> carries() {
        return carries;
    }

    public List<Node> slices() {
        return slices;
    }

    public List<Node> captures() {
        return captures;
    }

    public List<Node> next() {
        return next;
    }

    public int length() {
        return length;
    }

    public boolean reverse() {
        return reverse;
    }

    /// All placeholders: carries, slices, captures; the inputs of the scan stand in the same order.
    public List<Node> parameters() {
        var out = new ArrayList<>(carries);
        out.addAll(slices);
        out.addAll(captures);
        return out;
    }

    /// The entry that iteration `i` takes and gives.
    public int entry(int i) {
        return reverse ? length - 1 - i : i;
    }

    /// The graph of one iteration, with `others` as further outputs; the placeholders are inputs labelled `"parameter 0"` ….
    public Graph graph(List<Node> others) {
        var by = new java.util.IdentityHashMap<Node, Node>();
        for (Node p : parameters()) {
            by.put(p, Node.of(new Op.Input("parameter " + by.size(), p.dtype(), p.shape())));
        }
        var roots = new ArrayList<>(next);
        roots.addAll(others);
        List<Node> named = Trace.replace(roots, by);
        Map<String, Node> outputs = new LinkedHashMap<>();
        for (int i = 0; i < named.size(); i++) {
            outputs.put(i < next.size() ? "next " + i : "each " + (i - next.size()), named.get(i));
        }
        return Graph.of(outputs, Map.of());
    }
}
