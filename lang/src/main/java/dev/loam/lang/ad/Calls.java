package dev.loam.lang.ad;

import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.Record;
import dev.loam.lang.SchemeError;
import java.util.ArrayList;
import java.util.List;

/// How operators call the functions they are given.
final class Calls {
    private Calls() {}

    /// Calls `f` with a point: as one argument, or, where it takes as many as there are parts, with each.
    static Object call(Object f, Object point) {
        Procedure g = Procedure.of(f);
        if (!(g instanceof Operators.Gradient)) {
            Levels.primal();
        }
        List<Object> parts = g.accepts(1) ? null : parts(point);
        return parts == null ? Procedure.call(g, point) : Procedure.callN(g, parts.toArray());
    }

    /// The parts of a vector, list or record; null for anything else.
    private static List<Object> parts(Object point) {
        return switch (point) {
            case Object[] v -> List.of(v);
            case Record r -> List.of(r.fields);
            case Pair p -> {
                var all = new ArrayList<Object>();
                for (Object x = p; x instanceof Pair q; x = q.cdr) {
                    all.add(q.car);
                }
                yield all;
            }
            default -> null;
        };
    }

    static void requireNumbers(String who, Object point) {
        if (!Points.any(point)) {
            throw SchemeError.wrongType(who, 2, "a point: a real number, or a vector, list or record of them", point);
        }
    }

    /// What an operator was given as the result of a function, where it must be numbers.
    static void requireResults(String who, Object result) {
        if (!Points.any(result)) {
            throw SchemeError.error(who + ": the function to be differentiated must give numbers, it gave", result);
        }
    }
}
