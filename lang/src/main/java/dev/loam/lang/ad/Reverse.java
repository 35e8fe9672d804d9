package dev.loam.lang.ad;

import dev.loam.lang.Builtins;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Values;
import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.tensor.TensorText;
import dev.loam.lang.tensor.TensorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// Reverse mode: functions are run once on numbers that write down how they came about, and what was written is read backwards.
final class Reverse {
    private Reverse() {}

    /// @param plain whether the point is a vector of doubles
    private record Traced(Tape tape, int variables, Object value, boolean plain) {}

    private static boolean doubles(Object[] v) {
        for (Object x : v) {
            if (!(x instanceof Double)) {
                return false;
            }
        }
        return v.length > 0;
    }

    private static Traced traceDoubles(Object f, Object[] v) {
        var tape = new Tape(Levels.next());
        var point = new Object[v.length];
        for (int i = 0; i < point.length; i++) {
            point[i] = tape.variable((Double) v[i]);
        }
        return new Traced(tape, point.length, Calls.call(f, point), true);
    }

    private static Traced trace(Object f, Object p) {
        compute(p);
        var tape = new Tape(Levels.next());
        var count = new int[1];
        Object point = Points.map(p, n -> {
            count[0]++;
            return tape.variable(n);
        });
        return new Traced(tape, count[0], Calls.call(f, point), false);
    }

    private static Object[] reverse(Traced t, Object output, Object seed) {
        Levels.reverse();
        return t.tape.backward(output, seed, t.variables);
    }

    /// Computes the tensors in it, where they can be, as one graph.
    private static void compute(Object x) {
        var all = new ArrayList<TensorValue>();
        for (Object n : Points.numbers(x)) {
            if (n instanceof TensorValue t && t.isKnown()) {
                all.add(t);
            }
        }
        TensorValue.force(all);
    }

    /// Gradients for the numbers and tensors of a point, each of its kind and shape.
    ///
    /// @param value is computed with them
    private static Object shaped(Object p, Object[] gradients, Object value) {
        List<Object> xs = Points.numbers(p);
        var found = new ArrayList<Object>();
        for (int i = 0; i < gradients.length; i++) {
            found.add(TensorCall.shaped(gradients[i], xs.get(i)));
        }
        compute(new Object[] {Pair.list(found.toArray()), value});
        for (int i = 0; i < gradients.length; i++) {
            found.set(i, TensorCall.number(found.get(i), xs.get(i)));
        }
        return Points.with(p, found);
    }

    private static UnaryOperator<Object> ground(Tape tape) {
        return n -> n instanceof Tape.Entry e && e.level() == tape.level ? e.primal() : n;
    }

    /// The value and the gradient, in the shape of the point.
    static Object[] valueAndGradient(String who, Object f, Object p) {
        Calls.requireNumbers(who, p);
        Traced t = p instanceof Object[] v && doubles(v) ? traceDoubles(f, v) : trace(f, p);
        Object y = t.value;
        if (!Points.number(y)) {
            throw SchemeError.error(who + ": the function must give one real number, it gave something else; for several use jacobian:",
                y instanceof Procedure ? y : Points.map(y, TensorCall::ground));
        }
        if (TensorCall.ground(y) instanceof TensorValue v && (v.shape().rank() > 0 || !v.dtype().isFloat())) {
            throw SchemeError.error(who + ": the function must give one real number, it gave a tensor " + v.dtype() + " of shape " + TensorText.shape(v.shape())
                + "; take its sum or mean, or use jacobian");
        }
        if (t.plain && y instanceof Tape.Entry e && e.tape() == t.tape && e.primal() instanceof Double && t.tape.isReadForward()) {
            // numbers in and a number out: the gradient is what the tape gives
            var both = new Object[] {e.primal(), reverse(t, y, 1.0)};
            t.tape.release();
            return both;
        }
        Object value = ground(t.tape).apply(y);
        Object[] g = reverse(t, y, Points.one(y));
        return new Object[] {value, shaped(p, g, value)};
    }

    /// The value, and the procedure that pulls a cotangent of it back to one of the point.
    static Object vjp(Object f, Object p) {
        Calls.requireNumbers("vjp", p);
        Traced t = trace(f, p);
        Calls.requireResults("vjp", t.value);
        List<Object> outputs = Points.numbers(t.value);
        return Values.of(Points.map(t.value, ground(t.tape)), Builtins.procedure("pullback", w -> {
            List<Object> weights = Points.numbers(w);
            if (weights.size() != outputs.size()) {
                throw SchemeError.error("vjp: the function gave " + outputs.size() + " numbers, the cotangent has " + weights.size());
            }
            return shaped(p, pull(t, outputs, weights), 0L);
        }));
    }

    private static Object[] pull(Traced t, List<Object> outputs, List<Object> weights) {
        Object[] sum = null;
        for (int i = 0; i < outputs.size(); i++) {
            Object[] g = reverse(t, outputs.get(i), weights.get(i));
            for (int j = 0; sum != null && j < g.length; j++) {
                g[j] = Arithmetic.add(sum[j], g[j]);
            }
            sum = g;
        }
        return sum;
    }

    /// The cotangents of the numbers in `arguments` for that of what `f` gives for them.
    static List<Object> pulled(Procedure f, Object[] arguments, Object cotangent) {
        Traced t = trace(Builtins.procedure(f.name(), x -> Procedure.callN(f, ((Object[]) x).clone())), arguments);
        return Arrays.asList(pull(t, Points.numbers(t.value), Points.numbers(cotangent)));
    }

    /// A vector of rows: for each number that the function gives, its derivatives. The tape is written once; it is read from its end for each
    /// output or from its beginning for each variable, whichever are fewer.
    static Object jacobian(Object f, Object p) {
        Calls.requireNumbers("jacobian", p);
        Traced t = trace(f, p);
        Calls.requireResults("jacobian", t.value);
        List<Object> outputs = Points.numbers(t.value);
        if (Points.tensors(p) || Points.tensors(t.value)) {
            return TensorJacobian.of(Points.numbers(p), outputs, (output, seed) -> reverse(t, output, seed));
        }
        var rows = new Object[outputs.size()];
        if (t.variables < rows.length && t.tape.isReadForward()) {
            return forward(t, outputs);
        }
        for (int i = 0; i < rows.length; i++) {
            rows[i] = reverse(t, outputs.get(i), Points.one(outputs.get(i)));
        }
        return rows;
    }

    private static Object forward(Traced t, List<Object> outputs) {
        var rows = new Object[outputs.size()][t.variables];
        for (int j = 0; j < t.variables; j++) {
            Levels.forward();
            Object[] column = t.tape.forward(outputs, j, t.variables);
            for (int i = 0; i < rows.length; i++) {
                rows[i][j] = column[i];
            }
        }
        return rows;
    }

    /// Forward over reverse: one gradient for each variable.
    static Object hessian(Object f, Object p) {
        Calls.requireNumbers("hessian", p);
        if (Points.tensors(p)) {
            return jacobian(new Operators.Gradient(f), p);
        }
        int n = Points.numbers(p).size();
        var rows = new Object[n];
        for (int i = 0; i < n; i++) {
            int column = i;
            var k = new int[1];
            Object direction = Points.map(p, x -> k[0]++ == column ? 1L : 0L);
            rows[i] = Points.numbers(Forward.jvp("hessian", new Operators.Gradient(f), p, direction)[1]).toArray();
        }
        return rows;
    }

    /// The sum of the diagonal.
    static Object trace(String who, Object matrix) {
        if (TensorCall.isTensor(matrix)) {
            return TensorJacobian.trace(who, matrix);
        }
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

    static Object curl(Object f, Object p) {
        if (Points.tensors(p)) {
            throw SchemeError.error("curl: the point must be three numbers, not a tensor; write (curl (lambda (x y z) …) (tensor->list p))");
        }
        var j = (Object[]) jacobian(f, p);
        if (j.length != 3 || ((Object[]) j[0]).length != 3) {
            throw SchemeError.error("curl: the function must give three numbers for three; it gave " + j.length + " for " + ((Object[]) j[0]).length);
        }
        return new Object[] {Arithmetic.subtract(at(j, 2, 1), at(j, 1, 2)), Arithmetic.subtract(at(j, 0, 2), at(j, 2, 0)),
            Arithmetic.subtract(at(j, 1, 0), at(j, 0, 1))};
    }

    private static Object at(Object[] matrix, int row, int column) {
        return ((Object[]) matrix[row])[column];
    }
}
