package dev.loam.lang.tensor;

import static dev.loam.lang.tensor.TensorMaking.tensor;

import dev.loam.lang.Builtins;
import dev.loam.lang.MutableString;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.ad.TensorCall;
import dev.loam.lang.number.Arithmetic;
import dev.loam.tensor.DType;
import dev.loam.tensor.Einsum;
import dev.loam.tensor.Fn;
import dev.loam.tensor.Functions;
import dev.loam.tensor.Linalg;
import dev.loam.tensor.Tensor;
import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// Functions of tensors. Where one is wanted, lists, vectors and numbers are taken too.
final class TensorMath {
    private TensorMath() {}

    static void register(Builtins table) {
        // of each element; numbers give numbers, as 0-d f64
        unary(table, "sigmoid", Tensor::sigmoid);
        unary(table, "relu", Tensor::relu);
        unary(table, "gelu", Tensor::gelu);
        unary(table, "silu", Tensor::silu);
        unary(table, "erf", Tensor::erf);
        unary(table, "sign", Tensor::sign);
        unary(table, "softplus", x -> x.max(0).add(x.abs().neg().exp().log1p()));
        unary(table, "rsqrt", Tensor::rsqrt);
        unary(table, "log1p", Tensor::log1p);
        unary(table, "expm1", Tensor::expm1);
        table.define("leaky-relu", 0, 2, a -> {
            if (a.length == 0) {
                return Builtins.procedure("leaky-relu", x -> unary("leaky-relu", t -> t.gt(0).where(t, t.mul(0.01)), x));
            }
            double slope = a.length == 1 ? 0.01 : Arithmetic.toDouble(a[1]);
            return unary("leaky-relu", x -> x.gt(0).where(x, x.mul(slope)), a[0]);
        });
        table.define("elu", 1, 2, a -> {
            double scale = a.length == 1 ? 1 : Arithmetic.toDouble(a[1]);
            return unary("elu", x -> x.gt(0).where(x, x.min(0).expm1().mul(scale)), a[0]);
        });
        table.define("clip", (t, low, high) -> unary("clip", x -> x.clip(Arithmetic.toDouble(low), Arithmetic.toDouble(high)), t));
        binary(table, "maximum", Tensor::max);
        binary(table, "minimum", Tensor::min);
        binary(table, "tensor<", Tensor::lt);
        binary(table, "tensor<=", Tensor::le);
        binary(table, "tensor>", Tensor::gt);
        binary(table, "tensor>=", Tensor::ge);
        binary(table, "tensor=", Tensor::eq);
        table.define("where", TensorMath::where);
        reductions(table);
        products(table);
    }

    private static Object where(Object condition, Object a, Object b) {
        Object first = TensorCall.isTensor(a) || TensorCall.isTensor(b) ? collected(a) : tensor(a, DType.F32);
        return TensorCall.apply("where", Functions.fn((x, y, c) -> {
            Tensor chosen = c.dtype() == DType.BOOL ? c : c.ne(Tensor.zeros(c.dtype(), c.shape()));
            // each of the three as wide as all together
            Tensor zero = x.mul(0).add(y.mul(0)).add(chosen.to(x.dtype()).mul(0));
            return chosen.broadcastTo(zero.shape()).where(x.broadcastTo(zero.shape()), y.broadcastTo(zero.shape()));
        }), first, collected(b), tensor(condition, DType.BOOL));
    }

    private static void unary(Builtins table, String name, UnaryOperator<Tensor> f) {
        Procedure one = Builtins.procedure(name, x -> unary(name, f, x));
        // without an argument it is itself: (relu) is a layer
        table.define(name, 0, 1, a -> a.length == 0 ? one : one.apply1(a[0]));
    }

    /// `f` of a tensor, or of a number, in f64.
    static Object unary(String name, UnaryOperator<Tensor> f, Object x) {
        if (!TensorCall.isTensor(x) && Arithmetic.isReal(x)) {
            return number(TensorCall.apply(name, Functions.fn(t -> f.apply(t.to(DType.F64))), wide(x)));
        }
        return TensorCall.apply(name, Elementwise.floats(f::apply), tensor(x, DType.F32));
    }

    /// A number as an f64 tensor.
    private static Object wide(Object x) {
        return TensorCall.apply("number", Functions.fn((a, b) -> a.mul(b)), TensorValue.constant(Tensor.fill(DType.F64, dev.loam.tensor.Shape.SCALAR, 1)), x);
    }

    /// A 0-d tensor of known value as a number.
    static Object number(Object t) {
        return t instanceof TensorValue v && v.isKnown() ? v.item() : t;
    }

    private static void binary(Builtins table, String name, BinaryOperator<Tensor> f) {
        table.define(name, (a, b) -> TensorCall.apply(name, Functions.fn(f::apply), collected(a), collected(b)));
    }

    /// Lists and vectors as tensors; numbers as they are, to take the other's dtype.
    private static Object collected(Object x) {
        return TensorCall.isTensor(x) || Arithmetic.isReal(x) ? x : tensor(x, DType.F32);
    }

    private interface Reduction {
        Tensor of(Tensor t, int... axes);
    }

    private static void reductions(Builtins table) {
        reduction(table, "sum", Tensor::sum);
        reduction(table, "mean", (t, axes) -> Elementwise.floating(t).mean(axes));
        reduction(table, "product", Tensor::prod);
        reduction(table, "variance", (t, axes) -> Elementwise.floating(t).variance(axes));
        reduction(table, "tensor-max", Tensor::amax);
        reduction(table, "tensor-min", Tensor::amin);
        reduction(table, "norm", (t, axes) -> Elementwise.floating(t).square().sum(axes).sqrt());
        along(table, "argmax", -1, (t, axis) -> t.argmax(axis));
        along(table, "argmin", -1, (t, axis) -> t.argmin(axis));
        along(table, "cumsum", -1, (t, axis) -> t.cumsum(axis));
        along(table, "cumprod", -1, (t, axis) -> t.cumprod(axis));
        along(table, "tensor-sort", -1, (t, axis) -> t.sort(axis));
        along(table, "argsort", -1, (t, axis) -> t.argsort(axis));
        along(table, "softmax", -1, (t, axis) -> onLast(t, axis, Tensor::softmax));
        along(table, "log-softmax", -1, (t, axis) -> onLast(t, axis, Tensor::logSoftmax));
        along(table, "log-sum-exp", -1, (t, axis) -> t.transpose(axis, -1).logSumExp());
    }

    static Tensor onLast(Tensor t, int axis, UnaryOperator<Tensor> f) {
        return f.apply(t.transpose(axis, -1)).transpose(axis, -1);
    }

    private static void reduction(Builtins table, String name, Reduction f) {
        table.define(name, 1, Procedure.ANY, a -> {
            var o = new Options(name, a, "axis", "keep").between(1, 2);
            Object axes = o.get("axis", 1);
            int[] chosen = axes == null ? new int[0] : o.integers("the axis", axes);
            boolean keep = o.flag("keep", -1, false);
            return TensorCall.apply(name, Functions.fn(t -> {
                Tensor r = f.of(t, chosen);
                return keep ? kept(t, r, chosen) : r;
            }), tensor(o.at(0), DType.F32));
        });
    }

    /// With the axes that were summed over put back as axes of size 1.
    private static Tensor kept(Tensor full, Tensor reduced, int[] axes) {
        var s = full.shape();
        for (int i = 0; i < full.rank(); i++) {
            int axis = i;
            if (axes.length == 0 || Arrays.stream(axes).anyMatch(a -> (a < 0 ? a + full.rank() : a) == axis)) {
                s = s.with(i, dev.loam.tensor.Dim.of(1));
            }
        }
        return reduced.reshape(s);
    }

    interface Along {
        Tensor of(Tensor t, int axis);
    }

    static void along(Builtins table, String name, int fallback, Along f) {
        table.define(name, 0, Procedure.ANY, a -> a.length > 0 ? along(name, fallback, f, a)
            : Builtins.procedure(name, x -> along(name, fallback, f, new Object[] {x})));
    }

    static Object along(String name, int fallback, Along f, Object[] a) {
        var o = new Options(name, a, "axis").between(1, 2);
        int axis = o.integer("axis", 1, Integer.MIN_VALUE, fallback);
        return TensorCall.apply(name, Functions.fn(t -> f.of(t, axis)), tensor(o.at(0), DType.F32));
    }

    private static void products(Builtins table) {
        table.define("matmul", (a, b) -> TensorCall.apply("matmul", Functions.fn(TensorMath::product), tensor(a, DType.F32), tensor(b, DType.F32)));
        table.define("dot", (a, b) -> TensorCall.apply("dot", Functions.fn((x, y) -> x.mul(y).sum()), tensor(a, DType.F32), tensor(b, DType.F32)));
        table.define("outer", (a, b) -> TensorCall.apply("outer", Functions.fn((x, y) -> x.reshape(-1, 1).mul(y.reshape(1, -1))), tensor(a, DType.F32),
            tensor(b, DType.F32)));
        table.define("einsum", 2, Procedure.ANY, a -> {
            String spec = a[0] instanceof MutableString s ? s.toString() : "";
            var in = new Object[a.length - 1];
            for (int i = 0; i < in.length; i++) {
                in[i] = tensor(a[i + 1], DType.F32);
            }
            return TensorCall.apply("einsum", Fn.of(all -> java.util.List.of(Einsum.of(spec, all.toArray(new Tensor[0])))), in);
        });
        unary(table, "inverse", Linalg::inverse);
        unary(table, "det", Linalg::det);
        unary(table, "cholesky", Linalg::cholesky);
        table.define("solve", (a, b) -> TensorCall.apply("solve", Functions.fn((m, x) -> x.rank() == m.rank() - 1
            ? Linalg.solve(m, x.unsqueeze(-1)).squeeze(-1) : Linalg.solve(m, x)), tensor(a, DType.F32), tensor(b, DType.F32)));
    }

    /// A product of matrices; a vector on the left is a row, on the right a column, and the axis it lent is taken away again.
    private static Tensor product(Tensor a, Tensor b) {
        if (a.rank() == 0 || b.rank() == 0) {
            throw SchemeError.error("matmul: both operands must be vectors or matrices, one is a number; write * for that");
        }
        if (a.rank() == 1 && b.rank() == 1) {
            return a.mul(b).sum();
        }
        Tensor r = (a.rank() == 1 ? a.unsqueeze(0) : a).matmul(b.rank() == 1 ? b.unsqueeze(1) : b);
        return b.rank() == 1 ? r.squeeze(-1) : a.rank() == 1 ? r.squeeze(-2) : r;
    }
}
