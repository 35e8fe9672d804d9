package dev.loam.train;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// An element type of safetensors files, and what becomes of it: itself where Loam has it, else the nearest that holds all its values.
enum StoredType {
    F64(DType.F64, 8), F32(DType.F32, 4), F16(DType.F16, 2), BF16(DType.BF16, 2), I64(DType.I64, 8), I32(DType.I32, 4), U32(DType.U32, 4), I8(DType.I8, 1), U8(DType.U8, 1),
    BOOL(DType.BOOL, 1),
    /// widened
    I16(DType.I32, 2), U16(DType.I32, 2),
    /// those up to the greatest i64
    U64(DType.I64, 8),
    /// eight bits: a sign, 4 of exponent (bias 7), 3 of fraction, without infinities (Micikevicius et al. 2022, arXiv 2209.05433)
    F8_E4M3(DType.F32, 1),
    /// eight bits: the upper half of an f16
    F8_E5M2(DType.F32, 1);

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final DType loam;
    private final int bytes;

    StoredType(DType loam, int bytes) {
        this.loam = loam;
        this.bytes = bytes;
    }

    DType loam() {
        return loam;
    }

    int bytes() {
        return bytes;
    }

    /// The type of that name, or null.
    static StoredType of(Object name) {
        for (StoredType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }

    /// As what Loam writes a dtype.
    static StoredType of(DType dtype) {
        return valueOf(dtype.name());
    }

    /// Copies stored elements into an array of [#loam] with as many.
    ///
    /// @throws ArithmeticException for a u64 that is greater than every i64
    void copy(MemorySegment from, NDArray to) {
        switch (this) {
            case F64, F32, F16, BF16, I64, I32, U32, I8, U8, BOOL -> Safetensors.segment(to).copyFrom(from);
            case I16, U16 -> {
                for (int i = 0; i < to.size(); i++) {
                    short value = from.get(SHORT, 2L * i);
                    to.setLong(i, this == I16 ? value : value & 0xFFFF);
                }
            }
            case U64 -> {
                for (int i = 0; i < to.size(); i++) {
                    long value = from.get(LONG, 8L * i);
                    if (value < 0) {
                        throw new ArithmeticException(Long.toUnsignedString(value));
                    }
                    to.setLong(i, value);
                }
            }
            case F8_E4M3, F8_E5M2 -> {
                for (int i = 0; i < to.size(); i++) {
                    byte value = from.get(ValueLayout.JAVA_BYTE, i);
                    to.setDouble(i, this == F8_E5M2 ? Float.float16ToFloat((short) (value << 8)) : e4m3(value));
                }
            }
        }
    }

    static float e4m3(byte bits) {
        int exponent = bits >> 3 & 15;
        int fraction = bits & 7;
        if (exponent == 15 && fraction == 7) {
            return Float.NaN;
        }
        float magnitude = exponent == 0 ? Math.scalb(fraction, -9) : Math.scalb(8 + fraction, exponent - 10);
        return bits < 0 ? -magnitude : magnitude;
    }
}
