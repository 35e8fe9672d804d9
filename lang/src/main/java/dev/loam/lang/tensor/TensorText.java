package dev.loam.lang.tensor;

import dev.loam.lang.number.NumberPrinter;
import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;

/// Tensors as text.
public final class TensorText {
    /// Of a longer axis the first and last three entries are shown.
    private static final int MOST = 8;

    private TensorText() {}

    static String print(TensorValue t) {
        var out = new StringBuilder("#<tensor ").append(t.dtype());
        if (t.shape().rank() > 0) {
            out.append(' ').append(shape(t.shape()));
        }
        if (t.isKnown()) {
            out.append(' ');
            put(out, t.values(), 0, 0);
        } else {
            out.append(", not computed yet");
        }
        return out.append('>').toString();
    }

    /// As a list: `(2 3)`.
    public static String shape(Shape s) {
        return s.toString().replace('[', '(').replace(']', ')').replace(',', ' ');
    }

    private static void put(StringBuilder out, NDArray values, int axis, int offset) {
        int[] shape = values.shape();
        if (axis == shape.length) {
            out.append(text(values, offset));
            return;
        }
        int stride = 1;
        for (int i = axis + 1; i < shape.length; i++) {
            stride *= shape[i];
        }
        out.append('(');
        for (int i = 0; i < shape[axis]; i++) {
            if (i > 0) {
                out.append(' ');
            }
            if (shape[axis] > MOST && i == 3) {
                out.append("… ");
                i = shape[axis] - 3;
            }
            put(out, values, axis + 1, offset + i * stride);
        }
        out.append(')');
    }

    /// An element as a number of the language.
    static Object element(NDArray values, int i) {
        if (values.dtype() == DType.BOOL) {
            return values.getLong(i) != 0;
        }
        return values.dtype().isFloat() ? (Object) values.getDouble(i) : (Object) values.getLong(i);
    }

    private static String text(NDArray values, int i) {
        if (values.dtype() == DType.BOOL) {
            return values.getLong(i) != 0 ? "#t" : "#f";
        }
        if (!values.dtype().isFloat()) {
            return Long.toString(values.getLong(i));
        }
        double v = values.getDouble(i);
        return values.dtype() == DType.F64 || Double.isNaN(v) || Double.isInfinite(v) ? NumberPrinter.print(v, 10) : number(Float.toString((float) v));
    }

    /// Java's text of a float as the language writes it.
    private static String number(String java) {
        return java.replace("E", "e");
    }
}
