package dev.loam.lang.tensor;

import dev.loam.lang.Builtins;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Symbol;
import dev.loam.lang.ad.TensorCall;
import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.number.Differentiable;
import dev.loam.tensor.DType;
import dev.loam.tensor.Fn;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Making tensors. Their elements are f32 where nothing else is said.
final class TensorMaking {
    private static Random random = new Random(0);

    private TensorMaking() {}

    static void register(Builtins table) {
        table.define("tensor", 1, Procedure.ANY, a -> tensor(new Options("tensor", a, "dtype")));
        table.define("zeros", 0, Procedure.ANY, a -> filled(new Options("zeros", a, "dtype"), 0));
        table.define("ones", 0, Procedure.ANY, a -> filled(new Options("ones", a, "dtype"), 1));
        table.define("full", 2, Procedure.ANY, a -> {
            var o = new Options("full", a, "dtype").between(2, 2);
            DType dtype = dtype(o);
            return TensorCall.apply("full", Fn.of(in -> List.of(in.get(0).to(dtype).broadcastTo(shape(o, o.at(0))))), tensor(o.at(1), dtype));
        });
        table.define("eye", 1, Procedure.ANY, a -> {
            var o = new Options("eye", a, "dtype").between(1, 1);
            Shape s = Shape.of(o.integer("the size", 0, 0, 0), o.integer("the size", 0, 0, 0));
            return TensorValue.constant(Tensor.iota(DType.I32, s, 0).eq(Tensor.iota(DType.I32, s, 1)).to(dtype(o)));
        });
        table.define("arange", 1, Procedure.ANY, a -> {
            var o = new Options("arange", a, "dtype").between(1, 3);
            double from = o.count() == 1 ? 0 : o.real("the start", 0, 0);
            double to = o.count() == 1 ? o.real("the end", 0, 0) : o.real("the end", 1, 0);
            double step = o.real("the step", 2, 1);
            return values(dtype(o), (int) Math.max(0, Math.ceil((to - from) / step)), i -> from + i * step);
        });
        table.define("linspace", 3, Procedure.ANY, a -> {
            var o = new Options("linspace", a, "dtype").between(3, 3);
            double from = o.real("the start", 0, 0);
            double to = o.real("the end", 1, 0);
            int n = o.integer("the number of points", 2, 1, 1);
            return values(dtype(o), n, i -> n == 1 ? from : from + i * (to - from) / (n - 1));
        });
        table.define("rand", 0, Procedure.ANY, a -> drawn(new Options("rand", a, "dtype", "seed"), false));
        table.define("randn", 0, Procedure.ANY, a -> drawn(new Options("randn", a, "dtype", "seed"), true));
        table.define("tensor-seed!", seed -> {
            random = new Random(seed instanceof Long n ? n : 0);
            return dev.loam.lang.Unspecified.UNSPECIFIED;
        });
        table.define("one-hot", 2, Procedure.ANY, a -> {
            var o = new Options("one-hot", a, "dtype").between(2, 2);
            int classes = o.integer("the number of classes", 1, 1, 1);
            DType dtype = dtype(o);
            return TensorCall.apply("one-hot", Fn.of(in -> List.of(in.get(0).to(DType.I32).oneHot(classes, dtype))), tensor(o.at(0), DType.I32));
        });
        table.define("cast", (t, name) -> {
            DType dtype = dtype("cast", name);
            return TensorCall.apply("cast", Fn.of(in -> List.of(in.get(0).to(dtype))), tensor(t, dtype));
        });
    }

    static DType dtype(Options o) {
        return o.has("dtype") ? dtype(o.who(), o.get("dtype")) : DType.F32;
    }

    static DType dtype(String who, Object name) {
        return TensorCall.checked(who, () -> DType.of(name instanceof Symbol s ? s.name() : String.valueOf(name)));
    }

    /// The sizes that a list of them stands for, or all arguments by place.
    static Shape shape(Options o, Object x) {
        return Shape.of(o.integers("the sizes", x));
    }

    private static Shape sizes(Options o) {
        return shape(o, o.count() == 1 ? o.at(0) : o.places());
    }

    private static Object filled(Options o, double value) {
        return TensorValue.constant(Tensor.fill(dtype(o), sizes(o), value));
    }

    private interface Element {
        double at(int i);
    }

    private static Object values(DType dtype, int n, Element f) {
        NDArray out = NDArray.zeros(dtype, n);
        for (int i = 0; i < n; i++) {
            out.setDouble(i, f.at(i));
        }
        return TensorValue.of(out);
    }

    private static Object drawn(Options o, boolean normal) {
        Random source = o.has("seed") ? new Random(o.integer("seed", -1, Integer.MIN_VALUE, 0)) : random;
        NDArray out = NDArray.zeros(dtype(o), sizes(o).toArray());
        for (int i = 0; i < out.size(); i++) {
            out.setDouble(i, normal ? source.nextGaussian() : source.nextDouble());
        }
        return TensorValue.of(out);
    }

    /// `(tensor x)` of a number, nested lists or vectors; `(tensor shape x …)` is left to reshape.
    private static Object tensor(Options o) {
        o.between(1, 1);
        Object x = o.at(0);
        if (TensorCall.isTensor(x)) {
            return o.has("dtype") ? TensorCall.apply("tensor", Fn.of(in -> List.of(in.get(0).to(dtype(o)))), x) : x;
        }
        return tensor(x, dtype(o));
    }

    /// `x` as a tensor: itself where it is one, else numbers, nested in lists or vectors as one likes.
    static Object tensor(Object x, DType dtype) {
        if (TensorCall.isTensor(x)) {
            return x;
        }
        var sizes = new ArrayList<Integer>();
        for (Object at = x; sequence(at); ) {
            Object[] all = entries(at);
            sizes.add(all.length);
            if (all.length == 0) {
                break;
            }
            at = all[0];
        }
        var elements = new ArrayList<Object>();
        gather(x, 0, sizes, elements);
        int[] shape = sizes.stream().mapToInt(i -> i).toArray();
        if (elements.stream().allMatch(e -> !(e instanceof Differentiable))) {
            NDArray out = NDArray.zeros(dtype, shape);
            for (int i = 0; i < out.size(); i++) {
                Object e = elements.get(i);
                if (e instanceof Long n && !dtype.isFloat()) {
                    out.setLong(i, n);
                } else {
                    out.setDouble(i, e instanceof Boolean b ? b ? 1 : 0 : Arithmetic.toDouble(e));
                }
            }
            return TensorValue.of(out);
        }
        return joined(elements, shape, dtype);
    }

    /// Numbers that are being differentiated, or tensors, side by side.
    private static Object joined(List<Object> elements, int[] shape, DType dtype) {
        return TensorCall.apply("tensor", Fn.of(in -> {
            var parts = in.stream().map(t -> t.to(dtype).reshape(Shape.of(1).append(t.shape()))).toList();
            Shape inner = in.get(0).shape();
            return List.of(Tensor.concat(parts, 0).reshape(Shape.of(shape).append(inner)));
        }), elements.toArray());
    }

    private static boolean sequence(Object x) {
        return x instanceof Object[] || x instanceof Pair || x == Nil.NIL;
    }

    private static Object[] entries(Object x) {
        return x instanceof Object[] v ? v : Options.list(x);
    }

    private static void gather(Object x, int depth, List<Integer> sizes, List<Object> into) {
        if (depth == sizes.size()) {
            if (!(x instanceof Boolean) && !Arithmetic.isReal(x)) {
                throw SchemeError.error("tensor: the elements must be real numbers, nested evenly; found", x);
            }
            into.add(x);
            return;
        }
        Object[] all = sequence(x) ? entries(x) : new Object[0];
        if (!sequence(x) || all.length != sizes.get(depth)) {
            throw SchemeError.error("tensor: the rows must be equally long; the first has " + sizes.get(depth) + " entries, another is", x);
        }
        for (Object y : all) {
            gather(y, depth + 1, sizes, into);
        }
    }
}
