package dev.loam.lang;

/// One frame of a captured stack: what is left to do in a procedure once the call that it waits for has a value. Frames are shared by
/// all continuations that hold them and never change after they were linked.
abstract class Frame {
    Frame next;

    /// Goes on with the value of the call that was waited for. May return [TailCall#PENDING].
    abstract Object resume(Object value);

    /// Goes on where that call ended with an exception instead.
    Object resumeThrown(Throwable thrown) {
        throw Unwind.sneak(thrown);
    }
}
