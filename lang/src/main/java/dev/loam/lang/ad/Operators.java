package dev.loam.lang.ad;

import dev.loam.lang.Builtins;
import dev.loam.lang.MutableString;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Symbol;
import dev.loam.lang.Values;
import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.number.Differentiable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/// The operators of differentiation. Each call has a level of its own, so that perturbations of different calls never mix, in any nesting
/// of any modes (Siskind and Pearlmutter: Nesting forward-mode AD in a functional framework, 2008). Each can be given the function alone
/// and is then a procedure of the point: `((gradient f) p)`.
public final class Operators {
    /// The names of all operators.
    public static final List<String> NAMES = List.of("derivative", "D", "derivative-n", "taylor", "gradient", "value-and-gradient", "jacobian",
        "hessian", "laplacian", "divergence", "curl", "directional-derivative", "jvp", "vjp", "hvp", "linearize", "stop-gradient", "ad-counters",
        "ad-reset-counters!");

    private static final AtomicLong LEVELS = new AtomicLong();
    private static final AtomicLong PRIMALS = new AtomicLong();
    private static final AtomicLong REVERSES = new AtomicLong();

    private Operators() {}

    public static void register(Builtins table) {
        operator(table, "derivative", Operators::derivative);
        table.alias("D", "derivative");
        operator(table, "gradient", (f, p) -> valueAndGradient("gradient", f, p)[1]);
        operator(table, "value-and-gradient", (f, p) -> Values.of(valueAndGradient("value-and-gradient", f, p)));
        operator(table, "jacobian", Operators::jacobian);
        operator(table, "hessian", Operators::hessian);
        operator(table, "laplacian", (f, p) -> trace("laplacian", hessian(f, p)));
        operator(table, "divergence", (f, p) -> trace("divergence", jacobian(f, p)));
        operator(table, "curl", Operators::curl);
        operator(table, "linearize", (f, p) -> Values.of(call(f, p), Builtins.procedure("linearized", v -> jvp(f, p, v)[1])));
        operator(table, "vjp", Operators::vjp);
        table.define("derivative-n", (f, x, k) -> derivativeN(f, x, count("derivative-n", k)));
        table.define("taylor", (f, x, k) -> taylor(f, x, count("taylor", k)));
        table.define("directional-derivative", (f, p, v) -> jvp(f, p, v)[1]);
        table.define("jvp", (f, p, v) -> Values.of(jvp(f, p, v)));
        table.define("hvp", (f, p, v) -> jvp(new Gradient(f), p, v)[1]);
        table.define("stop-gradient", x -> Points.map(x, Differentiable::value));
        table.define("ad-counters", () -> Pair.list(new Pair(Symbol.of("primal"), PRIMALS.get()), new Pair(Symbol.of("reverse"), REVERSES.get())));
        table.define("ad-reset-counters!", () -> {
            PRIMALS.set(0);
            REVERSES.set(0);
            return dev.loam.lang.Unspecified.UNSPECIFIED;
        });
    }

    /// An operator of a function and a point. Several numbers after the function, or given to the procedure that it makes, are one point.
    private static void operator(Builtins table, String name, Builtins.F2 f) {
        table.define(name, 1, Procedure.ANY, arguments -> {
            Procedure g = Procedure.of(arguments[0]);
            if (arguments.length == 1) {
                return curried(name, g, f);
            }
            return f.apply(g, point(Arrays.copyOfRange(arguments, 1, arguments.length)));
        });
    }

    private static Procedure curried(String name, Procedure g, Builtins.F2 f) {
        return Builtins.procedure(name, 1, Procedure.ANY, point -> f.apply(g, point(point)));
    }

    private static Object point(Object[] arguments) {
        return arguments.length == 1 ? arguments[0] : arguments;
    }

    /// The gradient of a function as a function of the point, for a second differentiation.
    private static final class Gradient extends Procedure {
        private final Object f;

        Gradient(Object f) {
            super("gradient");
            this.f = f;
        }

        @Override
        public int least() {
            return 1;
        }

        @Override
        public int most() {
            return 1;
        }

        @Override
        public Object apply1(Object p) {
            return valueAndGradient("hessian", f, p)[1];
        }
    }

    private static int count(String who, Object k) {
        if (k instanceof Long n && n >= 0 && n <= 20) {
            return (int) (long) n;
        }
        throw SchemeError.wrongType(who, 3, "an order from 0 to 20", k);
    }

    /// Calls `f` with a point: as one argument, or, where it takes as many as there are numbers, with each.
    private static Object call(Object f, Object point) {
        if (!(f instanceof Gradient)) {
            PRIMALS.incrementAndGet();
        }
        Procedure g = Procedure.of(f);
        if (point instanceof Object[] v && !g.accepts(1)) {
            return Procedure.callN(g, v.clone());
        }
        if (point instanceof Pair && !g.accepts(1)) {
            var all = new ArrayList<>();
            for (Object x = point; x instanceof Pair p; x = p.cdr) {
                all.add(p.car);
            }
            return Procedure.callN(g, all.toArray());
        }
        return Procedure.call(g, point);
    }

    private static void requireNumbers(String who, Object point) {
        if (Points.numbers(point).isEmpty()) {
            throw SchemeError.wrongType(who, 2, "a point: a real number, or a vector or list of them", point);
        }
    }

    // ---- forward ---------------------------------------------------------------------------------------------------------

    private static Object derivative(Object f, Object x) {
        if (!Points.number(x)) {
            if (Points.numbers(x).size() == 1) {
                return jvp(f, x, Points.map(x, n -> 1L))[1];
            }
            throw SchemeError.error("derivative: the point must be a real number, found something else; for several numbers use gradient or jacobian:", x);
        }
        long level = LEVELS.incrementAndGet();
        return tangent(level, call(f, new Dual(level, x, 1L)));
    }

    /// The value and how fast it changes when the point moves along `v`.
    private static Object[] jvp(Object f, Object p, Object v) {
        requireNumbers("jvp", p);
        List<Object> xs = Points.numbers(p);
        List<Object> vs = Points.numbers(v);
        if (xs.size() != vs.size()) {
            throw SchemeError.error("jvp: the point has " + xs.size() + " numbers, the direction " + vs.size());
        }
        long level = LEVELS.incrementAndGet();
        var moved = new ArrayList<Object>();
        for (int i = 0; i < xs.size(); i++) {
            moved.add(new Dual(level, xs.get(i), vs.get(i)));
        }
        Object y = call(f, Points.with(p, moved));
        return new Object[] {primal(level, y), tangent(level, y)};
    }

    private static Object primal(long level, Object y) {
        return Points.map(y, n -> n instanceof Dual d && d.level() == level ? d.primal() : n);
    }

    /// The tangents of a level in what a function returned. A procedure becomes one that gives the tangent of what it returns.
    private static Object tangent(long level, Object y) {
        if (y instanceof Procedure g) {
            return Builtins.procedure(g.name(), g.least(), g.most(), arguments -> {
                // the arguments may hold perturbations of this level from another use of the same procedure: they get another name meanwhile
                long other = LEVELS.incrementAndGet();
                var renamed = new Object[arguments.length];
                for (int i = 0; i < renamed.length; i++) {
                    renamed[i] = rename(level, other, arguments[i]);
                }
                return rename(other, level, tangent(level, Procedure.callN(g, renamed)));
            });
        }
        if (!Points.number(y) && Points.numbers(y).isEmpty()) {
            throw SchemeError.error("the function to be differentiated must give numbers, it gave", y);
        }
        return Points.map(y, n -> part(level, n));
    }

    private static Object part(long level, Object n) {
        if (n instanceof Dual d && d.level() == level) {
            return d.tangent();
        }
        if (n instanceof Dual d && d.level() > level) {
            return new Dual(d.level(), part(level, d.primal()), part(level, d.tangent()));
        }
        return Differentiable.value(n) instanceof Double ? (Object) 0.0 : (Object) 0L;
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

    private static Object derivativeN(Object f, Object x, int k) {
        if (k == 0) {
            return call(f, x);
        }
        return derivative(Builtins.procedure("derivative", y -> derivativeN(f, y, k - 1)), x);
    }

    /// The coefficients of `f(x + h)` as a power series in `h`, up to order `k`.
    private static Object taylor(Object f, Object x, int k) {
        Object list = Nil.NIL;
        Object factorial = 1L;
        var coefficients = new ArrayList<>();
        for (int i = 0; i <= k; i++) {
            factorial = i == 0 ? factorial : Arithmetic.multiply(factorial, (long) i);
            coefficients.add(Arithmetic.divide(derivativeN(f, x, i), factorial));
        }
        for (Object c : coefficients.reversed()) {
            list = new Pair(c, list);
        }
        return list;
    }

    // ---- reverse ---------------------------------------------------------------------------------------------------------

    private record Traced(Tape tape, int variables, Object value) {}

    private static Traced trace(Object f, Object p) {
        var tape = new Tape(LEVELS.incrementAndGet());
        var count = new int[1];
        Object point = Points.map(p, n -> {
            count[0]++;
            return tape.variable(n);
        });
        return new Traced(tape, count[0], call(f, point));
    }

    private static Object seed(Object output) {
        return Differentiable.value(output) instanceof Double ? (Object) 1.0 : (Object) 1L;
    }

    private static Object[] reverse(Traced t, Object output, Object seed) {
        REVERSES.incrementAndGet();
        return t.tape.backward(output, seed, t.variables);
    }

    private static UnaryOperator<Object> ground(Tape tape) {
        return n -> n instanceof Tape.Entry e && e.level() == tape.level ? e.primal() : n;
    }

    private static Object[] valueAndGradient(String who, Object f, Object p) {
        requireNumbers(who, p);
        Traced t = trace(f, p);
        Object y = t.value;
        if (!Points.number(y)) {
            throw SchemeError.error(who + ": the function must give one real number, it gave something else; for several use jacobian:",
                y instanceof Procedure ? y : Points.map(y, Differentiable::value));
        }
        Object[] g = reverse(t, y, seed(y));
        return new Object[] {ground(t.tape).apply(y), Points.with(p, Arrays.asList(g))};
    }

    private static Object vjp(Object f, Object p) {
        requireNumbers("vjp", p);
        Traced t = trace(f, p);
        List<Object> outputs = Points.numbers(t.value);
        return Values.of(Points.map(t.value, ground(t.tape)), Builtins.procedure("pullback", w -> {
            List<Object> weights = Points.numbers(w);
            if (weights.size() != outputs.size()) {
                throw SchemeError.error("vjp: the function gave " + outputs.size() + " numbers, the cotangent has " + weights.size());
            }
            Object[] sum = null;
            for (int i = 0; i < outputs.size(); i++) {
                Object[] g = reverse(t, outputs.get(i), weights.get(i));
                for (int j = 0; sum != null && j < g.length; j++) {
                    g[j] = Arithmetic.add(sum[j], g[j]);
                }
                sum = g;
            }
            return Points.with(p, Arrays.asList(sum));
        }));
    }

    /// A vector of rows: for each number that the function gives, its derivatives.
    private static Object jacobian(Object f, Object p) {
        requireNumbers("jacobian", p);
        Traced t = trace(f, p);
        List<Object> outputs = Points.numbers(t.value);
        if (outputs.isEmpty()) {
            throw SchemeError.error("jacobian: the function must give numbers, it gave", t.value);
        }
        var rows = new Object[outputs.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = reverse(t, outputs.get(i), seed(outputs.get(i)));
        }
        return rows;
    }

    /// Forward over reverse: one gradient for each variable.
    private static Object hessian(Object f, Object p) {
        requireNumbers("hessian", p);
        int n = Points.numbers(p).size();
        var rows = new Object[n];
        for (int i = 0; i < n; i++) {
            int column = i;
            var k = new int[1];
            Object direction = Points.map(p, x -> k[0]++ == column ? 1L : 0L);
            rows[i] = Points.numbers(jvp(new Gradient(f), p, direction)[1]).toArray();
        }
        return rows;
    }

    private static Object trace(String who, Object matrix) {
        var rows = (Object[]) matrix;
        Object sum = 0L;
        for (int i = 0; i < rows.length; i++) {
            var row = (Object[]) rows[i];
            if (row.length != rows.length) {
                throw SchemeError.error(who + ": the function must give as many numbers as it takes; it gave " + rows.length + " for " + row.length);
            }
            sum = Arithmetic.add(sum, row[i]);
        }
        return sum;
    }

    private static Object curl(Object f, Object p) {
        var j = (Object[]) jacobian(f, p);
        if (j.length != 3 || ((Object[]) j[0]).length != 3) {
            throw SchemeError.error("curl: the function must give three numbers for three:", new MutableString(j.length + " for " + ((Object[]) j[0]).length));
        }
        return new Object[] {Arithmetic.subtract(at(j, 2, 1), at(j, 1, 2)), Arithmetic.subtract(at(j, 0, 2), at(j, 2, 0)),
            Arithmetic.subtract(at(j, 1, 0), at(j, 0, 1))};
    }

    private static Object at(Object[] matrix, int row, int column) {
        return ((Object[]) matrix[row])[column];
    }
}
