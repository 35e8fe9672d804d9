package dev.loam.lang;

/// A continuation as a procedure: called, it leaves everything and goes on where it was taken, any number of times.
final class Continuation extends Procedure {
    final Machine.Base base;
    final Frame frames;
    final Machine.State state;

    Continuation(Machine.Base base, Frame frames, Machine.State state) {
        super("continuation");
        this.base = base;
        this.frames = frames;
        this.state = state;
    }

    @Override
    public int least() {
        return 0;
    }

    @Override
    public int most() {
        return ANY;
    }

    private RuntimeException go(Object value) {
        Machine m = Machine.current();
        m.rewind(state.winds());
        throw new Reinstate(this, value);
    }

    @Override
    public Object apply0() {
        throw go(Values.NONE);
    }

    @Override
    public Object apply1(Object a) {
        throw go(a);
    }

    @Override
    public Object apply2(Object a, Object b) {
        throw go(Values.of(a, b));
    }

    @Override
    public Object apply3(Object a, Object b, Object c) {
        throw go(Values.of(a, b, c));
    }

    @Override
    public Object apply4(Object a, Object b, Object c, Object d) {
        throw go(Values.of(a, b, c, d));
    }

    @Override
    public Object applyN(Object[] arguments) {
        throw go(Values.of(arguments));
    }
}
