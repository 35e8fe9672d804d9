package dev.loam.lang.library;

import static dev.loam.lang.Builtins.procedure;
import static dev.loam.lang.Procedure.ANY;

import dev.loam.lang.Builtins.F2;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Values;
import dev.loam.lang.ad.TensorCall;
import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.number.Bits;
import dev.loam.lang.number.Complex;
import dev.loam.lang.number.Differentiable;
import dev.loam.lang.number.Division;
import dev.loam.lang.number.Elementary;
import dev.loam.lang.number.NumberParser;
import dev.loam.lang.number.NumberPrinter;
import dev.loam.lang.number.Powers;
import dev.loam.lang.number.Rounding;

/// Numbers as procedures: R7RS 6.2, the bit operations of SRFI 151 and a few names that other systems have.
final class NumberProcedures {

    private NumberProcedures() {}

    /// The procedure of this name, or null. A lambda costs nothing before its case is reached.
    static Object find(String name) {
        Object found = classes(name);
        found = found == null ? arithmetic(name) : found;
        found = found == null ? functions(name) : found;
        return found == null ? bits(name) : found;
    }

    private static Object classes(String name) {
        return switch (name) {
            case "number?", "complex?" -> procedure(name, x -> Arithmetic.isNumber(x) && !TensorCall.isTensor(x));
            case "real?" -> procedure(name, x -> Arithmetic.isReal(x) && !TensorCall.isTensor(x));
            case "rational?" -> procedure(name, x -> Arithmetic.isNumber(x) && Arithmetic.isRational(x));
            case "integer?" -> procedure(name, x -> Arithmetic.isInteger(x));
            case "exact?" -> procedure(name, x -> Arithmetic.isExact(x));
            case "inexact?" -> procedure(name, x -> !Arithmetic.isExact(number(name, x)));
            case "exact-integer?" -> procedure(name, x -> Arithmetic.isExactInteger(x));
            case "exact-rational?" -> procedure(name, x -> Arithmetic.isReal(x) && Arithmetic.isExact(x));
            case "exact-nonnegative-integer?" -> procedure(name, x -> Arithmetic.isExactInteger(x) && Arithmetic.sign(name, x) >= 0);
            case "fixnum?" -> procedure(name, x -> x instanceof Long);
            case "flonum?" -> procedure(name, x -> x instanceof Double);
            case "nan?" -> procedure(name, x -> anyPart(name, x, Double::isNaN));
            case "infinite?" -> procedure(name, x -> anyPart(name, x, Double::isInfinite));
            case "finite?" -> procedure(name, x -> !anyPart(name, x, d -> !Double.isFinite(d)));
            case "zero?" -> procedure(name, x -> Arithmetic.isZero(x));
            case "positive?" -> procedure(name, x -> Arithmetic.sign(name, x) > 0);
            case "negative?" -> procedure(name, x -> Arithmetic.sign(name, x) < 0);
            case "odd?" -> procedure(name, x -> Division.isOdd(x));
            case "even?" -> procedure(name, x -> Division.isEven(x));
            case "=" -> relation(name, (a, b) -> Arithmetic.numericEquals(a, b));
            case "<" -> relation(name, (a, b) -> Arithmetic.less(a, b));
            case ">" -> relation(name, (a, b) -> Arithmetic.greater(a, b));
            case "<=" -> relation(name, (a, b) -> Arithmetic.lessOrEqual(a, b));
            case ">=" -> relation(name, (a, b) -> Arithmetic.greaterOrEqual(a, b));
            default -> null;
        };
    }

    private static Object arithmetic(String name) {
        return switch (name) {
            case "+" -> fold(name, 0L, Arithmetic::add);
            case "*" -> fold(name, 1L, Arithmetic::multiply);
            case "-" -> inverse(name, 0L, Arithmetic::subtract);
            case "/" -> inverse(name, 1L, Arithmetic::divide);
            case "max" -> extreme(name, Arithmetic::max);
            case "min" -> extreme(name, Arithmetic::min);
            case "gcd" -> fold(name, 0L, Division::gcd);
            case "lcm" -> fold(name, 1L, Division::lcm);
            case "quotient", "truncate-quotient" -> procedure(name, (a, b) -> Division.quotient(a, b));
            case "remainder", "truncate-remainder" -> procedure(name, (a, b) -> Division.remainder(a, b));
            case "modulo", "floor-remainder" -> procedure(name, (a, b) -> Division.modulo(a, b));
            case "floor-quotient" -> procedure(name, (a, b) -> Division.floorQuotient(a, b));
            case "floor/" -> procedure(name, (a, b) -> Values.of(Division.floorQuotient(a, b), Division.modulo(a, b)));
            case "truncate/" -> procedure(name, (a, b) -> Values.of(Division.quotient(a, b), Division.remainder(a, b)));
            case "1+", "add1" -> procedure(name, x -> Arithmetic.add(x, 1L));
            case "-1+", "1-", "sub1" -> procedure(name, x -> Arithmetic.subtract(x, 1L));
            case "abs" -> procedure(name, x -> Arithmetic.abs(x));
            case "square" -> procedure(name, x -> Arithmetic.multiply(x, x));
            case "cube" -> procedure(name, x -> Arithmetic.multiply(x, Arithmetic.multiply(x, x)));
            case "numerator" -> procedure(name, x -> Rounding.numerator(x));
            case "denominator" -> procedure(name, x -> Rounding.denominator(x));
            case "floor" -> procedure(name, x -> Rounding.floor(x));
            case "ceiling" -> procedure(name, x -> Rounding.ceiling(x));
            case "truncate" -> procedure(name, x -> Rounding.truncate(x));
            case "round" -> procedure(name, x -> Rounding.round(x));
            case "rationalize" -> procedure(name, (x, y) -> Rounding.rationalize(x, y));
            case "exact", "inexact->exact" -> procedure(name, x -> Rounding.exact(x));
            case "inexact", "exact->inexact" -> procedure(name, x -> Rounding.inexact(x));
            default -> null;
        };
    }

    private static Object functions(String name) {
        return switch (name) {
            case "exp" -> procedure(name, x -> Elementary.exp(x));
            case "log" -> procedure(name, 1, 2, x -> Elementary.log(x), (x, b) -> Elementary.log(x, b), null);
            case "sin" -> procedure(name, x -> Elementary.sin(x));
            case "cos" -> procedure(name, x -> Elementary.cos(x));
            case "tan" -> procedure(name, x -> Elementary.tan(x));
            case "asin" -> procedure(name, x -> Elementary.asin(x));
            case "acos" -> procedure(name, x -> Elementary.acos(x));
            case "atan" -> procedure(name, 1, 2, x -> Elementary.atan(x), (y, x) -> Elementary.atan(y, x), null);
            case "sinh" -> procedure(name, x -> Elementary.sinh(x));
            case "cosh" -> procedure(name, x -> Elementary.cosh(x));
            case "tanh" -> procedure(name, x -> Elementary.tanh(x));
            case "sqrt" -> procedure(name, x -> Powers.sqrt(x));
            case "exact-integer-sqrt" -> procedure(name, x -> Values.of(Powers.exactIntegerSqrt(x)));
            case "expt" -> procedure(name, (x, y) -> Powers.expt(x, y));
            case "make-rectangular" -> procedure(name, (x, y) -> Elementary.makeRectangular(x, y));
            case "make-polar" -> procedure(name, (x, y) -> Elementary.makePolar(x, y));
            case "real-part" -> procedure(name, x -> Elementary.realPart(x));
            case "imag-part" -> procedure(name, x -> Elementary.imaginaryPart(x));
            case "magnitude" -> procedure(name, x -> Elementary.magnitude(x));
            case "angle" -> procedure(name, x -> Elementary.angle(x));
            case "number->string" -> procedure(name, 1, 2, x -> Strings.of(NumberPrinter.text(x, 10)), null, a ->
                    Strings.of(NumberPrinter.text(number(name, a[0]), a.length == 1 ? 10 : Check.between(name, 2, a[1], 2, 36))));
            case "string->number" -> procedure(name, 1, 2, x -> orFalse(NumberParser.parse(Check.string(name, 1, x).toString(), 10)), null, a -> orFalse(
                    NumberParser.parse(Check.string(name, 1, a[0]).toString(), a.length == 1 ? 10 : Check.between(name, 2, a[1], 2, 36))));
            default -> null;
        };
    }

    private static Object bits(String name) {
        return switch (name) {
            case "bitwise-and" -> fold(name, -1L, Bits::and);
            case "bitwise-ior", "bitwise-or" -> fold(name, 0L, Bits::or);
            case "bitwise-xor" -> fold(name, 0L, Bits::xor);
            case "bitwise-not" -> procedure(name, x -> Bits.not(x));
            case "arithmetic-shift" -> procedure(name, (x, n) -> Bits.shift(x, n));
            case "bit-count" -> procedure(name, x -> Bits.count(x));
            case "integer-length" -> procedure(name, x -> Bits.length(x));
            case "bit-set?" -> procedure(name, (k, x) -> Division.isOdd(Bits.shift(x, Arithmetic.negate(k))));
            default -> null;
        };
    }

    private static Object orFalse(Object x) {
        return x == null ? Boolean.FALSE : x;
    }

    private static Object number(String who, Object x) {
        if (Arithmetic.isNumber(x)) {
            return x;
        }
        throw SchemeError.wrongType(who, 1, "a number", x);
    }

    private static boolean anyPart(String who, Object x, java.util.function.DoublePredicate test) {
        Object value = Differentiable.value(number(who, x));
        return value instanceof Complex z ? anyPart(who, z.real(), test) || anyPart(who, z.imaginary(), test)
                : value instanceof Double d && test.test(d);
    }

    /// The arguments one after the other; every one is looked at before the first operation, so that an error has the right position.
    private static Procedure fold(String name, Object unit, F2 f) {
        return procedure(name, 0, ANY, x -> f.apply(unit, x), f, a -> {
            requireNumbers(name, a);
            Object result = unit;
            for (int i = 0; i < a.length; i++) {
                result = i == 0 ? a[0] : f.apply(result, a[i]);
            }
            return result;
        });
    }

    private static Procedure inverse(String name, Object unit, F2 f) {
        return procedure(name, 1, ANY, x -> name.equals("-") ? Arithmetic.negate(x) : f.apply(unit, x), f, a -> {
            requireNumbers(name, a);
            Object result = a[0];
            for (int i = 1; i < a.length; i++) {
                result = f.apply(result, a[i]);
            }
            return result;
        });
    }

    private static Procedure extreme(String name, F2 f) {
        return procedure(name, 1, ANY, x -> Check.real(name, 1, x), f, a -> {
            Object result = Check.real(name, 1, a[0]);
            for (int i = 1; i < a.length; i++) {
                result = f.apply(result, Check.real(name, i + 1, a[i]));
            }
            return result;
        });
    }

    private static Procedure relation(String name, F2 f) {
        return procedure(name, 1, ANY, x -> {
            number(name, x);
            return true;
        }, f, a -> {
            requireNumbers(name, a);
            boolean all = true;
            for (int i = 1; i < a.length; i++) {
                all &= f.apply(a[i - 1], a[i]) == Boolean.TRUE;
            }
            return all;
        });
    }

    private static void requireNumbers(String name, Object[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (!Arithmetic.isNumber(arguments[i])) {
                throw SchemeError.wrongType(name, i + 1, "a number", arguments[i]);
            }
        }
    }
}
