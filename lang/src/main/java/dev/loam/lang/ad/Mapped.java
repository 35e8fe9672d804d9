package dev.loam.lang.ad;

import dev.loam.lang.Builtins;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import java.util.ArrayList;
import java.util.List;

/// `vmap`: a procedure for each entry of what it is given, at once.
final class Mapped {
    private Mapped() {}

    /// `f` for each entry of lists or vectors: result `i` is what `f` gives for the entries number `i`. The results come in the kind of
    /// sequence that the first argument is.
    static Procedure vmap(Object f) {
        Procedure g = Procedure.of(f);
        return Builtins.procedure("vmap", 1, Procedure.ANY, arguments -> map(g, arguments));
    }

    private static Object map(Procedure f, Object[] arguments) {
        var sequences = new ArrayList<List<Object>>();
        for (int i = 0; i < arguments.length; i++) {
            sequences.add(entries(i + 1, arguments[i]));
            if (sequences.get(i).size() != sequences.get(0).size()) {
                throw SchemeError.error("vmap: all arguments must have as many entries; argument 1 has " + sequences.get(0).size() + ", argument "
                    + (i + 1) + " has " + sequences.get(i).size());
            }
        }
        var results = new Object[sequences.get(0).size()];
        for (int i = 0; i < results.length; i++) {
            var each = new Object[arguments.length];
            for (int k = 0; k < each.length; k++) {
                each[k] = sequences.get(k).get(i);
            }
            results[i] = Procedure.callN(f, each);
        }
        return arguments[0] instanceof Object[] ? results : Pair.list(results);
    }

    private static List<Object> entries(int position, Object x) {
        if (x instanceof Object[] v) {
            return List.of(v);
        }
        var all = new ArrayList<Object>();
        Object rest = x;
        for (; rest instanceof Pair p; rest = p.cdr) {
            all.add(p.car);
        }
        if (rest != dev.loam.lang.Nil.NIL) {
            throw SchemeError.wrongType("vmap", position, "a list or vector", x);
        }
        return all;
    }
}
