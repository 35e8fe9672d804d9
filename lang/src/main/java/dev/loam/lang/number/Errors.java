package dev.loam.lang.number;

import dev.loam.lang.ErrorObject;
import dev.loam.lang.SchemeError;

/// What arithmetic throws: each error names the operator, and where an argument is at fault its position and itself.
final class Errors {

    private Errors() {}

    /// `argument` stands at `position`, counted from 1, where `expected` (as "a number") is wanted.
    static SchemeError wrongArgument(String operator, int position, Object argument, String expected) {
        return SchemeError.wrongType(operator, position, expected, argument);
    }

    static SchemeError divisionByZero(String operator) {
        return SchemeError.of(ErrorObject.Kind.NUMBER, operator + ": division by zero");
    }

    /// Complaint where `x` is being differentiated and the operation has no derivative: a zero would be wrong without a word.
    static void requireConstant(String operator, Object x) {
        if (x instanceof Differentiable) {
            throw noDerivative(operator);
        }
    }

    static SchemeError noDerivative(String operator) {
        return SchemeError.error(operator + " has no derivative; write (stop-gradient x) around its argument where none is wanted");
    }

    /// An argument of the right kind for which the operation has no value.
    static SchemeError undefined(String operator, String why, Object argument) {
        return SchemeError.of(ErrorObject.Kind.NUMBER, operator + ": " + why, argument);
    }
}
