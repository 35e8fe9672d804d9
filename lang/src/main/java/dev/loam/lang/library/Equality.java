package dev.loam.lang.library;

import dev.loam.lang.Char;
import dev.loam.lang.MutableString;
import dev.loam.lang.Pair;
import dev.loam.lang.number.Differentiable;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// `eq?`, `eqv?`, `equal?` and a hash for the last.
public final class Equality {

    /// So many pairs and vectors are compared without a record of what was met; more may be a cycle.
    private static final int QUICK = 1_000_000;

    private Equality() {}

    /// Also for small integers, booleans and characters, which programs expect to be identical.
    public static boolean eq(Object a, Object b) {
        return a == b || (a instanceof Long x && b instanceof Long y && x.longValue() == y.longValue())
                || (a instanceof Char c && b instanceof Char d && c.codePoint == d.codePoint)
                || (a instanceof Boolean p && b instanceof Boolean q && p.booleanValue() == q.booleanValue());
    }

    /// The same object, or numbers of equal value and exactness: `0.0` and `-0.0` differ, a NaN is itself.
    public static boolean eqv(Object a, Object b) {
        if (a == b) {
            return true;
        }
        boolean same = switch (a) {
            case Long x -> b instanceof Long y && x.longValue() == y.longValue();
            case Double x -> x.equals(b);
            case Char c -> c.equals(b);
            case Boolean x -> x.equals(b);
            case BigInteger x -> x.equals(b);
            case dev.loam.lang.number.Rational x -> x.equals(b);
            case dev.loam.lang.number.Complex x -> x.equals(b);
            case MutableString x -> x.length() == 0 && b instanceof MutableString y && y.length() == 0 && x.literal() && y.literal();
            case null, default -> false;
        };
        // a number that is being differentiated is the number that it is
        return same || (a instanceof Differentiable || b instanceof Differentiable) && eqv(Differentiable.value(a), Differentiable.value(b));
    }

    /// The same structure with `eqv?` leaves; ends for structures that contain themselves too.
    public static boolean equal(Object a, Object b) {
        if (a == b) {
            return true;
        }
        if (!(a instanceof Pair) && !(a instanceof Object[])) {
            return leaves(a, b);
        }
        int[] budget = {QUICK};
        int quick = equal(a, b, budget, 0);
        return quick == UNDECIDED ? new Careful().equal(a, b) : quick == EQUAL;
    }

    private static final int DIFFERENT = 0, EQUAL = 1, UNDECIDED = 2;

    private static boolean leaves(Object a, Object b) {
        return switch (a) {
            case MutableString s -> b instanceof MutableString t && s.sameCharacters(t);
            case byte[] x -> b instanceof byte[] y && Arrays.equals(x, y);
            case null, default -> eqv(a, b);
        };
    }

    private static int equal(Object a, Object b, int[] budget, int depth) {
        while (a instanceof Pair p && b instanceof Pair q) {
            if (p == q) {
                return EQUAL;
            }
            if (--budget[0] < 0 || depth > 2000) {
                return UNDECIDED;
            }
            int first = equal(p.car, q.car, budget, depth + 1);
            if (first != EQUAL) {
                return first;
            }
            a = p.cdr;
            b = q.cdr;
        }
        if (a instanceof Object[] v && b instanceof Object[] w) {
            return v == w ? EQUAL : vectors(v, w, budget, depth);
        }
        return leaves(a, b) ? EQUAL : DIFFERENT;
    }

    private static int vectors(Object[] v, Object[] w, int[] budget, int depth) {
        if (v.length != w.length) {
            return DIFFERENT;
        }
        if (--budget[0] < 0 || depth > 2000) {
            return UNDECIDED;
        }
        for (int i = 0; i < v.length; i++) {
            int element = equal(v[i], w[i], budget, depth + 1);
            if (element != EQUAL) {
                return element;
            }
        }
        return EQUAL;
    }

    /// Compares with a stack on the heap and takes two objects for equal that are being compared already: classes of equal objects are
    /// merged (union-find), so every pair of objects is looked at once. M. D. Adams and R. K. Dybvig, Efficient Nondestructive Equality
    /// Checking for Trees and Graphs, ICFP 2008.
    private static final class Careful {

        private record Identity(Object object) {
            @Override
            public boolean equals(Object other) {
                return other instanceof Identity i && i.object == object;
            }

            @Override
            public int hashCode() {
                return System.identityHashCode(object);
            }
        }

        private final Map<Identity, Identity> parents = new HashMap<>();
        private final java.util.ArrayDeque<Object[]> open = new java.util.ArrayDeque<>();

        boolean equal(Object a, Object b) {
            push(a, b);
            while (!open.isEmpty()) {
                var next = open.pop();
                Object x = next[0];
                Object y = next[1];
                if (x == y) {
                    continue;
                }
                if (x instanceof Pair p && y instanceof Pair q) {
                    if (merge(p, q)) {
                        push(p.cdr, q.cdr);
                        push(p.car, q.car);
                    }
                } else if (x instanceof Object[] v && y instanceof Object[] w) {
                    if (v.length != w.length) {
                        return false;
                    }
                    if (merge(v, w)) {
                        for (int i = v.length - 1; i >= 0; i--) {
                            push(v[i], w[i]);
                        }
                    }
                } else if (!leaves(x, y)) {
                    return false;
                }
            }
            return true;
        }

        private void push(Object x, Object y) {
            open.push(new Object[] {x == null ? "" : x, y == null ? "" : y});
        }

        /// Puts both into one class; false where they were in one already.
        private boolean merge(Object x, Object y) {
            var p = root(new Identity(x));
            var q = root(new Identity(y));
            if (p.equals(q)) {
                return false;
            }
            parents.put(p, q);
            return true;
        }

        private Identity root(Identity x) {
            Identity parent = parents.get(x);
            while (parent != null) {
                Identity above = parents.get(parent);
                if (above != null) {
                    parents.put(x, above);
                }
                x = parent;
                parent = above;
            }
            return x;
        }
    }

    /// Equal for values that are `equal?`. Looks at a bounded part of a structure only.
    public static int hash(Object x) {
        return switch (x) {
            case Long n -> 17 * 31 + Long.hashCode(n);
            case MutableString s -> 17 * 31 + s.hash();
            case dev.loam.lang.Symbol s -> 17 * 31 + s.hashCode();
            case null, default -> hash(x, new int[] {64});
        };
    }

    private static int hash(Object x, int[] budget) {
        int h = 17;
        while (x instanceof Pair p && budget[0]-- > 0) {
            h = h * 31 + hash(p.car, budget);
            x = p.cdr;
        }
        return switch (x) {
            case Pair _ -> h;
            case Object[] v -> {
                h = h * 31 + v.length;
                for (int i = 0; i < v.length && budget[0]-- > 0; i++) {
                    h = h * 31 + hash(v[i], budget);
                }
                yield h;
            }
            case MutableString s -> h * 31 + s.hash();
            case byte[] b -> h * 31 + Arrays.hashCode(b);
            case null -> h;
            default -> h * 31 + x.hashCode();
        };
    }

}
