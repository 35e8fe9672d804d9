package dev.loam.lang.number;

/// The operations on two real numbers that may be asked of a [Differentiable].
public enum Function2 {
    ADD("+"), SUBTRACT("-"), MULTIPLY("*"), DIVIDE("/"), EXPT("expt"), ATAN("atan"),
    FLOOR_QUOTIENT("floor-quotient"), FLOOR_REMAINDER("modulo"), TRUNCATE_QUOTIENT("quotient"), TRUNCATE_REMAINDER("remainder");

    private final String operator;

    Function2(String operator) {
        this.operator = operator;
    }

    /// The name of the operation in a program.
    public String operator() {
        return operator;
    }

    public Object apply(Object a, Object b) {
        return switch (this) {
            case ADD -> Arithmetic.add(a, b);
            case SUBTRACT -> Arithmetic.subtract(a, b);
            case MULTIPLY -> Arithmetic.multiply(a, b);
            case DIVIDE -> Arithmetic.divide(a, b);
            case EXPT -> Powers.expt(a, b);
            case ATAN -> Elementary.atan(a, b);
            case FLOOR_QUOTIENT -> Division.floorQuotient(a, b);
            case FLOOR_REMAINDER -> Division.modulo(a, b);
            case TRUNCATE_QUOTIENT -> Division.quotient(a, b);
            case TRUNCATE_REMAINDER -> Division.remainder(a, b);
        };
    }
}
