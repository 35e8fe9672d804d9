package dev.loam.lang;

/// Takes the stack apart down to the [Machine.Base], frame by frame: each frame it passes adds what it needs to go on.
public final class Capture extends Unwind {
    final transient Machine.Base base;
    final transient Procedure receiver;
    private transient Frame first;
    private transient Frame last;

    Capture(Machine.Base base, Procedure receiver) {
        this.base = base;
        this.receiver = receiver;
    }

    /// The frame that was just left; called from the innermost to the outermost.
    void push(Frame frame) {
        if (first == null) {
            first = frame;
        } else {
            last.next = frame;
        }
        last = frame;
    }

    /// All frames, followed by those that were on the heap already.
    Frame link(Frame rest) {
        if (first == null) {
            return rest;
        }
        last.next = rest;
        return first;
    }
}
