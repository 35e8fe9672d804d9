package dev.loam.data.array;

import dev.loam.data.DataException;
import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import java.nio.ByteBuffer;

/// An element type of NumPy's files: kind and bytes, as in `f4`.
enum NpyType {
    F2(DType.F16, 2), F4(DType.F32, 4), F8(DType.F64, 8), I1(DType.I8, 1), I2(DType.I32, 2), I4(DType.I32, 4), I8(DType.I64, 8),
    U1(DType.U8, 1), U2(DType.I32, 2), U4(DType.U32, 4), U8(DType.I64, 8), B1(DType.BOOL, 1);

    private final DType loam;
    private final int bytes;

    NpyType(DType loam, int bytes) {
        this.loam = loam;
        this.bytes = bytes;
    }

    /// What it becomes.
    DType loam() {
        return loam;
    }

    int bytes() {
        return bytes;
    }

    /// As what arrays of `dtype` are written.
    static NpyType of(DType dtype) {
        return switch (dtype) {
            case F32, BF16 -> F4;
            case F64 -> F8;
            case F16 -> F2;
            case I8 -> I1;
            case U8 -> U1;
            case I32 -> I4;
            case U32 -> U4;
            case I64 -> I8;
            case BOOL -> B1;
        };
    }

    /// The next element of `from` becomes element `i` of `to`.
    void copy(ByteBuffer from, NDArray to, int i, String what) {
        switch (this) {
            case F2 -> ((short[]) to.array())[i] = from.getShort();
            case F4 -> ((float[]) to.array())[i] = from.getFloat();
            case F8 -> ((double[]) to.array())[i] = from.getDouble();
            case I1, U1 -> ((byte[]) to.array())[i] = from.get();
            case B1 -> ((byte[]) to.array())[i] = (byte) (from.get() == 0 ? 0 : 1);
            case I2 -> ((int[]) to.array())[i] = from.getShort();
            case U2 -> ((int[]) to.array())[i] = from.getShort() & 0xFFFF;
            case I4, U4 -> ((int[]) to.array())[i] = from.getInt();
            case I8 -> ((long[]) to.array())[i] = from.getLong();
            case U8 -> {
                long value = from.getLong();
                if (value < 0) {
                    throw new DataException(what + ": element " + i + " is " + Long.toUnsignedString(value) + ", more than an i64 can hold");
                }
                ((long[]) to.array())[i] = value;
            }
        }
    }

    /// Element `i` of `from`, which [#of] gave this type for.
    void put(ByteBuffer to, NDArray from, int i) {
        switch (this) {
            case F2 -> to.putShort(((short[]) from.array())[i]);
            case F4 -> to.putFloat((float) from.getDouble(i));
            case F8 -> to.putDouble(from.getDouble(i));
            case I1, U1, B1 -> to.put((byte) from.getLong(i));
            case I2, U2 -> to.putShort((short) from.getLong(i));
            case I4, U4 -> to.putInt((int) from.getLong(i));
            case I8, U8 -> to.putLong(from.getLong(i));
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
