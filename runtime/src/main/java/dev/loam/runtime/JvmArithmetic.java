package dev.loam.runtime;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;

import dev.loam.tensor.DType;
import dev.loam.tensor.Op;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Functions and conversions of the values on the JVM's stack.
final class JvmArithmetic {
    private static final ClassDesc FLOAT = ClassDesc.of("java.lang.Float");
    private static final ClassDesc HALF = ClassDesc.of("dev.loam.tensor.Half");

    private final CodeBuilder code;

    JvmArithmetic(CodeBuilder code) {
        this.code = code;
    }

    // ---- functions

    /// Replaces the value on the stack by the function of it.
    void unary(Op.UnaryFn fn, DType d) {
        switch (fn) {
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
                    call(JvmValues.JAVA_MATH, "abs", d, 1);
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
            case EXP, EXPM1, LOG, LOG1P, TANH, ERF, SIN, COS -> throw new IllegalStateException(fn + " was not expanded");
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
            nonZero(DType.I32);
        }
    }

    /// A method of Math on doubles; HotSpot knows each of them on floats between two conversions as one instruction.
    private void rounded(String method, DType d) {
        if (d == DType.F32) {
            code.f2d();
        }
        code.invokestatic(JvmValues.JAVA_MATH, method, MethodTypeDesc.of(CD_double, CD_double));
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
            call(JvmValues.JAVA_MATH, name, d, 2);
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

    /// Converts the value on the stack.
    void cast(DType from, DType to) {
        if (from == to) {
            return;
        }
        if (from.isHalf()) {
            code.invokestatic(HALF, from == DType.F16 ? "fromF16" : "fromBF16", MethodTypeDesc.of(CD_float, CD_short));
            cast(DType.F32, to);
        } else if (to == DType.BOOL) {
            nonZero(from);
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

    /// Reads the bits of the value on the stack as another type.
    void bitcast(DType from, DType to) {
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

    /// Replaces the value on the stack by 1 where it is not 0, else by 0; NaN is not 0.
    void nonZero(DType d) {
        Label zero = code.newLabel();
        Label end = code.newLabel();
        switch (JvmVariables.kind(d)) {
            case FLOAT -> code.fconst_0().fcmpl();
            case DOUBLE -> code.dconst_0().dcmpl();
            case LONG -> code.lconst_0().lcmp();
            default -> {
            }
        }
        code.ifeq(zero).iconst_1().goto_(end).labelBinding(zero).iconst_0().labelBinding(end);
    }
}
