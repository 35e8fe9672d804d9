package dev.loam.runtime;

import static java.lang.constant.ConstantDescs.CD_int;

import dev.loam.compiler.Expr;
import dev.loam.tensor.DType;
import dev.loam.tensor.Op;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Bool expressions as jumps. The operands of `and` and `or` have no effects, so the second is left out where the first decides.
final class JvmConditions {
    private final CodeBuilder code;
    private final JvmValues values;
    private final JvmIndices indices;

    JvmConditions(CodeBuilder code, JvmValues values, JvmIndices indices) {
        this.code = code;
        this.values = values;
        this.indices = indices;
    }

    /// Goes to `target` where the value of `e` is `when`, else on.
    void jump(Expr e, boolean when, Label target) {
        switch (e) {
            case Expr.Const c -> {
                if (c.bits() != 0 == when) {
                    code.goto_(target);
                }
            }
            case Expr.Compare c -> compare(c, when, target);
            case Expr.Unary u when u.fn() == Op.UnaryFn.NOT -> jump(u.x(), !when, target);
            case Expr.Binary b when b.fn() == Op.BinaryFn.AND || b.fn() == Op.BinaryFn.OR -> {
                boolean decides = b.fn() == Op.BinaryFn.OR;
                if (when == decides) {
                    jump(b.a(), when, target);
                    jump(b.b(), when, target);
                } else {
                    Label skip = code.newLabel();
                    jump(b.a(), decides, skip);
                    jump(b.b(), when, target);
                    code.labelBinding(skip);
                }
            }
            default -> {
                values.expr(e);
                code.branch(when ? Opcode.IFNE : Opcode.IFEQ, target);
            }
        }
    }

    private void compare(Expr.Compare c, boolean when, Label target) {
        if (c.a() instanceof Expr.FromIndex a && c.b() instanceof Expr.FromIndex b && JvmIndices.fits(a.index()) && JvmIndices.fits(b.index())) {
            indices.asInt(a.index());
            indices.asInt(b.index());
            code.branch(ofInts(c.fn(), when), target);
            return;
        }
        DType d = c.a().dtype();
        operand(c.a());
        operand(c.b());
        // after a comparison with NaN the jump must be taken as if `c` were false; only NE holds then
        boolean greater = c.fn() == Op.CompareFn.LT || c.fn() == Op.CompareFn.LE;
        switch (JvmVariables.kind(d.isHalf() ? DType.F32 : d)) {
            case FLOAT -> code.with(java.lang.classfile.instruction.OperatorInstruction.of(greater ? Opcode.FCMPG : Opcode.FCMPL));
            case DOUBLE -> code.with(java.lang.classfile.instruction.OperatorInstruction.of(greater ? Opcode.DCMPG : Opcode.DCMPL));
            case LONG -> code.lcmp();
            default -> {
                if (d != DType.U32) {
                    code.branch(ofInts(c.fn(), when), target);
                    return;
                }
                code.invokestatic(ClassDesc.of("java.lang.Integer"), "compareUnsigned", MethodTypeDesc.of(CD_int, CD_int, CD_int));
            }
        }
        code.branch(toZero(c.fn(), when), target);
    }

    private void operand(Expr e) {
        values.expr(e);
        if (e.dtype().isHalf()) {
            values.arithmetic().cast(e.dtype(), DType.F32);
        }
    }

    private static Opcode ofInts(Op.CompareFn fn, boolean when) {
        return switch (fn) {
            case LT -> when ? Opcode.IF_ICMPLT : Opcode.IF_ICMPGE;
            case LE -> when ? Opcode.IF_ICMPLE : Opcode.IF_ICMPGT;
            case GT -> when ? Opcode.IF_ICMPGT : Opcode.IF_ICMPLE;
            case GE -> when ? Opcode.IF_ICMPGE : Opcode.IF_ICMPLT;
            case EQ -> when ? Opcode.IF_ICMPEQ : Opcode.IF_ICMPNE;
            case NE -> when ? Opcode.IF_ICMPNE : Opcode.IF_ICMPEQ;
        };
    }

    private static Opcode toZero(Op.CompareFn fn, boolean when) {
        return switch (fn) {
            case LT -> when ? Opcode.IFLT : Opcode.IFGE;
            case LE -> when ? Opcode.IFLE : Opcode.IFGT;
            case GT -> when ? Opcode.IFGT : Opcode.IFLE;
            case GE -> when ? Opcode.IFGE : Opcode.IFLT;
            case EQ -> when ? Opcode.IFEQ : Opcode.IFNE;
            case NE -> when ? Opcode.IFNE : Opcode.IFEQ;
        };
    }
}
