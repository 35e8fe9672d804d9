package dev.loam.lang;

/// Keyword arguments: a procedure with keyword variables gets them as the list of its further arguments, `scale: 2 shift: 3`.
final class Keywords {
    private Keywords() {}

    private static Pair find(Object list, Object keyword) {
        for (Object x = list; x instanceof Pair p && p.cdr instanceof Pair q; x = q.cdr) {
            if (p.car == keyword) {
                return q;
            }
        }
        return null;
    }

    static Object given(Object list, Object keyword) {
        return find(list, keyword) != null;
    }

    static Object value(Object list, Object keyword, Object who) {
        Pair p = find(list, keyword);
        if (p == null) {
            throw SchemeError.of(ErrorObject.Kind.ARGUMENTS, who + ": the keyword argument " + keyword + " is missing");
        }
        return p.car;
    }

    private static String hint(Object keyword, Object known) {
        var names = new java.util.ArrayList<String>();
        for (Object k = known; k instanceof Pair p; k = p.cdr) {
            names.add(p.car.toString());
        }
        return keyword instanceof Symbol s ? Suggestions.hint(s.name(), names) : "";
    }

    /// Complains of keywords that are not known, and of what is no keyword.
    static Object check(Object list, Object known, Object who) {
        for (Object x = list; x instanceof Pair p; x = ((Pair) p.cdr).cdr) {
            boolean fine = false;
            for (Object k = known; k instanceof Pair q; k = q.cdr) {
                fine |= q.car == p.car;
            }
            if (!fine) {
                throw SchemeError.of(ErrorObject.Kind.ARGUMENTS, who + " has no keyword argument " + Printer.write(p.car) + hint(p.car, known));
            }
            if (!(p.cdr instanceof Pair)) {
                throw SchemeError.of(ErrorObject.Kind.ARGUMENTS, who + ": a value must follow the keyword", p.car);
            }
        }
        return Unspecified.UNSPECIFIED;
    }
}
