package dev.loam.lang;

/// A parameter object: a procedure of no argument that gives the value it has in the current dynamic extent.
public final class Parameter extends Procedure {
    final Object converter;
    private volatile Object value;

    /// @param converter a procedure that every new value goes through; null for none
    public Parameter(String name, Object value, Object converter) {
        super(name);
        this.value = value;
        this.converter = converter;
    }

    @Override
    public int least() {
        return 0;
    }

    @Override
    public int most() {
        return 1;
    }

    /// The value in the dynamic extent of the running thread.
    public Object value() {
        Machine.Binding b = Machine.current().find(this);
        return b == null ? value : b.value;
    }

    /// Changes the value in the innermost dynamic extent that binds it.
    public void set(Object given) {
        Machine.Binding b = Machine.current().find(this);
        if (b == null) {
            value = given;
        } else {
            b.value = given;
        }
    }

    /// What a value becomes before it is bound.
    Object convert(Object given) {
        return converter == null ? given : Procedure.call(converter, given);
    }

    @Override
    public Object apply0() {
        return value();
    }

    @Override
    public Object apply1(Object a) {
        set(convert(a));
        return Unspecified.UNSPECIFIED;
    }
}
