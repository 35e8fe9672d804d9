package dev.loam.lang.ad;

import dev.loam.lang.number.Differentiable;
import dev.loam.lang.number.Function1;
import dev.loam.lang.number.Function2;

/// A power series of order two in doubles: a value with its first and second derivative by the variable of one differentiation. What it
/// has no quick rule for it does as the [Series] that it is.
record Jet(long level, double value, double first, double second) implements Differentiable {

    @Override
    public Object primal() {
        return value;
    }

    Series series() {
        return new Series(level, value, first, second / 2);
    }

    @Override
    public Object apply(Function1 f) {
        double x = value;
        return switch (f) {
            case NEGATE -> new Jet(level, -value, -first, -second);
            case EXP -> {
                double e = Math.exp(x);
                yield chain(e, e, e);
            }
            case SIN -> {
                double s = Math.sin(x);
                yield chain(s, Math.cos(x), -s);
            }
            case COS -> {
                double c = Math.cos(x);
                yield chain(c, -Math.sin(x), -c);
            }
            case LOG -> x > 0 ? chain(Math.log(x), 1 / x, -1 / (x * x)) : series().apply(f);
            case SQRT -> {
                double r = Math.sqrt(x);
                yield x > 0 ? chain(r, 0.5 / r, -0.25 / (r * x)) : series().apply(f);
            }
            case TANH -> {
                double t = Math.tanh(x);
                yield chain(t, 1 - t * t, -2 * t * (1 - t * t));
            }
            case ABS, TAN, ASIN, ACOS, ATAN, SINH, COSH, FLOOR, CEILING, ROUND, TRUNCATE, EXACT, INEXACT, NUMERATOR, DENOMINATOR -> series().apply(f);
        };
    }

    /// A function with this value and these derivatives here.
    private Jet chain(double f, double f1, double f2) {
        return new Jet(level, f, f1 * first, f2 * first * first + f1 * second);
    }

    @Override
    public Object apply(Function2 f, Object left, Object right) {
        if (left instanceof Jet a && right instanceof Jet b && a.level == b.level) {
            switch (f) {
                case ADD -> {
                    return new Jet(level, a.value + b.value, a.first + b.first, a.second + b.second);
                }
                case SUBTRACT -> {
                    return new Jet(level, a.value - b.value, a.first - b.first, a.second - b.second);
                }
                case MULTIPLY -> {
                    return new Jet(level, a.value * b.value, a.first * b.value + a.value * b.first, a.second * b.value + 2 * a.first * b.first + a.value * b.second);
                }
                case DIVIDE, EXPT, ATAN, FLOOR_QUOTIENT, FLOOR_REMAINDER, TRUNCATE_QUOTIENT, TRUNCATE_REMAINDER -> { }
            }
        } else if (left instanceof Jet a && a.level == level && constant(right)) {
            double c = ((Number) right).doubleValue();
            switch (f) {
                case ADD -> {
                    return new Jet(level, a.value + c, a.first, a.second);
                }
                case SUBTRACT -> {
                    return new Jet(level, a.value - c, a.first, a.second);
                }
                case MULTIPLY -> {
                    return new Jet(level, a.value * c, a.first * c, a.second * c);
                }
                case DIVIDE, EXPT, ATAN, FLOOR_QUOTIENT, FLOOR_REMAINDER, TRUNCATE_QUOTIENT, TRUNCATE_REMAINDER -> { }
            }
        } else if (right instanceof Jet b && b.level == level && constant(left)) {
            double c = ((Number) left).doubleValue();
            switch (f) {
                case ADD -> {
                    return new Jet(level, c + b.value, b.first, b.second);
                }
                case SUBTRACT -> {
                    return new Jet(level, c - b.value, -b.first, -b.second);
                }
                case MULTIPLY -> {
                    return new Jet(level, c * b.value, c * b.first, c * b.second);
                }
                case DIVIDE, EXPT, ATAN, FLOOR_QUOTIENT, FLOOR_REMAINDER, TRUNCATE_QUOTIENT, TRUNCATE_REMAINDER -> { }
            }
        }
        return series().apply(f, whole(left), whole(right));
    }

    private static boolean constant(Object x) {
        return x instanceof Double || x instanceof Long;
    }

    private Object whole(Object x) {
        return x instanceof Jet j && j.level == level ? j.series() : x;
    }

    @Override
    public String toString() {
        return Points.text(this);
    }
}
