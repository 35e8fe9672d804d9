package dev.loam.runtime;

import dev.loam.compiler.Expr;
import dev.loam.compiler.Index;
import dev.loam.compiler.Local;
import dev.loam.compiler.Stmt;
import dev.loam.compiler.Walk;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Finds where local variables are read.
final class JvmReads {
    private JvmReads() {
    }

    /// Every read in `body`.
    static void all(List<Stmt> body, Consumer<Local> visit) {
        Walk.statements(body, s -> own(s, visit));
    }

    /// The locals that some way through `body` reads without setting them first; locals of loops run none or many times.
    static Set<Local> unset(List<Stmt> body) {
        Set<Local> out = Collections.newSetFromMap(new IdentityHashMap<>());
        unset(body, identitySet(Set.of()), out);
        return out;
    }

    private static void unset(List<Stmt> body, Set<Local> known, Set<Local> out) {
        for (Stmt s : body) {
            own(s, l -> {
                if (!known.contains(l)) {
                    out.add(l);
                }
            });
            switch (s) {
                case Stmt.Set v -> known.add(v.local());
                case Stmt.For f -> unset(f.body(), identitySet(known), out);
                case Stmt.If i -> unset(i.body(), identitySet(known), out);
                default -> {
                }
            }
        }
    }

    private static Set<Local> identitySet(Set<Local> of) {
        Set<Local> s = Collections.newSetFromMap(new IdentityHashMap<>());
        s.addAll(of);
        return s;
    }

    /// The reads of one statement, without those of the statements inside it.
    private static void own(Stmt s, Consumer<Local> visit) {
        switch (s) {
            case Stmt.For f -> index(f.extent(), visit);
            case Stmt.If i -> expr(i.condition(), visit);
            case Stmt.Set v -> expr(v.value(), visit);
            case Stmt.Store t -> {
                index(t.index(), visit);
                expr(t.value(), visit);
                if (t.guard() != null) {
                    expr(t.guard(), visit);
                }
            }
            case Stmt.Combine c -> {
                visit.accept(c.target());
                expr(c.value(), visit);
            }
            case Stmt.Transpose t -> t.locals().forEach(visit);
            case Stmt.Barrier b -> {
            }
        }
    }

    private static void expr(Expr root, Consumer<Local> visit) {
        Walk.expressions(root, e -> {
            switch (e) {
                case Expr.Read r -> visit.accept(r.local());
                case Expr.Load l -> index(l.index(), visit);
                case Expr.FromIndex f -> index(f.index(), visit);
                default -> {
                }
            }
        });
    }

    private static void index(Index root, Consumer<Local> visit) {
        Walk.indices(root, i -> {
            if (i instanceof Index.Value v) {
                expr(v.expr(), visit);
            }
        });
    }
}
