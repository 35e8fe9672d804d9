package dev.loam.lang.ad;

import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.number.Differentiable;
import dev.loam.lang.tensor.TensorValue;
import dev.loam.tensor.Functions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Procedures whose derivatives are not those of the operations in them: given by a rule, or by running them again.
final class Custom {
    private Custom() {}

    /// What the cotangents of the arguments are, for what the procedure gave and its cotangent.
    private interface Rule {
        List<Object> pull(Object[] arguments, Object result, Object cotangent);
    }

    /// `f`, whose derivative is `(rule cotangent result argument …)`: the cotangent of the argument, or, for several, a list of one for each.
    static Procedure vjp(Object f, Object rule) {
        Procedure g = Procedure.of(f);
        Procedure r = Procedure.of(rule);
        return new Ruled(g, (arguments, result, cotangent) -> {
            var all = new Object[arguments.length + 2];
            all[0] = cotangent;
            all[1] = result;
            System.arraycopy(arguments, 0, all, 2, arguments.length);
            Object pulled = Procedure.callN(r, all);
            List<Object> flat = Points.numbers(pulled);
            int wanted = Points.numbers(arguments).size();
            if (flat.size() != wanted) {
                throw SchemeError.error("custom-vjp: the rule must give one number for each of the " + wanted + " in the arguments of "
                    + (g.name() == null ? "the function" : g.name()) + ", it gave " + flat.size() + ":", pulled);
            }
            return flat;
        });
    }

    /// `f`, of which a reverse pass keeps nothing but the arguments: it is run again when its derivatives are wanted.
    static Procedure checkpoint(Object f) {
        Procedure g = Procedure.of(f);
        return new Ruled(g, (arguments, result, cotangent) -> Reverse.pulled(g, arguments, cotangent));
    }

    private static final class Ruled extends Procedure {
        private final Procedure f;
        private final Rule rule;

        Ruled(Procedure f, Rule rule) {
            super(f.name());
            this.f = f;
            this.rule = rule;
        }

        @Override
        public int least() {
            return f.least();
        }

        @Override
        public int most() {
            return f.most();
        }

        @Override
        public Object apply0() {
            return f.apply0();
        }

        @Override
        public Object apply1(Object a) {
            return applyN(new Object[] {a});
        }

        @Override
        public Object apply2(Object a, Object b) {
            return applyN(new Object[] {a, b});
        }

        @Override
        public Object apply3(Object a, Object b, Object c) {
            return applyN(new Object[] {a, b, c});
        }

        @Override
        public Object apply4(Object a, Object b, Object c, Object d) {
            return applyN(new Object[] {a, b, c, d});
        }

        /// The differentiation that began last is served; what it asks for may be served by the ones before.
        @Override
        public Object applyN(Object[] arguments) {
            Differentiable top = null;
            for (Object n : Points.numbers(arguments)) {
                if (n instanceof Differentiable d && !(n instanceof TensorValue) && (top == null || d.level() > top.level())) {
                    top = d;
                }
            }
            if (top == null) {
                return f.applyN(arguments);
            }
            long level = top.level();
            if (top instanceof Jet || top instanceof Series) {
                arguments = (Object[]) Series.aligned(level, arguments);
                for (Object n : Points.numbers(arguments)) {
                    top = n instanceof Series s && s.level() == level ? s : top;
                }
            }
            var below = (Object[]) Points.map(arguments, n -> n instanceof Differentiable d && d.level() == level ? d.primal() : n);
            Object y = Procedure.callN(this, below.clone());
            if (y instanceof Procedure) {
                throw SchemeError.error("a procedure with a rule of its own must give numbers, it gave", y);
            }
            for (Object n : Points.numbers(y)) {
                if (n instanceof Differentiable d && d.level() >= level) {
                    // it depends on the variables also by what it captures, which no rule tells: the operations themselves know
                    return Procedure.callN(f, arguments);
                }
            }
            return switch (top) {
                case Tape.Entry e -> onTape(e.tape(), arguments, below, y);
                case Series s -> expanded(s, arguments, y);
                default -> moved(top, arguments, below, y);
            };
        }

        private Object onTape(Tape tape, Object[] arguments, Object[] below, Object y) {
            List<Object> all = Points.numbers(arguments);
            var sources = new ArrayList<Integer>();
            var inputs = new ArrayList<Object>();
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i) instanceof Tape.Entry e && e.tape() == tape) {
                    sources.add(i);
                    inputs.add(e);
                }
            }
            int[] count = new int[1];
            return Points.map(y, n -> {
                int output = count[0]++;
                return tape.record(n, inputs, cotangent -> {
                    List<Object> pulled = rule.pull(below.clone(), y, unit(y, output, cotangent));
                    var wanted = new Object[sources.size()];
                    for (int i = 0; i < wanted.length; i++) {
                        wanted[i] = pulled.get(sources.get(i));
                    }
                    return wanted;
                });
            });
        }

        /// Forward: the rule, asked for each number of the result, gives a row of the Jacobian.
        private Object moved(Differentiable top, Object[] arguments, Object[] below, Object y) {
            long level = top.level();
            List<Object> all = Points.numbers(arguments);
            int[] count = new int[1];
            return Points.map(y, n -> {
                if (TensorCall.ground(n) instanceof TensorValue t && t.shape().rank() > 0) {
                    throw SchemeError.error("a procedure with a rule of its own, which is for reverse mode, gave a tensor in forward mode; use gradient or vjp");
                }
                Object change = sum(rule.pull(below.clone(), y, unit(y, count[0]++, Points.one(n))), all, x -> x instanceof Dual d && d.level() == level
                    ? d.tangent() : null);
                return new Dual(level, n, change == null ? Points.zero(n) : change);
            });
        }

        /// As a power series: the rule for series of one order less gives the derivative's.
        private Object expanded(Series top, Object[] arguments, Object y) {
            long level = top.level();
            if (top.terms().length == 1) {
                return Points.map(y, n -> new Series(level, n));
            }
            List<Object> all = Points.numbers(arguments);
            var low = (Object[]) Points.map(arguments, n -> n instanceof Series s && s.level() == level ? s.cut() : n);
            Object result = Procedure.callN(this, low.clone());
            int[] count = new int[1];
            return Points.map(y, n -> {
                Object rate = sum(rule.pull(low.clone(), result, unit(result, count[0]++, Points.one(n))), all, x -> x instanceof Series s && s.level() == level
                    ? s.derivative() : null);
                return rate == null ? n : top.integral(n, rate);
            });
        }

        /// The sum of the products of `row` with what `change` gives for each of `all`; null where it gives nothing.
        private static Object sum(List<Object> row, List<Object> all, UnaryOperator<Object> change) {
            Object sum = null;
            for (int i = 0; i < row.size(); i++) {
                Object c = change.apply(all.get(i));
                if (c != null) {
                    Object more = TensorCall.isTensor(all.get(i)) ? TensorCall.apply("*", Functions.fn((a, b) -> a.mul(b).sum()), row.get(i), c)
                        : Arithmetic.multiply(row.get(i), c);
                    sum = sum == null ? more : Arithmetic.add(sum, more);
                }
            }
            return sum;
        }

        /// The structure of `y` with `value` at one place and zeros elsewhere.
        private static Object unit(Object y, int at, Object value) {
            int[] count = new int[1];
            return Points.map(y, n -> count[0]++ == at ? value : Points.zero(n));
        }
    }
}
