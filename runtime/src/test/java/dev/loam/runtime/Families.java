package dev.loam.runtime;

import static dev.loam.tensor.DType.BF16;
import static dev.loam.tensor.DType.BOOL;
import static dev.loam.tensor.DType.F16;
import static dev.loam.tensor.DType.F32;
import static dev.loam.tensor.DType.F64;
import static dev.loam.tensor.DType.I32;
import static dev.loam.tensor.DType.I64;
import static dev.loam.tensor.DType.I8;
import static dev.loam.tensor.DType.U32;
import static dev.loam.tensor.DType.U8;

import dev.loam.runtime.Targets.Tolerance;
import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// The table of all families of operations: the dtypes each takes and how to make a random case of it.
final class Families {
    static final List<DType> FLOATS = List.of(F32, F64, F16, BF16);
    static final List<DType> INTEGERS = List.of(I8, U8, I32, U32, I64);
    static final List<DType> NUMBERS = List.of(F32, F64, F16, BF16, I8, U8, I32, U32, I64);
    static final List<DType> ALL = List.of(F32, F64, F16, BF16, I8, U8, I32, U32, I64, BOOL);
    private static final List<DType> WHOLE = List.of(I8, U8, I32, U32, I64, BOOL);

    private Families() {
    }

    /// A result and how close to the interpreter's it must be.
    record Case(Tensor result, Tolerance tolerance) {
        static Case exact(Tensor result) {
            return new Case(result, Tolerance.EXACT);
        }
    }

    interface Maker {
        Case make(Cases c, DType dtype);
    }

    record Family(String name, List<DType> dtypes, Maker maker) {
    }

    static List<Family> all() {
        var out = new ArrayList<Family>();
        elementwise(out);
        views(out);
        reductions(out);
        ordered(out);
        indices(out);
        ProductFamilies.add(out);
        ComposedFamilies.add(out);
        AttentionFamilies.add(out);
        return out;
    }

    static Tensor of(Op op) {
        return Tensor.of(Node.of(op));
    }

    private static void elementwise(List<Family> out) {
        for (Op.UnaryFn fn : Op.UnaryFn.values()) {
            boolean function = switch (fn) {
                case NEG, ABS, SIGN, NOT, SQRT, FLOOR, CEIL, ROUND -> false;
                default -> true;
            };
            List<DType> dtypes = switch (fn) {
                case NEG, ABS, SIGN -> NUMBERS;
                case NOT -> WHOLE;
                default -> FLOATS;
            };
            out.add(new Family(fn.name(), dtypes, (c, d) -> {
                NDArray values = c.specials(d, c.shape());
                if (fn == Op.UnaryFn.SIN || fn == Op.UnaryFn.COS) {
                    // beyond, compiled code leaves precision behind; see Angles
                    for (int i = 0; i < values.size(); i++) {
                        values.setDouble(i, Math.clamp(values.getDouble(i), -1e5, 1e5));
                    }
                }
                Tensor x = c.input(values);
                return new Case(of(new Op.Unary(fn, x.node())), function ? Tolerance.ulps(2) : Tolerance.EXACT);
            }));
        }
        for (Op.BinaryFn fn : Op.BinaryFn.values()) {
            List<DType> dtypes = switch (fn) {
                case ADD, SUB, MUL, DIV, REM -> NUMBERS;
                case POW -> FLOATS;
                case MIN, MAX -> ALL;
                case AND, OR, XOR -> WHOLE;
                case SHL, SHR -> INTEGERS;
            };
            out.add(new Family(fn.name(), dtypes, (c, d) -> {
                Shape s = c.shape();
                Tensor a = c.input(c.specials(d, s));
                Tensor b = c.input(c.specials(d, c.narrower(s))).broadcastTo(s);
                boolean swap = c.coin();
                return new Case(of(new Op.Binary(fn, (swap ? b : a).node(), (swap ? a : b).node())),
                    fn == Op.BinaryFn.POW ? Tolerance.ulps(2) : Tolerance.EXACT);
            }));
        }
        for (Op.CompareFn fn : Op.CompareFn.values()) {
            out.add(new Family(fn.name(), ALL, (c, d) -> {
                Shape s = c.shape();
                Tensor a = c.input(c.specials(d, s));
                Tensor b = c.coin() ? a : c.input(c.specials(d, c.narrower(s))).broadcastTo(s);
                return Case.exact(of(new Op.Compare(fn, a.node(), b.node())));
            }));
        }
        out.add(new Family("select", ALL, (c, d) -> {
            Shape s = c.shape();
            return Case.exact(c.tensor(BOOL, c.narrower(s)).broadcastTo(s).where(c.input(c.specials(d, s)), c.tensor(d, s)));
        }));
        for (DType to : ALL) {
            out.add(new Family("cast to " + to, ALL, (c, d) -> Case.exact(of(new Op.Cast(c.input(c.specials(d, c.shape())).node(), to)))));
        }
        out.add(new Family("detach", ALL, (c, d) -> Case.exact(c.tensor(d, c.shape()).detach())));
        out.add(new Family("fill", ALL, (c, d) -> Case.exact(Tensor.fill(d, c.shape(), c.between(0, 1)))));
        out.add(new Family("iota", NUMBERS, (c, d) -> {
            Shape s = c.shape(c.between(1, 3), 9);
            return Case.exact(Tensor.iota(d, s, c.between(0, s.rank() - 1)));
        }));
    }

    private static void views(List<Family> out) {
        out.add(new Family("reshape", ALL, (c, d) -> {
            Shape s = c.shape(c.between(1, 3), 9);
            Tensor x = c.tensor(d, s).permute(c.order(s.rank()));
            return Case.exact(x.reshape(Shape.of(List.of(s.elements()))));
        }));
        out.add(new Family("permute", ALL, (c, d) -> {
            Shape s = c.shape(c.between(1, 4), 7);
            return Case.exact(c.tensor(d, s).permute(c.order(s.rank())));
        }));
        out.add(new Family("broadcast", ALL, (c, d) -> {
            Shape s = c.shape(c.between(1, 4), 7);
            return Case.exact(c.tensor(d, c.narrower(s)).broadcastTo(s));
        }));
        out.add(new Family("slice", ALL, (c, d) -> Case.exact(slice(c, c.tensor(d, c.shape(c.between(1, 4), 8))))));
        out.add(new Family("pad", ALL, (c, d) -> Case.exact(pad(c, c.tensor(d, c.shape(c.between(1, 4), 6))))));
        out.add(new Family("concat", ALL, (c, d) -> {
            Shape s = c.shape(c.between(1, 3), 7);
            int axis = c.between(0, s.rank() - 1);
            var parts = new ArrayList<Tensor>();
            for (int i = c.between(2, 4); i > 0; i--) {
                Tensor x = c.tensor(d, s.with(axis, Dim.of(c.between(0, 9))));
                parts.add(c.coin() && d.isFloat() ? x.neg() : x);
            }
            return Case.exact(Tensor.concat(parts, axis));
        }));
        out.add(new Family("chain of views", ALL, (c, d) -> Case.exact(view(c, c.tensor(d, c.shape(c.between(1, 3), 6)), c.between(2, 6)))));
    }

    static Tensor slice(Cases c, Tensor x) {
        var start = new ArrayList<Integer>();
        var size = new ArrayList<Dim>();
        var step = new ArrayList<Integer>();
        for (int k = 0; k < x.rank(); k++) {
            int n = x.size(k);
            int by = n == 0 || c.rarely(3) ? 1 : c.pick(1, 2, 3, -1, -2);
            int from = n == 0 ? 0 : c.between(0, n - 1);
            int room = by > 0 ? (n - from + by - 1) / by : from / -by + 1;
            int take = n == 0 ? 0 : c.rarely(8) ? 0 : c.between(1, Math.max(1, room));
            start.add(from);
            step.add(by);
            size.add(Dim.of(take));
        }
        return of(new Op.Slice(x.node(), start, size, step));
    }

    static Tensor pad(Cases c, Tensor x) {
        var low = new ArrayList<Integer>();
        var high = new ArrayList<Integer>();
        var interior = new ArrayList<Integer>();
        for (int k = 0; k < x.rank(); k++) {
            boolean any = c.coin();
            low.add(any ? c.between(0, 3) : 0);
            high.add(any ? c.between(0, 3) : 0);
            interior.add(any && c.coin() ? c.between(0, 2) : 0);
        }
        return of(new Op.Pad(x.node(), low, high, interior));
    }

    /// `steps` views of `x`, one on the other.
    static Tensor view(Cases c, Tensor x, int steps) {
        for (int i = 0; i < steps && x.shape().maxElements() < 20_000; i++) {
            x = switch (c.between(0, 4)) {
                case 0 -> x.permute(c.order(x.rank()));
                case 1 -> slice(c, x);
                case 2 -> pad(c, x);
                case 3 -> x.rank() < 4 ? x.unsqueeze(0).broadcastTo(Shape.of(c.between(1, 3)).append(x.shape())) : x;
                default -> x.rank() > 1 ? x.reshape(Shape.of(List.of(x.shape().elements()))).reshape(x.shape()) : x.unsqueeze(c.between(-1, 0));
            };
        }
        return x;
    }

    private static void reductions(List<Family> out) {
        for (Op.ReduceFn fn : Op.ReduceFn.values()) {
            boolean extreme = fn == Op.ReduceFn.MAX || fn == Op.ReduceFn.MIN;
            out.add(new Family("reduce " + fn, extreme ? ALL : NUMBERS, (c, d) -> {
                Shape s = c.shape(c.between(1, 4), 6);
                Tensor x = extreme ? c.input(c.specials(d, s)) : c.tensor(d, s);
                x = c.rarely(3) ? x.permute(c.order(s.rank())) : x;
                int[] axes = c.axes(s.rank());
                Tensor r = reduce(fn, x, axes);
                if (extreme) {
                    return Case.exact(r);
                }
                double terms = terms(x.shape(), axes);
                Tensor size = d.isFloat() ? reduce(fn, x.to(F64).abs(), axes) : null;
                return new Case(r, d.isFloat() ? Tolerance.sum(terms, size) : Tolerance.EXACT);
            }));
        }
        out.add(new Family("argmax", ALL, (c, d) -> {
            Shape s = c.shape(c.between(1, 3), 9);
            int axis = c.between(0, s.rank() - 1);
            s = s.with(axis, Dim.of(c.between(1, 9)));
            return Case.exact(c.input(c.specials(d, s)).argmax(axis));
        }));
    }

    private static void ordered(List<Family> out) {
        for (Op.ReduceFn fn : List.of(Op.ReduceFn.SUM, Op.ReduceFn.PROD)) {
            out.add(new Family("cumulative " + fn, NUMBERS, (c, d) -> {
                Shape s = c.shape(c.between(1, 3), 9);
                int axis = c.between(0, s.rank() - 1);
                boolean reverse = c.coin();
                Tensor x = c.tensor(d, s);
                x = c.rarely(3) ? x.permute(c.order(s.rank())) : x;
                Tensor r = of(new Op.Cumulate(fn, x.node(), axis, reverse));
                Tensor size = d.isFloat() ? of(new Op.Cumulate(fn, x.to(F64).abs().node(), axis, reverse)) : null;
                return new Case(r, d.isFloat() ? Tolerance.sum(x.shape().size(axis), size) : Tolerance.EXACT);
            }));
        }
        out.add(new Family("argsort", ALL, (c, d) -> {
            Shape s = c.shape(c.between(1, 3), 9);
            int axis = c.between(0, s.rank() - 1);
            s = s.with(axis, Dim.of(c.pick(0, 1, 2, 7, 8, 9, 16, 33)));
            Tensor x = c.coin() ? c.input(c.specials(d, s)) : c.tensor(d, s);
            x = c.rarely(3) ? x.permute(c.order(s.rank())) : x;
            return Case.exact(of(new Op.ArgSort(x.node(), axis, c.coin())));
        }));
    }

    static Tensor reduce(Op.ReduceFn fn, Tensor x, int... axes) {
        return switch (fn) {
            case SUM -> x.sum(axes);
            case PROD -> x.prod(axes);
            case MAX -> x.amax(axes);
            case MIN -> x.amin(axes);
        };
    }

    private static double terms(Shape s, int[] axes) {
        double n = 1;
        for (int a : axes) {
            n *= s.size(a);
        }
        return n;
    }

    private static void indices(List<Family> out) {
        out.add(new Family("gather", ALL, (c, d) -> {
            Shape s = c.shape(c.between(1, 3), 6);
            int axis = c.between(0, s.rank() - 1);
            s = s.with(axis, Dim.of(c.between(1, 7)));
            Tensor x = c.tensor(d, s);
            return Case.exact((c.coin() && d.isFloat() ? x.neg() : x).gather(entries(c, s.size(axis)), axis));
        }));
        out.add(new Family("scatter-add", NUMBERS, (c, d) -> {
            Shape s = c.shape(c.between(1, 3), 6);
            int axis = c.between(0, s.rank() - 1);
            int size = c.between(1, 7);
            Tensor ix = entries(c, size);
            Tensor updates = c.tensor(d, s.head(axis).append(ix.shape()).append(Shape.of(s.dims().subList(axis + 1, s.rank()))));
            Tensor magnitude = d.isFloat() ? updates.to(F64).abs().scatterAdd(ix, axis, size) : null;
            return new Case(updates.scatterAdd(ix, axis, size), d.isFloat() ? Tolerance.sum(ix.shape().maxElements(), magnitude) : Tolerance.EXACT);
        }));
        out.add(new Family("random bits", List.of(U32), (c, d) -> Case.exact(random(c, Op.RandomFn.BITS, d))));
        out.add(new Family("random uniform", FLOATS, (c, d) -> Case.exact(random(c, Op.RandomFn.UNIFORM, d))));
    }

    /// Indices of which some lie outside `0 … size`.
    private static Tensor entries(Cases c, int size) {
        Shape s = c.shape(c.between(0, 2), 5);
        NDArray values = NDArray.zeros(c.coin() ? I32 : I64, s.toArray());
        for (int i = 0; i < values.size(); i++) {
            values.setLong(i, c.rarely(5) ? c.pick(-1L, -1000L, (long) size, 1L << 30, Long.MIN_VALUE, Long.MAX_VALUE) : c.between(0, size - 1));
        }
        return c.input(values);
    }

    private static Tensor random(Cases c, Op.RandomFn fn, DType d) {
        var scalars = new ArrayList<Node>();
        Shape s = c.shape(c.between(0, 3), 9);
        // seeds, steps and bases of the leading axes, or the same for all
        Shape lead = s.head(c.coin() ? 0 : c.between(0, s.rank()));
        for (int i = 0; i < 3; i++) {
            NDArray v = NDArray.zeros(I64, lead.toArray());
            for (int k = 0; k < v.size(); k++) {
                v.setLong(k, c.rarely(3) ? c.bits() : c.between(0, 100));
            }
            scalars.add(c.input(v).node());
        }
        return of(new Op.Random(fn, d, s, (int) c.bits(), scalars.get(0), scalars.get(1), scalars.get(2)));
    }
}
