package dev.loam.runtime;

import dev.loam.compiler.Axis;
import dev.loam.compiler.Local;
import dev.loam.tensor.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.IdentityHashMap;
import java.util.Map;

/// Where the variables of a kernel live in one of its methods: in a JVM local, or, where several methods share one, in the frame.
final class JvmVariables {
    static final ClassDesc MATH = ClassDesc.of("dev.loam.runtime.JvmMath");
    private static final ClassDesc FRAME = ConstantDescs.CD_long.arrayType();

    private final CodeBuilder code;
    private final int frameSlot;
    private final Map<Object, Integer> frame;
    private final Map<Object, Integer> slots = new IdentityHashMap<>();

    /// @param frame the places in the frame of those variables that are kept there
    JvmVariables(CodeBuilder code, int frameSlot, Map<Object, Integer> frame) {
        this.code = code;
        this.frameSlot = frameSlot;
        this.frame = frame;
    }

    /// How the JVM holds a value of `dtype`: whole numbers below 64 bits, bool and the bits of 16-bit floats as int.
    static TypeKind kind(DType dtype) {
        return switch (dtype) {
            case F32 -> TypeKind.FLOAT;
            case F64 -> TypeKind.DOUBLE;
            case I64 -> TypeKind.LONG;
            case F16, BF16, I8, U8, I32, U32, BOOL -> TypeKind.INT;
        };
    }

    static TypeKind kind(Axis axis) {
        return axis.max() <= Integer.MAX_VALUE ? TypeKind.INT : TypeKind.LONG;
    }

    /// Gives `v` a JVM local in this method.
    int allocate(Object v, TypeKind kind) {
        return slots.computeIfAbsent(v, k -> code.allocateLocal(kind));
    }

    boolean isShared(Local local) {
        return frame.containsKey(local);
    }

    void load(Local local) {
        load(local, kind(local.dtype()));
    }

    void load(Object v, TypeKind kind) {
        Integer slot = slots.get(v);
        if (slot != null) {
            code.loadLocal(kind, slot);
            return;
        }
        Integer at = frame.get(v);
        if (at == null) {
            throw new IllegalStateException("the variable " + v + " has no place");
        }
        String get = switch (kind) {
            case FLOAT -> "getFloat";
            case DOUBLE -> "getDouble";
            case LONG -> "getLong";
            default -> "getInt";
        };
        code.aload(frameSlot).loadConstant(at)
            .invokestatic(MATH, get, MethodTypeDesc.of(kind.upperBound(), FRAME, ConstantDescs.CD_int));
    }

    /// Stores the value on the stack.
    void store(Local local) {
        TypeKind kind = kind(local.dtype());
        if (frame.containsKey(local)) {
            put(local, kind);
        } else {
            code.storeLocal(kind, allocate(local, kind));
        }
    }

    /// Copies the running value of a loop, in its JVM local, to the frame where other methods read it.
    void publish(Axis axis) {
        if (frame.containsKey(axis)) {
            load(axis, kind(axis));
            put(axis, kind(axis));
        }
    }

    private void put(Object v, TypeKind kind) {
        code.aload(frameSlot).loadConstant(frame.get(v))
            .invokestatic(MATH, "put", MethodTypeDesc.of(ConstantDescs.CD_void, kind.upperBound(), FRAME, ConstantDescs.CD_int));
    }
}
