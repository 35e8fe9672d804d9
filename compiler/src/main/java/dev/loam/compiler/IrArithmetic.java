package dev.loam.compiler;

import dev.loam.tensor.DType;
import dev.loam.tensor.Op;

/// Arithmetic, comparisons and conversions of values as LLVM instructions. A scalar meets a vector as that scalar in all lanes.
abstract class IrArithmetic extends IrWriter {
    IrArithmetic(String name) {
        super(name);
    }

    Val unary(Op.UnaryFn fn, Val x) {
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

    Val sign(Val x) {
        Val zero = new Val(constant(x.dtype(), 0), x.dtype(), false);
        Val one = new Val(constant(x.dtype(), x.dtype().isFloat() ? Double.doubleToRawLongBits(1) : 1), x.dtype(), false);
        Val minus = new Val(constant(x.dtype(), x.dtype().isFloat() ? Double.doubleToRawLongBits(-1) : -1), x.dtype(), false);
        Val up = compare(Op.CompareFn.GT, x, zero);
        Val down = compare(Op.CompareFn.LT, x, zero);
        return select(up, as(one, x.vector()), select(down, as(minus, x.vector()), x));
    }

    Val select(Val c, Val a, Val b) {
        return new Val(let("select " + typed(c) + ", " + typed(a) + ", " + typed(b)), a.dtype(), a.vector());
    }

    Val intrinsic(String f, Val x) {
        return out("call contract " + type(x) + " @llvm." + f + "." + suffix(x) + "(" + typed(x) + ")", x);
    }

    Val out(String code, Val like) {
        return new Val(let(code), like.dtype(), like.vector());
    }

    Val binary(Op.BinaryFn fn, Val p, Val q, boolean constantA, boolean constantB) {
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
    Val extreme(boolean max, Val a, Val b, boolean constantB) {
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
    Val divide(Val a, Val b, boolean quotient) {
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

    Val compare(Op.CompareFn fn, Val p, Val q) {
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

    Val cast(Val x, DType to) {
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

    Val i64(boolean vector) {
        return new Val("", DType.I64, vector);
    }

    Val fromBF16(Val x) {
        String i32 = type(DType.I32, x.vector() ? lanes : 1);
        String wide = let("zext " + typed(x) + " to " + i32);
        String up = let("shl " + i32 + " " + wide + ", " + as(new Val("16", DType.I32, false), x.vector()).ref());
        return new Val(let("bitcast " + i32 + " " + up + " to " + type(DType.F32, x.vector() ? lanes : 1)), DType.F32, x.vector());
    }

    /// Rounds to nearest, ties to even; a NaN stays a quiet NaN.
    Val toBF16(Val from) {
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
}
