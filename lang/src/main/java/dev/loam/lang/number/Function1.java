package dev.loam.lang.number;

/// The operations on one real number that may be asked of a [Differentiable]. [#apply] computes any of them for any number, so that a
/// rule can be written as "the same function of the primal value".
public enum Function1 {
    NEGATE("-"), ABS("abs"), EXP("exp"), LOG("log"), SQRT("sqrt"), SIN("sin"), COS("cos"), TAN("tan"), ASIN("asin"), ACOS("acos"),
    ATAN("atan"), SINH("sinh"), COSH("cosh"), TANH("tanh"), FLOOR("floor"), CEILING("ceiling"), ROUND("round"), TRUNCATE("truncate"),
    EXACT("exact"), INEXACT("inexact"), NUMERATOR("numerator"), DENOMINATOR("denominator");

    private final String operator;

    Function1(String operator) {
        this.operator = operator;
    }

    /// The name of the operation in a program.
    public String operator() {
        return operator;
    }

    public Object apply(Object x) {
        return switch (this) {
            case NEGATE -> Arithmetic.negate(x);
            case ABS -> Arithmetic.abs(x);
            case EXP -> Elementary.exp(x);
            case LOG -> Elementary.log(x);
            case SQRT -> Powers.sqrt(x);
            case SIN -> Elementary.sin(x);
            case COS -> Elementary.cos(x);
            case TAN -> Elementary.tan(x);
            case ASIN -> Elementary.asin(x);
            case ACOS -> Elementary.acos(x);
            case ATAN -> Elementary.atan(x);
            case SINH -> Elementary.sinh(x);
            case COSH -> Elementary.cosh(x);
            case TANH -> Elementary.tanh(x);
            case FLOOR -> Rounding.floor(x);
            case CEILING -> Rounding.ceiling(x);
            case ROUND -> Rounding.round(x);
            case TRUNCATE -> Rounding.truncate(x);
            case EXACT -> Rounding.exact(x);
            case INEXACT -> Rounding.inexact(x);
            case NUMERATOR -> Rounding.numerator(x);
            case DENOMINATOR -> Rounding.denominator(x);
        };
    }
}
