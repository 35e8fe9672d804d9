package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Op;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes one kernel as an LLVM function. The body of a loop over lanes is written once, in vectors; values that are equal in
/// all lanes stay scalars. Locals are stack slots, which LLVM turns into registers.
final class KernelEmitter extends IrArithmetic {
    private final Kernel kernel;
    private final Variance variance;
    private final Map<Axis, String> axes = new HashMap<>();
    private final Map<Local, String> slots = new HashMap<>();
    /// inside a loop over lanes the mask of those that are active, null for all
    private String mask;

    KernelEmitter(Kernel kernel, String name) {
        super(name);
        this.kernel = kernel;
        this.variance = new Variance(kernel.body());
    }

    static String size(String label) {
        return "size." + label.replace('-', '_').replace(' ', '_');
    }

    String emit() {
        for (Kernel.Param p : kernel.params()) {
            text.append(text.isEmpty() ? "" : ", ").append("ptr noalias ").append(p.written() ? "" : "readonly ").append('%').append(p.name());
        }
        var head = new StringBuilder("; ").append(kernel.note()).append("\ndefine internal void @").append(name).append('(').append(text);
        for (int i = 0; i < kernel.arguments(); i++) {
            head.append(", i64 %argument").append(i);
        }
        for (Index.Size s : kernel.sizes()) {
            head.append(", i64 %").append(size(s.name()));
        }
        head.append(", i64 %tile, ptr noalias %own) noinline #0 {\n");
        kernel.own().forEach(p -> head.append("  %").append(p.name()).append(" = getelementptr i8, ptr %own, i64 ").append(p.start()).append('\n'));
        text.setLength(0);
        axes.put(kernel.grid(), "%tile");
        int width = width(kernel.body());
        Walk.statements(kernel.body(), s -> {
            if (s instanceof Stmt.Set v && !slots.containsKey(v.local())) {
                String slot = "%" + v.local().name() + "." + slots.size();
                slots.put(v.local(), slot);
                head.append("  ").append(slot).append(" = alloca ").append(type(v.local().dtype(), variance.varies(v.local()) ? width : 1)).append('\n');
            }
            if (s instanceof Stmt.For f && f.axis().kind() != Axis.Kind.LANE) {
                head.append("  %").append(f.axis().name()).append(".at = alloca i64\n");
            }
        });
        block(kernel.body());
        return head + text.toString() + "  ret void\n}\n";
    }

    private static int width(List<Stmt> body) {
        int[] w = {1};
        Walk.statements(body, s -> {
            if (s instanceof Stmt.For f && f.axis().kind() == Axis.Kind.LANE) {
                w[0] = (int) f.axis().max();
            }
        });
        return w[0];
    }

    // ---- statements

    private void block(List<Stmt> body) {
        for (Stmt s : body) {
            switch (s) {
                case Stmt.For f when f.axis().kind() == Axis.Kind.LANE -> lanes(f);
                case Stmt.For f -> loop(f);
                case Stmt.If i -> branch(i);
                case Stmt.Set v -> {
                    boolean vector = variance.varies(v.local());
                    Val x = as(expr(v.value()), vector);
                    line("store " + typed(x) + ", ptr " + slots.get(v.local()));
                }
                case Stmt.Store t -> store(t);
                case Stmt.Combine c -> combine(c);
                case Stmt.Transpose t -> transpose(t.locals());
                case Stmt.Barrier b -> throw new IllegalStateException("a barrier on a CPU");
            }
        }
    }

    private void loop(Stmt.For f) {
        String at = "%" + f.axis().name() + ".at";
        String id = label();
        String extent = scalarIndex(f.extent());
        line("store i64 0, ptr " + at);
        line("br label %head" + id);
        text.append("head").append(id).append(":\n");
        String i = let("load i64, ptr " + at);
        String more = let("icmp slt i64 " + i + ", " + extent);
        line("br i1 " + more + ", label %body" + id + ", label %end" + id);
        text.append("body").append(id).append(":\n");
        axes.put(f.axis(), i);
        block(f.body());
        line("store i64 " + let("add nuw nsw i64 " + i + ", 1") + ", ptr " + at);
        line("br label %head" + id);
        text.append("end").append(id).append(":\n");
    }

    private void lanes(Stmt.For f) {
        int w = (int) f.axis().max();
        if (w == 1) {
            axes.put(f.axis(), "0");
            block(List.of(new Stmt.If(Expr.less(Index.ZERO, f.extent()), f.body())));
            return;
        }
        lanes = w;
        axes.put(f.axis(), null);
        if (!Index.is(f.extent(), w)) {
            Val extent = splat(new Val(scalarIndex(f.extent()), DType.I64, false));
            mask = let("icmp slt <" + w + " x i64> " + laneNumbers() + ", " + extent.ref());
        }
        block(f.body());
        mask = null;
        lanes = 1;
    }

    private void branch(Stmt.If i) {
        String id = label();
        Val c = expr(i.condition());
        line("br i1 " + c.ref() + ", label %then" + id + ", label %fi" + id);
        text.append("then").append(id).append(":\n");
        block(i.body());
        line("br label %fi" + id);
        text.append("fi").append(id).append(":\n");
    }

    private void store(Stmt.Store t) {
        Variance.Affine at = variance.affine(t.index());
        boolean vector = lanes > 1 && variance.varies(t.index());
        Val value = memory(as(expr(t.value()), vector));
        String where = t.guard() == null ? null : expr(t.guard()).ref();
        DType d = t.buffer().dtype();
        String memory = memoryType(d);
        if (!vector) {
            String p = pointer(t.buffer(), scalarIndex(t.index()));
            if (where == null) {
                line("store " + memory + " " + value.ref() + ", ptr " + p + ", align " + d.bytes());
            } else {
                String id = label();
                line("br i1 " + where + ", label %then" + id + ", label %fi" + id);
                text.append("then").append(id).append(":\n");
                line("store " + memory + " " + value.ref() + ", ptr " + p + ", align " + d.bytes());
                line("br label %fi" + id);
                text.append("fi").append(id).append(":\n");
            }
            return;
        }
        String m = mask(t.guard());
        String vt = "<" + lanes + " x " + memory + ">";
        if (at != null && at.stride() == 1) {
            String p = pointer(t.buffer(), scalarIndex(at.base()));
            if (m == null) {
                line("store " + vt + " " + value.ref() + ", ptr " + p + ", align " + d.bytes());
            } else {
                line("call void @llvm.masked.store." + suffix(memory) + ".p0(" + vt + " " + value.ref() + ", ptr " + p + ", i32 "
                    + d.bytes() + ", <" + lanes + " x i1> " + m + ")");
            }
        } else {
            String p = pointers(t.buffer(), t.index());
            line("call void @llvm.masked.scatter." + suffix(memory) + ".v" + lanes + "p0(" + vt + " " + value.ref() + ", <" + lanes
                + " x ptr> " + p + ", i32 " + d.bytes() + ", <" + lanes + " x i1> " + (m == null ? ones() : m) + ")");
        }
    }

    /// Exchanges the off-diagonal halves of ever larger squares: in step `s`, lanes with bit `s` of the one and without it of the other.
    private void transpose(List<Local> locals) {
        int n = locals.size();
        if (n == 1) {
            return;
        }
        String type = type(locals.get(0).dtype(), n);
        var v = new String[n];
        for (int i = 0; i < n; i++) {
            v[i] = let("load " + type + ", ptr " + slots.get(locals.get(i)));
        }
        for (int s = 1; s < n; s *= 2) {
            var low = new StringBuilder();
            var high = new StringBuilder();
            for (int lane = 0; lane < n; lane++) {
                boolean bit = (lane & s) != 0;
                low.append(lane == 0 ? "" : ", ").append("i32 ").append(bit ? n + lane - s : lane);
                high.append(lane == 0 ? "" : ", ").append("i32 ").append(bit ? n + lane : lane + s);
            }
            for (int i = 0; i < n; i++) {
                if ((i & s) == 0) {
                    String both = "shufflevector " + type + " " + v[i] + ", " + type + " " + v[i + s] + ", <" + n + " x i32> <";
                    v[i] = let(both + low + ">");
                    v[i + s] = let(both + high + ">");
                }
            }
        }
        for (int i = 0; i < n; i++) {
            line("store " + type + " " + v[i] + ", ptr " + slots.get(locals.get(i)));
        }
    }

    /// Halves the vector again and again, folding the upper half onto the lower.
    private void combine(Stmt.Combine c) {
        int outer = lanes;
        Val v = as(expr(c.value()), outer > 1);
        String element = LlvmEmitter.type(v.dtype());
        String ref = v.ref();
        int w = outer;
        for (; w > 1; w /= 2) {
            String t = "<" + w + " x " + element + ">";
            String a = half(t, ref, 0, w / 2);
            String b = half(t, ref, w / 2, w / 2);
            lanes = w / 2;
            boolean vector = lanes > 1;
            ref = binary(ReduceSchedule.combine(c.fn()), new Val(a, v.dtype(), vector), new Val(b, v.dtype(), vector), false, false).ref();
        }
        lanes = 1;
        Val before = expr(new Expr.Read(c.target()));
        Val sum = binary(ReduceSchedule.combine(c.fn()), before, new Val(ref, v.dtype(), false), false, false);
        lanes = outer;
        line("store " + typed(sum) + ", ptr " + slots.get(c.target()));
    }

    /// Elements `from … from + count` of a vector, as a shorter vector, or as a scalar where that is one.
    private String half(String type, String ref, int from, int count) {
        if (count == 1) {
            return let("extractelement " + type + " " + ref + ", i32 " + from);
        }
        var numbers = new StringBuilder();
        for (int i = 0; i < count; i++) {
            numbers.append(i == 0 ? "" : ", ").append("i32 ").append(from + i);
        }
        return let("shufflevector " + type + " " + ref + ", " + type + " poison, <" + count + " x i32> <" + numbers + ">");
    }

    // ---- expressions

    private Val expr(Expr e) {
        return switch (e) {
            case Expr.Const c -> new Val(constant(c.dtype(), c.bits()), c.dtype(), false);
            case Expr.Read r -> {
                boolean vector = variance.varies(r.local());
                yield new Val(let("load " + type(r.dtype(), vector ? lanes : 1) + ", ptr " + slots.get(r.local())), r.dtype(), vector);
            }
            case Expr.Argument a -> new Val("%argument" + a.number(), DType.I64, false);
            case Expr.FromIndex f -> index(f.index());
            case Expr.Load l -> load(l);
            case Expr.Unary u -> unary(u.fn(), expr(u.x()));
            case Expr.Binary b -> {
                Val x = expr(b.a());
                Val y = expr(b.b());
                yield binary(b.fn(), x, y, b.a() instanceof Expr.Const, b.b() instanceof Expr.Const);
            }
            case Expr.Compare c -> compare(c.fn(), expr(c.a()), expr(c.b()));
            case Expr.Select s -> {
                Val c = expr(s.condition());
                Val a = expr(s.a());
                Val b = expr(s.b());
                boolean vector = c.vector() || a.vector() || b.vector();
                a = as(a, vector);
                b = as(b, vector);
                String cond = (c.vector() ? "<" + lanes + " x i1> " : "i1 ") + c.ref();
                yield new Val(let("select " + cond + ", " + typed(a) + ", " + typed(b)), a.dtype(), vector);
            }
            case Expr.Cast c -> cast(expr(c.x()), c.dtype());
            case Expr.Dot d -> dot(d);
            case Expr.Bitcast b -> {
                Val x = expr(b.x());
                yield new Val(let("bitcast " + typed(x) + " to " + type(b.dtype(), x.vector() ? lanes : 1)), b.dtype(), x.vector());
            }
        };
    }

    private Val dot(Expr.Dot d) {
        boolean vector = variance.varies(d) && (lanes == 16 || lanes == 8 || lanes == 4);
        if (!vector) {
            return expr(d.expanded());
        }
        Val sum = as(expr(d.sum()), true);
        Val signed = as(expr(d.a()), true);
        Val unsigned = as(expr(d.b()), true);
        return out("call " + type(sum) + " @llvm.x86.avx512.vpdpbusd." + 32 * lanes + "(" + typed(sum) + ", " + typed(unsigned) + ", " + typed(signed) + ")", sum);
    }

    private Val load(Expr.Load l) {
        DType d = l.buffer().dtype();
        String memory = memoryType(d);
        boolean guarded = l.guard() != null && variance.varies(l.guard());
        Variance.Affine at = variance.affine(l.index());
        if (!variance.varies(l.index()) && !guarded) {
            String p = guardedPointer(pointer(l.buffer(), scalarIndex(l.index())), l.guard());
            return register(let("load " + memory + ", ptr " + p + ", align " + d.bytes()), d, false);
        }
        String vt = "<" + lanes + " x " + memory + ">";
        String m = guarded ? mask(l.guard()) : mask;
        String r;
        if (at != null && at.stride() == 1) {
            String p = pointer(l.buffer(), scalarIndex(at.base()));
            p = guarded ? p : guardedPointer(p, l.guard());
            r = m == null ? let("load " + vt + ", ptr " + p + ", align " + d.bytes())
                : let("call " + vt + " @llvm.masked.load." + suffix(memory) + ".p0(ptr " + p + ", i32 " + d.bytes() + ", <" + lanes
                    + " x i1> " + m + ", " + vt + " zeroinitializer)");
        } else {
            String all = mask(l.guard());
            r = let("call " + vt + " @llvm.masked.gather." + suffix(memory) + ".v" + lanes + "p0(<" + lanes + " x ptr> "
                + pointers(l.buffer(), l.index()) + ", i32 " + d.bytes() + ", <" + lanes + " x i1> " + (all == null ? ones() : all)
                + ", " + vt + " zeroinitializer)");
        }
        return register(r, d, true);
    }

    /// `p`, or a place with zeros where the guard (the same in all lanes) is false.
    private String guardedPointer(String p, Expr guard) {
        return guard == null ? p : let("select i1 " + expr(guard).ref() + ", ptr " + p + ", ptr @zeros");
    }

    /// The lanes that are active and for which `guard` holds; null for all.
    private String mask(Expr guard) {
        if (guard == null) {
            return mask;
        }
        Val g = as(expr(guard), true);
        return mask == null ? g.ref() : let("and <" + lanes + " x i1> " + mask + ", " + g.ref());
    }

    // ---- indices

    private Val index(Index i) {
        return switch (i) {
            case Index.Const c -> new Val(Long.toString(c.value()), DType.I64, false);
            case Index.Size s -> new Val("%" + size(s.name()), DType.I64, false);
            case Index.At a when a.axis().kind() == Axis.Kind.LANE && lanes > 1 -> new Val(laneNumbers(), DType.I64, true);
            case Index.At a -> new Val(axes.get(a.axis()), DType.I64, false);
            case Index.Value v -> cast(expr(v.expr()), DType.I64);
            case Index.Add a -> arithmetic("add nsw", index(a.a()), index(a.b()));
            case Index.Mul m -> arithmetic("mul nsw", index(m.a()), index(m.b()));
            case Index.Div d -> Index.min(d.a()) >= 0 ? arithmetic("udiv", index(d.a()), index(d.b())) : floorDiv(d);
            case Index.Mod m -> Index.min(m.a()) >= 0 ? arithmetic("urem", index(m.a()), index(m.b()))
                : arithmetic("sub", index(m.a()), arithmetic("mul", floorDiv(new Index.Div(m.a(), m.b())), index(m.b())));
            case Index.Min m -> {
                Val a = index(m.a());
                Val b = index(m.b());
                boolean v = a.vector() || b.vector();
                yield select(compare(Op.CompareFn.LT, a, b), as(a, v), as(b, v));
            }
        };
    }

    /// Rounds down also where the dividend is negative.
    private Val floorDiv(Index.Div d) {
        Val a = index(d.a());
        Val b = index(d.b());
        Val q = arithmetic("sdiv", a, b);
        Val r = arithmetic("srem", a, b);
        Val negative = compare(Op.CompareFn.LT, r, new Val("0", DType.I64, false));
        Val less = arithmetic("sub", q, new Val("1", DType.I64, false));
        return select(negative, less, as(q, less.vector()));
    }

    private Val arithmetic(String op, Val p, Val q) {
        boolean vector = p.vector() || q.vector();
        Val a = as(p, vector);
        Val b = as(q, vector);
        return new Val(let(op + " " + type(a) + " " + a.ref() + ", " + b.ref()), DType.I64, vector);
    }

    /// An index that is the same in all lanes.
    String scalarIndex(Index i) {
        return index(i).ref();
    }

    private String pointer(Kernel.Param p, String index) {
        return let("getelementptr " + memoryType(p.dtype()) + ", ptr %" + p.name() + ", i64 " + index);
    }

    private String pointers(Kernel.Param p, Index i) {
        Val at = as(index(i), true);
        return let("getelementptr " + memoryType(p.dtype()) + ", ptr %" + p.name() + ", <" + lanes + " x i64> " + at.ref());
    }
}
