package dev.loam.lang;

/// A pair. The fields are the pair: compiled code reads and writes them.
public final class Pair {
    public Object car;
    public Object cdr;
    /// Where `car` stood in a source text, as [dev.loam.lang.Source] counts; 0 where nobody knows. It fits into the padding of the object.
    public final int position;

    public Pair(Object car, Object cdr) {
        this(car, cdr, 0);
    }

    public Pair(Object car, Object cdr, int position) {
        this.car = car;
        this.cdr = cdr;
        this.position = position;
    }

    /// The proper list of these elements.
    public static Object list(Object... elements) {
        return listWithTail(Nil.NIL, elements);
    }

    /// The list of these elements that ends in `tail`.
    public static Object listWithTail(Object tail, Object... elements) {
        return listFrom(elements, 0, tail);
    }

    /// The list of `elements[start]` and all after it, ending in `tail`. Rest arguments come this way.
    public static Object listFrom(Object[] elements, int start, Object tail) {
        Object list = tail;
        for (int i = elements.length - 1; i >= start; i--) {
            list = new Pair(elements[i], list);
        }
        return list;
    }

    @Override
    public String toString() {
        return Printer.write(this);
    }
}
