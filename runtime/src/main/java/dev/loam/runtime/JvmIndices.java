package dev.loam.runtime;

import dev.loam.compiler.Axis;
import dev.loam.compiler.Index;
import dev.loam.tensor.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;

/// Index arithmetic as bytecode. Whatever fits in 31 bits is computed in ints, for which HotSpot removes range checks and unrolls
/// loops. Sums and products may wrap on the way: their low 32 bits do not depend on the high ones.
final class JvmIndices {
    private static final MethodTypeDesc INTS = MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int);
    private static final MethodTypeDesc LONGS = MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_long, ConstantDescs.CD_long);

    private final CodeBuilder code;
    private final JvmVariables variables;
    private final Map<String, Integer> sizes;
    private final JvmValues values;

    /// @param sizes the JVM local of each variable size
    JvmIndices(CodeBuilder code, JvmVariables variables, Map<String, Integer> sizes, JvmValues values) {
        this.code = code;
        this.variables = variables;
        this.sizes = sizes;
        this.values = values;
    }

    /// True where the value always fits in an int.
    static boolean fits(Index i) {
        return Index.min(i) >= Integer.MIN_VALUE && Index.max(i) <= Integer.MAX_VALUE;
    }

    /// Puts the value on the stack as an int; where it does not fit, its low 32 bits.
    void asInt(Index i) {
        switch (i) {
            case Index.Const c -> code.loadConstant((int) c.value());
            case Index.Size s -> code.iload(sizes.get(s.name()));
            case Index.At a -> {
                TypeKind kind = JvmVariables.kind(a.axis());
                variables.load(a.axis(), kind);
                code.conversion(kind, TypeKind.INT);
            }
            case Index.Value v -> {
                values.expr(v.expr());
                toInt(v.expr().dtype());
            }
            case Index.Add a -> {
                asInt(a.a());
                if (a.b() instanceof Index.Const c && c.value() < 0 && c.value() > Integer.MIN_VALUE) {
                    code.loadConstant((int) -c.value()).isub();
                } else {
                    asInt(a.b());
                    code.iadd();
                }
            }
            case Index.Mul m -> {
                asInt(m.a());
                if (Index.is(m.b(), -1)) {
                    code.ineg();
                } else {
                    asInt(m.b());
                    code.imul();
                }
            }
            case Index.Div d -> exactly(i, d.a(), d.b());
            case Index.Mod m -> exactly(i, m.a(), m.b());
            case Index.Min m -> exactly(i, m.a(), m.b());
        }
    }

    /// An operation whose low bits depend on all bits of its operands.
    private void exactly(Index i, Index a, Index b) {
        if (!fits(a) || !fits(b)) {
            asLong(i);
            code.l2i();
            return;
        }
        asInt(a);
        asInt(b);
        boolean positive = Index.min(a) >= 0;
        switch (i) {
            case Index.Min m -> code.invokestatic(JvmValues.JAVA_MATH, "min", INTS);
            case Index.Div d when positive -> code.idiv();
            case Index.Div d -> code.invokestatic(JvmValues.JAVA_MATH, "floorDiv", INTS);
            case Index.Mod m when positive -> code.irem();
            default -> code.invokestatic(JvmValues.JAVA_MATH, "floorMod", INTS);
        }
    }

    /// Puts the value on the stack as a long.
    void asLong(Index i) {
        if (fits(i) && isOfInts(i)) {
            if (i instanceof Index.Const c) {
                code.loadConstant(c.value());
            } else {
                asInt(i);
                code.i2l();
            }
            return;
        }
        switch (i) {
            case Index.Const c -> code.loadConstant(c.value());
            case Index.Size s -> code.iload(sizes.get(s.name())).i2l();
            case Index.At a -> variables.load(a.axis(), TypeKind.LONG);
            case Index.Value v -> {
                values.expr(v.expr());
                if (v.expr().dtype() != DType.I64) {
                    code.i2l();
                }
            }
            case Index.Add a -> {
                both(a.a(), a.b());
                code.ladd();
            }
            case Index.Mul m -> {
                both(m.a(), m.b());
                code.lmul();
            }
            case Index.Div d -> {
                both(d.a(), d.b());
                code.invokestatic(JvmValues.JAVA_MATH, "floorDiv", LONGS);
            }
            case Index.Mod m -> {
                both(m.a(), m.b());
                code.invokestatic(JvmValues.JAVA_MATH, "floorMod", LONGS);
            }
            case Index.Min m -> {
                both(m.a(), m.b());
                code.invokestatic(JvmValues.JAVA_MATH, "min", LONGS);
            }
        }
    }

    /// True where `i`, which fits, is made of ints: the rest of a long division may fit where the dividend does not.
    private static boolean isOfInts(Index i) {
        return switch (i) {
            case Index.Value v -> false;
            case Index.Div d -> fits(d.a()) && fits(d.b());
            case Index.Mod m -> fits(m.a()) && fits(m.b());
            case Index.Min m -> fits(m.a()) && fits(m.b());
            case Index.Const c -> true;
            case Index.Size s -> true;
            case Index.At a -> true;
            case Index.Add a -> true;
            case Index.Mul m -> true;
        };
    }

    private void both(Index a, Index b) {
        asLong(a);
        asLong(b);
    }

    private void toInt(DType dtype) {
        if (dtype == DType.I64) {
            code.l2i();
        }
    }
}
