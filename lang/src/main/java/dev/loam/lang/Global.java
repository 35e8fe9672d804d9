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

    public boolean bound() {
        return value != UNBOUND;
    }

    @Override
    public String toString() {
        return name;
    }
}
