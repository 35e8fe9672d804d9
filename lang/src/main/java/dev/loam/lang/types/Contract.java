package dev.loam.lang.types;

import dev.loam.lang.ErrorObject;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.Record;
import dev.loam.lang.SchemeError;
import dev.loam.lang.types.SchemeType.Size;

/// What is looked at when a program runs: an argument of a procedure with a type, its result, or `(the type expression)`. Only the outermost
/// layer of a value is looked at, and of it only what takes no time: kind, arity, length, shape.
///
/// @param position the argument, from 1; 0 for a result
public record Contract(SchemeType type, String who, int position) {
    /// Whether this looks at anything at all.
    public boolean looks() {
        return type.atoms() != Atoms.ALL;
    }

    /// @throws SchemeError where `x` is of another type
    public static void check(Object x, Object contract) {
        var c = (Contract) contract;
        if (!accepts(c.type, x)) {
            throw c.violation(x);
        }
    }

    /// As [#check(Object, Object)]; gives the value.
    public static Object checked(Object x, Object contract) {
        check(x, contract);
        return x;
    }

    private SchemeError violation(Object found) {
        return position > 0 ? SchemeError.wrongType(who == null ? "procedure" : who, position, type.text(), found)
            : SchemeError.of(ErrorObject.Kind.TYPE, (who == null ? "this" : who) + " must give " + type.text() + ", found", found);
    }

    private static boolean accepts(SchemeType type, Object x) {
        return switch (type) {
            case SchemeType.Base b -> (b.atoms() & Atoms.of(x)) != 0;
            case SchemeType.ListOf l -> x instanceof Pair || x == Nil.NIL;
            case SchemeType.PairOf p -> x instanceof Pair;
            case SchemeType.VectorOf v -> x instanceof Object[] a && (!(v.length() instanceof Size.Fixed n) || n.size() == a.length);
            case SchemeType.TensorOf t -> x instanceof Shaped s && accepts(t, s);
            case SchemeType.Function f -> x instanceof Procedure p && (f.rest() != null || p.accepts(f.params().size()));
            case SchemeType.OfRecord r -> x instanceof Record s && s.type == r.type();
            case SchemeType.Union u -> u.members().stream().anyMatch(m -> accepts(m, x));
            case SchemeType.Variable v -> true;
            case SchemeType.Open o -> true;
        };
    }

    private static boolean accepts(SchemeType.TensorOf t, Shaped s) {
        if (t.dtype() != null && !t.dtype().equals(s.dtypeName())) {
            return false;
        }
        if (t.shape() == null) {
            return true;
        }
        long[] sizes = s.sizes();
        if (sizes.length != t.shape().size()) {
            return false;
        }
        for (int i = 0; i < sizes.length; i++) {
            if (t.shape().get(i) instanceof Size.Fixed f && f.size() != sizes[i]) {
                return false;
            }
        }
        return true;
    }
}
