package dev.loam.runtime;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Memory of one dtype that programs read and write: native memory, or a Java array behind the same interface.
///
/// @param dtype   the element type
/// @param segment the bytes
/// @param array   the Java array that backs the segment, null for native memory
public record Buffer(DType dtype, MemorySegment segment, Object array) {

    /// A buffer over a new Java array of `elements` zeros.
    static Buffer heap(DType dtype, long elements) {
        Object array = NDArray.zeros(dtype, Math.toIntExact(elements)).array();
        return new Buffer(dtype, segment(array), array);
    }

    private static MemorySegment segment(Object array) {
        return switch (array) {
            case float[] a -> MemorySegment.ofArray(a);
            case double[] a -> MemorySegment.ofArray(a);
            case short[] a -> MemorySegment.ofArray(a);
            case byte[] a -> MemorySegment.ofArray(a);
            case int[] a -> MemorySegment.ofArray(a);
            case long[] a -> MemorySegment.ofArray(a);
            default -> throw new IllegalArgumentException("no buffer of " + array.getClass());
        };
    }

    public long elements() {
        return segment.byteSize() / dtype.bytes();
    }

    /// Copies all of `values` to the start of the buffer.
    public void write(NDArray values) {
        write(values, 0);
    }

    /// Copies all of `values` to the elements from `offset` on.
    public void write(NDArray values, long offset) {
        if (values.dtype() != dtype) {
            throw new IllegalArgumentException("a buffer of " + dtype + " was given " + values.dtype());
        }
        segment.asSlice(offset * dtype.bytes()).copyFrom(segment(values.array()));
    }

    /// A copy of the first elements, as many as `shape` has.
    public NDArray read(int... shape) {
        return read(0, shape);
    }

    /// A copy of the elements from `offset` on, as many as `shape` has.
    public NDArray read(long offset, int... shape) {
        NDArray out = NDArray.zeros(dtype, shape);
        segment(out.array()).copyFrom(segment.asSlice(offset * dtype.bytes(), (long) out.size() * dtype.bytes()));
        return out;
    }

    public float getFloat(long i) {
        return segment.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
    }

    /// Element `i` of a buffer of f32 or f64.
    public double getDouble(long i) {
        return switch (dtype) {
            case F32 -> getFloat(i);
            case F64 -> segment.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i);
            default -> throw new IllegalArgumentException("a buffer of " + dtype + " was asked for a float");
        };
    }

    /// Sets element `i` of a buffer of f32 or f64.
    public void setDouble(long i, double value) {
        switch (dtype) {
            case F32 -> set(i, (float) value);
            case F64 -> segment.setAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i, value);
            default -> throw new IllegalArgumentException("a buffer of " + dtype + " was given a float");
        }
    }

    public int getInt(long i) {
        return segment.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i);
    }

    public boolean getBoolean(long i) {
        return segment.get(ValueLayout.JAVA_BYTE, i) != 0;
    }

    public void set(long i, float value) {
        segment.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, value);
    }

    public void set(long i, int value) {
        segment.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i, value);
    }

    public void set(long i, long value) {
        segment.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i, value);
    }
}
