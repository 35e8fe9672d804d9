package dev.loam.lang.number;

/// An operation on numbers that has no answer: an argument of the wrong kind, or a division by zero.
public final class NumberException extends RuntimeException {

    private final String operator;
    private final int position;
    private final Object argument;
    private final String expected;

    private NumberException(String operator, int position, Object argument, String expected, String message) {
        super(message);
        this.operator = operator;
        this.position = position;
        this.argument = argument;
        this.expected = expected;
    }

    /// `argument` stands at `position`, counted from 1, where `expected` (as "a number") is wanted.
    public static NumberException wrongArgument(String operator, int position, Object argument, String expected) {
        return new NumberException(operator, position, argument, expected,
                operator + ": argument " + position + " must be " + expected + ", found");
    }

    static NumberException divisionByZero(String operator) {
        return new NumberException(operator, 0, null, null, operator + ": division by zero");
    }

    /// An argument of the right kind for which the operation has no value.
    static NumberException undefined(String operator, int position, Object argument, String why) {
        return new NumberException(operator, position, argument, null, operator + ": " + why + ":");
    }

    public String operator() {
        return operator;
    }

    /// The position of the argument, counted from 1; 0 where no single argument is at fault.
    public int position() {
        return position;
    }

    /// What was found there. Where [#position] is not 0, a report shows it after [#getMessage], written as the language writes it.
    public Object argument() {
        return argument;
    }

    /// What was wanted there, as "an integer"; null where the argument was of the right kind.
    public String expected() {
        return expected;
    }
}
