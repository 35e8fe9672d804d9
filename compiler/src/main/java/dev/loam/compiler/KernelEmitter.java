package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes one kernel as an LLVM function. The body of a loop over lanes is written once, in vectors; values that are equal in
/// all lanes stay scalars. Locals are stack slots, which LLVM turns into registers.
final class KernelEmitter {
    private final Kernel kernel;
    private final String name;
    private final Variance variance;
    private final StringBuilder text = new StringBuilder();
    private final Map<Axis, String> axes = new HashMap<>();
    private final Map<Local, String> slots = new HashMap<>();
    private int count;
    /// inside a loop over lanes: their number, and the mask of those that are active (null for all); else 1
    private int lanes = 1;
    private String mask;

    /// A value in a register.
    private record Val(String ref, DType dtype, boolean vector) {
    }

    KernelEmitter(Kernel kernel, String name) {
        this.kernel = kernel;
        this.name = name;
        this.variance = new Variance(kernel.body());
    }

    static String size(String label) {
        return "size." + label.replace('-', '_').replace(' ', '_');
    }

    String text() {
        return text.toString();
    }

    String emit() {
        for (Kernel.Param p : kernel.params()) {
            text.append(text.isEmpty() ? "" : ", ").append("ptr noalias ").append(p.written() ? "" : "readonly ").append('%').append(p.name());
        }
        var head = new StringBuilder("; ").append(kernel.note()).append("\ndefine internal void @").append(name).append('(').append(text);
        for (String s : kernel.sizes()) {
            head.append(", i64 %").append(size(s));
        }
        head.append(", i64 %tile) noinline #0 {\n");
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
            case Expr.Bitcast b -> {
                Val x = expr(b.x());
                yield new Val(let("bitcast " + typed(x) + " to " + type(b.dtype(), x.vector() ? lanes : 1)), b.dtype(), x.vector());
            }
        };
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

    private Val unary(Op.UnaryFn fn, Val x) {
        boolean f = x.dtype().isFloat();
        String t = type(x);
        String zero = f || x.vector() ? "zeroinitializer" : "0";
        zero = f && !x.vector() ? constant(x.dtype(), 0) : zero;
        return switch (fn) {
            case NEG -> f ? out("fneg " + t + " " + x.ref(), x) : out("sub " + t + " " + zero + ", " + x.ref(), x);
            case NOT -> out("xor " + t + " " + x.ref() + ", " + as(new Val(x.dtype() == DType.BOOL ? "true" : "-1", x.dtype(), false), x.vector()).ref(), x);
            case ABS -> f ? intrinsic("fabs", x) : x.dtype().isSigned()
                ? out("call " + t + " @llvm.abs." + suffix(x) + "(" + t + " " + x.ref() + ", i1 false)", x) : x;
            case SIGN -> sign(x);
            case SQRT -> intrinsic("sqrt", x);
            case FLOOR -> intrinsic("floor", x);
            case CEIL -> intrinsic("ceil", x);
            case ROUND -> intrinsic("roundeven", x);
            case EXP, LOG, SIN, COS, TANH, EXPM1, LOG1P, ERF -> throw new IllegalStateException(fn + " was not expanded");
        };
    }

    private Val sign(Val x) {
        Val zero = new Val(constant(x.dtype(), 0), x.dtype(), false);
        Val one = new Val(constant(x.dtype(), x.dtype().isFloat() ? Double.doubleToRawLongBits(1) : 1), x.dtype(), false);
        Val minus = new Val(constant(x.dtype(), x.dtype().isFloat() ? Double.doubleToRawLongBits(-1) : -1), x.dtype(), false);
        Val up = compare(Op.CompareFn.GT, x, zero);
        Val down = compare(Op.CompareFn.LT, x, zero);
        return select(up, as(one, x.vector()), select(down, as(minus, x.vector()), x));
    }

    private Val select(Val c, Val a, Val b) {
        return new Val(let("select " + typed(c) + ", " + typed(a) + ", " + typed(b)), a.dtype(), a.vector());
    }

    private Val intrinsic(String f, Val x) {
        return out("call contract " + type(x) + " @llvm." + f + "." + suffix(x) + "(" + typed(x) + ")", x);
    }

    private Val out(String code, Val like) {
        return new Val(let(code), like.dtype(), like.vector());
    }

    private Val binary(Op.BinaryFn fn, Val p, Val q, boolean constantA, boolean constantB) {
        boolean vector = p.vector() || q.vector();
        Val a = as(p, vector);
        Val b = as(q, vector);
        boolean f = a.dtype().isFloat();
        boolean s = a.dtype().isSigned();
        String operands = " " + type(a) + " " + a.ref() + ", " + b.ref();
        return switch (fn) {
            case ADD -> out((f ? "fadd contract" : "add") + operands, a);
            case SUB -> out((f ? "fsub contract" : "sub") + operands, a);
            case MUL -> out((f ? "fmul contract" : "mul") + operands, a);
            case DIV -> f ? out("fdiv contract" + operands, a) : divide(a, b, true);
            case REM -> f ? out("frem" + operands, a) : divide(a, b, false);
            case POW -> throw new IllegalStateException("pow was not expanded");
            case MIN, MAX -> extreme(fn == Op.BinaryFn.MAX, a, b, constantB);
            case AND -> out("and" + operands, a);
            case OR -> out("or" + operands, a);
            case XOR -> out("xor" + operands, a);
            case SHL, SHR -> {
                Val width = as(new Val(Integer.toString(a.dtype().bytes() * 8 - 1), a.dtype(), false), vector);
                String by = let("and " + type(b) + " " + b.ref() + ", " + width.ref());
                yield out((fn == Op.BinaryFn.SHL ? "shl " : s ? "ashr " : "lshr ") + type(a) + " " + a.ref() + ", " + by, a);
            }
        };
    }

    /// Of floats: `a` where it wins or is NaN, else `b`.
    private Val extreme(boolean max, Val a, Val b, boolean constantB) {
        if (!a.dtype().isFloat()) {
            return select(compare(max ? Op.CompareFn.GT : Op.CompareFn.LT, a, b), a, b);
        }
        String bool = a.vector() ? "<" + lanes + " x i1>" : "i1";
        if (constantB) {
            // no NaN on the right, so "unordered" means that `a` is one
            String wins = let("fcmp " + (max ? "ugt " : "ult ") + type(a) + " " + a.ref() + ", " + b.ref());
            return select(new Val(wins, DType.BOOL, a.vector()), a, b);
        }
        String wins = let("fcmp " + (max ? "ogt " : "olt ") + type(a) + " " + a.ref() + ", " + b.ref());
        String nan = let("fcmp uno " + type(a) + " " + a.ref() + ", " + a.ref());
        return select(new Val(let("or " + bool + " " + wins + ", " + nan), DType.BOOL, a.vector()), a, b);
    }

    /// Whole-number division that never traps: by 0 it gives 0, by -1 it negates.
    private Val divide(Val a, Val b, boolean quotient) {
        Val zero = as(new Val("0", a.dtype(), false), a.vector());
        Val one = as(new Val("1", a.dtype(), false), a.vector());
        Val byZero = compare(Op.CompareFn.EQ, b, zero);
        Val safe = select(byZero, one, b);
        if (!a.dtype().isSigned()) {
            Val r = out((quotient ? "udiv " : "urem ") + type(a) + " " + a.ref() + ", " + safe.ref(), a);
            return select(byZero, zero, r);
        }
        Val minus = compare(Op.CompareFn.EQ, b, as(new Val("-1", a.dtype(), false), a.vector()));
        safe = select(minus, one, safe);
        Val r = out((quotient ? "sdiv " : "srem ") + type(a) + " " + a.ref() + ", " + safe.ref(), a);
        Val negated = quotient ? unary(Op.UnaryFn.NEG, a) : zero;
        return select(byZero, zero, select(minus, negated, r));
    }

    private Val compare(Op.CompareFn fn, Val p, Val q) {
        boolean vector = p.vector() || q.vector();
        Val a = as(p, vector);
        Val b = as(q, vector);
        boolean f = a.dtype().isFloat();
        String order = f ? "o" : a.dtype().isSigned() ? "s" : "u";
        String c = switch (fn) {
            case LT -> order + "lt";
            case LE -> order + "le";
            case GT -> order + "gt";
            case GE -> order + "ge";
            case EQ -> f ? "oeq" : "eq";
            case NE -> f ? "une" : "ne";
        };
        return new Val(let((f ? "fcmp " : "icmp ") + c + " " + type(a) + " " + a.ref() + ", " + b.ref()), DType.BOOL, vector);
    }

    private Val cast(Val x, DType to) {
        DType from = x.dtype();
        if (from == to) {
            return x;
        }
        String t = type(to, x.vector() ? lanes : 1);
        if (to == DType.BOOL) {
            return compare(Op.CompareFn.NE, x, new Val(constant(from, 0), from, false));
        }
        if (from.isFloat() && to.isFloat()) {
            if (from == DType.BF16) {
                return fromBF16(x);
            }
            if (to == DType.BF16) {
                return toBF16(x);
            }
            return new Val(let((from.bytes() < to.bytes() ? "fpext " : "fptrunc ") + typed(x) + " to " + t), to, x.vector());
        }
        if (from.isFloat()) {
            Val wide = from == DType.BF16 ? fromBF16(x) : x;
            String i64 = type(DType.I64, x.vector() ? lanes : 1);
            String whole = let("call " + i64 + " @llvm.fptosi.sat." + suffix(i64(x.vector())) + "." + suffix(wide) + "(" + typed(wide) + ")");
            return cast(new Val(whole, DType.I64, x.vector()), to);
        }
        if (to.isFloat()) {
            String op = from.isSigned() ? "sitofp " : "uitofp ";
            if (to.isHalf()) {
                return cast(cast(x, DType.F32), to);
            }
            return new Val(let(op + typed(x) + " to " + t), to, x.vector());
        }
        int a = from == DType.BOOL ? 0 : from.bytes();
        if (a == to.bytes()) {
            return new Val(x.ref(), to, x.vector());
        }
        String op = a > to.bytes() ? "trunc " : from.isSigned() ? "sext " : "zext ";
        return new Val(let(op + typed(x) + " to " + t), to, x.vector());
    }

    private Val i64(boolean vector) {
        return new Val("", DType.I64, vector);
    }

    private Val fromBF16(Val x) {
        String i32 = type(DType.I32, x.vector() ? lanes : 1);
        String wide = let("zext " + typed(x) + " to " + i32);
        String up = let("shl " + i32 + " " + wide + ", " + as(new Val("16", DType.I32, false), x.vector()).ref());
        return new Val(let("bitcast " + i32 + " " + up + " to " + type(DType.F32, x.vector() ? lanes : 1)), DType.F32, x.vector());
    }

    /// Rounds to nearest, ties to even; a NaN stays a quiet NaN.
    private Val toBF16(Val from) {
        Val x = from.dtype() == DType.F32 ? from : cast(from, DType.F32);
        boolean v = x.vector();
        String i32 = type(DType.I32, v ? lanes : 1);
        String bits = let("bitcast " + typed(x) + " to " + i32);
        String top = let("lshr " + i32 + " " + bits + ", " + as(new Val("16", DType.I32, false), v).ref());
        String odd = let("and " + i32 + " " + top + ", " + as(new Val("1", DType.I32, false), v).ref());
        String bias = let("add " + i32 + " " + odd + ", " + as(new Val("32767", DType.I32, false), v).ref());
        String sum = let("add " + i32 + " " + bits + ", " + bias);
        String rounded = let("lshr " + i32 + " " + sum + ", " + as(new Val("16", DType.I32, false), v).ref());
        String quiet = let("or " + i32 + " " + top + ", " + as(new Val("64", DType.I32, false), v).ref());
        Val nan = new Val(let("fcmp uno " + type(x) + " " + x.ref() + ", " + x.ref()), DType.BOOL, v);
        Val chosen = select(nan, new Val(quiet, DType.I32, v), new Val(rounded, DType.I32, v));
        return new Val(let("trunc " + typed(chosen) + " to " + type(DType.BF16, v ? lanes : 1)), DType.BF16, v);
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

    // ---- text

    private String laneNumbers() {
        var b = new StringBuilder("<");
        for (int i = 0; i < lanes; i++) {
            b.append(i == 0 ? "" : ", ").append("i64 ").append(i);
        }
        return b.append('>').toString();
    }

    private String ones() {
        var b = new StringBuilder("<");
        for (int i = 0; i < lanes; i++) {
            b.append(i == 0 ? "" : ", ").append("i1 true");
        }
        return b.append('>').toString();
    }

    /// `x` as a vector where one is wanted.
    private Val as(Val x, boolean vector) {
        return vector && !x.vector() ? splat(x) : x;
    }

    private Val splat(Val x) {
        String t = LlvmEmitter.type(x.dtype());
        String v = "<" + lanes + " x " + t + ">";
        String one = let("insertelement " + v + " poison, " + t + " " + x.ref() + ", i32 0");
        return new Val(let("shufflevector " + v + " " + one + ", " + v + " poison, <" + lanes + " x i32> zeroinitializer"), x.dtype(), true);
    }

    /// Bool is a byte in memory and a bit in a register.
    private Val register(String ref, DType d, boolean vector) {
        if (d != DType.BOOL) {
            return new Val(ref, d, vector);
        }
        String zero = vector ? "zeroinitializer" : "0";
        return new Val(let("icmp ne " + (vector ? "<" + lanes + " x i8> " : "i8 ") + ref + ", " + zero), d, vector);
    }

    private Val memory(Val x) {
        return x.dtype() != DType.BOOL ? x
            : new Val(let("zext " + typed(x) + " to " + (x.vector() ? "<" + lanes + " x i8>" : "i8")), DType.BOOL, x.vector());
    }

    private static String memoryType(DType d) {
        return d == DType.BOOL ? "i8" : LlvmEmitter.type(d);
    }

    private static String type(DType d, int lanes) {
        return lanes == 1 ? LlvmEmitter.type(d) : "<" + lanes + " x " + LlvmEmitter.type(d) + ">";
    }

    private String type(Val x) {
        return type(x.dtype(), x.vector() ? lanes : 1);
    }

    private String typed(Val x) {
        return type(x) + " " + x.ref();
    }

    private String suffix(Val x) {
        return x.vector() ? suffix(LlvmEmitter.type(x.dtype())) : letter(LlvmEmitter.type(x.dtype()));
    }

    private String suffix(String element) {
        return "v" + lanes + letter(element);
    }

    private static String letter(String element) {
        return switch (element) {
            case "float" -> "f32";
            case "double" -> "f64";
            case "half" -> "f16";
            default -> element;
        };
    }

    /// A constant as LLVM reads it: floats by the bits of a double.
    private static String constant(DType d, long bits) {
        return switch (d) {
            case F32 -> hex(Double.doubleToRawLongBits((float) Double.longBitsToDouble(bits)));
            case F64 -> hex(bits);
            case F16 -> "0xH" + padded(dev.loam.tensor.Half.toF16((float) Double.longBitsToDouble(bits)) & 0xFFFF, 4);
            case BF16 -> Integer.toString(dev.loam.tensor.Half.toBF16((float) Double.longBitsToDouble(bits)) & 0xFFFF);
            case BOOL -> bits != 0 ? "true" : "false";
            case I8, U8 -> Long.toString((byte) bits);
            case I32, U32 -> Long.toString((int) bits);
            case I64 -> Long.toString(bits);
        };
    }

    private static String hex(long bits) {
        return "0x" + padded(bits, 16);
    }

    private static String padded(long bits, int digits) {
        var s = new ArrayList<String>();
        for (int i = digits - 1; i >= 0; i--) {
            s.add(Long.toHexString(bits >>> 4 * i & 15).toUpperCase(java.util.Locale.ROOT));
        }
        return String.join("", s);
    }

    private String let(String code) {
        String ref = "%" + name.replace('.', '_') + "x" + count++;
        text.append("  ").append(ref).append(" = ").append(code).append('\n');
        return ref;
    }

    private void line(String code) {
        text.append("  ").append(code).append('\n');
    }

    private String label() {
        return "." + count++;
    }
}
