package dev.loam.tensor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes scans and transforms them forward and over a new axis; their gradients are in [ScanGradients].
final class Scans {
    private Scans() {
    }

    static Functions.Scanned scan(Fn step, List<Tensor> carries, List<Tensor> xs, int length, boolean reverse) {
        var parameters = new ArrayList<Tensor>();
        for (Tensor c : carries) {
            parameters.add(Trace.placeholder(parameters.size(), c.dtype(), c.shape()));
        }
        for (Tensor x : xs) {
            parameters.add(Trace.placeholder(parameters.size(), x.dtype(), x.shape().without(0)));
        }
        List<Tensor> results = step.call(parameters);
        int n = carries.size();
        if (results.size() < n) {
            throw Sources.error("scan: an iteration must give the next value of each of the " + n + " carries first, and gave " + results.size() + " results");
        }
        Trace.Closed c = new Trace(parameters, results).closed();
        List<Node> all = Trace.nodes(c.trace().parameters());
        List<Node> made = Trace.nodes(c.trace().results());
        int k = n + xs.size();
        var body = new ScanBody(all.subList(0, n), all.subList(n, k), all.subList(k, all.size()), made.subList(0, n), length, reverse);
        if (length == 0) {
            var each = new ArrayList<Tensor>();
            for (Node y : made.subList(n, made.size())) {
                each.add(Tensor.zeros(y.dtype(), Shape.of(0).append(y.shape())));
            }
            return new Functions.Scanned(List.copyOf(carries), each);
        }
        var inputs = new ArrayList<>(carries);
        inputs.addAll(xs);
        inputs.addAll(c.captured());
        var loop = new Op.Scan.Loop(body, List.copyOf(Trace.nodes(inputs)));
        var last = new ArrayList<Tensor>();
        var each = new ArrayList<Tensor>();
        for (Node carry : body.carries()) {
            last.add(last(loop, carry));
        }
        for (Node y : made.subList(n, made.size())) {
            each.add(each(loop, y));
        }
        return new Functions.Scanned(last, each);
    }

    static Tensor last(Op.Scan.Loop loop, Node carry) {
        return Tensor.of(new Op.Scan(loop.body(), loop.inputs(), carry, true));
    }

    static Tensor each(Op.Scan.Loop loop, Node of) {
        return Tensor.of(new Op.Scan(loop.body(), loop.inputs(), of, false));
    }

    /// The results of each loop in `order`.
    static Map<Op.Scan.Loop, List<Node>> loops(List<Node> order) {
        Map<Op.Scan.Loop, List<Node>> out = new LinkedHashMap<>();
        for (Node n : order) {
            if (n.op() instanceof Op.Scan s) {
                out.computeIfAbsent(s.loop(), k -> new ArrayList<>()).add(n);
            }
        }
        return out;
    }

    /// The nodes of the body that `results` show, and the next carries.
    static List<Node> roots(ScanBody body, List<Node> results) {
        var out = new ArrayList<>(body.next());
        for (Node n : results) {
            Op.Scan s = (Op.Scan) n.op();
            if (!s.last()) {
                out.add(s.of());
            }
        }
        return out;
    }

    // ---- forward mode

    /// The tangents of `results`, all of one loop, by a loop that carries the tangents along; null for those that have none.
    ///
    /// @param tangents of the loop's inputs, null for none
    static Map<Node, Tensor> tangents(Op.Scan.Loop loop, List<Node> results, List<Tensor> tangents) {
        ScanBody body = loop.body();
        List<Node> parameters = body.parameters();
        int carries = body.carries().size();
        Map<Node, Tensor> directions = new IdentityHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            if (tangents.get(i) != null) {
                directions.put(parameters.get(i), like(parameters, directions, parameters.get(i)));
            }
        }
        Map<Node, Tensor> inside;
        boolean grown;
        do {
            inside = Tangents.inside(roots(body, results), directions);
            grown = false;
            for (int i = 0; i < carries; i++) {
                Node c = body.carries().get(i);
                if (inside.containsKey(body.next().get(i)) && !directions.containsKey(c)) {
                    directions.put(c, like(parameters, directions, c));
                    grown = true;
                }
            }
        } while (grown);
        var lists = List.of(body.carries(), body.slices(), body.captures());
        var all = new ArrayList<List<Node>>();
        var inputs = new ArrayList<Node>();
        var next = new ArrayList<>(body.next());
        for (List<Node> list : lists) {
            var wide = new ArrayList<>(list);
            int from = parameters.indexOf(list.isEmpty() ? null : list.get(0));
            for (int i = 0; i < list.size(); i++) {
                inputs.add(loop.inputs().get(from + i));
            }
            for (int i = 0; i < list.size(); i++) {
                Tensor d = directions.get(list.get(i));
                if (d != null) {
                    wide.add(d.node());
                    Tensor given = tangents.get(from + i);
                    inputs.add((given == null ? Tensor.of(loop.inputs().get(from + i)).like(0) : given).node());
                    if (all.isEmpty()) {
                        Tensor t = inside.get(body.next().get(i));
                        next.add((t == null ? d.like(0) : t).node());
                    }
                }
            }
            all.add(wide);
        }
        var both = new Op.Scan.Loop(new ScanBody(all.get(0), all.get(1), all.get(2), next, body.length(), body.reverse()), List.copyOf(inputs));
        Map<Node, Tensor> out = new IdentityHashMap<>();
        for (Node n : results) {
            Op.Scan s = (Op.Scan) n.op();
            Tensor t = s.last() ? directions.get(s.of()) : inside.get(s.of());
            if (t != null) {
                out.put(n, s.last() ? last(both, t.node()) : each(both, t.node()));
            }
        }
        return out;
    }

    private static Tensor like(List<Node> parameters, Map<Node, Tensor> directions, Node n) {
        return Trace.placeholder(parameters.size() + directions.size(), n.dtype(), n.shape());
    }
}
