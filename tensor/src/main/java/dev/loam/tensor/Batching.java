package dev.loam.tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Maps a graph over a new leading axis: from the graph of one example that of many, in which every operation works on all of them at
/// once. One rule per family of operations ([#rule]). What depends on nothing that is mapped stays as it is.
final class Batching {
    /// the mapped twin of each node that has one, `[size, …]`
    private final Map<Node, Tensor> mapped;
    /// what is the same for all entries, but waits for something mapped (see [Op.Again])
    private final Map<Node, Node> waiting = new IdentityHashMap<>();
    private final Dim size;
    /// the results of each loop, and their mapped twins once they are known
    private final Map<Op.Scan.Loop, List<Node>> loops = new HashMap<>();
    private final Map<Op.Scan.Loop, Map<Node, Tensor>> scanned = new HashMap<>();

    private Batching(Map<Node, Tensor> mapped, Dim size) {
        this.mapped = new IdentityHashMap<>(mapped);
        this.size = size;
    }

    /// `outputs` for each entry of the first axis, of `size` entries, of the tensors that `by` puts in the place of nodes; an output
    /// that does not depend on them is repeated.
    static List<Tensor> of(List<Tensor> outputs, Map<Node, Tensor> by, Dim size) {
        var run = new Batching(by, size);
        run.go(Trace.nodes(outputs));
        var out = new ArrayList<Tensor>();
        for (Tensor t : outputs) {
            out.add(run.wide(t.node()));
        }
        return out;
    }

    private void go(List<Node> roots) {
        List<Node> order = Graph.sort(roots);
        loops.putAll(Scans.loops(order));
        for (Node n : order) {
            if (depends(n)) {
                mapped.put(n, rule(n));
            } else if (!mapped.containsKey(n)) {
                same(n);
            }
        }
    }

    private boolean depends(Node n) {
        if (mapped.containsKey(n) || n.op() instanceof Op.Again a && of(a.x()) == null) {
            return false;
        }
        for (Node in : n.inputs()) {
            if (mapped.containsKey(in)) {
                return true;
            }
        }
        return false;
    }

    /// Rebuilds a node that is not mapped where it waits for one that is.
    private void same(Node n) {
        var in = new ArrayList<Node>();
        boolean moved = false;
        for (Node i : n.inputs()) {
            in.add(of(i) == null ? one(i) : of(i).node());
            moved |= in.get(in.size() - 1) != i;
        }
        if (moved) {
            waiting.put(n, Node.of(n.op().withInputs(in), n.origin()));
        }
    }

    /// `n`, which is not mapped.
    private Node one(Node n) {
        return waiting.getOrDefault(n, n);
    }

    /// `n` mapped, or null where it is the same for all entries.
    private Tensor of(Node n) {
        return mapped.get(n);
    }

    /// `n` mapped, or repeated where it is the same for all entries.
    private Tensor wide(Node n) {
        return of(n) != null ? of(n) : Tensor.of(one(n)).broadcastTo(with(n.shape()));
    }

    private Shape with(Shape s) {
        return Shape.of(List.of(size)).append(s);
    }

    private Tensor on(Op op, Node... inputs) {
        var wide = new ArrayList<Node>();
        for (Node n : inputs) {
            wide.add(wide(n).node());
        }
        return Tensor.of(op.withInputs(wide));
    }

    /// The mapped twin of `y`, of whose inputs at least one is mapped.
    private Tensor rule(Node y) {
        return switch (y.op()) {
            case Op.Leaf leaf -> throw new IllegalStateException("a leaf has no inputs");
            case Op.Unary u -> on(u, u.x());
            case Op.Binary b -> on(b, b.a(), b.b());
            case Op.Compare c -> on(c, c.a(), c.b());
            case Op.Select s -> on(s, s.condition(), s.a(), s.b());
            case Op.Cast c -> on(c, c.x());
            case Op.Detach d -> on(d, d.x());
            case Op.Reduce r -> {
                var axes = new ArrayList<Integer>();
                for (int a : r.axes()) {
                    axes.add(a + 1);
                }
                yield Tensor.of(new Op.Reduce(r.fn(), of(r.x()).node(), List.copyOf(axes)));
            }
            case Op.ArgMax a -> Tensor.of(new Op.ArgMax(of(a.x()).node(), a.axis() + 1));
            case Op.Cumulate c -> Tensor.of(new Op.Cumulate(c.fn(), of(c.x()).node(), c.axis() + 1, c.reverse()));
            case Op.ArgSort a -> Tensor.of(new Op.ArgSort(of(a.x()).node(), a.axis() + 1, a.descending()));
            case Op.Reshape r -> of(r.x()).reshape(with(r.shape()));
            case Op.Permute p -> {
                int[] order = new int[p.order().size() + 1];
                for (int i = 1; i < order.length; i++) {
                    order[i] = p.order().get(i - 1) + 1;
                }
                yield of(p.x()).permute(order);
            }
            case Op.Broadcast b -> {
                // the axes that are new stand between the mapped one and the old ones
                var dims = new ArrayList<>(List.of(size));
                dims.addAll(Shape.of(Partials.ints(Op.repeat(1, b.shape().rank() - b.x().shape().rank()))).dims());
                dims.addAll(b.x().shape().dims());
                yield of(b.x()).reshape(Shape.of(dims)).broadcastTo(with(b.shape()));
            }
            case Op.Slice s -> Tensor.of(new Op.Slice(of(s.x()).node(), before(0, s.start()), with(Shape.of(s.size())).dims(), before(1, s.step())));
            case Op.Pad p -> Tensor.of(new Op.Pad(of(p.x()).node(), before(0, p.low()), before(0, p.high()), before(0, p.interior())));
            case Op.Concat c -> {
                var parts = new ArrayList<Node>();
                for (Node part : c.parts()) {
                    parts.add(wide(part).node());
                }
                yield Tensor.of(new Op.Concat(List.copyOf(parts), c.axis() + 1));
            }
            case Op.Gather g -> gather(g);
            case Op.ScatterAdd s -> scatterAdd(s);
            case Op.Attention a -> attention(a);
            case Op.MatMul m -> matmul(m);
            case Op.Conv c -> conv(c);
            case Op.Pool p -> unfold(Tensor.of(new Op.Pool(p.fn(), fold(p.x()).node(), p.window())));
            case Op.PoolGradient p -> unfold(Tensor.of(new Op.PoolGradient(p.fn(), fold(p.x()).node(), fold(p.dy()).node(), p.window())));
            case Op.Random r -> Tensor.of(new Op.Random(r.fn(), r.dtype(), with(r.shape()), r.stream(), wide(r.seed()).node(),
                wide(r.step()).node(), wide(r.base()).node()));
            case Op.Custom c -> custom(c);
            case Op.Scan s -> scanned.computeIfAbsent(s.loop(), this::scan).get(y);
            case Op.Again a -> Tensor.of(new Op.Again(of(a.x()).node(), of(a.after()) == null ? one(a.after()) : of(a.after()).node()));
        };
    }

    /// The new axis is one more in front; where it goes through positions or slopes, which have no such axes, the parts are mapped.
    private Tensor attention(Op.Attention a) {
        boolean parts = a.position() != null && of(a.position()) != null || a.slopes() != null && of(a.slopes()) != null;
        if (parts) {
            List<Tensor> stand = Trace.placeholders(Trace.tensors(a.operands()));
            Map<Node, Tensor> by = new IdentityHashMap<>();
            for (int i = 0; i < stand.size(); i++) {
                by.put(stand.get(i).node(), wide(a.operands().get(i)));
            }
            return of(List.of(Decompose.attention((Op.Attention) a.withInputs(Trace.nodes(stand)))), by, size).get(0);
        }
        var in = new ArrayList<Node>();
        for (Node n : a.operands()) {
            in.add(n == a.position() || n == a.slopes() ? one(n) : wide(n).node());
        }
        return Tensor.of(a.withInputs(in));
    }

    private static List<Integer> before(int first, List<Integer> rest) {
        var out = new ArrayList<Integer>();
        out.add(first);
        out.addAll(rest);
        return List.copyOf(out);
    }

    // ---- indices

    private Tensor gather(Op.Gather g) {
        Tensor x = of(g.x());
        Tensor ix = of(g.indices());
        if (ix == null) {
            return x.gather(Tensor.of(one(g.indices())), g.axis() + 1);
        }
        int rank = g.indices().shape().rank();
        if (x == null) {
            return Tensor.of(one(g.x())).gather(ix, g.axis()).permute(move(g.axis(), 0, g.x().shape().rank() + rank));
        }
        // [size, …, n, …] as [size * n, …, …]: entry i of example b stands at b * n + i
        Tensor rows = x.permute(move(g.axis() + 1, 1, x.rank()));
        Dim n = g.x().shape().dim(g.axis());
        Tensor flat = rows.reshape(Shape.of(List.of(size.times(n))).append(tail(rows.shape(), 2)));
        return flat.gather(apart(ix, n), 0).permute(back(g.axis(), rank, x.rank() + rank - 1));
    }

    private Tensor scatterAdd(Op.ScatterAdd s) {
        if (of(s.indices()) == null) {
            return Tensor.of(new Op.ScatterAdd(one(s.indices()), of(s.updates()).node(), s.axis() + 1, s.size()));
        }
        Tensor ix = of(s.indices());
        Tensor updates = wide(s.updates());
        int rank = s.indices().shape().rank();
        int[] order = new int[updates.rank()];
        int k = 0;
        order[k++] = 0;
        for (int i = 0; i < rank; i++) {
            order[k++] = 1 + s.axis() + i;
        }
        for (int i = 1; i < order.length; i++) {
            if (i <= s.axis() || i > s.axis() + rank) {
                order[k++] = i;
            }
        }
        Op flat = new Op.ScatterAdd(apart(ix, s.size()).node(), updates.permute(order).node(), 0, size.times(s.size()));
        Tensor sums = Tensor.of(flat);
        Tensor split = sums.reshape(Shape.of(List.of(size, s.size())).append(tail(sums.shape(), 1)));
        return split.permute(move(1, s.axis() + 1, split.rank()));
    }

    /// Indices into `[0, n)`, mapped, as those into `[0, size * n)`. One outside is clamped first, so that it stays in its example.
    private Tensor apart(Tensor ix, Dim n) {
        Tensor top = Tensor.of(new Op.Size(ix.dtype(), n)).sub(1);
        Tensor inside = ix.min(top).max(0);
        Tensor base = Tensor.iota(ix.dtype(), ix.shape(), 0).mul(top.add(1));
        return inside.add(base);
    }

    /// The order of axes in which axis `from` has become axis `to`.
    private static int[] move(int from, int to, int rank) {
        var order = new ArrayList<Integer>();
        for (int i = 0; i < rank; i++) {
            if (i != from) {
                order.add(i);
            }
        }
        order.add(to, from);
        return Partials.ints(order);
    }

    /// From `[size, indices…, head…, tail…]` to `[size, head…, indices…, tail…]`, `head` having `n` axes and the indices `rank`.
    private static int[] back(int n, int rank, int all) {
        int[] order = new int[all];
        for (int i = 0; i < all; i++) {
            order[i] = i == 0 || i > n + rank ? i : i <= n ? i + rank : i - n;
        }
        return order;
    }

    private static Shape tail(Shape s, int from) {
        return Shape.of(s.dims().subList(from, s.rank()));
    }

    // ---- products

    private Tensor matmul(Op.MatMul m) {
        boolean matrices = m.a().shape().rank() == 2;
        Dim rows = m.a().shape().dim(m.transposeA() ? 1 : 0);
        Dim columns = m.b().shape().dim(m.transposeB() ? 0 : 1);
        if (matrices && of(m.b()) == null && (size.isConstant() || rows.isConstant())) {
            // the rows of all examples together
            Tensor a = m.transposeA() ? of(m.a()).transpose() : of(m.a());
            Tensor flat = a.reshape(Shape.of(List.of(size.times(rows), a.shape().dim(2))));
            Tensor y = Tensor.of(new Op.MatMul(flat.node(), one(m.b()), false, m.transposeB(), m.result()));
            return y.reshape(Shape.of(List.of(size, rows, columns)));
        }
        if (matrices && of(m.a()) == null && (size.isConstant() || columns.isConstant())) {
            // the columns of all examples together, as rows
            Tensor b = m.transposeB() ? of(m.b()) : of(m.b()).transpose();
            Tensor flat = b.reshape(Shape.of(List.of(size.times(columns), b.shape().dim(2))));
            Tensor y = Tensor.of(new Op.MatMul(flat.node(), one(m.a()), false, !m.transposeA(), m.result()));
            return y.reshape(Shape.of(List.of(size, columns, rows))).transpose();
        }
        return on(m, m.a(), m.b());
    }

    /// Where the filters (or their gradient) are the same for all examples, the examples are more images; else each example is a
    /// group of channels of its own.
    private Tensor conv(Op.Conv c) {
        boolean ofFilter = c.of() == Op.ConvOf.FILTER;
        if (!ofFilter && of(c.b()) == null) {
            Shape shape = c.of() == Op.ConvOf.OUTPUT ? c.shape() : folded(c.shape());
            return unfold(Tensor.of(new Op.Conv(c.of(), fold(c.a()).node(), one(c.b()), c.window(), c.groups(), shape, c.result())));
        }
        int n = size.constant();
        Shape shape = c.of() == Op.ConvOf.OUTPUT ? c.shape() : c.shape().with(3, c.shape().dim(3).times(size));
        Tensor y = Tensor.of(new Op.Conv(c.of(), channels(c.a()).node(), channels(c.b()).node(), c.window(), c.groups() * n, shape, c.result()));
        int each = y.size(3) / n;
        return y.reshape(Shape.of(List.of(y.shape().dim(0), y.shape().dim(1), y.shape().dim(2), size, Dim.of(each)))).permute(3, 0, 1, 2, 4);
    }

    private Shape folded(Shape s) {
        return s.with(0, s.dim(0).times(size));
    }

    /// `[size, n, …]` as `[size * n, …]`.
    private Tensor fold(Node n) {
        return wide(n).reshape(folded(n.shape()));
    }

    private Tensor unfold(Tensor t) {
        Dim all = t.shape().dim(0);
        Dim n = size.isConstant() ? new Dim(all.scale() / Math.max(1, size.scale()), all.var()) : Dim.of(all.scale() / size.scale());
        return t.reshape(Shape.of(List.of(size, n)).append(tail(t.shape(), 1)));
    }

    /// `[size, a, b, c, channels]` as `[a, b, c, size * channels]`.
    private Tensor channels(Node n) {
        Tensor t = wide(n).permute(1, 2, 3, 0, 4);
        return t.reshape(Shape.of(t.shape().head(3).append(Shape.of(List.of(t.shape().dim(3).times(t.shape().dim(4))))).dims()));
    }

    // ---- loops

    /// The mapped results of a loop, which goes through all examples at once; a carry is mapped where its first or its next value is.
    private Map<Node, Tensor> scan(Op.Scan.Loop loop) {
        ScanBody body = loop.body();
        List<Node> parameters = body.parameters();
        List<Node> results = loops.get(loop);
        int carries = body.carries().size();
        Map<Node, Tensor> by = new IdentityHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            if (of(loop.inputs().get(i)) != null) {
                by.put(parameters.get(i), placeholder(parameters.get(i), i));
            }
        }
        Batching inside;
        boolean grown;
        do {
            inside = new Batching(by, size);
            inside.go(Scans.roots(body, results));
            grown = false;
            for (int i = 0; i < carries; i++) {
                boolean becomes = inside.of(body.next().get(i)) != null && !by.containsKey(body.carries().get(i));
                if (becomes) {
                    by.put(body.carries().get(i), placeholder(body.carries().get(i), i));
                }
                grown |= becomes;
            }
        } while (grown);
        var nodes = new ArrayList<Node>();
        var inputs = new ArrayList<Node>();
        for (int i = 0; i < parameters.size(); i++) {
            Node p = parameters.get(i);
            Node in = loop.inputs().get(i);
            boolean slice = body.slices().contains(p);
            nodes.add(by.containsKey(p) ? by.get(p).node() : p);
            inputs.add(!by.containsKey(p) ? one(in) : slice ? exchanged(wide(in)).node() : wide(in).node());
        }
        var next = new ArrayList<Node>();
        for (int i = 0; i < carries; i++) {
            Node n = body.next().get(i);
            next.add(by.containsKey(body.carries().get(i)) ? inside.wide(n).node() : inside.one(n));
        }
        int k = carries + body.slices().size();
        var all = new Op.Scan.Loop(new ScanBody(nodes.subList(0, carries), nodes.subList(carries, k), nodes.subList(k, nodes.size()), next,
            body.length(), body.reverse()), List.copyOf(inputs));
        Map<Node, Tensor> out = new IdentityHashMap<>();
        for (Node r : results) {
            Op.Scan s = (Op.Scan) r.op();
            Tensor of = by.get(s.of());
            if (s.last() && of == null) {
                out.put(r, Scans.last(all, s.of()).broadcastTo(with(r.shape())));
            } else {
                out.put(r, s.last() ? Scans.last(all, of.node()) : exchanged(Scans.each(all, inside.wide(s.of()).node())));
            }
        }
        return out;
    }

    private Tensor placeholder(Node like, int number) {
        return Trace.placeholder(number, like.dtype(), with(like.shape()));
    }

    private static Tensor exchanged(Tensor t) {
        return t.transpose(0, 1);
    }

    // ---- functions with rules of their own

    private Tensor custom(Op.Custom c) {
        var arguments = new ArrayList<Node>();
        var isMapped = new ArrayList<Boolean>();
        for (Node a : c.arguments()) {
            isMapped.add(of(a) != null);
            arguments.add(of(a) == null ? one(a) : of(a).node());
        }
        var captures = new ArrayList<Node>();
        for (Node used : c.captures()) {
            captures.add(of(used) == null ? one(used) : of(used).node());
        }
        var rule = new CustomRule.Both((in, result, g) -> reverse(c, isMapped, in, result, g), (in, result, ts) -> forward(c, isMapped, in, result, ts));
        return Tensor.of(new Op.Custom(wide(c.value()).node(), List.copyOf(arguments), List.copyOf(captures), rule));
    }

    /// The rule for one example, mapped; the gradients for an argument that all examples share are added.
    private List<Tensor> reverse(Op.Custom c, List<Boolean> isMapped, List<Tensor> arguments, Tensor result, Tensor cotangent) {
        List<Tensor> single = Trace.placeholders(Trace.tensors(c.inputs().subList(1, 1 + arguments.size())));
        List<Tensor> ends = Trace.placeholders(List.of(Tensor.of(c.value()), Tensor.of(c.value())));
        var one = new Op.Custom(ends.get(0).node(), List.copyOf(Trace.nodes(single)), List.of(), c.rule());
        List<Tensor> gradients = Customs.vjp(one, ends.get(0), ends.get(1));
        var wanted = new ArrayList<Tensor>();
        for (Tensor g : gradients) {
            if (g != null) {
                wanted.add(g);
            }
        }
        List<Tensor> found = put(wanted, single, isMapped, arguments, List.of(), List.of(), ends, List.of(result, cotangent));
        var out = new ArrayList<Tensor>();
        int k = 0;
        for (int i = 0; i < gradients.size(); i++) {
            Tensor g = gradients.get(i) == null ? null : found.get(k++);
            out.add(g == null || isMapped.get(i) ? g : g.sum(0));
        }
        return out;
    }

    private Tensor forward(Op.Custom c, List<Boolean> isMapped, List<Tensor> arguments, Tensor result, List<Tensor> tangents) {
        List<Tensor> single = Trace.placeholders(Trace.tensors(c.arguments()));
        List<Tensor> directions = Trace.placeholders(single);
        List<Tensor> end = Trace.placeholders(List.of(Tensor.of(c.value())));
        var one = new Op.Custom(end.get(0).node(), List.copyOf(Trace.nodes(single)), List.of(), c.rule());
        Tensor tangent = Customs.jvp(one, end.get(0), directions);
        return put(List.of(tangent), single, isMapped, arguments, directions, tangents, end, List.of(result)).get(0);
    }

    /// `outputs` of the placeholders `single` (mapped or not), `directions` (likewise) and `ends` (mapped) for their values.
    private List<Tensor> put(List<Tensor> outputs, List<Tensor> single, List<Boolean> isMapped, List<Tensor> arguments, List<Tensor> directions,
            List<Tensor> tangents, List<Tensor> ends, List<Tensor> values) {
        Map<Node, Tensor> by = new IdentityHashMap<>();
        Map<Node, Node> same = new IdentityHashMap<>();
        for (int i = 0; i < single.size(); i++) {
            place(single.get(i), arguments.get(i), isMapped.get(i), by, same);
            if (!directions.isEmpty()) {
                place(directions.get(i), tangents.get(i), isMapped.get(i), by, same);
            }
        }
        for (int i = 0; i < ends.size(); i++) {
            by.put(ends.get(i).node(), values.get(i));
        }
        return of(Trace.tensors(Trace.replace(Trace.nodes(outputs), same)), by, size);
    }

    private static void place(Tensor placeholder, Tensor value, boolean isMapped, Map<Node, Tensor> by, Map<Node, Node> same) {
        if (isMapped) {
            by.put(placeholder.node(), value);
        } else {
            same.put(placeholder.node(), value.node());
        }
    }
}
