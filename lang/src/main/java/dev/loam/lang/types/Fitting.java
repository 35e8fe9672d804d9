package dev.loam.lang.types;

import dev.loam.lang.types.SchemeType.Function;
import dev.loam.lang.types.SchemeType.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whether a value of one type can stand where another is needed, type variables of the call being found on the way.
final class Fitting {
    private Fitting() {}

    /// A signature for one call: its variables open.
    static Function instance(Function f) {
        return (Function) new Instance().of(f);
    }

    private static final class Instance {
        private final Map<String, SchemeType> variables = new HashMap<>();
        private final Map<String, Size> sizes = new HashMap<>();

        SchemeType of(SchemeType t) {
            return switch (t) {
                case SchemeType.Base x -> x;
                case SchemeType.OfRecord x -> x;
                case SchemeType.Open x -> x;
                case SchemeType.Variable x -> variables.computeIfAbsent(x.name(), n -> new SchemeType.Open());
                case SchemeType.ListOf x -> new SchemeType.ListOf(of(x.element()));
                case SchemeType.PairOf x -> new SchemeType.PairOf(of(x.first()), of(x.second()));
                case SchemeType.VectorOf x -> new SchemeType.VectorOf(of(x.element()), of(x.length()));
                case SchemeType.TensorOf x -> new SchemeType.TensorOf(x.dtype(), x.shape() == null ? null : x.shape().stream().map(this::of).toList());
                case SchemeType.Union x -> new SchemeType.Union(all(x.members()));
                case Function x -> new Function(all(x.params()), x.rest() == null ? null : of(x.rest()), of(x.result()));
            };
        }

        private Size of(Size s) {
            return s instanceof Size.Named n ? sizes.computeIfAbsent(n.name(), Size.Open::new) : s;
        }

        private List<SchemeType> all(List<SchemeType> types) {
            var made = new ArrayList<SchemeType>();
            types.forEach(t -> made.add(of(t)));
            return made;
        }
    }

    static SchemeType resolve(SchemeType t) {
        SchemeType x = t;
        while (x instanceof SchemeType.Open o && o.found != null) {
            x = o.found;
        }
        return x;
    }

    /// Whether something of type `have` may stand where `want` is needed.
    static boolean fits(SchemeType want, SchemeType have) {
        if (have.atoms() == 0) {
            return true;
        }
        if (want instanceof SchemeType.Open o) {
            return fits(o, resolve(have));
        }
        SchemeType h = resolve(have);
        if (h instanceof SchemeType.Open o) {
            o.found = want;
            return true;
        }
        if (want instanceof SchemeType.Variable || h instanceof SchemeType.Variable) {
            return want.equals(h) || isAny(want) || isAny(h);
        }
        if (want instanceof SchemeType.Union u) {
            return u.members().stream().anyMatch(m -> fits(m, h));
        }
        if (h instanceof SchemeType.Union u) {
            return u.members().stream().anyMatch(m -> fits(want, m));
        }
        return (want.atoms() & h.atoms()) != 0 && inside(want, h);
    }

    private static boolean isAny(SchemeType t) {
        return t instanceof SchemeType.Base b && b.atoms() == Atoms.ALL;
    }

    private static boolean fits(SchemeType.Open want, SchemeType have) {
        if (have == want || isAny(have)) {
            return true;
        }
        if (want.found == null) {
            want.found = have;
            return true;
        }
        SchemeType before = resolve(want);
        if (isNumber(before) && isNumber(have)) {
            want.found = Atoms.type(before.atoms() | have.atoms());
            return true;
        }
        return fits(before, have);
    }

    private static boolean isNumber(SchemeType t) {
        return t instanceof SchemeType.Base b && b.atoms() != 0 && (b.atoms() & ~Atoms.NUMBER) == 0;
    }

    /// The parts of two types that overlap in kind.
    private static boolean inside(SchemeType want, SchemeType have) {
        if (want instanceof SchemeType.ListOf a && have instanceof SchemeType.ListOf b) {
            return fits(a.element(), b.element());
        }
        if (want instanceof SchemeType.PairOf a && have instanceof SchemeType.PairOf b) {
            return fits(a.first(), b.first()) && fits(a.second(), b.second());
        }
        if (want instanceof SchemeType.VectorOf a && have instanceof SchemeType.VectorOf b) {
            return fits(a.element(), b.element()) && fits(a.length(), b.length());
        }
        if (want instanceof SchemeType.TensorOf a && have instanceof SchemeType.TensorOf b) {
            return (a.dtype() == null || b.dtype() == null || a.dtype().equals(b.dtype())) && fits(a.shape(), b.shape());
        }
        if (want instanceof SchemeType.OfRecord a && have instanceof SchemeType.OfRecord b) {
            return a.type() == b.type();
        }
        return !(want instanceof Function a && have instanceof Function b) || fits(a, instance(b));
    }

    private static boolean fits(Function want, Function have) {
        int n = want.params().size();
        if (want.rest() == null && !have.accepts(n)) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            SchemeType param = i < have.params().size() ? have.params().get(i) : have.rest();
            if (param != null && !fits(param, want.params().get(i))) {
                return false;
            }
        }
        return fits(want.result(), have.result());
    }

    private static boolean fits(List<Size> want, List<Size> have) {
        if (want == null || have == null) {
            return true;
        }
        if (want.size() != have.size()) {
            return false;
        }
        for (int i = 0; i < want.size(); i++) {
            if (!fits(want.get(i), have.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(Size want, Size have) {
        Size w = resolve(want);
        Size h = resolve(have);
        if (w == null || h == null || w.equals(h)) {
            return true;
        }
        if (w instanceof Size.Open o) {
            o.found = h;
            return true;
        }
        if (h instanceof Size.Open o) {
            o.found = w;
            return true;
        }
        return false;
    }

    private static Size resolve(Size s) {
        Size x = s;
        while (x instanceof Size.Open o && o.found != null) {
            x = o.found;
        }
        return x;
    }

    /// What a value is that is of one type or the other.
    static SchemeType join(SchemeType a, SchemeType b) {
        if (a.equals(b) || b.atoms() == 0) {
            return a;
        }
        if (a.atoms() == 0) {
            return b;
        }
        if (a instanceof SchemeType.ListOf x && b instanceof SchemeType.ListOf y) {
            return new SchemeType.ListOf(join(x.element(), y.element()));
        }
        if (a instanceof SchemeType.Variable || b instanceof SchemeType.Variable || resolve(a) instanceof SchemeType.Open
            || resolve(b) instanceof SchemeType.Open) {
            return SchemeType.ANY;
        }
        return Atoms.type(a.atoms() | b.atoms());
    }
}
