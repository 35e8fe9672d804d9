package dev.loam.compiler;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Which values of a kernel differ from lane to lane, and so need a vector register; all others are computed once for all lanes.
final class Variance {
    private final Set<Local> varying = Collections.newSetFromMap(new IdentityHashMap<>());

    Variance(List<Stmt> body) {
        int before;
        do {
            before = varying.size();
            Walk.statements(body, s -> {
                if (s instanceof Stmt.Set v && varies(v.value())) {
                    varying.add(v.local());
                }
                if (s instanceof Stmt.Transpose t) {
                    varying.addAll(t.locals());
                }
            });
        } while (varying.size() > before);
    }

    boolean varies(Local l) {
        return varying.contains(l);
    }

    boolean varies(Expr e) {
        return switch (e) {
            case Expr.Const c -> false;
            case Expr.Argument a -> false;
            case Expr.Read r -> varying.contains(r.local());
            case Expr.FromIndex f -> varies(f.index());
            case Expr.Load l -> varies(l.index()) || l.guard() != null && varies(l.guard());
            case Expr.Unary u -> varies(u.x());
            case Expr.Binary b -> varies(b.a()) || varies(b.b());
            case Expr.Compare c -> varies(c.a()) || varies(c.b());
            case Expr.Select s -> varies(s.condition()) || varies(s.a()) || varies(s.b());
            case Expr.Cast c -> varies(c.x());
            case Expr.Bitcast b -> varies(b.x());
            case Expr.Dot d -> varies(d.sum()) || varies(d.a()) || varies(d.b());
        };
    }

    boolean varies(Index i) {
        return switch (i) {
            case Index.Const c -> false;
            case Index.Size s -> false;
            case Index.At a -> a.axis().kind() == Axis.Kind.LANE;
            case Index.Value v -> varies(v.expr());
            case Index.Add a -> varies(a.a()) || varies(a.b());
            case Index.Mul m -> varies(m.a()) || varies(m.b());
            case Index.Div d -> varies(d.a()) || varies(d.b());
            case Index.Mod m -> varies(m.a()) || varies(m.b());
            case Index.Min m -> varies(m.a()) || varies(m.b());
        };
    }

    /// `index` as `base + stride * lane` with `base` equal in all lanes, or null where it has no such form.
    Affine affine(Index i) {
        if (!varies(i)) {
            return new Affine(i, 0);
        }
        return switch (i) {
            case Index.At a -> new Affine(Index.ZERO, 1);
            case Index.Add s -> {
                Affine a = affine(s.a());
                Affine b = affine(s.b());
                yield a == null || b == null ? null : new Affine(Index.add(a.base(), b.base()), a.stride() + b.stride());
            }
            case Index.Mul m when m.b() instanceof Index.Const c -> {
                Affine a = affine(m.a());
                yield a == null ? null : new Affine(Index.mul(a.base(), m.b()), a.stride() * c.value());
            }
            default -> null;
        };
    }

    record Affine(Index base, long stride) {
    }
}
