package dev.loam.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loam.tensor.DType;
import dev.loam.tensor.Elementary;
import dev.loam.tensor.ElementaryFloat;
import dev.loam.tensor.Op;
import java.util.IdentityHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The expressions of the elementary functions, computed step by step, against the Java they were written after: the same bits.
class ElementaryIrTest {
    private static final double[] ENDS = {0, -0.0, 1, -1, 0.5, 2, -2, 1e-300, 1e-40, -1e-40, Float.MIN_VALUE, Double.MIN_VALUE, 88.7, 89.5, -103.9, -104.5,
        709.7, 710.5, -745, -747, 1e5, 1e6, -1e9, 1e30, Float.MAX_VALUE, 1e300, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN};

    @ParameterizedTest
    @EnumSource(value = Op.UnaryFn.class, names = {"EXP", "EXPM1", "LOG", "LOG1P", "TANH", "ERF", "SIN", "COS"})
    void functionsOfF64AreThoseOfElementaryBitForBit(Op.UnaryFn fn) {
        for (double x : arguments(fn.ordinal())) {
            if ((fn == Op.UnaryFn.SIN || fn == Op.UnaryFn.COS) && Math.abs(x) > 0x1.9p20) {
                continue;
            }
            double expected = switch (fn) {
                case EXP -> Elementary.exp(x);
                case EXPM1 -> Elementary.expm1(x);
                case LOG -> Elementary.log(x);
                case LOG1P -> Elementary.log1p(x);
                case TANH -> Elementary.tanh(x);
                case ERF -> Elementary.erf(x);
                case SIN -> Elementary.sin(x);
                default -> Elementary.cos(x);
            };
            double actual = (Double) evaluate(ElementaryIr.unary(fn, Expr.of(DType.F64, x)));
            assertThat(actual).as("%s(%s)", fn, x).isEqualTo(Double.valueOf(expected));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Op.UnaryFn.class, names = {"EXP", "EXPM1", "LOG", "LOG1P", "TANH", "ERF", "SIN", "COS"})
    void functionsOfF32AreThoseOfElementaryFloatBitForBit(Op.UnaryFn fn) {
        for (double argument : arguments(fn.ordinal() + 100)) {
            float x = (float) argument;
            float expected = switch (fn) {
                case EXP -> ElementaryFloat.expf(x);
                case EXPM1 -> ElementaryFloat.expm1f(x);
                case LOG -> ElementaryFloat.logf(x);
                case LOG1P -> ElementaryFloat.log1pf(x);
                case TANH -> ElementaryFloat.tanhf(x);
                case ERF -> ElementaryFloat.erff(x);
                case SIN -> ElementaryFloat.sinf(x);
                default -> ElementaryFloat.cosf(x);
            };
            float actual = (Float) evaluate(ElementaryIr.unary(fn, Expr.of(DType.F32, x)));
            assertThat(actual).as("%s(%s)", fn, x).isEqualTo(Float.valueOf(expected));
        }
    }

    @Test
    void anglesBeyondTheReductionStayBounded() {
        for (double x : new double[] {1e9, 1e20, 1e300, -1e100, 0x1p60}) {
            assertThat((Double) evaluate(ElementaryIr.unary(Op.UnaryFn.SIN, Expr.of(DType.F64, x)))).isBetween(-1.0, 1.0);
            assertThat((Double) evaluate(ElementaryIr.unary(Op.UnaryFn.COS, Expr.of(DType.F64, x)))).isBetween(-1.0, 1.0);
        }
    }

    @Test
    void powersAreThoseOfElementaryBitForBit() {
        double[] xs = arguments(7);
        double[] ys = arguments(8);
        for (int i = 0; i < xs.length; i++) {
            samePower(xs[i], ys[i]);
            samePower(Math.abs(xs[i]), ys[i]);
        }
        for (double x : ENDS) {
            for (double y : ENDS) {
                samePower(x, y);
            }
        }
    }

    private static void samePower(double x, double y) {
        double wide = (Double) evaluate(ElementaryIr.pow(Expr.of(DType.F64, x), Expr.of(DType.F64, y)));
        assertThat(wide).as("%s^%s", x, y).isEqualTo(Double.valueOf(Elementary.pow(x, y)));
        float a = (float) x;
        float b = (float) y;
        float narrow = (Float) evaluate(ElementaryIr.pow(Expr.of(DType.F32, a), Expr.of(DType.F32, b)));
        assertThat(narrow).as("%s^%s", a, b).isEqualTo(Float.valueOf(ElementaryFloat.powf(a, b)));
    }

    /// Ends, and 500 numbers of all sizes and signs.
    private static double[] arguments(int seed) {
        double[] out = java.util.Arrays.copyOf(ENDS, ENDS.length + 500);
        var random = new java.util.Random(seed);
        for (int i = ENDS.length; i < out.length; i++) {
            out[i] = i % 2 == 0 ? random.nextGaussian() * 3 : Math.scalb(random.nextGaussian(), random.nextInt(60) - 45);
        }
        return out;
    }

    // ---- a calculator for expressions without loads

    private static Object evaluate(Expr e) {
        return evaluate(e, new IdentityHashMap<>());
    }

    private static Object evaluate(Expr e, Map<Expr, Object> known) {
        Object value = known.get(e);
        if (value == null) {
            value = compute(e, known);
            known.put(e, value);
        }
        return value;
    }

    private static Object compute(Expr e, Map<Expr, Object> known) {
        return switch (e) {
            case Expr.Const c -> c.dtype().isFloat() ? to(c.dtype(), Double.longBitsToDouble(c.bits())) : to(c.dtype(), c.bits());
            case Expr.Select s -> (Boolean) evaluate(s.condition(), known) ? evaluate(s.a(), known) : evaluate(s.b(), known);
            case Expr.Cast c -> to(c.dtype(), ((Number) evaluate(c.x(), known)).doubleValue());
            case Expr.Bitcast b -> switch (evaluate(b.x(), known)) {
                case Double d -> Double.doubleToRawLongBits(d);
                case Float f -> Float.floatToRawIntBits(f);
                case Long l -> Double.longBitsToDouble(l);
                case Integer i -> Float.intBitsToFloat(i);
                default -> throw new IllegalArgumentException(e.toString());
            };
            case Expr.Unary u -> unary(u.fn(), evaluate(u.x(), known));
            case Expr.Compare c -> compare(c.fn(), evaluate(c.a(), known), evaluate(c.b(), known));
            case Expr.Binary b -> binary(b.fn(), evaluate(b.a(), known), evaluate(b.b(), known));
            default -> throw new IllegalArgumentException(e.toString());
        };
    }

    private static Object to(DType d, Number v) {
        return switch (d) {
            case F64 -> v.doubleValue();
            case F32 -> v.floatValue();
            case I64 -> v.longValue();
            case I32 -> v.intValue();
            default -> throw new IllegalArgumentException(d.toString());
        };
    }

    private static Object unary(Op.UnaryFn fn, Object x) {
        return switch (fn) {
            case NOT -> !(Boolean) x;
            case NEG -> x instanceof Float f ? (Object) (-f) : (Object) (-(Double) x);
            case ABS -> x instanceof Float f ? (Object) Math.abs(f) : (Object) Math.abs((Double) x);
            case FLOOR -> x instanceof Float f ? (Object) (float) Math.floor(f) : (Object) Math.floor((Double) x);
            default -> throw new IllegalArgumentException(fn.name());
        };
    }

    private static Object compare(Op.CompareFn fn, Object a, Object b) {
        if (a instanceof Long || a instanceof Integer) {
            long x = ((Number) a).longValue();
            long y = ((Number) b).longValue();
            return switch (fn) {
                case LT -> x < y;
                case NE -> x != y;
                default -> throw new IllegalArgumentException(fn.name());
            };
        }
        double x = ((Number) a).doubleValue();
        double y = ((Number) b).doubleValue();
        return switch (fn) {
            case LT -> x < y;
            case EQ -> x == y;
            case NE -> x != y;
            default -> throw new IllegalArgumentException(fn.name());
        };
    }

    private static Object binary(Op.BinaryFn fn, Object a, Object b) {
        return switch (a) {
            case Boolean p -> fn == Op.BinaryFn.AND ? p & (Boolean) b : p | (Boolean) b;
            case Float x -> {
                float y = (Float) b;
                yield switch (fn) {
                    case ADD -> x + y;
                    case SUB -> x - y;
                    case MUL -> x * y;
                    case DIV -> x / y;
                    default -> throw new IllegalArgumentException(fn.name());
                };
            }
            case Double x -> {
                double y = (Double) b;
                yield switch (fn) {
                    case ADD -> x + y;
                    case SUB -> x - y;
                    case MUL -> x * y;
                    case DIV -> x / y;
                    default -> throw new IllegalArgumentException(fn.name());
                };
            }
            case Integer x -> (int) whole(fn, x, (Integer) b);
            case Long x -> whole(fn, x, (Long) b);
            default -> throw new IllegalArgumentException(fn.name());
        };
    }

    private static long whole(Op.BinaryFn fn, long a, long b) {
        return switch (fn) {
            case ADD -> a + b;
            case SUB -> a - b;
            case AND -> a & b;
            case OR -> a | b;
            case SHL -> a << b;
            case SHR -> a >> b;
            case MIN -> Math.min(a, b);
            default -> throw new IllegalArgumentException(fn.name());
        };
    }
}
