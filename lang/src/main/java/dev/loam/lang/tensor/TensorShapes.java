package dev.loam.lang.tensor;

import static dev.loam.lang.tensor.TensorMaking.tensor;

import dev.loam.lang.Builtins;
import dev.loam.lang.ErrorObject;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Symbol;
import dev.loam.lang.ad.TensorCall;
import dev.loam.tensor.DType;
import dev.loam.tensor.Fn;
import dev.loam.tensor.Functions;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/// Views of tensors, parts of them, and what is in them.
final class TensorShapes {
    private TensorShapes() {}

    static void register(Builtins table) {
        views(table);
        parts(table);
        reading(table);
    }

    private static void views(Builtins table) {
        table.define("reshape", 1, Procedure.ANY, a -> {
            var o = new Options("reshape", a).between(1, Integer.MAX_VALUE);
            int[] sizes = o.integers("the sizes", o.count() == 2 ? o.at(1) : Arrays.copyOfRange(o.places(), 1, o.count()));
            return one("reshape", t -> t.reshape(sizes), o.at(0));
        });
        table.define("transpose", 1, 3, a -> {
            var o = new Options("transpose", a).between(1, 3);
            int first = o.integer("the axis", 1, Integer.MIN_VALUE, -2);
            int second = o.integer("the axis", 2, Integer.MIN_VALUE, -1);
            return one("transpose", t -> t.transpose(first, second), o.at(0));
        });
        table.define("permute", 2, Procedure.ANY, a -> {
            var o = new Options("permute", a);
            int[] order = o.integers("the axes", o.count() == 2 ? o.at(1) : Arrays.copyOfRange(o.places(), 1, o.count()));
            return one("permute", t -> t.permute(order), o.at(0));
        });
        TensorMath.along(table, "unsqueeze", 0, Tensor::unsqueeze);
        TensorMath.along(table, "squeeze", 0, Tensor::squeeze);
        TensorMath.along(table, "tensor-flip", 0, Tensor::flip);
        table.define("broadcast-to", (t, sizes) -> {
            Shape to = Shape.of(new Options("broadcast-to", new Object[0]).integers("the sizes", sizes));
            return one("broadcast-to", x -> x.broadcastTo(to), t);
        });
        table.define("pad", 3, 4, a -> {
            var o = new Options("pad", a);
            int axis = o.count() == 4 ? o.integer("the axis", 1, Integer.MIN_VALUE, 0) : -1;
            int low = o.integer("the zeros before", o.count() - 2, 0, 0);
            int high = o.integer("the zeros after", o.count() - 1, 0, 0);
            return one("pad", t -> t.pad(axis, low, high), o.at(0));
        });
    }

    private static void parts(Builtins table) {
        table.define("slice", 3, Procedure.ANY, a -> {
            var o = new Options("slice", a, "axis").between(3, 4);
            int from = o.integer("the start", 1, Integer.MIN_VALUE, 0);
            int to = o.integer("the end", 2, Integer.MIN_VALUE, 0);
            int axis = o.integer("axis", 3, Integer.MIN_VALUE, 0);
            return one("slice", t -> t.slice(axis, from, to), o.at(0));
        });
        table.define("concat", 1, Procedure.ANY, a -> together("concat", a, (parts, axis) -> Tensor.concat(parts, axis)));
        table.define("stack", 1, Procedure.ANY, a -> together("stack", a,
            (parts, axis) -> Tensor.concat(parts.stream().map(t -> t.unsqueeze(axis)).toList(), axis)));
        table.define("gather", 2, Procedure.ANY, a -> {
            var o = new Options("gather", a, "axis").between(2, 3);
            int axis = o.integer("axis", 2, Integer.MIN_VALUE, 0);
            return TensorCall.apply("gather", Functions.fn((t, i) -> t.gather(whole(i), axis)), tensor(o.at(0), DType.F32), tensor(o.at(1), DType.I32));
        });
        table.define("tensor-ref", 1, Procedure.ANY, a -> ref(a));
        table.define("tensor-set", 2, Procedure.ANY, TensorShapes::set);
    }

    static Tensor whole(Tensor i) {
        return i.dtype() == DType.I32 || i.dtype() == DType.I64 ? i : i.to(DType.I32);
    }

    private interface Joining {
        Tensor of(List<Tensor> parts, int axis);
    }

    /// Tensors given one by one or as a list or vector.
    private static Object together(String who, Object[] a, Joining f) {
        var o = new Options(who, a, "axis");
        Object[] all = o.count() == 1 && !TensorCall.isTensor(o.at(0)) ? o.at(0) instanceof Object[] v ? v : Options.list(o.at(0)) : o.places();
        if (all.length == 0) {
            throw SchemeError.of(ErrorObject.Kind.ARGUMENTS, who + ": there must be at least one tensor");
        }
        int axis = o.integer("axis", -1, Integer.MIN_VALUE, 0);
        var parts = new Object[all.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = tensor(all[i], DType.F32);
        }
        return TensorCall.apply(who, Fn.of(in -> List.of(f.of(in, axis))), parts);
    }

    /// The entry at some indices: a number where they are as many as axes and nothing is being differentiated or written down.
    private static Object ref(Object[] a) {
        var o = new Options("tensor-ref", a);
        Object t = tensor(o.at(0), DType.F32);
        var at = new int[a.length - 1];
        Shape s = ((TensorValue) TensorCall.ground(t)).shape();
        if (at.length > s.rank()) {
            throw SchemeError.of(ErrorObject.Kind.ARGUMENTS, "tensor-ref: " + at.length + " indices for a tensor of shape " + TensorText.shape(s));
        }
        for (int i = 0; i < at.length; i++) {
            at[i] = o.integer("the index", i + 1, Integer.MIN_VALUE, 0);
            int n = s.size(i);
            if (at[i] < -n || at[i] >= n) {
                throw SchemeError.of(ErrorObject.Kind.RANGE, "tensor-ref: index " + at[i] + " of axis " + i + " is outside; the shape is " + TensorText.shape(s));
            }
            at[i] = at[i] < 0 ? at[i] + n : at[i];
        }
        if (t instanceof TensorValue v && v.isKnown() && at.length == s.rank()) {
            int place = 0;
            for (int i = 0; i < at.length; i++) {
                place = place * s.size(i) + at[i];
            }
            return TensorText.element(v.values(), place);
        }
        return one("tensor-ref", x -> {
            for (int i : at) {
                x = x.slice(0, i, i + 1).squeeze(0);
            }
            return x;
        }, t);
    }

    /// `(tensor-set t i … value)`: a tensor with another entry there.
    private static Object set(Object[] a) {
        var o = new Options("tensor-set", Arrays.copyOf(a, a.length - 1));
        Object t = tensor(a[0], DType.F32);
        var at = new int[a.length - 2];
        for (int i = 0; i < at.length; i++) {
            at[i] = o.integer("the index", i + 1, 0, 0);
        }
        return TensorCall.apply("tensor-set", Functions.fn((x, value) -> {
            Tensor here = null;
            for (int i = 0; i < at.length; i++) {
                Tensor along = Tensor.iota(DType.I32, x.shape(), i).eq(at[i]);
                here = here == null ? along : here.and(along);
            }
            return here.where(value.to(x.dtype()).broadcastTo(x.shape()), x);
        }), t, a[a.length - 1]);
    }

    private static void reading(Builtins table) {
        table.define("tensor?", x -> TensorCall.isTensor(x));
        table.define("tensor-shape", x -> Pair.list(Arrays.stream(known("tensor-shape", x).shape().toArray()).mapToObj(i -> (Object) (long) i).toArray()));
        table.define("tensor-dtype", x -> Symbol.of(known("tensor-dtype", x).dtype().toString()));
        table.define("tensor-rank", x -> (long) known("tensor-rank", x).shape().rank());
        table.define("tensor-size", x -> known("tensor-size", x).shape().maxElements());
        table.define("item", x -> TensorCall.ground(x) instanceof TensorValue t ? t.item() : x);
        table.define("tensor->list", x -> nested("tensor->list", x, true));
        table.define("tensor->vector", x -> nested("tensor->vector", x, false));
        table.define("compute", 1, Procedure.ANY, a -> {
            TensorValue.force(Arrays.stream(a).filter(TensorValue.class::isInstance).map(TensorValue.class::cast).toList());
            return a[0];
        });
    }

    static TensorValue known(String who, Object x) {
        if (TensorCall.ground(x) instanceof TensorValue t) {
            return t;
        }
        throw SchemeError.wrongType(who, 1, "a tensor", x);
    }

    /// The elements, in lists or vectors as the axes are.
    private static Object nested(String who, Object x, boolean lists) {
        TensorValue t = known(who, x);
        if (!(x instanceof TensorValue)) {
            int n = t.shape().rank() == 0 ? 0 : t.shape().size(0);
            var all = new Object[n];
            for (int i = 0; i < n; i++) {
                Object entry = ref(new Object[] {x, (long) i});
                all[i] = t.shape().rank() == 1 ? entry : nested(who, entry, lists);
            }
            return lists ? Pair.list(all) : all;
        }
        return nested(t.values(), 0, 0, lists);
    }

    private static Object nested(NDArray values, int axis, int offset, boolean lists) {
        int[] shape = values.shape();
        if (axis == shape.length) {
            return TensorText.element(values, offset);
        }
        int stride = 1;
        for (int i = axis + 1; i < shape.length; i++) {
            stride *= shape[i];
        }
        var all = new Object[shape[axis]];
        for (int i = 0; i < all.length; i++) {
            all[i] = nested(values, axis + 1, offset + i * stride, lists);
        }
        return lists ? all.length == 0 ? Nil.NIL : Pair.list(all) : all;
    }

    static Object one(String who, Fn.One f, Object t) {
        return TensorCall.apply(who, Functions.fn(f), tensor(t, DType.F32));
    }
}
