package dev.loam.lang.ad;

import static dev.loam.lang.number.Arithmetic.add;
import static dev.loam.lang.number.Arithmetic.divide;
import static dev.loam.lang.number.Arithmetic.multiply;
import static dev.loam.lang.number.Arithmetic.negate;
import static dev.loam.lang.number.Arithmetic.subtract;

import dev.loam.lang.SchemeError;
import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.number.Differentiable;
import dev.loam.lang.number.Division;
import dev.loam.lang.number.Elementary;
import dev.loam.lang.number.Function1;
import dev.loam.lang.number.Function2;
import dev.loam.lang.number.Powers;

/// The derivative of every operation on numbers, in one place for all modes. The rules compute with the generic operations, so they are exact
/// where their arguments are, and can be differentiated themselves.
final class Rules {
    private static final Long ONE = 1L;

    private Rules() {}

    /// The derivative of `f` at `x`, where it has the value `y`; null where it is zero everywhere that it exists.
    static Object partial(Function1 f, Object x, Object y) {
        return switch (f) {
            case NEGATE -> one(y, -1);
            case ABS -> one(y, Arithmetic.sign("abs", x));
            case EXP -> y;
            case LOG -> divide(ONE, x);
            case SQRT -> divide(ONE, multiply(2L, y));
            case SIN -> Elementary.cos(x);
            case COS -> negate(Elementary.sin(x));
            case TAN -> add(ONE, multiply(y, y));
            case ASIN -> divide(ONE, Powers.sqrt(subtract(ONE, multiply(x, x))));
            case ACOS -> divide(-1L, Powers.sqrt(subtract(ONE, multiply(x, x))));
            case ATAN -> divide(ONE, add(ONE, multiply(x, x)));
            case SINH -> Elementary.cosh(x);
            case COSH -> Elementary.sinh(x);
            case TANH -> subtract(ONE, multiply(y, y));
            case FLOOR, CEILING, ROUND, TRUNCATE -> null;
            case EXACT, INEXACT -> one(y, 1);
            case NUMERATOR, DENOMINATOR -> throw none(f.operator());
        };
    }

    /// The derivative of `f` at `(a, b)` with respect to `a`.
    static Object left(Function2 f, Object a, Object b, Object y) {
        return switch (f) {
            case ADD, SUBTRACT, FLOOR_REMAINDER, TRUNCATE_REMAINDER -> one(y, 1);
            case MULTIPLY -> b;
            case DIVIDE -> divide(ONE, b);
            case EXPT -> zero(b) ? null : multiply(b, Powers.expt(a, subtract(b, ONE)));
            case ATAN -> divide(b, add(multiply(a, a), multiply(b, b)));
            case FLOOR_QUOTIENT, TRUNCATE_QUOTIENT -> null;
        };
    }

    /// The derivative of `f` at `(a, b)` with respect to `b`.
    static Object right(Function2 f, Object a, Object b, Object y) {
        return switch (f) {
            case ADD -> one(y, 1);
            case SUBTRACT -> one(y, -1);
            case MULTIPLY -> a;
            case DIVIDE -> negate(divide(y, b));
            case EXPT -> Arithmetic.isZero(a) && Arithmetic.sign("expt", b) > 0 ? null : multiply(y, Elementary.log(a));
            case ATAN -> negate(divide(a, add(multiply(a, a), multiply(b, b))));
            case FLOOR_REMAINDER -> negate(Division.floorQuotient(a, b));
            case TRUNCATE_REMAINDER -> negate(Division.quotient(a, b));
            case FLOOR_QUOTIENT, TRUNCATE_QUOTIENT -> null;
        };
    }

    private static boolean zero(Object b) {
        return !(b instanceof Differentiable) && Arithmetic.isZero(b);
    }

    /// A small number, inexact where `like` is.
    private static Object one(Object like, int value) {
        return Differentiable.value(like) instanceof Double ? (Object) (double) value : (Object) (long) value;
    }

    private static SchemeError none(String operator) {
        return SchemeError.error(operator + " has no derivative; write (stop-gradient x) around its argument where none is wanted");
    }
}
