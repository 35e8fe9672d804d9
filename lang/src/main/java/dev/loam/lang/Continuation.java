package dev.loam.lang;

/// A continuation as a procedure: called, it leaves everything and goes on where it was taken, any number of times.
final class Continuation extends Jump {
    final Machine.Base base;
    final Frame frames;
    final Machine.State state;

    Continuation(Machine.Base base, Frame frames, Machine.State state) {
        this.base = base;
        this.frames = frames;
        this.state = state;
    }

    @Override
    RuntimeException go(Object value) {
        Machine.current().rewind(state.winds());
        throw new Reinstate(this, value);
    }
}
