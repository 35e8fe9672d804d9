package dev.loam.lang.tensor;

import dev.loam.lang.SchemeError;
import dev.loam.lang.number.Function1;
import dev.loam.lang.number.Function2;
import dev.loam.tensor.DType;
import dev.loam.tensor.Fn;
import dev.loam.tensor.Functions;
import dev.loam.tensor.Tensor;
import java.util.function.BinaryOperator;

/// The operations on numbers, of each element of tensors.
public final class Elementwise {
    private Elementwise() {}

    public static Fn of(Function1 f) {
        return switch (f) {
            case NEGATE -> Functions.fn(Tensor::neg);
            case ABS -> Functions.fn(Tensor::abs);
            case EXP -> floats(Tensor::exp);
            case LOG -> floats(Tensor::log);
            case SQRT -> floats(Tensor::sqrt);
            case SIN -> floats(Tensor::sin);
            case COS -> floats(Tensor::cos);
            case TAN -> floats(x -> x.sin().div(x.cos()));
            case SINH -> floats(x -> x.exp().sub(x.neg().exp()).mul(0.5));
            case COSH -> floats(x -> x.exp().add(x.neg().exp()).mul(0.5));
            case TANH -> floats(Tensor::tanh);
            case FLOOR -> Functions.fn(Tensor::floor);
            case CEILING -> Functions.fn(Tensor::ceil);
            case ROUND -> Functions.fn(Tensor::round);
            case TRUNCATE -> Functions.fn(x -> x.lt(0).where(x.ceil(), x.floor()));
            case INEXACT -> floats(x -> x);
            case ASIN, ACOS, ATAN, EXACT, NUMERATOR, DENOMINATOR -> throw SchemeError.error(f.operator() + " does not take tensors; map it over (tensor->list t)");
        };
    }

    public static Fn of(Function2 f) {
        return switch (f) {
            case ADD -> both(Tensor::add);
            case SUBTRACT -> both(Tensor::sub);
            case MULTIPLY -> both(Tensor::mul);
            case DIVIDE -> Functions.fn((a, b) -> floating(a).div(floating(b)));
            case EXPT -> both((a, b) -> floating(a).pow(floating(b)));
            case FLOOR_REMAINDER -> both((a, b) -> a.sub(a.div(b).floor().mul(b)));
            case TRUNCATE_REMAINDER -> both(Tensor::rem);
            case FLOOR_QUOTIENT -> both((a, b) -> a.div(b).floor());
            case TRUNCATE_QUOTIENT, ATAN -> throw SchemeError.error(f.operator() + " does not take tensors; map it over (tensor->list t)");
        };
    }

    private static Fn both(BinaryOperator<Tensor> f) {
        return Functions.fn(f::apply);
    }

    /// Of whole numbers as f32.
    static Fn floats(Fn.One f) {
        return Functions.fn(x -> f.apply(floating(x)));
    }

    static Tensor floating(Tensor x) {
        return x.dtype().isFloat() ? x : x.to(DType.F32);
    }
}
