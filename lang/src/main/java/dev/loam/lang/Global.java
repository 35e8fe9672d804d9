package dev.loam.lang;

/// The place where a variable outside all procedures has its value. Compiled code holds the object itself.
public final class Global {
    /// The value of a variable that is not defined yet.
    public static final Object UNBOUND = new Object() {
        @Override
        public String toString() {
            return "#<unbound>";
        }
    };

    private final String name;
    public Object value;
    /// For builtin procedures: the operation of the compiler that a call of them can be replaced by.
    public Object inline;
    /// Whether it is the system's own and never changes.
    public boolean constant;
    /// Whether some definition gives it a value, now or later.
    public boolean defined;
    /// Its type by annotation, a [dev.loam.lang.types.SchemeType]; null for none.
    public Object type;

    public Global(String name, Object value) {
        this.name = name;
        this.value = value;
    }

    public Global(String name) {
        this(name, UNBOUND);
    }

    public String name() {
        return name;
    }

    /// Makes it stand for something of Java.
    public Global java(Object given) {
        value = given;
        return this;
    }

    public boolean bound() {
        return value != UNBOUND;
    }

    /// The value.
    ///
    /// @throws SchemeError where there is none yet
    public Object get() {
        Object x = value;
        if (x == UNBOUND) {
            throw SchemeError.unbound(this);
        }
        return x;
    }

    /// Changes a value that must be there.
    public void set(Object given) {
        if (value == UNBOUND) {
            throw SchemeError.unbound(this);
        }
        value = given;
    }

    @Override
    public String toString() {
        return name;
    }
}
