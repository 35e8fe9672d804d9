package dev.loam.compiler;

import dev.loam.tensor.Graph;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Cuts a normalised graph into groups. Reductions, matrix products and convolutions are anchors, to which the elementwise
/// operations that follow are joined while each has one user; everything else is written out in the kernels that use
/// it, unless it is needed in several and dear.
final class Fusion {
    /// A node at least as dear as this is stored when several kernels need it.
    private static final int DEAR = 12;
    /// A node at least as dear as this is stored before it is repeated along an axis or looked up by index.
    private static final int REPEATED = 4;
    /// A node that a kernel would write out at more positions than this is stored, and a dear one at fewer, when all of them cost
    /// more than this: gradients of overlapping poolings ask for the choice of each window once per place in it.
    private static final int POSITIONS = 16;
    private static final int WRITTEN = 256;
    /// The longest chain of operations in a kernel: compilers are recursive, and slow on long code.
    private static final int DEEP = 128;

    private final Graph graph;
    private final Target target;
    private final Switches switches;
    private final List<Node> order;
    private final Map<Node, List<Node>> users = new IdentityHashMap<>();
    /// the number of each node in `order`
    private final Map<Node, Integer> place = new IdentityHashMap<>();
    private final Set<Node> roots = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Node> stored = Collections.newSetFromMap(new IdentityHashMap<>());
    /// for an anchor the end of its chain of elementwise operations, and the reverse
    private final Map<Node, Node> tail = new IdentityHashMap<>();
    private final Map<Node, Node> anchor = new IdentityHashMap<>();
    private final Decisions decisions = new Decisions();
    private final Map<Node, RowFusion.Group> rows;
    /// what needs no other kernel but elementwise ones
    private final Set<Node> given;
    /// single numbers made of single numbers that are given
    private final Set<Node> numbers = Collections.newSetFromMap(new IdentityHashMap<>());
    /// for what can be computed with the end of a product's chain in the same kernel, that end
    private final Map<Node, Node> fanned = new IdentityHashMap<>();
    /// for a node that products read where it lies, behind views, those operands
    private final Map<Node, List<Operand>> operands = new IdentityHashMap<>();
    private final Map<Node, FusedGraph.Join> joins = new IdentityHashMap<>();
    /// what is written straight into a join
    private final Set<Node> placed = Collections.newSetFromMap(new IdentityHashMap<>());

    /// An operand of a matrix product, a convolution or an attention.
    ///
    /// @param second of which the columns must lie side by side, as must the terms of a long sum in the first
    private record Operand(Node product, Node node, boolean second) {
        /// True where the product can take the operand out of a stored node that lies as `base` says.
        boolean isReadable(Strided base) {
            if (product.op() instanceof Op.Conv) {
                return isRowMajor(base);
            }
            Strided s = Strided.of(node, n -> n == base.base() ? base : null);
            int last = node.shape().rank() - 1;
            boolean sideBySide = second || product.op() instanceof Op.MatMul m && !m.transposeA() && isLongSum(m);
            return s != null && (last < 0 || !sideBySide || Index.is(s.strides().get(last), 1) || node.shape().dim(last).is(1));
        }
    }

    /// A sum of at least so many terms is long.
    private static final int LONG_SUM = 1024;

    /// True where the rows of the first operand are too long to stay in the nearest cache.
    static boolean isLongSum(Op.MatMul m) {
        return m.a().shape().dim(m.transposeA() ? -2 : -1).max() >= LONG_SUM;
    }

    private Fusion(Graph graph, Target target, Switches switches) {
        this.target = target;
        this.graph = graph;
        this.switches = switches;
        this.order = graph.nodes();
        roots.addAll(graph.outputs().values());
        roots.addAll(graph.updates().values());
        for (Node n : order) {
            place.put(n, place.size());
            users.put(n, new ArrayList<>());
            // what is awaited is not read
            for (Node in : n.op() instanceof Op.Again a ? List.of(a.x()) : n.inputs()) {
                users.get(in).add(n);
            }
        }
        rows = rows();
        given = RowFusion.elementwise(order);
        for (Node n : order) {
            if (n.shape().elements().is(1) && given.contains(n) && numbers.containsAll(n.inputs()) && !roots.contains(n)) {
                numbers.add(n);
            }
        }
    }

    private Map<Node, RowFusion.Group> rows() {
        if (!switches.on(Pass.ROWS)) {
            return new IdentityHashMap<>();
        }
        Set<Node> apart = Collections.newSetFromMap(new IdentityHashMap<>());
        apart.addAll(graph.updates().values());
        return RowFusion.find(order, apart);
    }

    static FusedGraph apply(Graph graph, Target target, Switches switches) {
        var fusion = new Fusion(graph, target, switches);
        fusion.storeRequired();
        fusion.joinChains();
        if (switches.on(Pass.FAN_OUT)) {
            fusion.fanOut();
        }
        fusion.storeShared();
        fusion.storeDeep();
        fusion.assemble();
        return new FusedGraph(graph, fusion.groups(), fusion.stored, fusion.decisions);
    }

    /// Gives `n` a buffer of its own.
    private void store(Node n, String why) {
        stored.add(n);
        decisions.note(n, why);
    }

    static boolean isLeafBuffer(Node n) {
        return n.op() instanceof Op.Input || n.op() instanceof Op.State || n.op() instanceof Op.Constant;
    }

    /// True where `n` is a run of consecutive elements of its operand, which can be read in place.
    static boolean isContiguousView(Node n) {
        if (n.op() instanceof Op.Reshape || n.op() instanceof Op.Again) {
            return true;
        }
        if (!(n.op() instanceof Op.Slice s) || !n.shape().isStatic()) {
            return false;
        }
        for (int k = 0; k < n.shape().rank(); k++) {
            boolean whole = s.x().shape().dim(k).equals(s.size().get(k)) && s.start().get(k) == 0 && s.step().get(k) == 1;
            if (!whole && (k > 0 || s.step().get(0) != 1 || !s.x().shape().isStatic())) {
                return false;
            }
        }
        return true;
    }

    /// True where `n` is such a view of a stored node, so that it needs no kernel.
    private boolean isAlias(Node n) {
        return isContiguousView(n) && (stored.contains(n.inputs().get(0)) || isAlias(n.inputs().get(0))) && !anchor.containsKey(n);
    }

    /// True where the view lies in an input, a state or a constant; where it is a root, it is copied from there.
    private static boolean isPartOfLeaf(Node view) {
        Node n = view;
        while (isContiguousView(n)) {
            n = n.inputs().get(0);
        }
        return isLeafBuffer(n);
    }

    private static boolean isContraction(Node n) {
        return n.op() instanceof Op.MatMul || n.op() instanceof Op.Conv;
    }

    /// True for what nothing is fused with.
    private static boolean hasOwnKernel(Node n) {
        return n.op() instanceof Op.Attention || n.op() instanceof Op.ScatterAdd || n.op() instanceof Op.Cumulate || n.op() instanceof Op.ArgSort;
    }

    /// True where an element of `n` can be written out in any kernel, given those of its inputs.
    static boolean isWritable(Node n) {
        return isElementwise(n) || n.op() instanceof Op.Leaf || n.op() instanceof Op.Detach || n.op() instanceof Op.Permute
            || n.op() instanceof Op.Broadcast || n.op() instanceof Op.Slice || n.op() instanceof Op.Pad || n.op() instanceof Op.Concat
            || n.op() instanceof Op.Gather || n.op() instanceof Op.Random;
    }

    static boolean isAnchor(Node n) {
        return isContraction(n) || n.op() instanceof Op.Reduce;
    }

    private static boolean isElementwise(Node n) {
        return n.op() instanceof Op.Unary || n.op() instanceof Op.Binary || n.op() instanceof Op.Compare
            || n.op() instanceof Op.Select || n.op() instanceof Op.Cast || n.op() instanceof Op.Reshape;
    }

    private void storeRequired() {
        for (Node n : order) {
            if (isLeafBuffer(n)) {
                store(n, "given: an input, a state or a constant");
            } else if (roots.contains(n)) {
                store(n, "asked for: an output, or the new value of a state");
            } else if (hasOwnKernel(n)) {
                store(n, "has a kernel of its own, with which nothing is fused");
            }
            if (n.op() instanceof Op.ArgSort a) {
                store(a.x(), "read by sorting, which compares each element many times");
            }
            if (n.op() instanceof Op.Scan) {
                store(n, "the result of a loop");
                n.inputs().forEach(in -> store(in, "read by a loop"));
            }
            if (isContraction(n) || n.op() instanceof Op.Attention) {
                for (Node in : n.inputs()) {
                    Node source = readInPlace(n, in);
                    store(source, "read by a product, which reads each element many times");
                    operands.computeIfAbsent(source, k -> new ArrayList<>()).add(new Operand(n, in, in != n.inputs().get(0)));
                }
            }
            if (n.op() instanceof Op.Concat && n.shape().rank() == 1) {
                store(n, "vectors are joined in memory, each part written straight into place");
            }
        }
    }

    /// The node to store so that `product` can read its operand `in`: the node behind views with even steps, else `in` itself.
    private Node readInPlace(Node product, Node in) {
        if (isTransformed(product) && in.op() instanceof Op.Pad p && !isSpread(p)) {
            return p.x();
        }
        Node base = in;
        while (!roots.contains(base) && (base.op() instanceof Op.Permute || base.op() instanceof Op.Reshape
            || base.op() instanceof Op.Slice || base.op() instanceof Op.Broadcast)) {
            base = base.inputs().get(0);
        }
        boolean small = isLeafBuffer(base) || base.shape().elements().max() <= 4 * in.shape().elements().max();
        // what one product makes of queries, keys and values is there for the queries anyway
        boolean fits = product.op() instanceof Op.MatMul && small || product.op() instanceof Op.Attention && (small || isContraction(base));
        return fits && new Operand(product, in, in != product.inputs().get(0)).isReadable(Strided.rowMajor(base)) ? base : in;
    }

    /// True where tiles of the images are cut out and transformed, which can pad them as well.
    private boolean isTransformed(Node n) {
        return n.op() instanceof Op.Conv c && switches.on(Pass.WINOGRAD) && Winograd.of(c, n.dtype(), target) != null;
    }

    private static boolean isSpread(Op.Pad p) {
        boolean spread = false;
        for (int step : p.interior()) {
            spread |= step > 0;
        }
        return spread;
    }

    /// Joins to each anchor the elementwise operations on its result, up to the last value through which all of it flows.
    private void joinChains() {
        for (Node a : order) {
            if (!isAnchor(a) || rows.containsKey(a)) {
                continue;
            }
            Node end = a;
            int length = 0;
            while (switches.on(Pass.EPILOGUES) && !stored.contains(end) && length < DEEP) {
                List<Node> region = region(end, a);
                if (region.isEmpty()) {
                    break;
                }
                length += region.size();
                for (Node n : region) {
                    anchor.put(n, a);
                    if (unwidened(n) == n) {
                        decisions.note(n, "joined to " + a.op().name() + ": elementwise, with as many elements, and the only use of its result");
                    }
                }
                end = region.get(region.size() - 1);
            }
            while (end != a && !stored.contains(end) && unwidened(end) != end) {
                anchor.remove(end);
                end = unwidened(end);
            }
            tail.put(a, end);
            anchor.put(end, a);
            store(end, "the end of what is fused with " + a.op().name());
        }
    }

    /// `n`, or what it widens to a dtype of more bytes: that is stored, and widened where it is read.
    private static Node unwidened(Node n) {
        return n.op() instanceof Op.Cast c && c.x().dtype().bytes() < n.dtype().bytes() ? c.x() : n;
    }

    /// The elementwise operations from the users of `from` to the first one that alone carries its value on; empty where there
    /// is none such. `relu` for example uses its operand twice, in a comparison and a selection.
    private List<Node> region(Node from, Node a) {
        var region = new ArrayList<Node>();
        var pending = new TreeMap<Integer, Node>();
        users.get(from).forEach(u -> pending.put(place.get(u), u));
        while (!pending.isEmpty() && region.size() < 24) {
            Node n = pending.pollFirstEntry().getValue();
            if (!isElementwise(n) || anchor.containsKey(n) || rows.containsKey(n) || !sameElements(n.shape(), a.shape())) {
                return List.of();
            }
            region.add(n);
            if (pending.isEmpty()) {
                return region;
            }
            if (stored.contains(n)) {
                return List.of();
            }
            users.get(n).forEach(u -> pending.put(place.get(u), u));
        }
        return List.of();
    }

    /// Finds for each matrix product what can be computed elementwise of its result. Where that is dear and few of the values are needed
    /// elsewhere, exactly those are stored: of a GELU the activation and the factor of its gradient, and not the product itself.
    private void fanOut() {
        Map<Node, Integer> cost = costs();
        for (Node a : order) {
            Node end = tail.get(a);
            if (!(a.op() instanceof Op.MatMul) || roots.contains(end) || operands.containsKey(end)) {
                continue;
            }
            Set<Node> apart = Collections.newSetFromMap(new IdentityHashMap<>());
            apart.addAll(rows.keySet());
            apart.addAll(anchor.keySet());
            apart.addAll(fanned.keySet());
            apart.addAll(graph.updates().values());
            var fan = new FanOut(end, order, place, given, apart);
            List<Node> frontier = fan.frontier(order, users, roots);
            int dearest = 0;
            for (Node n : frontier) {
                dearest = Math.max(dearest, cost.get(n));
            }
            for (Node n : order) {
                if (fan.contains(n)) {
                    fanned.put(n, end);
                }
            }
            if (dearest >= DEAR && frontier.size() <= 2 && !frontier.contains(end)) {
                stored.remove(end);
                frontier.forEach(n -> store(n, "computed with " + a.op().name() + ", so that its result needs no buffer"));
            }
        }
    }

    private static boolean sameElements(Shape a, Shape b) {
        return a.elements().equals(b.elements());
    }

    /// Walks from users to inputs and notes for each node the kernels it would be written out in.
    private void storeShared() {
        Map<Node, Integer> cost = costs();
        Map<Node, Set<Node>> homes = new IdentityHashMap<>();
        Map<Node, Set<Long>> positions = new IdentityHashMap<>();
        for (int i = order.size() - 1; i >= 0; i--) {
            Node n = order.get(i);
            Set<Node> in = Collections.newSetFromMap(new IdentityHashMap<>());
            RowFusion.Group row = rows.get(n);
            int views = 0;
            boolean repeated = false;
            for (Node user : users.get(n)) {
                in.addAll(hasHome(user) ? Set.of(home(user)) : homes.get(user));
                views += user.op() instanceof Op.Slice || user.op() instanceof Op.Pad ? 1 : 0;
                boolean elsewhere = row == null || !homes.get(user).equals(Set.of(row.name()));
                repeated |= user.op() instanceof Op.Broadcast && grows(n, user) && elsewhere || user.op() instanceof Op.Gather;
            }
            if (row != null) {
                in.add(row.name());
                if (n.op() instanceof Op.Reduce && in.size() > 1) {
                    store(n, "reduced row by row, and needed in " + kernels(in.size()));
                }
            }
            boolean inChain = anchor.containsKey(n) || row != null && n.op() instanceof Op.Reduce;
            int dear = cost.get(n);
            positions.put(n, positions(n, positions));
            long at = positions.get(n).size();
            boolean scattered = at > POSITIONS && dear > 0 || at >= 4 && at * dear > WRITTEN;
            if (!inChain && (in.size() > 1 && dear >= DEAR || repeated && dear >= REPEATED || views > 2 && dear > 0 || scattered)) {
                store(beforeReshape(unwidened(n)), why(in.size(), dear, repeated, views, at));
            } else if (!inChain && !stored.contains(n)) {
                decisions.note(n, "written out where it is used: " + kernels(in.size()) + ", cost " + dear);
            }
            homes.put(n, in);
        }
    }

    /// `n`, or what it alone is another shape of: that has a kernel of the shape in which it is computed.
    private Node beforeReshape(Node n) {
        return n.op() instanceof Op.Reshape r && users.get(r.x()).size() == 1 && mapped(r.x()) && !roots.contains(n) && !rows.containsKey(n)
            && !rows.containsKey(r.x()) && !anchor.containsKey(r.x()) && !(r.x().op() instanceof Op.Reshape) ? r.x() : n;
    }

    private static String why(int kernels, int cost, boolean repeated, int views, long positions) {
        if (kernels > 1 && cost >= DEAR) {
            return "needed in " + kernels(kernels) + " and dear: cost " + cost + ", the limit is " + DEAR;
        }
        if (repeated && cost >= REPEATED) {
            return "repeated along an axis or looked up by index, and costs " + cost + ", the limit is " + REPEATED;
        }
        return views > 2 ? "seen through " + views + " slices or paddings" : "would be written out at " + positions + " positions, cost " + cost;
    }

    private static String kernels(int n) {
        return n == 1 ? "1 kernel" : n + " kernels";
    }

    /// A number for each position at which `n` would be written out, given those of its users: elementwise users take it at their
    /// own, each view at another.
    private Set<Long> positions(Node n, Map<Node, Set<Long>> known) {
        Set<Long> out = new HashSet<>();
        for (Node user : users.get(n)) {
            Set<Long> of = hasHome(user) ? Set.of((long) place.get(home(user))) : known.get(user);
            boolean same = user.shape().equals(n.shape()) && isElementwise(user) || rows.containsKey(user);
            for (long p : of) {
                out.add(same ? p : p * 1_000_003 + place.get(user) + 1);
            }
        }
        return out;
    }

    /// Cuts chains of operations that are too long for one kernel.
    private void storeDeep() {
        Map<Node, Integer> depth = new IdentityHashMap<>();
        for (Node n : order) {
            int d = 0;
            for (Node in : n.inputs()) {
                d = Math.max(d, hasHome(in) ? 0 : depth.get(in));
            }
            // a function is written out as several operations
            depth.put(n, d + 1 + own(n) / 2);
            if (depth.get(n) >= DEEP && isElementwise(n) && !(n.op() instanceof Op.Reshape) && !anchor.containsKey(n)) {
                store(n, "a chain of " + depth.get(n) + " operations is cut here, the limit is " + DEEP);
            }
        }
    }

    /// Finds stored values that are put together from others, and lets the kernels of those write straight into place.
    private void assemble() {
        for (Node n : order) {
            boolean joined = isReordering(n) || n.op() instanceof Op.Concat;
            if (!stored.contains(n) || anchor.containsKey(n) || isAlias(n) || !joined || numbers.contains(n)) {
                continue;
            }
            Node from = isReordering(n) ? behindViews(n.inputs().get(0)) : n;
            boolean alone = from == n || !stored.contains(from) && users.get(from).size() == 1;
            var parts = from.op() instanceof Op.Concat c && alone ? parts(n, from, c) : whole(n, from);
            boolean vector = n.op() instanceof Op.Concat && n.shape().rank() == 1;
            boolean any = vector;
            for (var p : parts) {
                any |= p.source() != null;
            }
            // a vector of parts has no other way
            if (!any || !vector && !switches.on(Pass.JOINS)) {
                continue;
            }
            joins.put(n, new FusedGraph.Join(n, parts));
            for (var p : parts) {
                if (p.source() != null) {
                    placed.add(p.source());
                }
            }
        }
    }

    private static boolean isReordering(Node n) {
        return n.op() instanceof Op.Permute || n.op() instanceof Op.Reshape;
    }

    /// The node of which `n` is a permutation or another shape, through nodes that nobody else uses.
    private Node behindViews(Node n) {
        Node from = n;
        while (isReordering(from) && !stored.contains(from) && users.get(from).size() == 1) {
            from = from.inputs().get(0);
        }
        return from;
    }

    private List<FusedGraph.Part> whole(Node n, Node from) {
        List<Index> strides = Strided.back(n, from);
        Node source = strides == null ? null : placeable(from, strides);
        return source == null ? List.of() : List.of(new FusedGraph.Part(n, source, new Strided(source, 0, strides)));
    }

    private List<FusedGraph.Part> parts(Node n, Node joined, Op.Concat c) {
        List<Index> all = Strided.back(n, joined);
        var out = new ArrayList<FusedGraph.Part>();
        long start = 0;
        for (Node part : c.parts()) {
            if (all == null || !(all.get(c.axis()) instanceof Index.Const step)) {
                return List.of();
            }
            long offset = start * step.value();
            start += part.shape().size(c.axis());
            Node from = behindViews(part);
            List<Index> strides = Strided.back(part, from, all);
            Node source = strides == null ? null : placeable(from, strides);
            for (var other : out) {
                // the same value a second time
                source = other.source() == source ? null : source;
            }
            out.add(new FusedGraph.Part(part, source, source == null ? new Strided(part, offset, all) : new Strided(source, offset, strides)));
        }
        return out;
    }

    private static boolean isRowMajor(Strided s) {
        return s.strides().equals(Strided.rowMajor(s.base()).strides());
    }

    /// `n`, where its kernel can write it into the buffer of a join with these strides, else null.
    private Node placeable(Node n, List<Index> strides) {
        if (!stored.contains(n) || isLeafBuffer(n) || roots.contains(n) || placed.contains(n) || joins.containsKey(n) || isAlias(n)) {
            return null;
        }
        var layout = new Strided(n, 0, strides);
        if (isRowMajor(layout)) {
            return n;
        }
        boolean lanes = Index.is(strides.get(strides.size() - 1), 1);
        boolean ok = lanes && (!hasOwnKernel(n) || n.op() instanceof Op.Attention) && !(n.op() instanceof Op.Scan)
            && !(anchor.containsKey(n) && anchor.get(n).op() instanceof Op.Conv);
        for (Operand o : operands.getOrDefault(n, List.of())) {
            ok &= o.isReadable(layout);
        }
        for (Node user : users.get(n)) {
            // another shape that needs no kernel because it lies in the same place
            ok &= !(stored.contains(user) && isContiguousView(user)) && !(user.op() instanceof Op.Scan);
        }
        return ok ? n : null;
    }

    /// True where `n` is computed in one kernel and nowhere else.
    private boolean hasHome(Node n) {
        return stored.contains(n) || rows.containsKey(n) && n.op() instanceof Op.Reduce;
    }

    /// The node that names the kernel in which a stored node, or a reduction, is computed.
    private Node home(Node n) {
        if (rows.containsKey(n)) {
            return rows.get(n).name();
        }
        if (fanned.containsKey(n) && !isAlias(n)) {
            return fanned.get(n);
        }
        if (roots.contains(n) && graph.updates().containsValue(n) && !anchor.containsKey(n)) {
            for (Node other : graph.updates().values()) {
                if (joins(other, n)) {
                    return other;
                }
            }
        }
        return n;
    }

    /// True where two updates of states are written by one kernel.
    private boolean joins(Node a, Node b) {
        return a == b || !anchor.containsKey(a) && !anchor.containsKey(b) && mapped(a) && mapped(b) && a.shape().isStatic()
            && a.shape().equals(b.shape());
    }

    private static boolean mapped(Node n) {
        return !isLeafBuffer(n) && !isAnchor(n) && !hasOwnKernel(n) && !(n.op() instanceof Op.Concat) && !(n.op() instanceof Op.Scan);
    }

    private static boolean grows(Node n, Node to) {
        return to.shape().elements().max() >= 4 * Math.max(1, n.shape().elements().max());
    }

    /// A rough count of instructions to write a node out from stored ones.
    private Map<Node, Integer> costs() {
        Map<Node, Integer> cost = new IdentityHashMap<>();
        for (Node n : order) {
            int sum = own(n);
            for (Node in : n.inputs()) {
                sum += hasHome(in) ? 0 : cost.get(in);
            }
            if (n.op() instanceof Op.Broadcast b && sum >= REPEATED && grows(b.x(), n)) {
                // it will be stored before it is repeated
                sum = 0;
            }
            cost.put(n, Math.min(sum, 1 << 20));
        }
        return cost;
    }

    private static int own(Node n) {
        return switch (n.op()) {
            case Op.Unary u -> switch (u.fn()) {
                case NEG, ABS, NOT, FLOOR, CEIL, ROUND -> 1;
                case SIGN -> 2;
                case SQRT -> 4;
                case EXP, EXPM1, LOG, LOG1P, TANH, ERF, SIN, COS -> 16;
            };
            case Op.Binary b -> b.fn() == Op.BinaryFn.POW ? 40 : b.fn() == Op.BinaryFn.DIV || b.fn() == Op.BinaryFn.REM ? 4 : 1;
            case Op.Compare c -> 1;
            case Op.Select s -> 1;
            case Op.Cast c -> 1;
            case Op.Random r -> 100;
            // reads from places that the processor can not foresee
            case Op.Gather g -> DEAR;
            case Op.Pad p -> 1;
            // reads more than it takes
            case Op.Slice s -> isStrided(s) ? 2 : 0;
            case Op.Concat c -> c.parts().size();
            case Op.Iota i -> 1;
            default -> 0;
        };
    }

    private static boolean isStrided(Op.Slice s) {
        boolean strided = false;
        for (int step : s.step()) {
            strided |= Math.abs(step) > 1;
        }
        return strided;
    }

    private List<FusedGraph.Group> groups() {
        var groups = new ArrayList<FusedGraph.Group>();
        Set<Node> done = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Node n : order) {
            if (!stored.contains(n) || isLeafBuffer(n) || done.contains(n) || isAlias(n) && (!roots.contains(n) || isPartOfLeaf(n))) {
                continue;
            }
            Node a = anchor.get(n);
            if (rows.containsKey(n) && !isAlias(n)) {
                groups.add(rowsOf(rows.get(n), done));
            } else if (a != null && tail.get(a) == n && a.op() instanceof Op.Reduce) {
                groups.add(new FusedGraph.Reduce(a, n));
            } else if (a != null && tail.get(a) == n || fanned.containsKey(n) && !isAlias(n)) {
                groups.add(contract(fanned.getOrDefault(n, n), done));
            } else if (n.op() instanceof Op.Attention attention) {
                groups.add(attention(attention, done));
            } else if (n.op() instanceof Op.Cumulate) {
                groups.add(new FusedGraph.Cumulate(n));
            } else if (n.op() instanceof Op.ArgSort) {
                groups.add(new FusedGraph.Sort(n));
            } else if (n.op() instanceof Op.ScatterAdd) {
                groups.add(new FusedGraph.Scatter(n));
            } else if (n.op() instanceof Op.Scan scan) {
                groups.add(new FusedGraph.Loop(Loops.results(order, scan.loop())));
                done.addAll(groups.getLast().outputs());
            } else if (joins.containsKey(n)) {
                groups.add(joins.get(n));
            } else {
                groups.add(new FusedGraph.Map(together(n, done)));
            }
        }
        return Order.apply(sorted(groups), roots, this::reads);
    }

    /// The product whose chain ends in `end`, with what is computed of that besides.
    private FusedGraph.Contract contract(Node end, Set<Node> done) {
        var outputs = new ArrayList<Node>();
        for (Node n : order) {
            boolean mine = n == end || fanned.get(n) == end && !isAlias(n);
            if (mine && stored.contains(n)) {
                outputs.add(n);
                done.add(n);
            }
        }
        return new FusedGraph.Contract(anchor.get(end), outputs);
    }

    /// All results of an attention, or of its gradient.
    private FusedGraph.Attention attention(Op.Attention a, Set<Node> done) {
        var outputs = new ArrayList<Node>();
        for (Node n : order) {
            if (n.op() instanceof Op.Attention other && other.form().equals(a.form()) && other.operands().equals(a.operands()) && other.result() == a.result()) {
                outputs.add(n);
                done.add(n);
            }
        }
        return new FusedGraph.Attention(outputs);
    }

    private FusedGraph.Rows rowsOf(RowFusion.Group g, Set<Node> done) {
        var outputs = new ArrayList<Node>();
        for (Node n : order) {
            if (g.contains(n) && stored.contains(n) && !isAlias(n)) {
                outputs.add(n);
                done.add(n);
            }
        }
        return new FusedGraph.Rows(outputs, g.reductions(), g.members());
    }

    /// The updates that one kernel writes together with `n`, which are only those that no other kernel reads.
    private List<Node> together(Node n, Set<Node> done) {
        var out = new ArrayList<Node>();
        for (Node other : graph.updates().values()) {
            boolean both = other == n || switches.on(Pass.UPDATES) && onlyUpdate(n) && onlyUpdate(other) && joins(other, n) && independent(out, other);
            if (both && !done.contains(other)) {
                done.add(other);
                out.add(other);
            }
        }
        if (out.isEmpty()) {
            out.add(n);
            done.add(n);
            // single numbers made of what is given, as an optimiser's step sizes are
            for (Node other : isGivenNumber(n) ? order : List.<Node>of()) {
                if (stored.contains(other) && !done.contains(other) && isGivenNumber(other)) {
                    out.add(other);
                    done.add(other);
                }
            }
            addSiblings(n, out, done);
        }
        return out;
    }

    /// Adds what is as large as `n`, reads nothing else than `n` does, and of that something much larger: the greatest elements of windows,
    /// and which they are.
    private void addSiblings(Node n, List<Node> out, Set<Node> done) {
        if (!switches.on(Pass.SIBLINGS) || !isSibling(n)) {
            return;
        }
        List<Node> reads = reads(new FusedGraph.Map(List.of(n)));
        long most = 0;
        for (Node read : reads) {
            // parts of one vector of parameters have nothing in common
            most = isLeafBuffer(read) ? most : Math.max(most, read.shape().elements().max());
        }
        for (Node other : most >= 4 * n.shape().elements().max() ? order : List.<Node>of()) {
            if (!done.contains(other) && other.shape().equals(n.shape()) && isSibling(other)
                && reads.containsAll(reads(new FusedGraph.Map(List.of(other))))) {
                out.add(other);
                done.add(other);
            }
        }
    }

    private boolean isSibling(Node n) {
        return stored.contains(n) && mapped(n) && !isAlias(n) && !roots.contains(n) && !anchor.containsKey(n) && !rows.containsKey(n)
            && !fanned.containsKey(n) && !joins.containsKey(n) && !placed.contains(n);
    }

    private boolean isGivenNumber(Node n) {
        return numbers.contains(n) && mapped(n) && !isAlias(n);
    }

    /// True where neither `n` nor a member of `group` needs the other by way of a third stored node.
    private boolean independent(List<Node> group, Node n) {
        for (Node member : group) {
            if (needsThroughStored(member, n) || needsThroughStored(n, member)) {
                return false;
            }
        }
        return true;
    }

    private boolean needsThroughStored(Node from, Node to) {
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        var beyond = new ArrayList<Node>();
        var stack = new ArrayList<Node>(List.of(from));
        while (!stack.isEmpty()) {
            for (Node in : stack.remove(stack.size() - 1).inputs()) {
                if (seen.add(in)) {
                    (stored.contains(in) && in != to ? beyond : stack).add(in);
                }
            }
        }
        return Graph.sort(beyond).contains(to);
    }

    /// True where `n` is a state's new value, and other kernels do not read it unless they write updates themselves.
    private boolean onlyUpdate(Node n) {
        return graph.updates().containsValue(n) && !graph.outputs().containsValue(n) && mapped(n) && !anchor.containsKey(n);
    }

    /// Groups in an order in which each comes after those whose results it reads.
    private List<FusedGraph.Group> sorted(List<FusedGraph.Group> groups) {
        Map<Node, FusedGraph.Group> writer = new IdentityHashMap<>();
        for (var g : groups) {
            for (Node n : g.outputs()) {
                writer.put(n, g);
            }
        }
        var out = new ArrayList<FusedGraph.Group>();
        Map<FusedGraph.Group, Integer> state = new IdentityHashMap<>();
        for (var g : groups) {
            visit(g, writer, state, out);
        }
        return out;
    }

    private void visit(FusedGraph.Group g, Map<Node, FusedGraph.Group> writer, Map<FusedGraph.Group, Integer> state,
            List<FusedGraph.Group> out) {
        var stack = new ArrayList<FusedGraph.Group>();
        stack.add(g);
        while (!stack.isEmpty()) {
            var top = stack.get(stack.size() - 1);
            if (state.getOrDefault(top, 0) == 2) {
                stack.remove(stack.size() - 1);
                continue;
            }
            boolean ready = true;
            if (state.put(top, 1) == null) {
                for (Node read : reads(top)) {
                    var before = writer.get(read);
                    if (before != null && before != top && state.getOrDefault(before, 0) == 0) {
                        stack.add(before);
                        ready = false;
                    }
                }
            }
            if (ready) {
                state.put(top, 2);
                out.add(top);
                stack.remove(stack.size() - 1);
            }
        }
    }

    /// The stored nodes a group reads, those included of which it reads a part in place.
    List<Node> reads(FusedGraph.Group g) {
        var out = new ArrayList<Node>();
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        var stack = new ArrayList<>(g.outputs());
        while (!stack.isEmpty()) {
            Node n = stack.remove(stack.size() - 1);
            for (Node in : n.inputs()) {
                if (seen.add(in)) {
                    boolean elsewhere = stored.contains(in) && !g.outputs().contains(in);
                    if (elsewhere) {
                        out.add(in);
                    }
                    if (!stored.contains(in) || elsewhere && isAlias(in)) {
                        stack.add(in);
                    }
                }
            }
        }
        return out;
    }
}
