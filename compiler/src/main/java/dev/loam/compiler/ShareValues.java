package dev.loam.compiler;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Gives every value that is used more than once in a straight run of statements a local, so that code stays as long as the
/// graph it comes from.
final class ShareValues {
    private int count;

    private ShareValues() {
    }

    static List<Stmt> apply(List<Stmt> body) {
        return new ShareValues().block(body);
    }

    private List<Stmt> block(List<Stmt> body) {
        var out = new ArrayList<Stmt>();
        var run = new ArrayList<Stmt>();
        for (Stmt s : body) {
            switch (s) {
                case Stmt.For f -> {
                    out.addAll(straight(run));
                    out.add(new Stmt.For(f.axis(), f.extent(), block(f.body())));
                }
                case Stmt.If i -> {
                    out.addAll(straight(run));
                    out.add(new Stmt.If(i.condition(), block(i.body())));
                }
                case Stmt.Transpose t -> {
                    out.addAll(straight(run));
                    out.add(t);
                }
                case Stmt.Barrier b -> {
                    out.addAll(straight(run));
                    out.add(b);
                }
                case Stmt.Set v -> run.add(v);
                case Stmt.Store t -> run.add(t);
                case Stmt.Combine c -> run.add(c);
            }
        }
        out.addAll(straight(run));
        return List.copyOf(out);
    }

    private List<Stmt> straight(List<Stmt> run) {
        var uses = new Uses();
        for (Stmt s : run) {
            switch (s) {
                case Stmt.Set v -> uses.count(v.value());
                case Stmt.Store t -> {
                    uses.count(t.index());
                    uses.count(t.value());
                    uses.count(t.guard());
                }
                case Stmt.Combine c -> uses.count(c.value());
                default -> throw new IllegalStateException();
            }
        }
        var out = new ArrayList<Stmt>();
        var rewrite = new Rewrite(uses, out);
        for (Stmt s : run) {
            out.add(rewrite.apply(s));
        }
        run.clear();
        return out;
    }

    private static boolean isPlain(Expr e) {
        return e instanceof Expr.Const || e instanceof Expr.Argument || e instanceof Expr.Read;
    }

    /// How often each expression object is used.
    private static final class Uses {
        private final Map<Expr, Integer> counts = new IdentityHashMap<>();

        void count(Expr e) {
            if (e == null || isPlain(e)) {
                return;
            }
            if (counts.merge(e, 1, Integer::sum) > 1) {
                return;
            }
            switch (e) {
                case Expr.Load l -> {
                    count(l.index());
                    count(l.guard());
                }
                case Expr.FromIndex f -> count(f.index());
                case Expr.Unary u -> count(u.x());
                case Expr.Binary b -> {
                    count(b.a());
                    count(b.b());
                }
                case Expr.Compare c -> {
                    count(c.a());
                    count(c.b());
                }
                case Expr.Select s -> {
                    count(s.condition());
                    count(s.a());
                    count(s.b());
                }
                case Expr.Cast c -> count(c.x());
                case Expr.Bitcast b -> count(b.x());
                case Expr.Dot d -> {
                    count(d.sum());
                    count(d.a());
                    count(d.b());
                }
                case Expr.Const c -> {
                }
                case Expr.Argument a -> {
                }
                case Expr.Read r -> {
                }
            }
        }

        void count(Index i) {
            switch (i) {
                case Index.Value v -> count(v.expr());
                case Index.Add a -> {
                    count(a.a());
                    count(a.b());
                }
                case Index.Mul m -> {
                    count(m.a());
                    count(m.b());
                }
                case Index.Div d -> {
                    count(d.a());
                    count(d.b());
                }
                case Index.Mod m -> {
                    count(m.a());
                    count(m.b());
                }
                case Index.Min m -> {
                    count(m.a());
                    count(m.b());
                }
                case Index.Const c -> {
                }
                case Index.At a -> {
                }
                case Index.Size s -> {
                }
            }
        }
    }

    /// Replaces shared expressions by reads of locals that it sets just before the first use.
    private final class Rewrite extends Rewriting {
        private final Uses uses;
        private final List<Stmt> out;
        private final Map<Expr, Expr> done = new IdentityHashMap<>();

        Rewrite(Uses uses, List<Stmt> out) {
            this.uses = uses;
            this.out = out;
        }

        @Override
        Expr apply(Expr e) {
            if (isPlain(e)) {
                return e;
            }
            Expr known = done.get(e);
            if (known != null) {
                return known;
            }
            Expr r = super.apply(e);
            if (uses.counts.getOrDefault(e, 0) > 1) {
                var local = new Local("t" + count++, e.dtype());
                out.add(new Stmt.Set(local, r));
                r = new Expr.Read(local);
            }
            done.put(e, r);
            return r;
        }
    }
}
