package dev.loam.lang;

/// What a procedure returns instead of a value when its last act is a call: the call itself waits in the [Machine] of the thread.
public final class TailCall {
    public static final TailCall PENDING = new TailCall();

    private TailCall() {}
}
