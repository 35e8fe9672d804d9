package dev.loam.tensor;

import java.util.Arrays;

/// Values in memory: a dtype, a shape without variables, and a Java array in row-major order (`float[]` for f32,
/// `double[]` for f64, `short[]` bits for f16 and bf16, `byte[]` for i8, u8 and bool, `int[]` for i32 and u32, `long[]`
/// for i64). Two arrays are equal only when they are the same object: constants are shared by identity.
public final class NDArray {
    private final DType dtype;
    private final int[] shape;
    private final Object array;
    private final int size;

    private NDArray(DType dtype, int[] shape, Object array, int size) {
        this.dtype = dtype;
        this.shape = shape;
        this.array = array;
        this.size = size;
    }

    /// An array of zeros.
    public static NDArray zeros(DType dtype, int... shape) {
        int n = count(shape);
        return switch (dtype) {
            case F32 -> of(dtype, shape, new float[n], n);
            case F64 -> of(dtype, shape, new double[n], n);
            case F16, BF16 -> of(dtype, shape, new short[n], n);
            case I8, U8, BOOL -> of(dtype, shape, new byte[n], n);
            case I32, U32 -> of(dtype, shape, new int[n], n);
            case I64 -> of(dtype, shape, new long[n], n);
        };
    }

    /// Taking the array as an argument, not as the value of the switch: TeaVM 0.15.0 takes the type of a value that is one
    /// of several primitive arrays for that of the first, and the WebAssembly it makes is refused.
    private static NDArray of(DType dtype, int[] shape, Object array, int n) {
        return new NDArray(dtype, shape.clone(), array, n);
    }

    /// Wraps `array` (not copied), which must have the Java type that belongs to `dtype` and as many elements as `shape`.
    public static NDArray wrap(DType dtype, Object array, int... shape) {
        int n = count(shape);
        int length = switch (dtype) {
            case F32 -> array instanceof float[] a ? a.length : -1;
            case F64 -> array instanceof double[] a ? a.length : -1;
            case F16, BF16 -> array instanceof short[] a ? a.length : -1;
            case I8, U8, BOOL -> array instanceof byte[] a ? a.length : -1;
            case I32, U32 -> array instanceof int[] a ? a.length : -1;
            case I64 -> array instanceof long[] a ? a.length : -1;
        };
        if (length < 0) {
            throw new TensorException("the array has not the Java type that holds " + dtype + "; see NDArray");
        }
        if (length != n) {
            throw new TensorException("an array of " + length + " elements can not have shape " + Arrays.toString(shape));
        }
        return new NDArray(dtype, shape.clone(), array, n);
    }

    private static int count(int[] shape) {
        long n = 1;
        for (int d : shape) {
            n = Math.multiplyExact(n, d);
        }
        return Math.toIntExact(n);
    }

    public DType dtype() {
        return dtype;
    }

    public int[] shape() {
        return shape.clone();
    }

    public int size() {
        return size;
    }

    /// The Java array itself.
    public Object array() {
        return array;
    }

    /// The same values under another shape of the same size; memory is shared.
    public NDArray reshape(int... to) {
        return wrap(dtype, array, to);
    }

    /// Element `i` as a double; bool gives 0 or 1; i64 beyond 2^53 is rounded.
    public double getDouble(int i) {
        return switch (dtype) {
            case F32 -> ((float[]) array)[i];
            case F64 -> ((double[]) array)[i];
            case F16 -> Half.fromF16(((short[]) array)[i]);
            case BF16 -> Half.fromBF16(((short[]) array)[i]);
            default -> getLong(i);
        };
    }

    /// Element `i` as a long; floats are truncated toward zero, saturating.
    public long getLong(int i) {
        return switch (dtype) {
            case I8 -> ((byte[]) array)[i];
            case U8, BOOL -> ((byte[]) array)[i] & 0xFF;
            case I32 -> ((int[]) array)[i];
            case U32 -> ((int[]) array)[i] & 0xFFFFFFFFL;
            case I64 -> ((long[]) array)[i];
            default -> (long) getDouble(i);
        };
    }

    /// Stores `value`, rounded to the dtype. Into the whole-number types it is truncated toward zero, then saturated
    /// to the range of 64 bits and wrapped to the dtype; into bool it is `value != 0`.
    public void setDouble(int i, double value) {
        switch (dtype) {
            case F32 -> ((float[]) array)[i] = (float) value;
            case F64 -> ((double[]) array)[i] = value;
            case F16 -> ((short[]) array)[i] = Half.toF16((float) value);
            case BF16 -> ((short[]) array)[i] = Half.toBF16((float) value);
            case BOOL -> ((byte[]) array)[i] = (byte) (value != 0 ? 1 : 0);
            default -> setLong(i, (long) value);
        }
    }

    /// Stores `value`, wrapped to the dtype; into bool it is `value != 0`.
    public void setLong(int i, long value) {
        switch (dtype) {
            case I8, U8 -> ((byte[]) array)[i] = (byte) value;
            case BOOL -> ((byte[]) array)[i] = (byte) (value != 0 ? 1 : 0);
            case I32, U32 -> ((int[]) array)[i] = (int) value;
            case I64 -> ((long[]) array)[i] = value;
            default -> setDouble(i, value);
        }
    }

    /// All elements as doubles, in row-major order.
    public double[] toDoubles() {
        double[] out = new double[size];
        for (int i = 0; i < size; i++) {
            out[i] = getDouble(i);
        }
        return out;
    }

    public NDArray copy() {
        NDArray out = zeros(dtype, shape);
        System.arraycopy(array, 0, out.array, 0, size);
        return out;
    }

    /// Dtype, shape and the values as nested brackets; at most six per axis, the middle left out.
    @Override
    public String toString() {
        var b = new StringBuilder().append(dtype);
        if (shape.length > 0) {
            b.append(Shape.of(shape)).append(' ');
        } else {
            b.append(' ');
        }
        append(b, 0, 0);
        return b.toString();
    }

    private void append(StringBuilder b, int axis, int offset) {
        if (axis == shape.length) {
            b.append(text(offset));
            return;
        }
        int stride = 1;
        for (int i = axis + 1; i < shape.length; i++) {
            stride *= shape[i];
        }
        b.append('[');
        for (int i = 0; i < shape[axis]; i++) {
            if (i > 0) {
                b.append(", ");
            }
            if (shape[axis] > 6 && i == 3) {
                b.append("…, ");
                i = shape[axis] - 3;
            }
            append(b, axis + 1, offset + i * stride);
        }
        b.append(']');
    }

    private String text(int i) {
        if (dtype == DType.BOOL) {
            return getLong(i) != 0 ? "true" : "false";
        }
        if (!dtype.isFloat()) {
            return Long.toString(getLong(i));
        }
        double v = getDouble(i);
        if (v == Rounding.nearest(v) && Math.abs(v) < 1e7) {
            return Long.toString((long) v);
        }
        return dtype == DType.F64 ? Double.toString(v) : Float.toString((float) v);
    }
}
