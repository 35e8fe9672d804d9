package dev.loam.lang.ad;

import dev.loam.lang.Builtins;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.number.Arithmetic;
import java.util.ArrayList;
import java.util.List;

/// Forward mode: functions are run on numbers that carry how fast they change.
final class Forward {
    private Forward() {}

    /// `f'(x)`.
    static Object derivative(Object f, Object x) {
        if (!Points.number(x)) {
            if (Points.numbers(x).size() == 1) {
                return jvp("derivative", f, x, Points.map(x, n -> 1L))[1];
            }
            throw SchemeError.error("derivative: the point must be a real number, found something else; for several numbers use gradient or jacobian:", x);
        }
        long level = Levels.next();
        return tangent("derivative", level, Calls.call(f, new Dual(level, x, 1L)));
    }

    /// The value and how fast it changes when the point moves along `v`.
    static Object[] jvp(String who, Object f, Object p, Object v) {
        Calls.requireNumbers(who, p);
        List<Object> xs = Points.numbers(p);
        List<Object> vs = Points.numbers(v);
        if (xs.size() != vs.size()) {
            throw SchemeError.error(who + ": the point has " + xs.size() + " numbers, the direction " + vs.size());
        }
        long level = Levels.next();
        var moved = new ArrayList<Object>();
        for (int i = 0; i < xs.size(); i++) {
            moved.add(new Dual(level, xs.get(i), TensorCall.shaped(vs.get(i), xs.get(i))));
        }
        Object y = Calls.call(f, Points.with(p, moved));
        return new Object[] {primal(level, y), tangent(who, level, y)};
    }

    private static Object primal(long level, Object y) {
        return Points.map(y, n -> n instanceof Dual d && d.level() == level ? d.primal() : n);
    }

    /// The tangents of a level in what a function returned. A procedure becomes one that gives the tangent of what it returns.
    private static Object tangent(String who, long level, Object y) {
        if (y instanceof Procedure g) {
            return Builtins.procedure(g.name(), g.least(), g.most(), arguments -> {
                // the arguments may hold perturbations of this level from another use of the same procedure: they get another name meanwhile
                long other = Levels.next();
                var renamed = new Object[arguments.length];
                for (int i = 0; i < renamed.length; i++) {
                    renamed[i] = rename(level, other, arguments[i]);
                }
                return rename(other, level, tangent(who, level, Procedure.callN(g, renamed)));
            });
        }
        if (!Points.number(y)) {
            Calls.requireResults(who, y);
        }
        return Points.map(y, n -> part(level, n));
    }

    private static Object part(long level, Object n) {
        if (n instanceof Dual d && d.level() == level) {
            return TensorCall.shaped(d.tangent(), d.primal());
        }
        if (n instanceof Dual d && d.level() > level) {
            return new Dual(d.level(), part(level, d.primal()), part(level, d.tangent()));
        }
        return Points.zero(n);
    }

    private static Object rename(long from, long to, Object x) {
        if (x instanceof Procedure) {
            return x;
        }
        return Points.map(x, n -> renameNumber(from, to, n));
    }

    private static Object renameNumber(long from, long to, Object n) {
        if (!(n instanceof Dual d) || d.level() < from && d.level() < to) {
            return n;
        }
        Object primal = renameNumber(from, to, d.primal());
        Object tangent = renameNumber(from, to, d.tangent());
        return Arithmetic.add(primal, Arithmetic.multiply(tangent, new Dual(d.level() == from ? to : d.level(), 0L, 1L)));
    }

    /// The `k`-th derivative.
    static Object derivative(Object f, Object x, int k) {
        if (k == 0) {
            return Calls.call(f, x);
        }
        if (k == 2 && x instanceof Double d) {
            return second(f, d);
        }
        if (k == 1 || !Points.number(x)) {
            return derivative(Builtins.procedure("derivative", y -> derivative(f, y, k - 1)), x);
        }
        Object factorial = 1L;
        for (long i = 2; i <= k; i++) {
            factorial = Arithmetic.multiply(factorial, i);
        }
        Object all = factorial;
        return Points.map(series("derivative-n", f, x, k)[k], c -> Arithmetic.multiply(c, all));
    }

    private static Object second(Object f, double x) {
        long level = Levels.next();
        Object y = Calls.call(f, new Jet(level, x, 1, 0));
        if (y instanceof Jet j && j.level() == level) {
            return j.second();
        }
        if (!Points.number(y)) {
            Calls.requireResults("derivative-n", y);
        }
        return Points.map(y, n -> switch (n) {
            case Jet j when j.level() == level -> j.second();
            case Series s when s.level() == level -> Arithmetic.multiply(s.terms()[2], 2L);
            default -> Points.zero(n);
        });
    }

    /// The coefficients of `f(x + h)` as a power series in `h`, up to order `k`, as a list.
    static Object taylor(Object f, Object x, int k) {
        if (!Points.number(x)) {
            throw SchemeError.error("taylor: the point must be a real number, found something else; along a direction v at p write "
                + "(taylor (lambda (t) (f … p + t v …)) 0 k):", x);
        }
        return Pair.list(series("taylor", f, x, k));
    }

    /// Of each order, what `f` gives with the coefficient of that order in place of each number.
    private static Object[] series(String who, Object f, Object x, int k) {
        long level = Levels.next();
        Object y = Calls.call(f, Series.variable(level, x, k));
        if (!Points.number(y)) {
            Calls.requireResults(who, y);
        }
        var coefficients = new Object[k + 1];
        for (int i = 0; i <= k; i++) {
            int order = i;
            coefficients[i] = Points.map(y, n -> n instanceof Series s && s.level() == level ? s.terms()[order] : order == 0 ? n : Points.zero(n));
        }
        return coefficients;
    }

    /// The ordinary numbers and tensors below every differentiation.
    static Object stop(Object x) {
        return Points.map(x, TensorCall::ground);
    }
}
