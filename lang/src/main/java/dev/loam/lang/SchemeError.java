package dev.loam.lang;

/// A raised object on its way through Java frames. Libraries throw one of those made here; `raise` throws any object.
///
/// Whether the handlers of the program were asked already is [#raised]: an error thrown by a library was not yet, and the nearest frame
/// that knows the handlers asks them.
public class SchemeError extends RuntimeException {
    private final transient Object payload;
    private boolean raised;

    public SchemeError(Object payload) {
        super(null, null, false, true);
        this.payload = payload;
    }

    public SchemeError(Object payload, Throwable cause) {
        super(null, cause, false, true);
        this.payload = payload;
    }

    /// The object that was raised.
    public Object payload() {
        return payload;
    }

    /// Where in the text the mistake is, as [Source] counts; 0 where only the stack tells.
    public int position() {
        return 0;
    }

    boolean raised() {
        return raised;
    }

    SchemeError markRaised() {
        raised = true;
        return this;
    }

    @Override
    public String getMessage() {
        return payload instanceof ErrorObject e ? e.report() : "raised: " + Printer.write(payload);
    }

    /// What `(error message irritant …)` throws.
    public static SchemeError error(String message, Object... irritants) {
        return of(ErrorObject.Kind.USER, message, irritants);
    }

    public static SchemeError of(ErrorObject.Kind kind, String message, Object... irritants) {
        return new SchemeError(new ErrorObject(kind, new MutableString(message), Pair.list(irritants)));
    }

    /// Argument number `position` (from 1) of `who` must be `expected` ("a pair") and is not.
    public static SchemeError wrongType(String who, int position, String expected, Object found) {
        return of(ErrorObject.Kind.TYPE, who + ": argument " + position + " must be " + expected + ", found", found);
    }

    /// Argument number `position` of `who` is an index that must lie in `[0, limit)`, or another number out of its range.
    public static SchemeError outOfRange(String who, int position, Object found, long limit) {
        return of(ErrorObject.Kind.RANGE, who + ": argument " + position + " must be an index below " + limit + ", found", found);
    }

    /// An error of a file, recognised by `file-error?`.
    public static SchemeError file(String message, Object... irritants) {
        return of(ErrorObject.Kind.FILE, message, irritants);
    }

    /// An error of a reader, recognised by `read-error?`.
    public static SchemeError read(String message, Object... irritants) {
        return of(ErrorObject.Kind.READ, message, irritants);
    }

    /// `f` was called with a number of arguments that it does not take.
    public static SchemeError wrongCount(Procedure f, Object... arguments) {
        int least = f.least();
        int most = f.most();
        String takes = most == Procedure.ANY ? "at least " + least
            : least == most ? Integer.toString(least) : least + " to " + most;
        String noun = (most == Procedure.ANY ? least : most) == 1 ? " argument" : " arguments";
        String name = f.name() == null ? "a procedure without a name" : f.name();
        return of(ErrorObject.Kind.ARGUMENTS, name + " takes " + takes + noun + ", was given " + arguments.length);
    }

    /// A variable without a value was used.
    public static SchemeError unbound(Global g) {
        return of(ErrorObject.Kind.UNBOUND, "the variable " + g.name() + " is not defined" + Suggestions.hint(g.name()));
    }

    /// What stands in operator position is no procedure.
    public static SchemeError notApplicable(Object f) {
        return of(ErrorObject.Kind.TYPE, "not a procedure, cannot be called:", f);
    }
}
