package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Node;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/// Collects the parts of one kernel: its params, named axes and locals. Names are given in order of use, so that equal
/// computations have equal texts.
final class KernelBuilder {
    /// Where a stored node lies: a buffer and the element at which it starts.
    ///
    /// @param steps how it moves in the loops around it
    record Place(int buffer, long offset, List<Step> steps) {
        Place(int buffer, long offset) {
            this(buffer, offset, List.of());
        }

        /// Moved by `elements` in each iteration of `loop`, counted from `phase` on, and where `turns` is not 0 by turns of so many.
        Place moving(Object loop, long elements, int phase, int turns) {
            var all = new ArrayList<>(steps);
            all.add(new Step(loop, elements, phase, turns));
            return new Place(buffer, offset, List.copyOf(all));
        }

        /// Where it lies in iteration `i` of `loop`.
        Place at(Object loop, int i) {
            long to = offset;
            var left = new ArrayList<Step>();
            for (Step s : steps) {
                if (s.loop() == loop) {
                    to += s.elements() * (s.turns() == 0 ? i + s.phase() : (i + s.phase()) % s.turns());
                } else {
                    left.add(s);
                }
            }
            return left.size() == steps.size() ? this : new Place(buffer, to, List.copyOf(left));
        }
    }

    /// How a place moves from iteration to iteration.
    record Step(Object loop, long elements, int phase, int turns) {
    }

    private final Map<Node, Place> places;
    private final Map<Node, Strided> layouts;
    private final List<Node> outputs;
    private final Map<Place, Kernel.Param> params = new LinkedHashMap<>();
    private final Map<Node, Kernel.Param> known = new IdentityHashMap<>();
    private final Target target;
    private final Values values;
    private final List<Long> arguments = new ArrayList<>();
    private int axes;
    private int own;
    private long ownBytes;
    private int locals;

    /// @param places  of stored nodes
    /// @param layouts of those that do not lie in row-major order
    KernelBuilder(Target target, Map<Node, Place> places, Map<Node, Strided> layouts, List<Node> outputs) {
        this.target = target;
        this.places = places;
        this.layouts = layouts;
        this.outputs = outputs;
        this.values = new Values(new Values.Buffers() {
            @Override
            public Kernel.Param param(Node n) {
                return isMade(n) ? null : read(n);
            }

            @Override
            public Index index(Node n, Position p) {
                return KernelBuilder.this.index(n, p);
            }

            @Override
            public Operand part(Node n) {
                return KernelBuilder.this.part(n);
            }
        }, this::argument);
    }

    Target target() {
        return target;
    }

    Values values() {
        return values;
    }

    /// True for what this kernel computes, and for runs of its elements: their place holds nothing yet.
    private boolean isMade(Node n) {
        return outputs.contains(n) || Fusion.isContiguousView(n) && isMade(n.inputs().get(0));
    }

    /// The param for a stored node, or null where it has no place.
    Kernel.Param read(Node n) {
        Kernel.Param p = known.get(n);
        if (p == null && places.containsKey(n)) {
            p = param(places.get(n), n.dtype(), false);
            known.put(n, p);
        }
        return p;
    }

    /// The element of its buffer at which `p` of the stored node `n` lies.
    Index index(Node n, Position p) {
        Strided layout = layouts.get(n);
        return layout == null ? p.flat() : layout.at(p.indices());
    }

    /// An operand that is read where it lies: in a buffer of its own, or as a part of another.
    record Operand(Kernel.Param param, List<Index> strides) {
    }

    /// `n` as an operand.
    Operand operand(Node n) {
        Operand o = part(n);
        if (o == null) {
            throw new IllegalStateException("fusion left " + n + " without a buffer");
        }
        return o;
    }

    /// `n` as a part of a stored node in even steps, or null where it is none.
    private Operand part(Node n) {
        Strided s = Strided.of(n, m -> !places.containsKey(m) || isMade(m) ? null : layouts.containsKey(m) ? layouts.get(m)
            : Strided.rowMajor(m));
        if (s == null) {
            return null;
        }
        Place base = places.get(s.base());
        // the offset within the layout of a stored node is part of its place
        long offset = base.offset() + s.offset();
        return new Operand(param(new Place(base.buffer(), offset, base.steps()), n.dtype(), false), s.strides());
    }

    /// The param through which an output is written.
    Kernel.Param write(Node n) {
        return param(places.get(n), n.dtype(), true);
    }

    Kernel.Param param(Place place, DType dtype, boolean written) {
        return params.computeIfAbsent(place, k -> new Kernel.Param("b" + params.size(), dtype, Kernel.Space.GLOBAL, written));
    }

    /// `elements` of memory that the thread which runs a tile has for itself.
    Kernel.Param own(DType dtype, long elements) {
        var param = new Kernel.Param("own" + own++, dtype, ownBytes);
        ownBytes += (elements * dtype.bytes() + 63) / 64 * 64;
        return param;
    }

    /// `value` as what the launch gives, so that kernels which differ in it alone are one.
    Expr argument(long value) {
        if (!arguments.contains(value)) {
            arguments.add(value);
        }
        return new Expr.Argument(arguments.indexOf(value));
    }

    Axis axis(Axis.Kind kind, long max) {
        return new Axis((kind == Axis.Kind.LANE ? "l" : kind == Axis.Kind.GRID ? "g" : "i") + axes++, kind, max);
    }

    Local local(DType dtype) {
        return new Local("v" + locals++, dtype);
    }

    /// A lane count that fits the widest of the outputs.
    int lanes(DType dtype) {
        return target.lanes(Math.max(4, dtype.bytes()));
    }

    /// Goes through `extent` elements, `w` at a time in lanes. `body` is given the element's number.
    Stmt lanes(Dim extent, int w, Function<Index, List<Stmt>> body) {
        long most = extent.max();
        Axis block = axis(Axis.Kind.SERIAL, Math.max(1, (most + w - 1) / w));
        Axis lane = axis(Axis.Kind.LANE, w);
        Index first = Index.mul(Index.of(block), Index.of(w));
        boolean even = extent.isConstant() && most % w == 0;
        Index active = even ? Index.of(w) : Index.min(Index.of(w), Index.sub(Index.of(extent), first));
        return new Stmt.For(block, Index.ceilDiv(Index.of(extent), w),
            List.of(new Stmt.For(lane, active, body.apply(Index.add(first, Index.of(lane))))));
    }

    Lowered finish(Axis grid, Index tiles, List<Stmt> body, String note) {
        var sizes = new TreeMap<String, Index.Size>();
        var expanded = ShareValues.apply(body);
        Consumer<Index> collect = i -> {
            if (i instanceof Index.Size s) {
                sizes.put(s.name(), s);
            }
        };
        Walk.indices(expanded, collect);
        Walk.indices(tiles, collect);
        var kernel = new Kernel(List.copyOf(params.values()), ownBytes, arguments.size(), List.copyOf(sizes.values()), grid, expanded, note);
        return new Lowered(kernel, List.copyOf(params.keySet()), List.copyOf(arguments), tiles);
    }

    /// A kernel with the place of each param, the values of its arguments and the number of tiles.
    record Lowered(Kernel kernel, List<Place> places, List<Long> arguments, Index tiles) {
    }

}
