package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Checks what each stage promises the next. A violation is a mistake in the compiler, never in a person's program.
final class Verifier {
    private Verifier() {
    }

    /// Every stored node is written by one group, after the groups that write what it reads; only known forms are left.
    static void check(FusedGraph fused) {
        Set<Node> written = Collections.newSetFromMap(new IdentityHashMap<>());
        for (var g : fused.groups()) {
            for (Node n : g.outputs()) {
                require(written.add(n), "two groups write " + n);
            }
        }
        Set<Node> ready = Collections.newSetFromMap(new IdentityHashMap<>());
        for (var g : fused.groups()) {
            for (Node n : g.outputs()) {
                for (Node in : inputs(fused, n, g, written)) {
                    require(!written.contains(in) || ready.contains(in) || g.outputs().contains(in), n + " runs before " + in);
                }
            }
            ready.addAll(g.outputs());
        }
        for (Node n : fused.graph().nodes()) {
            boolean left = n.op() instanceof Op.Custom || n.op() instanceof Op.Pool || n.op() instanceof Op.PoolGradient
                || n.op() instanceof Op.MatMul m && m.transposeB() || n.op() instanceof Op.Conv c && c.of() == Op.ConvOf.INPUT;
            require(!left, "normalising left " + n);
        }
    }

    /// The stored nodes that `g` needs for `root`; behind one that no group writes lies the one it is part of.
    private static List<Node> inputs(FusedGraph fused, Node root, FusedGraph.Group g, Set<Node> written) {
        var out = new java.util.ArrayList<Node>();
        var stack = new java.util.ArrayList<>(List.of(root));
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        while (!stack.isEmpty()) {
            for (Node in : stack.remove(stack.size() - 1).inputs()) {
                if (seen.add(in)) {
                    (written.contains(in) && !g.outputs().contains(in) ? out : stack).add(in);
                }
            }
        }
        return out;
    }

    /// Buffers and offsets are in range, live buffers do not overlap, and every kernel is well formed.
    static void check(Program program) {
        for (Kernel k : program.kernels()) {
            new Verifier.Body(k).check();
        }
        int[] first = new int[program.buffers().size()];
        int[] last = new int[first.length];
        java.util.Arrays.fill(first, Integer.MAX_VALUE);
        java.util.Arrays.fill(last, -1);
        for (int i = 0; i < program.launches().size(); i++) {
            var l = program.launches().get(i);
            Kernel k = program.kernels().get(l.kernel());
            require(l.buffers().size() == k.params().size() && l.offsets().size() == k.params().size(), "launch " + i + " binds other params");
            require(l.arguments().size() == k.arguments(), "launch " + i + " gives " + l.arguments().size() + " arguments of " + k.arguments());
            for (int p = 0; p < l.buffers().size(); p++) {
                var b = program.buffers().get(l.buffers().get(p));
                DType d = k.params().get(p).dtype();
                // bytes may be read four at a time
                boolean words = d == DType.I32 && b.dtype().bytes() == 1 && b.dtype() != DType.BOOL && !k.params().get(p).written();
                require(b.dtype() == d || words, "launch " + i + " binds " + b.dtype() + " to " + d);
                long bytes = l.offsets().get(p) * d.bytes();
                require(bytes >= 0 && bytes <= b.maxBytes(), "launch " + i + " starts outside " + b.label());
                require(!k.params().get(p).written() || b.kind() != Program.Kind.INPUT && b.kind() != Program.Kind.CONSTANT,
                    "launch " + i + " writes " + b.kind() + " " + b.label());
                first[l.buffers().get(p)] = Math.min(first[l.buffers().get(p)], i);
                last[l.buffers().get(p)] = Math.max(last[l.buffers().get(p)], i);
            }
        }
        for (int x = 0; x < first.length; x++) {
            var bx = program.buffers().get(x);
            for (int y = 0; y < x && bx.kind() == Program.Kind.SCRATCH && last[x] >= 0; y++) {
                var by = program.buffers().get(y);
                boolean together = by.kind() == Program.Kind.SCRATCH && first[x] <= last[y] && first[y] <= last[x];
                boolean apart = bx.offset() + bx.maxBytes() <= by.offset() || by.offset() + by.maxBytes() <= bx.offset();
                require(!together || apart || bx.maxBytes() == 0 || by.maxBytes() == 0, "buffers " + x + " and " + y + " overlap");
            }
            require(bx.kind() != Program.Kind.SCRATCH || bx.offset() + bx.maxBytes() <= program.arenaBytes() || last[x] < 0,
                "buffer " + x + " leaves the arena");
        }
    }

    /// The rules of one kernel: types agree, locals are set before they are read, lanes do not nest, barriers stand between threads.
    private static final class Body {
        private final Kernel kernel;
        private final Set<Local> set = new HashSet<>();
        private final Set<Axis> open = new HashSet<>();

        Body(Kernel kernel) {
            this.kernel = kernel;
        }

        void check() {
            open.add(kernel.grid());
            block(kernel.body());
        }

        private void block(List<Stmt> body) {
            for (Stmt s : body) {
                switch (s) {
                    case Stmt.For f -> {
                        boolean lanes = f.axis().kind() == Axis.Kind.LANE;
                        require(!lanes || !isOpen(Axis.Kind.LANE), "lanes inside lanes in " + kernel.note());
                        index(f.extent());
                        require(open.add(f.axis()), "axis " + f.axis() + " is open twice");
                        block(f.body());
                        open.remove(f.axis());
                    }
                    case Stmt.If i -> {
                        require(i.condition().dtype() == DType.BOOL, "condition is not bool");
                        expr(i.condition());
                        block(i.body());
                    }
                    case Stmt.Set v -> {
                        expr(v.value());
                        require(v.value().dtype() == v.local().dtype(), "local " + v.local() + " is " + v.local().dtype() + ", set to " + v.value().dtype());
                        set.add(v.local());
                    }
                    case Stmt.Store t -> {
                        index(t.index());
                        expr(t.value());
                        require(t.value().dtype() == t.buffer().dtype(), "store of " + t.value().dtype() + " into " + t.buffer().dtype());
                        require(t.buffer().written(), "store into a param that is only read");
                    }
                    case Stmt.Combine c -> {
                        expr(c.value());
                        require(set.contains(c.target()), "combine into an unset local");
                    }
                    case Stmt.Transpose t -> {
                        for (Axis a : open) {
                            require(a.kind() != Axis.Kind.LANE || a.max() == t.locals().size(), "transpose of " + t.locals().size() + " locals over " + a.max() + " lanes");
                        }
                        require(isOpen(Axis.Kind.LANE) && set.containsAll(t.locals()), "transpose of unset locals, or without lanes");
                    }
                    case Stmt.Barrier b -> require(isOpen(Axis.Kind.THREAD), "barrier without threads");
                }
            }
        }

        private boolean isOpen(Axis.Kind kind) {
            for (Axis a : open) {
                if (a.kind() == kind) {
                    return true;
                }
            }
            return false;
        }

        private void index(Index i) {
            Walk.indices(i, x -> {
                require(!(x instanceof Index.At a) || open.contains(a.axis()), "index uses an axis that is not open: " + x);
                if (x instanceof Index.Value v) {
                    expr(v.expr());
                }
            });
        }

        private void expr(Expr root) {
            Walk.expressions(root, e -> {
                switch (e) {
                    case Expr.Read r -> require(set.contains(r.local()), "local " + r.local() + " is read before it is set in " + kernel.note());
                    case Expr.Load l -> index(l.index());
                    case Expr.Argument a -> require(a.number() < kernel.arguments(), a + " is not given to " + kernel.note());
                    case Expr.FromIndex f -> index(f.index());
                    case Expr.Binary b -> require(b.a().dtype() == b.b().dtype() && !b.dtype().isHalf(), "operands of " + b.fn() + ": " + b.a().dtype() + ", " + b.b().dtype());
                    case Expr.Compare c -> require(c.a().dtype() == c.b().dtype(), "operands of " + c.fn() + ": " + c.a().dtype() + ", " + c.b().dtype());
                    case Expr.Select s -> require(s.condition().dtype() == DType.BOOL && s.a().dtype() == s.b().dtype(), "select of " + s.a().dtype() + ", " + s.b().dtype());
                    case Expr.Unary u -> require(!u.dtype().isHalf(), "arithmetic on " + u.dtype());
                    case Expr.Dot d -> require(d.sum().dtype() == DType.I32 && d.a().dtype() == DType.I32 && d.b().dtype() == DType.I32,
                        "dot of " + d.sum().dtype() + ", " + d.a().dtype() + ", " + d.b().dtype());
                    case Expr.Bitcast b -> require(b.x().dtype().bytes() == b.dtype().bytes(), "bitcast of " + b.x().dtype() + " to " + b.dtype());
                    case Expr.Cast c -> {
                    }
                    case Expr.Const c -> {
                    }
                }
            });
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("compiler: " + what);
        }
    }
}
