package dev.loam.compiler;

import java.util.ArrayList;
import java.util.List;

/// Makes new statements of old ones, part by part in the order in which they are printed. A subclass says which parts become what.
abstract class Rewriting {
    final List<Stmt> apply(List<Stmt> body) {
        var out = new ArrayList<Stmt>();
        for (Stmt s : body) {
            out.add(apply(s));
        }
        return List.copyOf(out);
    }

    Stmt apply(Stmt s) {
        return switch (s) {
            case Stmt.For f -> new Stmt.For(f.axis(), apply(f.extent()), apply(f.body()));
            case Stmt.If i -> new Stmt.If(apply(i.condition()), apply(i.body()));
            case Stmt.Set v -> new Stmt.Set(v.local(), apply(v.value()));
            case Stmt.Store t -> new Stmt.Store(t.buffer(), apply(t.index()), apply(t.value()), optional(t.guard()));
            case Stmt.Combine c -> new Stmt.Combine(c.target(), c.fn(), apply(c.value()));
            case Stmt.Transpose t -> t;
            case Stmt.Barrier b -> b;
        };
    }

    private Expr optional(Expr guard) {
        return guard == null ? null : apply(guard);
    }

    Expr apply(Expr e) {
        return switch (e) {
            case Expr.Load l -> new Expr.Load(l.buffer(), apply(l.index()), optional(l.guard()));
            case Expr.FromIndex f -> new Expr.FromIndex(apply(f.index()));
            case Expr.Unary u -> new Expr.Unary(u.fn(), apply(u.x()));
            case Expr.Binary b -> new Expr.Binary(b.fn(), apply(b.a()), apply(b.b()));
            case Expr.Compare c -> new Expr.Compare(c.fn(), apply(c.a()), apply(c.b()));
            case Expr.Select s -> new Expr.Select(apply(s.condition()), apply(s.a()), apply(s.b()));
            case Expr.Cast c -> new Expr.Cast(apply(c.x()), c.dtype());
            case Expr.Bitcast b -> new Expr.Bitcast(apply(b.x()), b.dtype());
            case Expr.Dot d -> new Expr.Dot(apply(d.sum()), apply(d.a()), apply(d.b()));
            case Expr.Const c -> c;
            case Expr.Argument a -> a;
            case Expr.Read r -> r;
        };
    }

    /// Keeps the form of `i`, without simplifying.
    Index apply(Index i) {
        return switch (i) {
            case Index.Value v -> new Index.Value(apply(v.expr()));
            case Index.Add a -> new Index.Add(apply(a.a()), apply(a.b()));
            case Index.Mul m -> new Index.Mul(apply(m.a()), apply(m.b()));
            case Index.Div d -> new Index.Div(apply(d.a()), apply(d.b()));
            case Index.Mod m -> new Index.Mod(apply(m.a()), apply(m.b()));
            case Index.Min m -> new Index.Min(apply(m.a()), apply(m.b()));
            case Index.Const c -> c;
            case Index.At a -> a;
            case Index.Size s -> s;
        };
    }
}
