package dev.loam.lang.symbolic;

import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.number.Elementary;
import dev.loam.lang.number.Powers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An expression of numbers and variables, in a normal form that the makers below give: sums have no sums in them and no two terms that differ
/// by a factor only, products no products and no two powers of one base; a difference is a sum with a factor -1, a quotient a product with a power -1.
sealed interface Expression {
    Expression ZERO = new Constant(0L);
    Expression ONE = new Constant(1L);

    record Constant(Object value) implements Expression {
        boolean is(long n) {
            return value instanceof Long x && x == n;
        }
    }

    record Variable(String name) implements Expression { }

    record Sum(List<Expression> terms) implements Expression { }

    record Product(List<Expression> factors) implements Expression { }

    record Power(Expression base, Expression exponent) implements Expression { }

    /// Of a function or an operator without a rule of simplification: `sin`, `if`, `<`.
    record Call(String name, List<Expression> arguments) implements Expression { }

    static Expression number(Object value) {
        return new Constant(value);
    }

    static Expression sum(Expression... terms) {
        return sum(List.of(terms));
    }

    static Expression sum(List<Expression> terms) {
        Object constant = 0L;
        Map<Expression, Object> factors = new LinkedHashMap<>();
        var open = new ArrayList<>(terms);
        for (int i = 0; i < open.size(); i++) {
            switch (open.get(i)) {
                case Sum s -> open.addAll(i + 1, s.terms);
                case Constant c -> constant = Arithmetic.add(constant, c.value);
                case Product p when p.factors.getFirst() instanceof Constant c -> factors.merge(product(p.factors.subList(1, p.factors.size())), c.value, Arithmetic::add);
                case Expression e -> factors.merge(e, 1L, Arithmetic::add);
            }
        }
        var out = new ArrayList<Expression>();
        factors.forEach((rest, factor) -> {
            Expression term = product(number(factor), rest);
            if (!term.equals(ZERO)) {
                out.add(term);
            }
        });
        Expression last = number(constant);
        if (!last.equals(ZERO)) {
            out.add(last);
        }
        return out.isEmpty() ? ZERO : out.size() == 1 ? out.getFirst() : new Sum(List.copyOf(out));
    }

    static Expression product(Expression... factors) {
        return product(List.of(factors));
    }

    static Expression product(List<Expression> factors) {
        Object constant = 1L;
        Map<Expression, Expression> exponents = new LinkedHashMap<>();
        var open = new ArrayList<>(factors);
        for (int i = 0; i < open.size(); i++) {
            switch (open.get(i)) {
                case Product p -> open.addAll(i + 1, p.factors);
                case Constant c -> constant = Arithmetic.multiply(constant, c.value);
                case Power p -> exponents.merge(p.base, p.exponent, Expression::sum);
                case Expression e -> exponents.merge(e, ONE, Expression::sum);
            }
        }
        if (constant instanceof Long n && n == 0) {
            return ZERO;
        }
        var out = new ArrayList<Expression>();
        for (var e : exponents.entrySet()) {
            Expression f = power(e.getKey(), e.getValue());
            if (f instanceof Constant c) {
                constant = Arithmetic.multiply(constant, c.value);
            } else {
                out.add(f);
            }
        }
        if (!number(constant).equals(ONE) || out.isEmpty()) {
            out.addFirst(number(constant));
        }
        return out.size() == 1 ? out.getFirst() : new Product(List.copyOf(out));
    }

    static Expression power(Expression base, Expression exponent) {
        if (exponent.equals(ZERO)) {
            return ONE;
        }
        if (exponent.equals(ONE) || base.equals(ONE)) {
            return base;
        }
        if (base instanceof Constant b && exponent instanceof Constant e && !(b.is(0) && Arithmetic.sign("expt", e.value) < 0)) {
            Object value = Powers.expt(b.value, e.value);
            if (Arithmetic.isExact(value) || !Arithmetic.isExact(b.value) || !Arithmetic.isExact(e.value)) {
                return number(value);
            }
        }
        // (b^m)^n = b^(m n) holds for every b where n is whole
        if (base instanceof Power p && exponent instanceof Constant e && Arithmetic.isExactInteger(e.value)) {
            return power(p.base, product(p.exponent, exponent));
        }
        if (base instanceof Product p && exponent instanceof Constant e && Arithmetic.isExactInteger(e.value)) {
            return product(p.factors.stream().map(f -> power(f, exponent)).toList());
        }
        return new Power(base, exponent);
    }

    static Expression negative(Expression e) {
        return product(number(-1L), e);
    }

    static Expression quotient(Expression a, Expression b) {
        return product(a, power(b, number(-1L)));
    }

    /// A function of numbers, computed where its argument is a number and the value exact.
    static Expression call(String name, Expression... arguments) {
        if (arguments.length == 1 && arguments[0] instanceof Constant c) {
            Object value = switch (name) {
                case "exp" -> Elementary.exp(c.value);
                case "log" -> c.is(1) ? (Object) 0L : null;
                case "sin" -> Elementary.sin(c.value);
                case "cos" -> Elementary.cos(c.value);
                case "tan" -> Elementary.tan(c.value);
                case "sinh" -> Elementary.sinh(c.value);
                case "cosh" -> Elementary.cosh(c.value);
                case "tanh" -> Elementary.tanh(c.value);
                case "abs" -> Arithmetic.abs(c.value);
                default -> null;
            };
            if (value != null && (Arithmetic.isExact(value) || !Arithmetic.isExact(c.value))) {
                return number(value);
            }
        }
        if (arguments.length == 1 && arguments[0] instanceof Call inner && inner.arguments.size() == 1
            && (name.equals("log") && inner.name.equals("exp") || name.equals("exp") && inner.name.equals("log"))) {
            return inner.arguments.getFirst();
        }
        return new Call(name, List.of(arguments));
    }
}
