package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Turns a fused graph into kernels and launches, and decides which buffer each stored node lies in. Offsets of scratch
/// buffers are planned afterwards, by [MemoryPlan].
final class Lowering {
    private final FusedGraph fused;
    private final Target target;
    private final Switches switches;
    private final List<Program.Buffer> buffers;
    private final Map<Node, KernelBuilder.Place> places = new IdentityHashMap<>();
    /// of stored nodes that do not lie in row-major order
    private final Map<Node, Strided> layouts = new IdentityHashMap<>();
    private final Map<String, Integer> labelled;
    private final List<Kernel> kernels;
    private final Map<String, Integer> byCode;
    /// the kernels that lose nothing when sizes come as arguments
    private final Set<Integer> resizable;
    private final List<Call> calls = new ArrayList<>();
    /// the group that each launch is of, null for copies
    private final List<FusedGraph.Group> origins;
    /// a stored node and the labelled buffer into which it is copied at the end
    private final List<Copy> copies = new ArrayList<>();

    /// states' old values that outlive the states' change
    private final List<Node> held = new ArrayList<>();

    private record Copy(Node from, int buffer) {
    }

    /// A launch whose places may still move in loops around it.
    record Call(int kernel, List<KernelBuilder.Place> places, List<Long> arguments, Index tiles, String note) {
        /// As it is in iteration `i` of `loop`.
        Call at(Object loop, int i) {
            var now = new ArrayList<KernelBuilder.Place>();
            places.forEach(p -> now.add(p.at(loop, i)));
            return new Call(kernel, now, arguments, tiles, note);
        }

        Program.Launch launch() {
            var numbers = new ArrayList<Integer>();
            var offsets = new ArrayList<Long>();
            for (var p : places) {
                numbers.add(p.buffer());
                offsets.add(p.offset());
            }
            return new Program.Launch(kernel, numbers, offsets, arguments, tiles, note);
        }
    }

    /// What convolutions need of their operands, which several of them may share.
    private final Scratch transformed = new Scratch() {
        private final Map<Node, Map<String, Node>> known = new IdentityHashMap<>();

        @Override
        public Scratch.Made make(Node of, String what, DType dtype, Shape shape) {
            Map<String, Node> mine = known.computeIfAbsent(of, n -> new HashMap<>());
            boolean filled = mine.containsKey(what);
            Node n = mine.computeIfAbsent(what, w -> Node.of(new Op.Input(w, dtype, shape)));
            if (!filled) {
                place(n);
            }
            return new Scratch.Made(n, filled);
        }

        @Override
        public Node words(Node of, Shape shape) {
            KernelBuilder.Place p = places.get(of);
            if (p == null || layouts.containsKey(of) || p.offset() % 4 != 0) {
                return null;
            }
            Node n = Node.of(new Op.Input("words", DType.I32, shape));
            places.put(n, new KernelBuilder.Place(p.buffer(), p.offset() / 4));
            return n;
        }

        @Override
        public void place(Node n) {
            places.put(n, new KernelBuilder.Place(scratch(n), 0));
        }
    };

    private Lowering(FusedGraph fused, Target target, Switches switches, List<FusedGraph.Group> origins) {
        this.fused = fused;
        this.target = target;
        this.switches = switches;
        this.origins = origins;
        this.buffers = new ArrayList<>();
        this.labelled = new HashMap<>();
        this.kernels = new ArrayList<>();
        this.byCode = new HashMap<>();
        this.resizable = new HashSet<>();
    }

    /// Lowers the body of a loop in `around`, with its buffers and kernels.
    private Lowering(FusedGraph body, Lowering around) {
        this.fused = body;
        this.target = around.target;
        this.switches = around.switches;
        this.origins = new ArrayList<>();
        this.buffers = around.buffers;
        this.labelled = around.labelled;
        this.kernels = around.kernels;
        this.byCode = around.byCode;
        this.resizable = around.resizable;
    }

    /// The calls of one iteration of a loop's body, and before them those that are the same in all iterations.
    record Body(List<Call> once, List<Call> each) {
    }

    /// @param parameters where its inputs lie, by label
    /// @param captures   the labels of those that are the same in all iterations
    /// @param results    where its outputs shall lie, by name
    Body body(FusedGraph body, Map<String, KernelBuilder.Place> parameters, Set<String> captures, Map<String, KernelBuilder.Place> results) {
        var inside = new Lowering(body, this);
        for (Node n : body.graph().nodes()) {
            if (n.op() instanceof Op.Input i) {
                inside.places.put(n, parameters.get(i.label()));
            } else {
                inside.alias(n);
            }
        }
        var copied = new ArrayList<String>();
        body.graph().outputs().forEach((name, n) -> {
            if (inside.places.putIfAbsent(n, results.get(name)) != null) {
                copied.add(name);
            }
        });
        inside.placeJoins();
        inside.placeRest();
        Set<Node> same = inside.same(captures);
        var once = new ArrayList<Call>();
        for (var g : body.groups()) {
            int before = inside.calls.size();
            inside.launch(g);
            if (same.containsAll(g.outputs())) {
                List<Call> mine = inside.calls.subList(before, inside.calls.size());
                once.addAll(mine);
                mine.clear();
            }
        }
        copied.forEach(name -> inside.writePart(body.graph().outputs().get(name), results.get(name), null));
        return new Body(once, inside.calls);
    }

    /// The nodes that depend on `captures` alone; without results, each of which has a place for every iteration.
    private Set<Node> same(Set<String> captures) {
        Set<Node> same = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Node n : fused.graph().nodes()) {
            boolean is = !isRoot(n) && (!(n.op() instanceof Op.Input i) || captures.contains(i.label()));
            for (Node in : n.inputs()) {
                is &= same.contains(in);
            }
            if (is) {
                same.add(n);
            }
        }
        return same;
    }

    /// @param given the graph as it was written: what it names as input stays an input, also where rewriting found no use for it
    /// @param origins gets for each launch the group it is of, or null where it copies
    static Program apply(FusedGraph fused, Graph given, Target target, Switches switches, List<FusedGraph.Group> origins) {
        var lowering = new Lowering(fused, target, switches, origins);
        lowering.placeLeaves();
        for (Node n : given.nodes()) {
            if (n.op() instanceof Op.Input i) {
                lowering.buffer(i.label(), Program.Kind.INPUT, n);
            }
        }
        lowering.placeJoins();
        lowering.placeOutputs();
        lowering.placeRest();
        var last = lowering.inPlaceGroups();
        for (var g : fused.groups()) {
            if (!last.contains(g)) {
                lowering.launch(g);
            }
        }
        // outputs may show states as they were; states are written when nobody needs their old values any more
        lowering.copyInto(Program.Kind.OUTPUT);
        lowering.held.forEach(copy -> lowering.compute(copy, null));
        for (var g : last) {
            lowering.launch(g);
        }
        lowering.copyInto(Program.Kind.STATE);
        var launches = new ArrayList<Program.Launch>();
        lowering.calls.forEach(call -> launches.add(call.launch()));
        Program program = new Program(lowering.buffers, lowering.kernels, launches, 0);
        // the JVM's compiler needs to know sizes
        boolean shares = target.lanes(4) > 1 && switches.on(Pass.SHARED_KERNELS);
        return MemoryPlan.apply(shares ? ShareKernels.apply(program, lowering.resizable) : program);
    }

    // ---- places

    private int buffer(String label, Program.Kind kind, Node n) {
        Integer known = labelled.get(kind + " " + label);
        if (known != null) {
            return known;
        }
        var value = n.op() instanceof Op.Constant c ? c.value() : null;
        buffers.add(new Program.Buffer(label, kind, n.dtype(), n.shape(), n.shape().elements(), 0, value));
        labelled.put(kind + " " + label, buffers.size() - 1);
        return buffers.size() - 1;
    }

    private int scratch(Node n) {
        return buffer("t" + buffers.size(), Program.Kind.SCRATCH, n);
    }

    private void placeLeaves() {
        for (Node n : fused.graph().nodes()) {
            switch (n.op()) {
                case Op.Input i -> places.put(n, new KernelBuilder.Place(buffer(i.label(), Program.Kind.INPUT, n), 0));
                case Op.State s -> places.put(n, new KernelBuilder.Place(buffer(s.label(), Program.Kind.STATE, n), 0));
                case Op.Constant c -> places.put(n, new KernelBuilder.Place(
                    buffer("c" + buffers.size(), Program.Kind.CONSTANT, n), 0));
                default -> alias(n);
            }
        }
    }

    /// Gives `n` a place where it is a view of consecutive elements of a node that has one.
    private void alias(Node n) {
        boolean view = Fusion.isContiguousView(n) && places.containsKey(n.inputs().get(0)) && !layouts.containsKey(n.inputs().get(0));
        if (!view || places.containsKey(n)) {
            return;
        }
        var base = places.get(n.inputs().get(0));
        long offset = base.offset();
        if (n.op() instanceof Op.Slice s && !s.start().isEmpty() && s.start().get(0) > 0) {
            long row = 1;
            for (int k = 1; k < s.x().shape().rank(); k++) {
                row *= s.x().shape().size(k);
            }
            offset += s.start().get(0) * row;
        }
        places.put(n, new KernelBuilder.Place(base.buffer(), offset, base.steps()));
    }

    /// Gives each join a buffer, and the parts that are computed for it alone their places in it.
    private void placeJoins() {
        for (var g : fused.groups()) {
            if (g instanceof FusedGraph.Join j) {
                var base = places.computeIfAbsent(j.output(), n -> new KernelBuilder.Place(outputBuffer(n), 0));
                for (var part : j.parts()) {
                    if (part.source() != null) {
                        place(part.source(), base, part.layout());
                    }
                }
            }
        }
    }

    private void place(Node n, KernelBuilder.Place base, Strided layout) {
        places.put(n, new KernelBuilder.Place(base.buffer(), base.offset() + layout.offset(), base.steps()));
        if (!layout.strides().equals(Strided.rowMajor(n).strides())) {
            layouts.put(n, new Strided(n, 0, layout.strides()));
        }
    }

    private boolean isRoot(Node n) {
        return fused.graph().outputs().containsValue(n) || fused.graph().updates().containsValue(n);
    }

    /// The output buffer where `n` is an output, else a scratch buffer.
    private int outputBuffer(Node n) {
        for (var e : fused.graph().outputs().entrySet()) {
            if (e.getValue() == n) {
                return buffer(e.getKey(), Program.Kind.OUTPUT, n);
            }
        }
        return scratch(n);
    }

    private void placeOutputs() {
        for (var e : fused.graph().outputs().entrySet()) {
            int buffer = buffer(e.getKey(), Program.Kind.OUTPUT, e.getValue());
            var place = places.putIfAbsent(e.getValue(), new KernelBuilder.Place(buffer, 0));
            if (place != null && place.buffer() != buffer) {
                copies.add(new Copy(e.getValue(), buffer));
            }
        }
    }

    private void placeRest() {
        for (var g : fused.groups()) {
            for (Node n : g.outputs()) {
                if (!places.containsKey(n) && !fused.graph().updates().containsValue(n) && !(g instanceof FusedGraph.Loop && Loops.isCarry(n))) {
                    places.put(n, new KernelBuilder.Place(scratch(n), 0));
                }
            }
        }
    }

    // ---- updates

    /// The groups that write states in place; they run last. A group may do so when every state it writes is read by no
    /// other such group, its results are read by nobody else, and it reads those states only where it writes them. All
    /// other updates go through scratch and are copied at the very end.
    private Set<FusedGraph.Group> inPlaceGroups() {
        Map<Node, String> labels = new IdentityHashMap<>();
        for (var e : fused.graph().updates().entrySet()) {
            boolean twice = labels.containsKey(e.getValue()) || places.containsKey(e.getValue());
            if (e.getValue().op() instanceof Op.State s && s.label().equals(e.getKey())) {
                continue;
            }
            if (liesInState(e.getValue())) {
                // another state's old value, or part of it, which may be overwritten before it is copied
                Node held = Node.of(new Op.Detach(e.getValue()));
                places.put(held, new KernelBuilder.Place(scratch(held), 0));
                this.held.add(held);
                copies.add(new Copy(held, stateBuffer(e.getKey(), held)));
            } else if (twice) {
                copies.add(new Copy(e.getValue(), stateBuffer(e.getKey(), e.getValue())));
            } else {
                labels.put(e.getValue(), e.getKey());
            }
        }
        Set<FusedGraph.Group> last = Collections.newSetFromMap(new LinkedHashMap<>());
        List<Node> carries = carriesElsewhere();
        for (var g : fused.groups()) {
            boolean all = g instanceof FusedGraph.Map;
            for (Node n : g.outputs()) {
                all &= labels.containsKey(n);
            }
            if (all && isLastReader(g, labels) && fits(g, labels)) {
                last.add(g);
            } else {
                for (Node n : g.outputs()) {
                    if (labels.containsKey(n)) {
                        places.put(n, new KernelBuilder.Place(scratch(n), 0));
                        copies.add(new Copy(n, stateBuffer(labels.get(n), n)));
                    }
                }
            }
        }
        carries.forEach(places::remove);
        return last;
    }

    /// Puts what a loop carries, which gets its place when the loop is lowered, somewhere that is none, so that the kernels that read it
    /// can be tried before.
    private List<Node> carriesElsewhere() {
        var out = new ArrayList<Node>();
        for (var g : fused.groups()) {
            for (Node n : g.outputs()) {
                if (g instanceof FusedGraph.Loop && !places.containsKey(n)) {
                    places.put(n, new KernelBuilder.Place(-1 - out.size(), 0));
                    out.add(n);
                }
            }
        }
        return out;
    }

    private boolean liesInState(Node n) {
        return places.containsKey(n) && buffers.get(places.get(n).buffer()).kind() == Program.Kind.STATE;
    }

    private int stateBuffer(String label, Node n) {
        return buffer(label, Program.Kind.STATE, n);
    }

    /// True where no other group reads the results of `g`, and no other updating group reads the states it writes.
    private boolean isLastReader(FusedGraph.Group g, Map<Node, String> labels) {
        for (var other : fused.groups()) {
            if (other == g) {
                continue;
            }
            boolean updating = false;
            for (Node n : other.outputs()) {
                updating |= labels.containsKey(n);
            }
            for (Node n : directReads(other)) {
                for (Node mine : g.outputs()) {
                    if (n == mine || updating && n.op() instanceof Op.State s && s.label().equals(labels.get(mine))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /// The stored nodes and leaves from which `g` is written out, behind views of consecutive elements.
    private Set<Node> directReads(FusedGraph.Group g) {
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        var stack = new ArrayList<>(g.outputs());
        while (!stack.isEmpty()) {
            for (Node in : stack.remove(stack.size() - 1).inputs()) {
                if (seen.add(in) && (!fused.stored().contains(in) || Fusion.isContiguousView(in))) {
                    stack.add(in);
                }
            }
        }
        return seen;
    }

    /// Tries the group in place: its kernel must read the states it writes only at the element it writes.
    private boolean fits(FusedGraph.Group g, Map<Node, String> labels) {
        for (Node n : g.outputs()) {
            places.put(n, new KernelBuilder.Place(stateBuffer(labels.get(n), n), 0));
        }
        KernelBuilder.Lowered kernel = lower(g).get(0);
        boolean[] fits = {true};
        var written = new IdentityHashMap<Kernel.Param, Index>();
        var params = kernel.kernel().params();
        Walk.statements(kernel.kernel().body(), s -> {
            if (s instanceof Stmt.Store t) {
                written.put(t.buffer(), t.index());
            }
        });
        Walk.loads(kernel.kernel().body(), l -> fits[0] &= !written.containsKey(l.buffer()) || written.get(l.buffer()).equals(l.index()));
        for (int i = 0; i < params.size(); i++) {
            for (int k = 0; k < params.size(); k++) {
                fits[0] &= i == k || !params.get(i).written() || kernel.places().get(i).buffer() != kernel.places().get(k).buffer();
            }
        }
        if (!fits[0]) {
            g.outputs().forEach(places::remove);
        }
        return fits[0];
    }

    // ---- launches

    private KernelBuilder builder(FusedGraph.Group g) {
        return new KernelBuilder(target, places, layouts, g.outputs());
    }

    /// The kernels of a group in order; nearly always one.
    private List<KernelBuilder.Lowered> lower(FusedGraph.Group g) {
        String note = fused.describe(g);
        return switch (g) {
            case FusedGraph.Map m -> List.of(MapSchedule.lower(() -> builder(m), m.outputs(), note));
            case FusedGraph.Reduce r -> List.of(ReduceSchedule.lower(builder(r), r, note));
            case FusedGraph.Contract c when c.anchor().op() instanceof Op.Conv v && switches.on(Pass.WINOGRAD)
                && Winograd.of(v, c.anchor().dtype(), target) != null ->
                WinogradSchedule.lower(Winograd.of(v, c.anchor().dtype(), target),
                    nodes -> new KernelBuilder(target, places, layouts, nodes), transformed, c, target, note);
            case FusedGraph.Contract c when c.anchor().op() instanceof Op.MatMul m && switches.on(Pass.BYTE_PRODUCTS) && ByteProductSchedule.fits(m, target) ->
                ByteProductSchedule.lower(nodes -> new KernelBuilder(target, places, layouts, nodes), transformed, c, note);
            case FusedGraph.Contract c -> List.of(ContractSchedule.lower(builder(c), c, note));
            case FusedGraph.Attention a when ((Op.Attention) a.outputs().get(0).op()).of().isGradient() ->
                List.of(AttentionGradientSchedule.lower(builder(a), a, note));
            case FusedGraph.Attention a -> List.of(AttentionSchedule.lower(builder(a), a, note));
            case FusedGraph.Rows r -> List.of(RowSchedule.lower(builder(r), r, note));
            case FusedGraph.Cumulate u -> List.of(OrderSchedules.cumulate(builder(u), u.output(), note));
            case FusedGraph.Sort s -> List.of(OrderSchedules.argSort(builder(s), s.output(), note));
            case FusedGraph.Scatter s -> List.of(ScatterSchedule.lower(builder(s), s.output(), note));
            case FusedGraph.Join j -> throw new IllegalStateException("a join has a kernel per part");
            case FusedGraph.Loop l -> throw new IllegalStateException("a loop has the kernels of its body");
        };
    }

    private void launch(FusedGraph.Group g) {
        if (g instanceof FusedGraph.Loop l) {
            new Loops(this, l).lower();
            fused.graph().nodes().forEach(this::alias);
            return;
        }
        if (!(g instanceof FusedGraph.Join j)) {
            if (g.outputs().get(0).shape().elements().max() > 0) {
                lower(g).forEach(kernel -> add(kernel, g));
            }
            for (Node n : fused.graph().nodes()) {
                alias(n);
            }
            return;
        }
        var base = places.get(j.output());
        for (var part : j.parts()) {
            if (part.source() == null && part.value().shape().elements().max() > 0) {
                Node copy = Node.of(new Op.Detach(part.value()));
                place(copy, base, part.layout());
                compute(copy, g);
            }
        }
    }

    /// Copies or computes `part` into `place`.
    void writePart(Node part, KernelBuilder.Place place, FusedGraph.Group of) {
        Node copy = Node.of(new Op.Detach(part));
        places.put(copy, place);
        compute(copy, of);
    }

    private void compute(Node copy, FusedGraph.Group of) {
        add(MapSchedule.lower(() -> new KernelBuilder(target, places, layouts, List.of(copy)), List.of(copy), "write into place"), of);
    }

    private void copyInto(Program.Kind kind) {
        for (Copy c : copies) {
            if (buffers.get(c.buffer()).kind() == kind) {
                writePart(c.from(), new KernelBuilder.Place(c.buffer(), 0), null);
            }
        }
    }

    private void add(KernelBuilder.Lowered lowered, FusedGraph.Group of) {
        Integer number = byCode.get(lowered.kernel().code());
        if (number == null) {
            number = kernels.size();
            kernels.add(lowered.kernel());
            byCode.put(lowered.kernel().code(), number);
        }
        if (of instanceof FusedGraph.Contract c && c.anchor().op() instanceof Op.MatMul || transposes(lowered.kernel())) {
            resizable.add(number);
        }
        add(new Call(number, lowered.places(), lowered.arguments(), lowered.tiles(), lowered.kernel().note()), of);
    }

    private static boolean transposes(Kernel k) {
        boolean[] found = {false};
        Walk.statements(k.body(), s -> found[0] |= s instanceof Stmt.Transpose);
        return found[0];
    }

    void add(Call call, FusedGraph.Group of) {
        origins.add(of);
        calls.add(call);
    }

    // ---- for loops

    Target target() {
        return target;
    }

    Switches switches() {
        return switches;
    }

    KernelBuilder.Place placeOf(Node n) {
        return places.get(n);
    }

    void place(Node n, KernelBuilder.Place place) {
        places.put(n, place);
    }

    /// New memory in the arena.
    int memory(DType dtype, long elements) {
        return scratch(Node.of(new Op.Input("memory", dtype, Shape.of(Math.toIntExact(elements)))));
    }
}
