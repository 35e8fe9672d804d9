package dev.loam.lang.syntax;

import dev.loam.lang.ErrorObject;
import dev.loam.lang.MutableString;
import dev.loam.lang.Pair;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Source;

/// A mistake in the text of a program, found before it runs.
public final class SyntaxError extends SchemeError {
    private final int position;

    public SyntaxError(ErrorObject.Kind kind, int position, String message, Object... irritants) {
        super(new ErrorObject(kind, new MutableString(message), Pair.list(irritants)));
        this.position = position;
    }

    public SyntaxError(int position, String message, Object... irritants) {
        this(ErrorObject.Kind.SYNTAX, position, message, irritants);
    }

    /// The number of the place, see [Source#place]; 0 where it is not known.
    @Override
    public int position() {
        return position;
    }
}
