package dev.loam.runtime;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;

import dev.loam.compiler.Expr;
import dev.loam.compiler.Kernel;
import dev.loam.tensor.DType;
import dev.loam.tensor.Op;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;

/// Expressions as bytecode that leaves the value on the stack. Whole numbers narrower than 32 bits are kept normalised
/// (sign- or zero-extended), u32 as the bits of an int, bool as 0 or 1, f16 and bf16 as their bits.
final class JvmValues {
    static final ClassDesc JAVA_MATH = ClassDesc.of("java.lang.Math");
    private static final ClassDesc FLOAT = ClassDesc.of("java.lang.Float");
    private static final ClassDesc HALF = ClassDesc.of("dev.loam.tensor.Half");

    /// The JVM locals that hold the array and the first element of a param; -1 where that is always element 0. HotSpot can tell
    /// that accesses to two arrays at the same index do not hinder each other, and so uses vectors, but not with an offset each.
    record Place(int array, int offset) {
    }

    private final CodeBuilder code;
    private final JvmVariables variables;
    private final JvmIndices indices;
    private final JvmConditions conditions;
    private final Map<Kernel.Param, Place> params;

    JvmValues(CodeBuilder code, JvmVariables variables, Map<Kernel.Param, Place> params, Map<String, Integer> sizes) {
        this.code = code;
        this.variables = variables;
        this.params = params;
        this.indices = new JvmIndices(code, variables, sizes, this);
        this.conditions = new JvmConditions(code, this, indices);
    }

    JvmIndices indices() {
        return indices;
    }

    JvmConditions conditions() {
        return conditions;
    }

    void expr(Expr e) {
        switch (e) {
            case Expr.Const c -> constant(c.dtype(), c.bits());
            case Expr.Read r -> variables.load(r.local());
            case Expr.FromIndex f -> indices.asLong(f.index());
            case Expr.Load l -> load(l);
            case Expr.Unary u -> unary(u);
            case Expr.Binary b when b.dtype() == DType.BOOL && (b.fn() == Op.BinaryFn.AND || b.fn() == Op.BinaryFn.OR) -> truth(b);
            case Expr.Binary b -> {
                expr(b.a());
                expr(b.b());
                binary(b.fn(), b.dtype());
            }
            case Expr.Compare c -> truth(c);
            case Expr.Select s -> choose(s.condition(), () -> expr(s.a()), () -> expr(s.b()));
            case Expr.Cast c -> {
                expr(c.x());
                cast(c.x().dtype(), c.dtype());
            }
            case Expr.Bitcast b -> {
                expr(b.x());
                bitcast(b.x().dtype(), b.dtype());
            }
        }
    }

    private void truth(Expr condition) {
        choose(condition, code::iconst_1, code::iconst_0);
    }

    private void choose(Expr condition, Runnable whenTrue, Runnable whenFalse) {
        Label otherwise = code.newLabel();
        Label end = code.newLabel();
        conditions.jump(condition, false, otherwise);
        whenTrue.run();
        code.goto_(end);
        code.labelBinding(otherwise);
        whenFalse.run();
        code.labelBinding(end);
    }

    private void constant(DType d, long bits) {
        switch (d) {
            case F32 -> code.loadConstant((float) Double.longBitsToDouble(bits));
            case F64 -> code.loadConstant(Double.longBitsToDouble(bits));
            case F16 -> code.loadConstant((int) dev.loam.tensor.Half.toF16((float) Double.longBitsToDouble(bits)));
            case BF16 -> code.loadConstant((int) dev.loam.tensor.Half.toBF16((float) Double.longBitsToDouble(bits)));
            case I8 -> code.loadConstant((int) (byte) bits);
            case U8 -> code.loadConstant((int) bits & 0xFF);
            case I32, U32 -> code.loadConstant((int) bits);
            case I64 -> code.loadConstant(bits);
            case BOOL -> code.loadConstant(bits != 0 ? 1 : 0);
        }
    }

    // ---- memory

    private void load(Expr.Load l) {
        if (l.guard() == null) {
            read(l);
        } else {
            choose(l.guard(), () -> read(l), () -> constant(l.dtype(), 0));
        }
    }

    private void read(Expr.Load l) {
        address(l.buffer(), l.index());
        code.arrayLoad(elementKind(l.dtype()));
        if (l.dtype() == DType.U8) {
            code.loadConstant(0xFF).iand();
        }
    }

    /// Puts the array and the index of an element on the stack.
    void address(Kernel.Param p, dev.loam.compiler.Index index) {
        Place place = params.get(p);
        code.aload(place.array());
        indices.asInt(index);
        if (place.offset() >= 0) {
            code.iload(place.offset()).iadd();
        }
    }

    static TypeKind elementKind(DType d) {
        return switch (d) {
            case F32 -> TypeKind.FLOAT;
            case F64 -> TypeKind.DOUBLE;
            case F16, BF16 -> TypeKind.SHORT;
            case I8, U8, BOOL -> TypeKind.BYTE;
            case I32, U32 -> TypeKind.INT;
            case I64 -> TypeKind.LONG;
        };
    }

    // ---- functions

    private void unary(Expr.Unary u) {
        DType d = u.dtype();
        expr(u.x());
        switch (u.fn()) {
            case NEG -> {
                switch (JvmVariables.kind(d)) {
                    case FLOAT -> code.fneg();
                    case DOUBLE -> code.dneg();
                    case LONG -> code.lneg();
                    default -> code.ineg();
                }
                normalise(d);
            }
            case ABS -> {
                if (d.isSigned()) {
                    call(JAVA_MATH, "abs", d, 1);
                    normalise(d);
                }
            }
            case SIGN -> sign(d);
            case NOT -> {
                if (d == DType.I64) {
                    code.loadConstant(-1L).lxor();
                } else {
                    code.loadConstant(d == DType.BOOL ? 1 : -1).ixor();
                    normalise(d);
                }
            }
            case SQRT -> rounded("sqrt", d);
            case FLOOR -> rounded("floor", d);
            case CEIL -> rounded("ceil", d);
            case ROUND -> rounded("rint", d);
            case EXP, EXPM1, LOG, LOG1P, TANH, ERF, SIN, COS -> throw new IllegalStateException(u.fn() + " was not expanded");
        }
    }

    private void sign(DType d) {
        if (d.isFloat()) {
            call(JvmVariables.MATH, "sign", d, 1);
        } else if (d == DType.I64) {
            code.invokestatic(ClassDesc.of("java.lang.Long"), "signum", MethodTypeDesc.of(CD_int, CD_long)).i2l();
        } else if (d.isSigned()) {
            code.invokestatic(ClassDesc.of("java.lang.Integer"), "signum", MethodTypeDesc.of(CD_int, CD_int));
        } else {
            conditions.nonZero(DType.I32);
        }
    }

    /// A method of Math on doubles; HotSpot knows each of them on floats between two conversions as one instruction.
    private void rounded(String method, DType d) {
        if (d == DType.F32) {
            code.f2d();
        }
        code.invokestatic(JAVA_MATH, method, MethodTypeDesc.of(CD_double, CD_double));
        if (d == DType.F32) {
            code.d2f();
        }
    }

    /// Folds the two values on the stack into one.
    void binary(Op.BinaryFn fn, DType d) {
        switch (fn) {
            case MIN, MAX -> extreme(fn == Op.BinaryFn.MAX, d);
            case POW -> throw new IllegalStateException("pow was not expanded");
            default -> {
                switch (JvmVariables.kind(d)) {
                    case FLOAT -> floats(fn);
                    case DOUBLE -> doubles(fn);
                    case LONG -> longs(fn);
                    default -> ints(fn, d);
                }
            }
        }
    }

    private void extreme(boolean max, DType d) {
        String name = max ? "max" : "min";
        if (d.isFloat()) {
            call(JvmVariables.MATH, name, d, 2);
        } else if (d == DType.U32) {
            call(JvmVariables.MATH, name + "Unsigned", d, 2);
        } else {
            call(JAVA_MATH, name, d, 2);
        }
    }

    private void floats(Op.BinaryFn fn) {
        switch (fn) {
            case ADD -> code.fadd();
            case SUB -> code.fsub();
            case MUL -> code.fmul();
            case DIV -> code.fdiv();
            case REM -> code.frem();
            default -> throw new IllegalStateException(fn + " of floats");
        }
    }

    private void doubles(Op.BinaryFn fn) {
        switch (fn) {
            case ADD -> code.dadd();
            case SUB -> code.dsub();
            case MUL -> code.dmul();
            case DIV -> code.ddiv();
            case REM -> code.drem();
            default -> throw new IllegalStateException(fn + " of floats");
        }
    }

    private void longs(Op.BinaryFn fn) {
        switch (fn) {
            case ADD -> code.ladd();
            case SUB -> code.lsub();
            case MUL -> code.lmul();
            case DIV -> call(JvmVariables.MATH, "divide", DType.I64, 2);
            case REM -> call(JvmVariables.MATH, "remainder", DType.I64, 2);
            case AND -> code.land();
            case OR -> code.lor();
            case XOR -> code.lxor();
            case SHL -> code.l2i().lshl();
            case SHR -> code.l2i().lshr();
            default -> throw new IllegalStateException(fn.name());
        }
    }

    private void ints(Op.BinaryFn fn, DType d) {
        switch (fn) {
            case ADD -> code.iadd();
            case SUB -> code.isub();
            case MUL -> code.imul();
            case DIV -> call(JvmVariables.MATH, d == DType.U32 ? "divideUnsigned" : "divide", d, 2);
            case REM -> call(JvmVariables.MATH, d == DType.U32 ? "remainderUnsigned" : "remainder", d, 2);
            case AND -> code.iand();
            case OR -> code.ior();
            case XOR -> code.ixor();
            case SHL -> shift(d).ishl();
            case SHR -> {
                if (d.isSigned()) {
                    shift(d).ishr();
                } else {
                    shift(d).iushr();
                }
            }
            default -> throw new IllegalStateException(fn.name());
        }
        normalise(d);
    }

    /// Takes the amount of a shift modulo the width; the JVM itself does so for 32 bits.
    private CodeBuilder shift(DType d) {
        return d.bytes() == 1 ? code.loadConstant(7).iand() : code;
    }

    private void call(ClassDesc owner, String method, DType d, int operands) {
        ClassDesc type = JvmVariables.kind(d).upperBound();
        code.invokestatic(owner, method, operands == 1 ? MethodTypeDesc.of(type, type) : MethodTypeDesc.of(type, type, type));
    }

    /// Wraps an int to the width of `d`.
    private void normalise(DType d) {
        switch (d) {
            case I8 -> code.i2b();
            case U8 -> code.loadConstant(0xFF).iand();
            default -> {
            }
        }
    }

    // ---- conversions

    void cast(DType from, DType to) {
        if (from == to) {
            return;
        }
        if (from.isHalf()) {
            code.invokestatic(HALF, from == DType.F16 ? "fromF16" : "fromBF16", MethodTypeDesc.of(CD_float, CD_short));
            cast(DType.F32, to);
        } else if (to == DType.BOOL) {
            conditions.nonZero(from);
        } else if (to.isHalf()) {
            cast(from, DType.F32);
            code.invokestatic(HALF, to == DType.F16 ? "toF16" : "toBF16", MethodTypeDesc.of(CD_short, CD_float));
        } else if (from.isFloat() && !to.isFloat()) {
            // the JVM's conversion to long truncates and saturates, and takes NaN to 0
            code.conversion(JvmVariables.kind(from), TypeKind.LONG);
            cast(DType.I64, to);
        } else if (from == DType.U32 && JvmVariables.kind(to) != TypeKind.INT) {
            code.i2l().loadConstant(0xFFFFFFFFL).land();
            code.conversion(TypeKind.LONG, JvmVariables.kind(to));
        } else {
            code.conversion(JvmVariables.kind(from), JvmVariables.kind(to));
            normalise(to);
        }
    }

    private void bitcast(DType from, DType to) {
        switch (from) {
            case F32 -> code.invokestatic(FLOAT, "floatToRawIntBits", MethodTypeDesc.of(CD_int, CD_float));
            case F64 -> code.invokestatic(ClassDesc.of("java.lang.Double"), "doubleToRawLongBits", MethodTypeDesc.of(CD_long, CD_double));
            default -> {
            }
        }
        switch (to) {
            case F32 -> code.invokestatic(FLOAT, "intBitsToFloat", MethodTypeDesc.of(CD_float, CD_int));
            case F64 -> code.invokestatic(ClassDesc.of("java.lang.Double"), "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
            default -> normalise(to);
        }
    }
}
