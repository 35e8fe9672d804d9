package dev.loam.tensor;

/// The derivatives of elementwise functions, each times a tensor `t`: a gradient in reverse mode, a tangent in forward mode. The
/// Jacobian of an elementwise function is diagonal, so that both modes multiply by the same.
final class Partials {
    private Partials() {
    }

    /// `t · ∂y/∂x` for `y = fn(x)`.
    static Tensor unary(Op.UnaryFn fn, Tensor x, Tensor y, Tensor t) {
        return switch (fn) {
            case NEG -> t.neg();
            case ABS -> t.mul(x.sign());
            case SQRT -> t.mul(0.5).div(y);
            case EXP -> t.mul(y);
            case EXPM1 -> t.mul(y.add(1));
            case LOG -> t.div(x);
            case LOG1P -> t.div(x.add(1));
            case TANH -> t.mul(y.like(1).sub(y.square()));
            case ERF -> t.mul(x.square().neg().exp().mul(2 / Math.sqrt(Math.PI)));
            case SIN -> t.mul(x.cos());
            case COS -> t.mul(x.sin()).neg();
            case SIGN, FLOOR, CEIL, ROUND, NOT -> t.like(0);
        };
    }

    /// `t · ∂y/∂a` for `y = op(a, b)`.
    static Tensor first(Op.Binary op, Tensor y, Tensor t) {
        Tensor a = Tensor.of(op.a());
        Tensor b = Tensor.of(op.b());
        return switch (op.fn()) {
            case ADD, SUB -> t;
            case MUL -> t.mul(b);
            case DIV -> t.div(b);
            // a - trunc(a / b) * b
            case REM -> t;
            // b a^(b-1), but 0 where b is 0, also at a = 0
            case POW -> b.eq(0).where(t.like(0), t.mul(b).mul(a.pow(b.sub(1))));
            case MIN -> a.lt(b).where(t, half(a.eq(b), t, t.like(0)));
            case MAX -> a.gt(b).where(t, half(a.eq(b), t, t.like(0)));
            case AND, OR, XOR, SHL, SHR -> t.like(0);
        };
    }

    /// `t · ∂y/∂b` for `y = op(a, b)`.
    static Tensor second(Op.Binary op, Tensor y, Tensor t) {
        Tensor a = Tensor.of(op.a());
        Tensor b = Tensor.of(op.b());
        return switch (op.fn()) {
            case ADD -> t;
            case SUB -> t.neg();
            case MUL -> t.mul(a);
            case DIV -> t.mul(y).div(b).neg();
            case REM -> t.mul(a.sub(y).div(b)).neg();
            case POW -> a.gt(0).where(t.mul(y).mul(a.gt(0).where(a, a.like(1)).log()), t.like(0));
            case MIN -> a.lt(b).where(t.like(0), half(a.eq(b), t, t));
            case MAX -> a.gt(b).where(t.like(0), half(a.eq(b), t, t));
            case AND, OR, XOR, SHL, SHR -> t.like(0);
        };
    }

    /// Half of `t` where both operands of an extreme are equal, else `other`.
    private static Tensor half(Tensor equal, Tensor t, Tensor other) {
        return equal.where(t.mul(0.5), other);
    }

    /// For each element of `x` the derivative of the reduction over its row, of the shape of `x`, times `t` of that shape.
    static Tensor reduce(Op.Reduce r, Tensor x, Tensor y, Tensor t) {
        int[] axes = ints(r.axes());
        return switch (r.fn()) {
            case SUM -> t;
            case PROD -> t.mul(others(x, axes));
            case MAX, MIN -> {
                Tensor hit = x.eq(y.keep(x.shape(), axes));
                Tensor count = hit.to(x.dtype()).sum(axes).keep(x.shape(), axes);
                yield hit.where(t.div(count), t.like(0));
            }
        };
    }

    /// For each element the product of all others over `axes`, right where some are zero: with one zero only its place has a
    /// product, with two none has.
    private static Tensor others(Tensor x, int[] axes) {
        Tensor zero = x.eq(0);
        Tensor safe = zero.where(x.like(1), x);
        Tensor product = safe.prod(axes).keep(x.shape(), axes);
        Tensor zeros = zero.to(x.dtype()).sum(axes).keep(x.shape(), axes).broadcastTo(x.shape());
        Tensor without = zeros.sub(zero.to(x.dtype()));
        return without.eq(0).where(product.div(safe), x.like(0));
    }

    static int[] ints(java.util.List<Integer> list) {
        int[] out = new int[list.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = list.get(i);
        }
        return out;
    }
}
