package dev.loam.runtime;

import dev.loam.compiler.Expr;
import dev.loam.compiler.Index;
import dev.loam.compiler.Kernel;
import dev.loam.compiler.Local;
import dev.loam.compiler.Stmt;
import dev.loam.compiler.Walk;
import dev.loam.tensor.DType;
import dev.loam.tensor.Op;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// An estimate, from above, of the bytecode that statements take.
final class JvmSize {
    private final int access;

    /// @param access bytes to load or store a variable
    private JvmSize(int access) {
        this.access = access;
    }

    /// For a kernel that stays one method: 2 bytes reach the first 256 slots, 4 the others.
    static JvmSize whole(Kernel kernel) {
        Set<Local> locals = Collections.newSetFromMap(new IdentityHashMap<>());
        int[] slots = {20 + 2 * (kernel.params().size() + kernel.own().size()) + kernel.sizes().size()};
        Walk.statements(kernel.body(), s -> {
            if (s instanceof Stmt.For) {
                slots[0] += 4;
            } else if (s instanceof Stmt.Set v && locals.add(v.local())) {
                slots[0] += 2;
            }
        });
        return new JvmSize(slots[0] < 256 ? 2 : 4);
    }

    /// For a kernel that is cut, whose variables may be in the frame.
    static JvmSize cut() {
        return new JvmSize(8);
    }

    int of(List<Stmt> body) {
        int sum = 0;
        for (Stmt s : body) {
            sum += of(s);
        }
        return sum;
    }

    int of(Stmt s) {
        return switch (s) {
            case Stmt.For f -> 14 + 8 * access + of(f.extent()) + of(f.body());
            case Stmt.If i -> 14 + of(i.condition()) + of(i.body());
            case Stmt.Set v -> access + of(v.value());
            case Stmt.Store t -> 2 + 2 * access + of(t.index()) + of(t.value()) + (t.guard() == null ? 0 : 8 + of(t.guard()));
            case Stmt.Combine c -> 5 + 2 * access + of(c.value());
            case Stmt.Transpose t -> 0;
            case Stmt.Barrier b -> 0;
        };
    }

    int of(Expr e) {
        return switch (e) {
            case Expr.Const c -> 3;
            case Expr.Argument a -> 2;
            case Expr.Read r -> access;
            case Expr.FromIndex f -> 1 + of(f.index());
            case Expr.Load l -> 2 + 2 * access + (l.dtype() == DType.U8 ? 4 : 0) + of(l.index()) + (l.guard() == null ? 0 : 9 + of(l.guard()));
            case Expr.Unary u -> 9 + of(u.x());
            case Expr.Binary b -> of(b.fn(), b.dtype()) + of(b.a()) + of(b.b());
            case Expr.Compare c -> 13 + of(c.a()) + of(c.b());
            case Expr.Select s -> 8 + of(s.condition()) + of(s.a()) + of(s.b());
            case Expr.Cast c -> 12 + of(c.x());
            case Expr.Bitcast b -> 7 + of(b.x());
            case Expr.Dot d -> of(d.expanded());
        };
    }

    private static int of(Op.BinaryFn fn, DType d) {
        return switch (fn) {
            case ADD, SUB, MUL, DIV, REM -> d.isFloat() ? 1 : 7;
            default -> 10;
        };
    }

    int of(Index i) {
        return switch (i) {
            case Index.Const c -> 3;
            case Index.At a -> 1 + access;
            case Index.Size s -> 1 + access;
            case Index.Value v -> 1 + of(v.expr());
            case Index.Add a -> 2 + of(a.a()) + of(a.b());
            case Index.Mul m -> 2 + of(m.a()) + of(m.b());
            case Index.Div d -> 4 + of(d.a()) + of(d.b());
            case Index.Mod m -> 4 + of(m.a()) + of(m.b());
            case Index.Min m -> 4 + of(m.a()) + of(m.b());
        };
    }
}
