package dev.loam.compiler;

import dev.loam.tensor.Dim;

/// A whole-number expression (64 bits) over loop axes and variable sizes: offsets and loop bounds. The static methods
/// simplify as they build, using that indices are never negative unless a subtraction makes them so.
public sealed interface Index {
    Index ZERO = new Const(0);
    Index ONE = new Const(1);

    record Const(long value) implements Index {
        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /// The running value of a loop.
    record At(Axis axis) implements Index {
        @Override
        public String toString() {
            return axis.name();
        }
    }

    /// The value of a variable size.
    record Size(String name, int max) implements Index {
        @Override
        public String toString() {
            return "$" + name;
        }
    }

    /// A computed whole number, such as an entry of a table of indices.
    record Value(Expr expr) implements Index {
        @Override
        public String toString() {
            return "(" + expr + ")";
        }
    }

    record Add(Index a, Index b) implements Index {
        @Override
        public String toString() {
            return "(" + a + " + " + b + ")";
        }
    }

    record Mul(Index a, Index b) implements Index {
        @Override
        public String toString() {
            return a + "*" + b;
        }
    }

    /// Rounded down; the divisor is positive.
    record Div(Index a, Index b) implements Index {
        @Override
        public String toString() {
            return "(" + a + " / " + b + ")";
        }
    }

    /// The rest of `Div`, never negative.
    record Mod(Index a, Index b) implements Index {
        @Override
        public String toString() {
            return "(" + a + " % " + b + ")";
        }
    }

    record Min(Index a, Index b) implements Index {
        @Override
        public String toString() {
            return "min(" + a + ", " + b + ")";
        }
    }

    static Index of(long value) {
        return value == 0 ? ZERO : value == 1 ? ONE : new Const(value);
    }

    static Index of(Dim dim) {
        return dim.isConstant() ? of(dim.scale()) : mul(new Size(dim.var().name(), dim.var().max()), of(dim.scale()));
    }

    static Index of(Axis axis) {
        return axis.max() == 1 ? ZERO : new At(axis);
    }

    static boolean is(Index x, long value) {
        return x instanceof Const c && c.value() == value;
    }

    static Index add(Index a, Index b) {
        if (a instanceof Const x && b instanceof Const y) {
            return of(x.value() + y.value());
        }
        if (is(a, 0)) {
            return b;
        }
        if (is(b, 0)) {
            return a;
        }
        if (a instanceof Const) {
            return add(b, a);
        }
        if (b instanceof Const y && a instanceof Add s && s.b() instanceof Const x) {
            return add(s.a(), of(x.value() + y.value()));
        }
        return new Add(a, b);
    }

    static Index sub(Index a, Index b) {
        return add(a, mul(b, of(-1)));
    }

    static Index mul(Index a, Index b) {
        if (a instanceof Const x && b instanceof Const y) {
            return of(x.value() * y.value());
        }
        if (is(a, 0) || is(b, 0)) {
            return ZERO;
        }
        if (is(a, 1)) {
            return b;
        }
        if (is(b, 1)) {
            return a;
        }
        if (a instanceof Const) {
            return mul(b, a);
        }
        if (b instanceof Const y && a instanceof Mul m && m.b() instanceof Const x) {
            return mul(m.a(), of(x.value() * y.value()));
        }
        if (b instanceof Const && a instanceof Add s) {
            return add(mul(s.a(), b), mul(s.b(), b));
        }
        return new Mul(a, b);
    }

    static Index div(Index a, Index b) {
        if (is(b, 1)) {
            return a;
        }
        if (a instanceof Const x && b instanceof Const y) {
            return of(Math.floorDiv(x.value(), y.value()));
        }
        if (b instanceof Const c) {
            long n = c.value();
            if (min(a) >= 0 && max(a) < n) {
                return ZERO;
            }
            if (a instanceof Mul m && m.b() instanceof Const k && k.value() % n == 0) {
                return mul(m.a(), of(k.value() / n));
            }
            if (a instanceof Add s) {
                Index whole = multiplePart(s, n);
                if (whole != null) {
                    return add(exact(whole, n), div(rest(s, n), b));
                }
            }
            if (a instanceof Div d && d.b() instanceof Const k) {
                return div(d.a(), of(k.value() * n));
            }
        }
        return new Div(a, b);
    }

    static Index mod(Index a, Index b) {
        if (is(b, 1)) {
            return ZERO;
        }
        if (a instanceof Const x && b instanceof Const y) {
            return of(Math.floorMod(x.value(), y.value()));
        }
        if (b instanceof Const c) {
            long n = c.value();
            if (min(a) >= 0 && max(a) < n) {
                return a;
            }
            if (a instanceof Mul m && m.b() instanceof Const k && k.value() % n == 0) {
                return ZERO;
            }
            if (a instanceof Add s && multiplePart(s, n) != null) {
                return mod(rest(s, n), b);
            }
        }
        return new Mod(a, b);
    }

    static Index min(Index a, Index b) {
        if (b instanceof Const c && max(a) <= c.value()) {
            return a;
        }
        if (a instanceof Const c && max(b) <= c.value()) {
            return b;
        }
        if (a instanceof Const && b instanceof Const) {
            return max(a) < max(b) ? a : b;
        }
        return new Min(a, b);
    }

    static Index ceilDiv(Index a, long n) {
        return div(add(a, of(n - 1)), of(n));
    }

    /// The terms of a sum that are multiples of `n`, or null where there are none.
    private static Index multiplePart(Index x, long n) {
        return switch (x) {
            case Add s -> {
                Index a = multiplePart(s.a(), n);
                Index b = multiplePart(s.b(), n);
                yield a == null ? b : b == null ? a : add(a, b);
            }
            case Mul m when m.b() instanceof Const k && k.value() % n == 0 -> m;
            case Const c when c.value() % n == 0 -> c;
            default -> null;
        };
    }

    /// A sum of multiples of `n`, divided by it.
    private static Index exact(Index x, long n) {
        return switch (x) {
            case Add s -> add(exact(s.a(), n), exact(s.b(), n));
            case Mul m when m.b() instanceof Const k -> mul(m.a(), of(k.value() / n));
            case Const c -> of(c.value() / n);
            default -> throw new IllegalStateException(x + " is not a sum of multiples of " + n);
        };
    }

    /// The terms of a sum that are not multiples of `n`.
    private static Index rest(Index x, long n) {
        return switch (x) {
            case Add s -> add(rest(s.a(), n), rest(s.b(), n));
            case Mul m when m.b() instanceof Const k && k.value() % n == 0 -> ZERO;
            case Const c when c.value() % n == 0 -> ZERO;
            default -> x;
        };
    }

    /// An upper bound of the value.
    static long max(Index x) {
        return switch (x) {
            case Const c -> c.value();
            case At a -> a.axis().max() - 1;
            case Size s -> s.max();
            case Value v -> Integer.MAX_VALUE;
            case Add s -> max(s.a()) + max(s.b());
            case Mul m -> Math.max(Math.max(min(m.a()) * min(m.b()), max(m.a()) * max(m.b())),
                Math.max(min(m.a()) * max(m.b()), max(m.a()) * min(m.b())));
            case Div d -> Math.floorDiv(max(d.a()), Math.max(1, max(d.a()) >= 0 ? min(d.b()) : max(d.b())));
            case Mod m -> max(m.b()) - 1;
            case Min m -> Math.min(max(m.a()), max(m.b()));
        };
    }

    /// A lower bound of the value.
    static long min(Index x) {
        return switch (x) {
            case Const c -> c.value();
            case At a -> 0;
            case Size s -> 0;
            case Value v -> Integer.MIN_VALUE;
            case Add s -> min(s.a()) + min(s.b());
            case Mul m -> Math.min(Math.min(min(m.a()) * min(m.b()), max(m.a()) * max(m.b())),
                Math.min(min(m.a()) * max(m.b()), max(m.a()) * min(m.b())));
            case Div d -> Math.floorDiv(min(d.a()), Math.max(1, min(d.a()) >= 0 ? max(d.b()) : min(d.b())));
            case Mod m -> 0;
            case Min m -> Math.min(min(m.a()), min(m.b()));
        };
    }
}
