package dev.loam.compiler;

import dev.loam.compiler.KernelBuilder.Place;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.ScanBody;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Lowers a loop: its body once, into kernels that all iterations share, and a launch of each for every iteration, at places that move with
/// it. Launches are entries of a table, so many cost little. What is the same in all iterations (a transposed matrix) is computed once.
///
/// Entries that are gone through are read where they lie, and what is yielded for each is written into place. A carry lies in two slots
/// that take turns; where its values in all iterations are asked for (a gradient does), it has a slot for each, and they are there
/// without a copy.
final class Loops {
    private final Lowering lowering;
    private final FusedGraph.Loop group;
    private final ScanBody body;
    private final List<Node> inputs;
    private final Map<String, Place> parameters = new HashMap<>();
    private final Map<String, Place> results = new HashMap<>();

    Loops(Lowering lowering, FusedGraph.Loop group) {
        this.lowering = lowering;
        this.group = group;
        Op.Scan s = (Op.Scan) group.outputs().get(0).op();
        this.body = s.body();
        this.inputs = s.inputs();
    }

    /// All results of `loop` among `order`.
    static List<Node> results(List<Node> order, Op.Scan.Loop loop) {
        var out = new ArrayList<Node>();
        for (Node n : order) {
            if (n.op() instanceof Op.Scan s && s.loop().equals(loop)) {
                out.add(n);
            }
        }
        return out;
    }

    /// True for a result that is a carry, or the next value of one in all iterations, which lies in the carry's slots.
    static boolean isCarry(Node result) {
        return carry((Op.Scan) result.op()) >= 0;
    }

    /// The number of the carry in whose slots a result lies, or -1.
    private static int carry(Op.Scan s) {
        int i = s.body().carries().indexOf(s.of());
        return i >= 0 || s.last() ? i : s.body().next().indexOf(s.of());
    }

    void lower() {
        var each = new ArrayList<Node>();
        for (Node n : group.outputs()) {
            Op.Scan s = (Op.Scan) n.op();
            if (!isCarry(n)) {
                long size = size(s.of());
                results.put("each " + each.size(), entry(lowering.placeOf(n), size));
                each.add(s.of());
            }
        }
        var after = new ArrayList<Runnable>();
        List<Node> all = body.parameters();
        for (int i = 0; i < all.size(); i++) {
            Node p = all.get(i);
            Place in = lowering.placeOf(inputs.get(i));
            String label = "parameter " + i;
            if (body.carries().contains(p)) {
                carry(i, p, after);
            } else {
                parameters.put(label, body.slices().contains(p) ? entry(in, size(p)) : in);
            }
        }
        Graph graph = Compiler.normalised(body.graph(each), lowering.switches());
        FusedGraph fused = Fusion.apply(graph, lowering.target(), lowering.switches());
        Verifier.check(fused);
        Set<String> captures = new HashSet<>();
        for (int i = all.size() - body.captures().size(); i < all.size(); i++) {
            captures.add("parameter " + i);
        }
        Lowering.Body calls = lowering.body(fused, parameters, captures, results);
        calls.once().forEach(call -> lowering.add(call, group));
        for (int i = 0; i < body.length(); i++) {
            for (var call : calls.each()) {
                lowering.add(call.at(this, i), group);
            }
        }
        after.forEach(Runnable::run);
    }

    private static long size(Node n) {
        return n.shape().elements().constant();
    }

    /// The entry of an iteration in what is gone through or yielded.
    private Place entry(Place all, long size) {
        long first = size * body.entry(0);
        return new Place(all.buffer(), all.offset() + first, all.steps()).moving(this, body.reverse() ? -size : size, 0, 0);
    }

    /// Gives carry `i` its slots, fills the first, and lets its results lie there.
    ///
    /// @param after what remains to be done after the loop: results that have a place elsewhere are copied
    private void carry(int i, Node carry, List<Runnable> after) {
        var mine = new ArrayList<Node>();
        boolean kept = false;
        for (Node n : group.outputs()) {
            Op.Scan s = (Op.Scan) n.op();
            if (carry(s) == i) {
                mine.add(n);
                kept |= !s.last();
            }
        }
        long size = size(carry);
        int length = body.length();
        int buffer = lowering.memory(carry.dtype(), size * (kept ? length + 1 : 2));
        boolean down = kept && body.reverse();
        // slots: of entry e the carry it begins with lies at e, or going down at e + 1
        long first = down ? size * length : 0;
        long last = down ? 0 : size * (kept ? length : length % 2);
        int turns = kept ? 0 : 2;
        long step = down ? -size : size;
        parameters.put("parameter " + i, new Place(buffer, first).moving(this, step, 0, turns));
        results.put("next " + i, new Place(buffer, first).moving(this, step, 1, turns));
        if (size > 0) {
            lowering.writePart(inputs.get(i), new Place(buffer, first), group);
        }
        for (Node n : mine) {
            Op.Scan s = (Op.Scan) n.op();
            // what an iteration begins with and what it ends with lie one slot apart
            show(n, new Place(buffer, s.last() ? last : (s.of() == carry) == down ? size : 0), after);
        }
    }

    private void show(Node result, Place lies, List<Runnable> after) {
        Place wanted = lowering.placeOf(result);
        if (wanted == null) {
            lowering.place(result, lies);
            return;
        }
        after.add(() -> {
            Node there = Node.of(new Op.Input("carry", result.dtype(), result.shape()));
            lowering.place(there, lies);
            if (size(result) > 0) {
                lowering.writePart(there, wanted, group);
            }
        });
    }
}
