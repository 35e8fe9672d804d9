package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Node;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Collects the parts of one kernel: its params, named axes and locals. Names are given in order of use, so that equal
/// computations have equal texts.
final class KernelBuilder {
    /// Where a stored node lies: a buffer and the element at which it starts.
    record Place(int buffer, long offset) {
    }

    private final Map<Node, Place> places;
    private final Map<Place, Kernel.Param> params = new LinkedHashMap<>();
    private final Map<Node, Kernel.Param> known = new IdentityHashMap<>();
    private final Target target;
    private final Values values;
    private final List<Long> arguments = new ArrayList<>();
    private int axes;
    private int locals;

    KernelBuilder(Target target, Map<Node, Place> places, List<Node> outputs) {
        this.target = target;
        this.places = places;
        this.values = new Values(n -> outputs.contains(n) ? null : read(n), this::argument);
    }

    Target target() {
        return target;
    }

    Values values() {
        return values;
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

    /// The param through which an output is written.
    Kernel.Param write(Node n) {
        return param(places.get(n), n.dtype(), true);
    }

    Kernel.Param param(Place place, DType dtype, boolean written) {
        return params.computeIfAbsent(place, k -> new Kernel.Param("b" + params.size(), dtype, Kernel.Space.GLOBAL, written));
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
        var kernel = new Kernel(List.copyOf(params.values()), arguments.size(), List.copyOf(sizes.values()), grid, tiles, expanded, note);
        return new Lowered(kernel, List.copyOf(params.keySet()), List.copyOf(arguments));
    }

    /// A kernel with the place of each param and the values of its arguments.
    record Lowered(Kernel kernel, List<Place> places, List<Long> arguments) {
    }

}
