package dev.loam.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The sizes of a tensor's axes, outermost first. Immutable; equal when all dimensions are.
public final class Shape {
    public static final Shape SCALAR = new Shape(new Dim[0]);

    private final Dim[] dims;

    private Shape(Dim[] dims) {
        this.dims = dims;
    }

    public static Shape of(int... sizes) {
        Dim[] dims = new Dim[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            dims[i] = Dim.of(sizes[i]);
        }
        return new Shape(dims);
    }

    public static Shape of(List<Dim> dims) {
        return new Shape(dims.toArray(new Dim[0]));
    }

    public int rank() {
        return dims.length;
    }

    /// The dimension of `axis`; negative axes count from the end.
    public Dim dim(int axis) {
        return dims[axis < 0 ? axis + dims.length : axis];
    }

    /// The constant size of `axis`.
    public int size(int axis) {
        return dim(axis).constant();
    }

    public List<Dim> dims() {
        return List.of(dims);
    }

    public boolean isStatic() {
        for (Dim d : dims) {
            if (!d.isConstant()) {
                return false;
            }
        }
        return true;
    }

    /// The number of elements as a dimension; an error where two variable sizes meet.
    public Dim elements() {
        Dim n = Dim.of(1);
        for (Dim d : dims) {
            n = n.times(d);
        }
        return n;
    }

    /// The largest number of elements.
    public long maxElements() {
        long n = 1;
        for (Dim d : dims) {
            n = Math.multiplyExact(n, d.max());
        }
        return n;
    }

    /// True where both have the same number of elements whatever their variable sizes are.
    boolean holdsAsManyAs(Shape other) {
        return isStatic() && other.isStatic() ? maxElements() == other.maxElements()
            : factor() == other.factor() && variables().equals(other.variables());
    }

    /// The product of all constants and scales.
    private long factor() {
        long n = 1;
        for (Dim d : dims) {
            n = Math.multiplyExact(n, d.scale());
        }
        return n;
    }

    private List<String> variables() {
        var out = new ArrayList<String>();
        for (Dim d : dims) {
            if (!d.isConstant()) {
                out.add(d.var().toString());
            }
        }
        out.sort(null);
        return out;
    }

    /// True where some axis has size 0.
    boolean isEmpty() {
        for (Dim d : dims) {
            if (d.is(0)) {
                return true;
            }
        }
        return false;
    }

    /// The sizes under the given values of the variables.
    public int[] resolve(Map<String, Integer> sizes) {
        int[] out = new int[dims.length];
        for (int i = 0; i < dims.length; i++) {
            out[i] = Math.toIntExact(dims[i].value(sizes));
        }
        return out;
    }

    /// The sizes of a shape without variables.
    public int[] toArray() {
        return resolve(Map.of());
    }

    /// `axis` in `[0, rank)`, where a negative one counts from the end; an error naming `what` otherwise.
    public int axis(int axis, String what) {
        int a = axis < 0 ? axis + dims.length : axis;
        if (a < 0 || a >= dims.length) {
            throw Sources.error(what + ": there is no axis " + axis + " in " + this + (dims.length == 0 ? ", a scalar"
                : "; its axes are 0 to " + (dims.length - 1) + ", or -" + dims.length + " to -1 from the end"));
        }
        return a;
    }

    public Shape with(int axis, Dim dim) {
        Dim[] out = dims.clone();
        out[axis(axis, "shape")] = dim;
        return new Shape(out);
    }

    public Shape without(int axis) {
        var out = new ArrayList<>(dims());
        out.remove(axis(axis, "shape"));
        return of(out);
    }

    /// The first `n` axes.
    public Shape head(int n) {
        return new Shape(Arrays.copyOf(dims, n));
    }

    /// This shape followed by `other`.
    public Shape append(Shape other) {
        Dim[] out = Arrays.copyOf(dims, dims.length + other.dims.length);
        System.arraycopy(other.dims, 0, out, dims.length, other.dims.length);
        return new Shape(out);
    }

    /// The common shape of two operands by NumPy's rule: aligned at the last axis, equal or 1. Null where there is none.
    static Shape broadcast(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        Dim[] out = new Dim[rank];
        for (int i = 1; i <= rank; i++) {
            Dim x = i <= a.rank() ? a.dim(-i) : Dim.of(1);
            Dim y = i <= b.rank() ? b.dim(-i) : Dim.of(1);
            if (!x.equals(y) && !x.is(1) && !y.is(1)) {
                return null;
            }
            out[rank - i] = x.is(1) ? y : x;
        }
        return new Shape(out);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Shape s && Arrays.equals(dims, s.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    @Override
    public String toString() {
        var b = new StringBuilder("[");
        for (int i = 0; i < dims.length; i++) {
            b.append(i == 0 ? "" : ",").append(dims[i]);
        }
        return b.append("]").toString();
    }
}
