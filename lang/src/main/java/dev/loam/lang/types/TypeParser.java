package dev.loam.lang.types;

import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Suggestions;
import dev.loam.lang.Symbol;
import dev.loam.lang.syntax.SyntaxError;
import dev.loam.lang.types.SchemeType.Size;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Types as they are written: `real`, `(vector real 3)`, `(tensor f32 (784 n))`, `(-> real ... real)`, `(or real string)`, `(forall (a) (-> a a))`, `'a`.
public final class TypeParser {
    private static final Set<String> DTYPES = Set.of("f64", "f32", "f16", "bf16", "i64", "i32", "i16", "i8", "u8", "bool", "any");
    private static final Symbol MORE = Symbol.of("...");

    private final Function<Symbol, SchemeType> named;
    private final Set<Symbol> variables = new HashSet<>();

    /// @param named the types that a program defines; null for an unknown name
    public TypeParser(Function<Symbol, SchemeType> named) {
        this.named = named;
    }

    /// @throws SyntaxError where `x` is no type
    public SchemeType parse(Object x, int position) {
        if (x instanceof Symbol s) {
            return name(s, position);
        }
        if (!(x instanceof Pair p && p.car instanceof Symbol head)) {
            throw bad(x, position);
        }
        List<Object> rest = elements(p.cdr, x, position);
        int n = rest.size();
        return switch (head.name()) {
            case "quote" -> new SchemeType.Variable(symbol(rest, 0, x, position).name());
            case "forall", "∀" -> {
                require(n == 2, x, position);
                elements(rest.getFirst(), x, position).forEach(v -> variables.add((Symbol) v));
                yield parse(rest.get(1), position);
            }
            case "list" -> {
                require(n == 1, x, position);
                yield new SchemeType.ListOf(parse(rest.getFirst(), position));
            }
            case "pair" -> {
                require(n == 2, x, position);
                yield new SchemeType.PairOf(parse(rest.getFirst(), position), parse(rest.get(1), position));
            }
            case "vector" -> {
                require(n == 1 || n == 2, x, position);
                yield new SchemeType.VectorOf(parse(rest.getFirst(), position), n == 1 ? null : size(rest.get(1), x, position));
            }
            case "tensor" -> tensor(rest, x, position);
            case "->", "→" -> function(rest, x, position);
            case "or" -> {
                require(n >= 1, x, position);
                yield new SchemeType.Union(rest.stream().map(m -> parse(m, position)).toList());
            }
            default -> throw bad(x, position);
        };
    }

    private SchemeType name(Symbol s, int position) {
        if (variables.contains(s)) {
            return new SchemeType.Variable(s.name());
        }
        Integer atoms = Atoms.NAMES.get(s.name());
        if (atoms != null) {
            return new SchemeType.Base(s.name().equals("f64") ? "float" : s.name(), atoms);
        }
        SchemeType mine = named.apply(s);
        if (mine == null) {
            throw new SyntaxError(position, "there is no type " + s.name() + Suggestions.hint(s.name(), Atoms.NAMES.keySet()));
        }
        return mine;
    }

    private SchemeType tensor(List<Object> rest, Object x, int position) {
        require(!rest.isEmpty() && rest.size() <= 2, x, position);
        String dtype = symbol(rest, 0, x, position).name();
        if (!DTYPES.contains(dtype)) {
            throw new SyntaxError(position, "there is no dtype " + dtype + Suggestions.hint(dtype, DTYPES));
        }
        List<Size> shape = null;
        if (rest.size() == 2) {
            shape = new ArrayList<>();
            for (Object size : elements(rest.get(1), x, position)) {
                shape.add(size(size, x, position));
            }
        }
        return new SchemeType.TensorOf(dtype.equals("any") ? null : dtype, shape);
    }

    private SchemeType function(List<Object> rest, Object x, int position) {
        int n = rest.size();
        require(n >= 1, x, position);
        boolean more = n >= 3 && rest.get(n - 2) == MORE;
        var params = new ArrayList<SchemeType>();
        for (Object p : rest.subList(0, more ? n - 3 : n - 1)) {
            params.add(parse(p, position));
        }
        return new SchemeType.Function(List.copyOf(params), more ? parse(rest.get(n - 3), position) : null, parse(rest.get(n - 1), position));
    }

    private static Size size(Object x, Object whole, int position) {
        if (x instanceof Long n && n >= 0) {
            return new Size.Fixed(n);
        }
        if (x instanceof Symbol s) {
            return new Size.Named(s.name());
        }
        throw bad(whole, position);
    }

    private static Symbol symbol(List<Object> list, int index, Object whole, int position) {
        if (index < list.size() && list.get(index) instanceof Symbol s) {
            return s;
        }
        throw bad(whole, position);
    }

    private static List<Object> elements(Object list, Object whole, int position) {
        var all = new ArrayList<>();
        Object x = list;
        for (; x instanceof Pair p; x = p.cdr) {
            all.add(p.car);
        }
        require(x == Nil.NIL, whole, position);
        return all;
    }

    private static void require(boolean fine, Object x, int position) {
        if (!fine) {
            throw bad(x, position);
        }
    }

    private static SyntaxError bad(Object x, int position) {
        return new SyntaxError(position, "this is no type (types look like real, (vector real 3), (tensor f32 (784 n)), (-> real real)):", x);
    }
}
