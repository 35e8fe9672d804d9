package dev.loam.runtime;

import dev.loam.compiler.Expr;
import dev.loam.compiler.Kernel;
import dev.loam.tensor.DType;
import dev.loam.tensor.Op;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.util.Map;

/// Expressions as bytecode that leaves the value on the stack. Whole numbers narrower than 32 bits are kept normalised
/// (sign- or zero-extended), u32 as the bits of an int, bool as 0 or 1, f16 and bf16 as their bits.
final class JvmValues {
    static final ClassDesc JAVA_MATH = ClassDesc.of("java.lang.Math");

    /// The JVM locals that hold the array and the first element of a param; -1 where that is always element 0. HotSpot can tell
    /// that accesses to two arrays at the same index do not hinder each other, and so uses vectors, but not with an offset each.
    record Place(int array, int offset) {
    }

    private final CodeBuilder code;
    private final JvmVariables variables;
    private final JvmIndices indices;
    private final JvmConditions conditions;
    private final JvmArithmetic arithmetic;
    private final Map<Kernel.Param, Place> params;
    private final Map<Integer, Integer> arguments;

    /// @param arguments the JVM locals of the kernel's arguments
    JvmValues(CodeBuilder code, JvmVariables variables, Map<Kernel.Param, Place> params, Map<Integer, Integer> arguments,
              Map<String, Integer> sizes) {
        this.code = code;
        this.variables = variables;
        this.params = params;
        this.arguments = arguments;
        this.indices = new JvmIndices(code, variables, sizes, this);
        this.conditions = new JvmConditions(code, this, indices);
        this.arithmetic = new JvmArithmetic(code);
    }

    JvmIndices indices() {
        return indices;
    }

    JvmConditions conditions() {
        return conditions;
    }

    JvmArithmetic arithmetic() {
        return arithmetic;
    }

    void expr(Expr e) {
        switch (e) {
            case Expr.Const c -> constant(c.dtype(), c.bits());
            case Expr.Read r -> variables.load(r.local());
            case Expr.Argument a -> code.lload(arguments.get(a.number()));
            case Expr.FromIndex f -> indices.asLong(f.index());
            case Expr.Load l -> load(l);
            case Expr.Unary u -> {
                expr(u.x());
                arithmetic.unary(u.fn(), u.dtype());
            }
            case Expr.Binary b when b.dtype() == DType.BOOL && (b.fn() == Op.BinaryFn.AND || b.fn() == Op.BinaryFn.OR) -> truth(b);
            case Expr.Binary b -> {
                expr(b.a());
                expr(b.b());
                arithmetic.binary(b.fn(), b.dtype());
            }
            case Expr.Compare c -> truth(c);
            case Expr.Select s -> choose(s.condition(), () -> expr(s.a()), () -> expr(s.b()));
            case Expr.Cast c -> {
                expr(c.x());
                arithmetic.cast(c.x().dtype(), c.dtype());
            }
            case Expr.Dot d -> expr(d.expanded());
            case Expr.Bitcast b -> {
                expr(b.x());
                arithmetic.bitcast(b.x().dtype(), b.dtype());
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
}
