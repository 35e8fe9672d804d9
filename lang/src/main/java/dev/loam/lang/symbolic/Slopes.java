package dev.loam.lang.symbolic;

import static dev.loam.lang.symbolic.Expression.ONE;
import static dev.loam.lang.symbolic.Expression.ZERO;
import static dev.loam.lang.symbolic.Expression.call;
import static dev.loam.lang.symbolic.Expression.negative;
import static dev.loam.lang.symbolic.Expression.number;
import static dev.loam.lang.symbolic.Expression.power;
import static dev.loam.lang.symbolic.Expression.product;
import static dev.loam.lang.symbolic.Expression.quotient;
import static dev.loam.lang.symbolic.Expression.sum;

import dev.loam.lang.SchemeError;
import dev.loam.lang.number.Rational;
import dev.loam.lang.symbolic.Expression.Call;
import dev.loam.lang.symbolic.Expression.Constant;
import dev.loam.lang.symbolic.Expression.Power;
import dev.loam.lang.symbolic.Expression.Product;
import dev.loam.lang.symbolic.Expression.Sum;
import dev.loam.lang.symbolic.Expression.Variable;
import java.math.BigInteger;
import java.util.ArrayList;

/// The rules of symbolic differentiation.
final class Slopes {
    private static final Expression TWO = number(2L);
    private static final Expression MINUS_HALF = number(Rational.of(BigInteger.ONE.negate(), BigInteger.TWO));

    private Slopes() {}

    /// The derivative of `e` by the variable `x`.
    static Expression of(Expression e, String x) {
        return switch (e) {
            case Constant c -> ZERO;
            case Variable v -> v.name().equals(x) ? ONE : ZERO;
            case Sum s -> sum(s.terms().stream().map(t -> of(t, x)).toList());
            case Product p -> {
                var terms = new ArrayList<Expression>();
                for (int i = 0; i < p.factors().size(); i++) {
                    var factors = new ArrayList<>(p.factors());
                    factors.set(i, of(p.factors().get(i), x));
                    terms.add(product(factors));
                }
                yield sum(terms);
            }
            case Power p -> power(p, of(p.base(), x), of(p.exponent(), x));
            case Call c when c.name().equals("if") -> call("if", c.arguments().get(0), of(c.arguments().get(1), x), of(c.arguments().get(2), x));
            case Call c when c.arguments().size() == 1 -> product(of(c.arguments().get(0), x), slope(c.name(), c.arguments().get(0)));
            case Call c -> c.arguments().stream().allMatch(a -> of(a, x).equals(ZERO)) ? ZERO : unknown(c.name());
        };
    }

    private static Expression power(Power p, Expression base, Expression exponent) {
        Expression first = product(p.exponent(), Expression.power(p.base(), sum(p.exponent(), number(-1L))), base);
        return exponent.equals(ZERO) ? first : sum(first, product(p, call("log", p.base()), exponent));
    }

    /// The derivative of a function at `u`.
    private static Expression slope(String f, Expression u) {
        return switch (f) {
            case "exp" -> call("exp", u);
            case "log" -> Expression.power(u, number(-1L));
            case "sin" -> call("cos", u);
            case "cos" -> negative(call("sin", u));
            case "tan" -> sum(ONE, Expression.power(call("tan", u), TWO));
            case "asin" -> Expression.power(sum(ONE, negative(Expression.power(u, TWO))), MINUS_HALF);
            case "acos" -> negative(Expression.power(sum(ONE, negative(Expression.power(u, TWO))), MINUS_HALF));
            case "atan" -> quotient(ONE, sum(ONE, Expression.power(u, TWO)));
            case "sinh" -> call("cosh", u);
            case "cosh" -> call("sinh", u);
            case "tanh" -> sum(ONE, negative(Expression.power(call("tanh", u), TWO)));
            case "abs" -> quotient(u, call("abs", u));
            default -> unknown(f);
        };
    }

    private static Expression unknown(String f) {
        throw SchemeError.error("diff: there is no rule for " + f + "; it knows + - * / expt sqrt square exp log sin cos tan asin acos atan sinh cosh tanh abs, if and let. "
            + "derivative differentiates any procedure");
    }
}
