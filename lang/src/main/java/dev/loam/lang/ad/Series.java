package dev.loam.lang.ad;

import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.number.Differentiable;
import dev.loam.lang.number.Function1;
import dev.loam.lang.number.Function2;
import dev.loam.lang.tensor.Elementwise;
import java.util.Arrays;

/// A power series in the variable of one differentiation, cut off after some order: all derivatives up to that order at once, in
/// operations that grow with its square and not with two to its power. A product is Cauchy's; any other function is found from its
/// derivative, `y' = f'(x) x'`, term by term (Griewank and Walther: Evaluating Derivatives, chapter 13), by the same [Rules] as all modes.
final class Series implements Differentiable {
    private final long level;
    /// of each power, the constant first
    private final Object[] terms;

    Series(long level, Object... terms) {
        this.level = level;
        this.terms = terms;
    }

    /// The variable itself, at `x`.
    static Series variable(long level, Object x, int order) {
        var terms = new Object[order + 1];
        Arrays.fill(terms, 0L);
        terms[0] = x;
        if (order > 0) {
            terms[1] = 1L;
        }
        return new Series(level, terms);
    }

    Object[] terms() {
        return terms;
    }

    private int order() {
        return terms.length - 1;
    }

    @Override
    public Object primal() {
        return terms[0];
    }

    @Override
    public long level() {
        return level;
    }

    @Override
    public Object apply(Function1 f) {
        if (TensorCall.isTensor(terms[0])) {
            return TensorCall.apply(f.operator(), Elementwise.of(f), this);
        }
        if (order() == 0) {
            return new Series(level, f.apply(terms[0]));
        }
        Object low = cut();
        Object y = switch (f) {
            case EXP, SQRT, TAN, TANH -> f.apply(low);
            default -> f.apply(terms[0]);
        };
        Object slope = Rules.partial(f, low, y);
        return slope == null ? f.apply(terms[0]) : integral(f.apply(terms[0]), Arithmetic.multiply(slope, derivative()));
    }

    @Override
    public Object apply(Function2 f, Object left, Object right) {
        if (TensorCall.isTensor(left) || TensorCall.isTensor(right)) {
            return TensorCall.apply(f.operator(), Elementwise.of(f), left, right);
        }
        // a rule of its own may be asked for lower orders than those of what it captures
        int common = Math.min(of(left).terms.length, of(right).terms.length);
        if (common < terms.length) {
            return start(common).apply(f, left, right);
        }
        Series a = of(left).start(common);
        Series b = of(right).start(common);
        switch (f) {
            case ADD, SUBTRACT -> {
                var sum = new Object[terms.length];
                for (int i = 0; i < sum.length; i++) {
                    sum[i] = f.apply(a.terms[i], b.terms[i]);
                }
                return new Series(level, sum);
            }
            case MULTIPLY -> {
                return a.times(b);
            }
            case EXPT -> {
                if (right instanceof Long n && n >= 0) {
                    return a.power(n);
                }
            }
            case DIVIDE -> {
                return a.over(b);
            }
            case ATAN, FLOOR_QUOTIENT, FLOOR_REMAINDER, TRUNCATE_QUOTIENT, TRUNCATE_REMAINDER -> { }
        }
        Object start = f.apply(a.terms[0], b.terms[0]);
        if (order() == 0) {
            return new Series(level, start);
        }
        Object p = a.isConstant() ? a.terms[0] : a.cut();
        Object q = b.isConstant() ? b.terms[0] : b.cut();
        Object y = f == Function2.EXPT ? f.apply(p, q) : start;
        Object rate = null;
        if (!a.isConstant()) {
            // of a power by the power itself: another power would need another one below it, and so on
            Object slope = f == Function2.EXPT && !Arithmetic.isZero(p) ? Arithmetic.divide(Arithmetic.multiply(q, y), p) : Rules.left(f, p, q, y);
            rate = slope == null ? null : Arithmetic.multiply(slope, a.derivative());
        }
        if (!b.isConstant()) {
            Object slope = Rules.right(f, p, q, y);
            Object more = slope == null ? null : Arithmetic.multiply(slope, b.derivative());
            rate = rate == null ? more : more == null ? rate : Arithmetic.add(rate, more);
        }
        return rate == null ? start : integral(start, rate);
    }

    /// With all numbers of a differentiation as series, jets too, cut to the order that all of them have.
    static Object aligned(long level, Object x) {
        int common = Integer.MAX_VALUE;
        for (Object n : Points.numbers(x)) {
            common = Math.min(common, n instanceof Jet j && j.level() == level ? 3 : n instanceof Series s && s.level == level ? s.terms.length : common);
        }
        int order = common;
        return Points.map(x, n -> n instanceof Jet j && j.level() == level ? j.series().start(order) : n instanceof Series s && s.level == level ? s.start(order) : n);
    }

    /// The first terms.
    private Series start(int count) {
        return count == terms.length ? this : new Series(level, Arrays.copyOf(terms, count));
    }

    /// A number as a series of this level and order.
    Series of(Object x) {
        if (x instanceof Series s && s.level == level) {
            return s;
        }
        if (x instanceof Jet j && j.level() == level) {
            return j.series();
        }
        var all = new Object[terms.length];
        Arrays.fill(all, 0L);
        all[0] = x;
        return new Series(level, all);
    }

    private boolean isConstant() {
        for (int i = 1; i < terms.length; i++) {
            if (!(terms[i] instanceof Long n && n == 0)) {
                return false;
            }
        }
        return true;
    }

    private Series times(Series o) {
        var product = new Object[terms.length];
        for (int i = 0; i < product.length; i++) {
            Object sum = Arithmetic.multiply(terms[0], o.terms[i]);
            for (int j = 1; j <= i; j++) {
                sum = Arithmetic.add(sum, Arithmetic.multiply(terms[j], o.terms[i - j]));
            }
            product[i] = sum;
        }
        return new Series(level, product);
    }

    private Series over(Series o) {
        var quotient = new Object[terms.length];
        for (int i = 0; i < quotient.length; i++) {
            Object rest = terms[i];
            for (int j = 1; j <= i; j++) {
                rest = Arithmetic.subtract(rest, Arithmetic.multiply(o.terms[j], quotient[i - j]));
            }
            quotient[i] = Arithmetic.divide(rest, o.terms[0]);
        }
        return new Series(level, quotient);
    }

    private Series power(long n) {
        Series result = of(1L);
        Series square = this;
        for (long rest = n; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                result = result.times(square);
            }
            if (rest > 1) {
                square = square.times(square);
            }
        }
        return result;
    }

    /// One order less.
    Series cut() {
        return new Series(level, Arrays.copyOf(terms, terms.length - 1));
    }

    /// The derivative by the variable, one order less.
    Series derivative() {
        var d = new Object[terms.length - 1];
        for (int i = 0; i < d.length; i++) {
            d[i] = Arithmetic.multiply(terms[i + 1], (long) i + 1);
        }
        return new Series(level, d);
    }

    /// The series that begins with `start` and has the derivative `rate`.
    Series integral(Object start, Object rate) {
        Object[] r = cut().of(rate).terms;
        var all = new Object[r.length + 1];
        all[0] = start;
        for (int i = 0; i < r.length; i++) {
            all[i + 1] = Arithmetic.divide(r[i], (long) i + 1);
        }
        return new Series(level, all);
    }

    @Override
    public String toString() {
        return Points.text(this);
    }
}
