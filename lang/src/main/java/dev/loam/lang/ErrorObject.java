package dev.loam.lang;

/// What `error` makes and what every error found by the system is: the thing that `error-object?` recognises.
///
/// @param kind      what went wrong
/// @param message   a sentence without a full stop
/// @param irritants the list of values it is about
public record ErrorObject(Kind kind, Object message, Object irritants) {
    /// The kinds a program can tell apart.
    public enum Kind { USER, FILE, READ, SYNTAX, TYPE, RANGE, UNBOUND, ARGUMENTS, NUMBER, STACK, SYSTEM }

    /// The message with its irritants, as a report shows it.
    public String report() {
        var text = new StringBuilder(Printer.display(message));
        Object rest = irritants;
        while (rest instanceof Pair p) {
            text.append(' ').append(Printer.write(p.car));
            rest = p.cdr;
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "#<error " + report() + ">";
    }
}
