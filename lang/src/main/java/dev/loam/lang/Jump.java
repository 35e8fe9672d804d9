package dev.loam.lang;

/// A procedure that takes any number of values with it and does not return: it leaves for where it was taken.
abstract class Jump extends Procedure {
    Jump() {
        super("continuation");
    }

    /// Leaves with `value`, several of them as [Values]; never returns.
    abstract RuntimeException go(Object value);

    @Override
    public final int least() {
        return 0;
    }

    @Override
    public final int most() {
        return ANY;
    }

    @Override
    public final Object apply0() {
        throw go(Values.NONE);
    }

    @Override
    public final Object apply1(Object a) {
        throw go(a);
    }

    @Override
    public final Object apply2(Object a, Object b) {
        throw go(Values.of(a, b));
    }

    @Override
    public final Object apply3(Object a, Object b, Object c) {
        throw go(Values.of(a, b, c));
    }

    @Override
    public final Object apply4(Object a, Object b, Object c, Object d) {
        throw go(Values.of(a, b, c, d));
    }

    @Override
    public final Object applyN(Object[] arguments) {
        throw go(Values.of(arguments));
    }
}
