package dev.loam.tensor;

/// The elementwise functions on single values: what each operation means.
final class Scalars {
    private Scalars() {
    }

    static double unary(Op.UnaryFn fn, double x) {
        return switch (fn) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> x > 0 ? 1 : x < 0 ? -1 : x;
            case SQRT -> Math.sqrt(x);
            case EXP -> Elementary.exp(x);
            case EXPM1 -> Elementary.expm1(x);
            case LOG -> Elementary.log(x);
            case LOG1P -> Elementary.log1p(x);
            case TANH -> Elementary.tanh(x);
            case ERF -> Elementary.erf(x);
            case SIN -> Elementary.sin(x);
            case COS -> Elementary.cos(x);
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case ROUND -> Rounding.nearest(x);
            case NOT -> throw new IllegalArgumentException("not of a float");
        };
    }

    static long unary(Op.UnaryFn fn, long x, DType dtype) {
        return switch (fn) {
            case NEG -> -x;
            case ABS -> dtype.isSigned() ? Math.abs(x) : x;
            case SIGN -> Long.signum(x);
            case NOT -> dtype == DType.BOOL ? x ^ 1 : ~x;
            default -> throw new IllegalArgumentException(fn + " of a whole number");
        };
    }

    static double binary(Op.BinaryFn fn, double a, double b) {
        return switch (fn) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case REM -> a % b;
            case POW -> Elementary.pow(a, b);
            case MIN -> a < b || a != a ? a : b;
            case MAX -> a > b || a != a ? a : b;
            default -> throw new IllegalArgumentException(fn + " of floats");
        };
    }

    static long binary(Op.BinaryFn fn, long a, long b, DType dtype) {
        int width = dtype.bytes() * 8 - 1;
        return switch (fn) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> b == 0 ? 0 : a / b;
            case REM -> b == 0 ? 0 : a % b;
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case SHL -> a << (b & width);
            case SHR -> a >> (b & width);
            case POW -> throw new IllegalArgumentException("pow of whole numbers");
        };
    }

    static boolean compare(Op.CompareFn fn, double a, double b) {
        return switch (fn) {
            case LT -> a < b;
            case LE -> a <= b;
            case GT -> a > b;
            case GE -> a >= b;
            case EQ -> a == b;
            case NE -> a != b;
        };
    }

    static boolean compare(Op.CompareFn fn, long a, long b) {
        return switch (fn) {
            case LT -> a < b;
            case LE -> a <= b;
            case GT -> a > b;
            case GE -> a >= b;
            case EQ -> a == b;
            case NE -> a != b;
        };
    }

    static Op.BinaryFn combine(Op.ReduceFn fn) {
        return switch (fn) {
            case SUM -> Op.BinaryFn.ADD;
            case PROD -> Op.BinaryFn.MUL;
            case MAX -> Op.BinaryFn.MAX;
            case MIN -> Op.BinaryFn.MIN;
        };
    }

    static double identity(Op.ReduceFn fn) {
        return switch (fn) {
            case SUM -> 0;
            case PROD -> 1;
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
        };
    }

    /// For whole numbers and bool: the least value for `MAX`, the greatest for `MIN`.
    static long identity(Op.ReduceFn fn, DType dtype) {
        int bits = dtype == DType.BOOL ? 1 : dtype.bytes() * 8;
        return switch (fn) {
            case SUM -> 0;
            case PROD -> 1;
            case MAX -> dtype.isSigned() ? Long.MIN_VALUE >> 64 - bits : 0;
            case MIN -> dtype.isSigned() ? Long.MAX_VALUE >> 64 - bits : -1L >>> 64 - bits;
        };
    }

    /// True where element `i` is greater than element `best`, or is NaN while that is not.
    static boolean exceeds(NDArray x, int i, int best) {
        if (!x.dtype().isFloat()) {
            return x.getLong(i) > x.getLong(best);
        }
        double v = x.getDouble(i);
        double b = x.getDouble(best);
        return v > b || v != v && b == b;
    }
}
