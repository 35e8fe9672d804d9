package dev.loam.lang;

/// Leaves all frames above a [Machine.Base], which then goes on with the frames of a continuation.
final class Reinstate extends Unwind {
    final transient Continuation continuation;
    final transient Object value;

    Reinstate(Continuation continuation, Object value) {
        this.continuation = continuation;
        this.value = value;
    }
}
