package dev.loam.lang.symbolic;

import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Symbol;
import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.number.Rational;
import dev.loam.lang.symbolic.Expression.Call;
import dev.loam.lang.symbolic.Expression.Constant;
import dev.loam.lang.symbolic.Expression.Power;
import dev.loam.lang.symbolic.Expression.Product;
import dev.loam.lang.symbolic.Expression.Sum;
import dev.loam.lang.symbolic.Expression.Variable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Expressions as data of the language, there and back.
final class Notation {
    private static final Object HALF = Rational.of(BigInteger.ONE, BigInteger.TWO);

    private Notation() {}

    static Expression read(Object x) {
        return read(x, Map.of());
    }

    private static Expression read(Object x, Map<String, Expression> bound) {
        if (x instanceof Symbol s) {
            Expression e = bound.get(s.name());
            return e == null ? new Variable(s.name()) : e;
        }
        if (Arithmetic.isReal(x)) {
            return Expression.number(x);
        }
        if (!(x instanceof Pair p) || !(p.car instanceof Symbol f)) {
            throw SchemeError.error("diff: an expression of numbers, variables and operations is wanted, found", x);
        }
        if (f.name().equals("let") || f.name().equals("let*")) {
            return let(p, bound, f.name().equals("let*"));
        }
        var in = new ArrayList<Expression>();
        for (Object at = p.cdr; at instanceof Pair q; at = q.cdr) {
            in.add(read(q.car, bound));
        }
        return of(f.name(), in, x);
    }

    private static Expression let(Pair p, Map<String, Expression> bound, boolean oneByOne) {
        var inner = new HashMap<>(bound);
        Pair rest = (Pair) p.cdr;
        for (Object at = rest.car; at instanceof Pair q; at = q.cdr) {
            if (!(q.car instanceof Pair b && b.car instanceof Symbol name && b.cdr instanceof Pair value)) {
                throw SchemeError.error("diff: a let with plain bindings is wanted, found", p);
            }
            inner.put(name.name(), read(value.car, oneByOne ? inner : bound));
        }
        if (!(rest.cdr instanceof Pair body) || body.cdr != Nil.NIL) {
            throw SchemeError.error("diff: a let with one expression in it is wanted, found", p);
        }
        return read(body.car, inner);
    }

    private static Expression of(String f, List<Expression> in, Object whole) {
        boolean fits = switch (f) {
            case "-", "/" -> !in.isEmpty();
            case "expt" -> in.size() == 2;
            case "if" -> in.size() == 3;
            case "sqrt", "square", "exp", "sin", "cos", "tan", "asin", "acos", "sinh", "cosh", "tanh", "abs", "log", "atan" -> in.size() == 1;
            default -> true;
        };
        if (!fits) {
            throw SchemeError.error("diff: " + f + " does not take " + in.size() + " arguments here:", whole);
        }
        return switch (f) {
            case "+" -> Expression.sum(in);
            case "*" -> Expression.product(in);
            case "-" -> in.size() == 1 ? Expression.negative(in.get(0))
                : Expression.sum(in.get(0), Expression.negative(Expression.sum(in.subList(1, in.size()))));
            case "/" -> in.size() == 1 ? Expression.quotient(Expression.ONE, in.get(0))
                : Expression.quotient(in.get(0), Expression.product(in.subList(1, in.size())));
            case "expt" -> Expression.power(in.get(0), in.get(1));
            case "sqrt" -> Expression.power(in.get(0), Expression.number(HALF));
            case "square" -> Expression.power(in.get(0), Expression.number(2L));
            default -> Expression.call(f, in.toArray(new Expression[0]));
        };
    }

    static Object write(Expression e) {
        return switch (e) {
            case Constant c -> c.value();
            case Variable v -> Symbol.of(v.name());
            case Sum s -> sum(s);
            case Product p -> product(p.factors());
            case Power p -> product(List.of(p));
            case Call c -> {
                var all = new ArrayList<Object>();
                all.add(Symbol.of(c.name()));
                c.arguments().forEach(a -> all.add(write(a)));
                yield Pair.list(all.toArray());
            }
        };
    }

    /// Terms with a negative factor are subtracted.
    private static Object sum(Sum s) {
        var plus = new ArrayList<Object>();
        var minus = new ArrayList<Object>();
        for (Expression t : s.terms()) {
            (negative(t) ? minus : plus).add(write(negative(t) ? Expression.negative(t) : t));
        }
        Object first = plus.isEmpty() ? 0L : joined("+", plus);
        if (minus.isEmpty()) {
            return first;
        }
        return plus.isEmpty() ? list("-", List.of(joined("+", minus))) : list("-", join(first, minus));
    }

    private static List<Object> join(Object first, List<Object> rest) {
        var all = new ArrayList<Object>();
        all.add(first);
        all.addAll(rest);
        return all;
    }

    private static boolean negative(Expression e) {
        return e instanceof Constant c && Arithmetic.sign("diff", c.value()) < 0
            || e instanceof Product p && p.factors().getFirst() instanceof Constant f && Arithmetic.sign("diff", f.value()) < 0;
    }

    private static Object product(List<Expression> factors) {
        var above = new ArrayList<Object>();
        var below = new ArrayList<Object>();
        for (Expression f : factors) {
            if (f instanceof Power p && negative(p.exponent())) {
                below.add(power(p.base(), Expression.negative(p.exponent())));
            } else {
                above.add(f instanceof Power p ? power(p.base(), p.exponent()) : write(f));
            }
        }
        Object top = above.isEmpty() ? 1L : joined("*", above);
        return below.isEmpty() ? top : list("/", List.of(top, joined("*", below)));
    }

    private static Object power(Expression base, Expression exponent) {
        if (exponent.equals(Expression.ONE)) {
            return write(base);
        }
        return exponent instanceof Constant c && c.value().equals(HALF) ? list("sqrt", List.of(write(base)))
            : list("expt", List.of(write(base), write(exponent)));
    }

    /// The terms or factors together; one by itself.
    private static Object joined(String f, List<Object> in) {
        return in.size() == 1 ? in.get(0) : list(f, in);
    }

    private static Object list(String f, List<Object> in) {
        return Pair.list(join(Symbol.of(f), in).toArray());
    }
}
