package dev.loam.lang;

/// Zero, two or more values that travel as one object from `values` to the one who receives them. One value travels as itself.
public final class Values {
    public static final Values NONE = new Values();

    public final Object[] elements;

    private Values(Object... elements) {
        this.elements = elements;
    }

    public static Object of(Object... elements) {
        return elements.length == 1 ? elements[0] : elements.length == 0 ? NONE : new Values(elements);
    }

    /// What travels as `x`, one by one.
    public static Object[] spread(Object x) {
        return x instanceof Values v ? v.elements : new Object[] {x};
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (Object x : elements) {
            text.append(text.isEmpty() ? "" : " ").append(Printer.write(x));
        }
        return text.toString();
    }
}
