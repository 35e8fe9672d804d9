package dev.loam.runtime;

import dev.loam.compiler.Expr;
import dev.loam.compiler.Index;
import dev.loam.compiler.Stmt;
import java.util.List;

/// An estimate, from above, of the bytecode that statements take.
final class JvmSize {
    private JvmSize() {
    }

    static int of(List<Stmt> body) {
        int sum = 0;
        for (Stmt s : body) {
            sum += of(s);
        }
        return sum;
    }

    static int of(Stmt s) {
        return switch (s) {
            case Stmt.For f -> 40 + of(f.extent()) + of(f.body());
            case Stmt.If i -> 16 + of(i.condition()) + of(i.body());
            case Stmt.Set v -> 9 + of(v.value());
            case Stmt.Store t -> 12 + of(t.index()) + of(t.value()) + (t.guard() == null ? 0 : 10 + of(t.guard()));
            case Stmt.Combine c -> 20 + of(c.value());
            case Stmt.Barrier b -> 0;
        };
    }

    static int of(Expr e) {
        return switch (e) {
            case Expr.Const c -> 3;
            case Expr.Read r -> 9;
            case Expr.FromIndex f -> 1 + of(f.index());
            case Expr.Load l -> 14 + of(l.index()) + (l.guard() == null ? 0 : 14 + of(l.guard()));
            case Expr.Unary u -> 10 + of(u.x());
            case Expr.Binary b -> 10 + of(b.a()) + of(b.b());
            case Expr.Compare c -> 16 + of(c.a()) + of(c.b());
            case Expr.Select s -> 12 + of(s.condition()) + of(s.a()) + of(s.b());
            case Expr.Cast c -> 14 + of(c.x());
            case Expr.Bitcast b -> 3 + of(b.x());
        };
    }

    static int of(Index i) {
        return switch (i) {
            case Index.Const c -> 3;
            case Index.At a -> 10;
            case Index.Size s -> 5;
            case Index.Value v -> 1 + of(v.expr());
            case Index.Add a -> 2 + of(a.a()) + of(a.b());
            case Index.Mul m -> 2 + of(m.a()) + of(m.b());
            case Index.Div d -> 4 + of(d.a()) + of(d.b());
            case Index.Mod m -> 4 + of(m.a()) + of(m.b());
            case Index.Min m -> 4 + of(m.a()) + of(m.b());
        };
    }
}
