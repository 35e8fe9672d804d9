package dev.loam.compiler;

import java.util.List;
import java.util.function.Consumer;

/// Visits the parts of statements and expressions.
public final class Walk {
    private Walk() {
    }

    /// Every statement in `body`, those inside loops included.
    public static void statements(List<Stmt> body, Consumer<Stmt> visit) {
        for (Stmt s : body) {
            visit.accept(s);
            if (s instanceof Stmt.For f) {
                statements(f.body(), visit);
            } else if (s instanceof Stmt.If i) {
                statements(i.body(), visit);
            }
        }
    }

    /// Every load in `body`, those inside indices included.
    public static void loads(List<Stmt> body, Consumer<Expr.Load> visit) {
        statements(body, s -> {
            switch (s) {
                case Stmt.Set v -> loads(v.value(), visit);
                case Stmt.Combine c -> loads(c.value(), visit);
                case Stmt.If i -> loads(i.condition(), visit);
                case Stmt.Store t -> {
                    loads(t.index(), visit);
                    loads(t.value(), visit);
                    if (t.guard() != null) {
                        loads(t.guard(), visit);
                    }
                }
                case Stmt.For f -> loads(f.extent(), visit);
                case Stmt.Transpose t -> {
                }
                case Stmt.Barrier b -> {
                }
            }
        });
    }

    private static void loads(Expr e, Consumer<Expr.Load> visit) {
        expressions(e, x -> {
            if (x instanceof Expr.Load l) {
                visit.accept(l);
                loads(l.index(), visit);
            } else if (x instanceof Expr.FromIndex f) {
                loads(f.index(), visit);
            }
        });
    }

    private static void loads(Index i, Consumer<Expr.Load> visit) {
        indices(i, x -> {
            if (x instanceof Index.Value v) {
                loads(v.expr(), visit);
            }
        });
    }

    /// Every index expression in `body`, outermost first.
    public static void indices(List<Stmt> body, Consumer<Index> visit) {
        for (Stmt s : body) {
            switch (s) {
                case Stmt.For f -> {
                    indices(f.extent(), visit);
                    indices(f.body(), visit);
                }
                case Stmt.If i -> {
                    indices(i.condition(), visit);
                    indices(i.body(), visit);
                }
                case Stmt.Set v -> indices(v.value(), visit);
                case Stmt.Store t -> {
                    indices(t.index(), visit);
                    indices(t.value(), visit);
                    if (t.guard() != null) {
                        indices(t.guard(), visit);
                    }
                }
                case Stmt.Combine c -> indices(c.value(), visit);
                case Stmt.Transpose t -> {
                }
                case Stmt.Barrier b -> {
                }
            }
        }
    }

    public static void indices(Expr e, Consumer<Index> visit) {
        expressions(e, x -> {
            if (x instanceof Expr.Load l) {
                indices(l.index(), visit);
            } else if (x instanceof Expr.FromIndex f) {
                indices(f.index(), visit);
            }
        });
    }

    public static void indices(Index i, Consumer<Index> visit) {
        visit.accept(i);
        switch (i) {
            case Index.Add a -> both(a.a(), a.b(), visit);
            case Index.Mul m -> both(m.a(), m.b(), visit);
            case Index.Div d -> both(d.a(), d.b(), visit);
            case Index.Mod m -> both(m.a(), m.b(), visit);
            case Index.Min m -> both(m.a(), m.b(), visit);
            case Index.Value v -> indices(v.expr(), visit);
            case Index.Const c -> {
            }
            case Index.At a -> {
            }
            case Index.Size s -> {
            }
        }
    }

    private static void both(Index a, Index b, Consumer<Index> visit) {
        indices(a, visit);
        indices(b, visit);
    }

    /// `e` and every expression below it, each object once; not those inside indices.
    public static void expressions(Expr root, Consumer<Expr> visit) {
        var seen = new java.util.IdentityHashMap<Expr, Boolean>();
        var stack = new java.util.ArrayList<Expr>(List.of(root));
        while (!stack.isEmpty()) {
            Expr e = stack.remove(stack.size() - 1);
            if (seen.put(e, true) != null) {
                continue;
            }
            visit.accept(e);
            switch (e) {
                case Expr.Load l -> {
                    if (l.guard() != null) {
                        stack.add(l.guard());
                    }
                }
                case Expr.Unary u -> stack.add(u.x());
                case Expr.Binary b -> stack.addAll(List.of(b.a(), b.b()));
                case Expr.Compare c -> stack.addAll(List.of(c.a(), c.b()));
                case Expr.Select s -> stack.addAll(List.of(s.condition(), s.a(), s.b()));
                case Expr.Cast c -> stack.add(c.x());
                case Expr.Bitcast b -> stack.add(b.x());
                case Expr.Dot d -> stack.addAll(List.of(d.sum(), d.a(), d.b()));
                case Expr.Const c -> {
                }
                case Expr.Argument a -> {
                }
                case Expr.Read r -> {
                }
                case Expr.FromIndex f -> {
                }
            }
        }
    }
}
