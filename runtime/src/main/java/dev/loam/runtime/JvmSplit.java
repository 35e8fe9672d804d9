package dev.loam.runtime;

import dev.loam.compiler.Axis;
import dev.loam.compiler.Expr;
import dev.loam.compiler.Index;
import dev.loam.compiler.Kernel;
import dev.loam.compiler.Local;
import dev.loam.compiler.Stmt;
import dev.loam.compiler.Walk;
import dev.loam.tensor.DType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Cuts a kernel into methods that HotSpot compiles: it leaves methods of more than 8000 bytes to its interpreter. Variables that
/// several methods use are kept in a frame in memory, so a kernel that fits stays whole.
final class JvmSplit {
    /// Bytes of a method by the estimate of [JvmSize], which is not below the truth.
    static final int LIMIT = 7000;

    /// A method of a kernel.
    ///
    /// @param calls for placeholders among the statements the method to call there
    record Piece(String name, List<Stmt> body, Map<Stmt, Piece> calls) {
    }

    private final String name;
    private final int limit;
    private final JvmSize size = JvmSize.cut();
    private final List<Piece> pieces = new ArrayList<>();
    private final Map<Object, Integer> frame = new IdentityHashMap<>();
    private final Map<Stmt, Piece> calls = new IdentityHashMap<>();

    /// @param limit bytes of a method
    JvmSplit(Kernel kernel, String name, int limit) {
        this.name = name;
        this.limit = limit;
        boolean whole = JvmSize.whole(kernel).of(kernel.body()) <= limit;
        List<Stmt> body = whole ? kernel.body() : split(chop(kernel.body()));
        pieces.add(new Piece(name, body, calls));
        share(kernel.grid());
    }

    /// The methods; the last is the one to call for a tile.
    List<Piece> pieces() {
        return pieces;
    }

    /// The place in the frame of each variable that several methods use.
    Map<Object, Integer> frame() {
        return frame;
    }

    private List<Stmt> split(List<Stmt> body) {
        if (size.of(body) <= limit) {
            return body;
        }
        var out = new ArrayList<Stmt>();
        var group = new ArrayList<Stmt>();
        int sum = 0;
        for (Stmt s : body) {
            Stmt small = switch (s) {
                case Stmt.For f when size.of(s) > limit -> new Stmt.For(f.axis(), f.extent(), split(f.body()));
                case Stmt.If i when size.of(s) > limit -> new Stmt.If(i.condition(), split(i.body()));
                default -> s;
            };
            int more = size.of(small);
            if (sum + more > limit) {
                out.add(call(group));
                sum = 0;
            }
            group.add(small);
            sum += more;
        }
        out.add(call(group));
        return split(out);
    }

    /// Makes a method of `group`, which is emptied, and gives a placeholder for its call.
    private Stmt call(List<Stmt> group) {
        if (group.size() == 1 && calls.containsKey(group.get(0))) {
            return group.remove(0);
        }
        var piece = new Piece(name + "part" + pieces.size(), List.copyOf(group), calls);
        pieces.add(piece);
        group.clear();
        Stmt placeholder = new Stmt.If(Expr.of(DType.BOOL, 1), List.of());
        calls.put(placeholder, piece);
        return placeholder;
    }

    /// Finds the variables that more than one method uses. The axis of tiles is an argument of each.
    private void share(Axis grid) {
        if (pieces.size() == 1) {
            return;
        }
        Map<Object, Piece> home = new IdentityHashMap<>();
        for (Piece p : pieces) {
            Walk.statements(p.body(), s -> {
                switch (s) {
                    case Stmt.Set v -> use(home, v.local(), p);
                    case Stmt.Combine c -> use(home, c.target(), p);
                    case Stmt.For f -> use(home, f.axis(), p);
                    default -> {
                    }
                }
            });
            JvmReads.all(p.body(), l -> use(home, l, p));
            Walk.indices(p.body(), i -> {
                if (i instanceof Index.At a && a.axis() != grid) {
                    use(home, a.axis(), p);
                }
            });
        }
    }

    private void use(Map<Object, Piece> home, Object variable, Piece p) {
        Piece before = home.putIfAbsent(variable, p);
        if (before != null && before != p && !frame.containsKey(variable)) {
            frame.put(variable, frame.size());
        }
    }

    // ---- long expressions

    private List<Stmt> chop(List<Stmt> body) {
        var out = new ArrayList<Stmt>();
        for (Stmt s : body) {
            switch (s) {
                case Stmt.For f -> out.add(new Stmt.For(f.axis(), f.extent(), chop(f.body())));
                case Stmt.If i -> out.add(new Stmt.If(chop(i.condition(), out), chop(i.body())));
                case Stmt.Set v -> out.add(new Stmt.Set(v.local(), chop(v.value(), out)));
                case Stmt.Store t -> out.add(new Stmt.Store(t.buffer(), t.index(), chop(t.value(), out),
                    t.guard() == null ? null : chop(t.guard(), out)));
                case Stmt.Combine c -> out.add(new Stmt.Combine(c.target(), c.fn(), chop(c.value(), out)));
                case Stmt.Transpose t -> out.add(t);
                case Stmt.Barrier b -> out.add(b);
            }
        }
        return out;
    }

    /// `e` with long parts replaced by locals, which are set in `out`. Expressions have no effects and their loads carry their
    /// own guards, so computing a part earlier, or where it is not needed, changes nothing.
    private Expr chop(Expr e, List<Stmt> out) {
        if (size.of(e) <= limit / 4) {
            return e;
        }
        Expr small = switch (e) {
            case Expr.Load l -> new Expr.Load(l.buffer(), l.index(), l.guard() == null ? null : chop(l.guard(), out));
            case Expr.Unary u -> new Expr.Unary(u.fn(), chop(u.x(), out));
            case Expr.Binary b -> new Expr.Binary(b.fn(), chop(b.a(), out), chop(b.b(), out));
            case Expr.Compare c -> new Expr.Compare(c.fn(), chop(c.a(), out), chop(c.b(), out));
            case Expr.Select s -> new Expr.Select(chop(s.condition(), out), chop(s.a(), out), chop(s.b(), out));
            case Expr.Cast c -> new Expr.Cast(chop(c.x(), out), c.dtype());
            case Expr.Bitcast b -> new Expr.Bitcast(chop(b.x(), out), b.dtype());
            case Expr.Dot d -> new Expr.Dot(chop(d.sum(), out), chop(d.a(), out), chop(d.b(), out));
            case Expr.Const c -> c;
            case Expr.Argument a -> a;
            case Expr.Read r -> r;
            case Expr.FromIndex f -> f;
        };
        if (size.of(small) <= limit / 4) {
            return small;
        }
        var part = new Local("part", e.dtype());
        out.add(new Stmt.Set(part, small));
        return new Expr.Read(part);
    }
}
