package dev.loam.runtime;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Random cases for tests, the same in every run, with the values they give to inputs and states. `-Dtest.args=-Dloam.cases=200`
/// makes more of them (20 by default), `-Dloam.first=200` leaves out those before; a failure names its seed, and
/// `-Dtest.args=-Dloam.seed=…` runs that case alone.
final class Cases {
    private long state;
    private final int number;
    private final Map<String, NDArray> bindings = new LinkedHashMap<>();

    private Cases(long seed, int number) {
        this.state = seed;
        this.number = number;
    }

    /// Runs `body` on the cases of the test called `name`.
    static void check(String name, Consumer<Cases> body) {
        check(name, count(), body);
    }

    static int count() {
        return Integer.getInteger("loam.cases", 20);
    }

    /// Runs `body` on `count` cases.
    static void check(String name, int count, Consumer<Cases> body) {
        Long only = Long.getLong("loam.seed");
        int first = only == null ? Integer.getInteger("loam.first", 0) : 0;
        for (int i = first; i < first + (only == null ? count : 1); i++) {
            long seed = only == null ? Integer.toUnsignedLong(name.hashCode()) * 1000003 + i : only;
            try {
                // the low digits of a seed are the number of its case, which chooses the dtype
                body.accept(new Cases(seed, (int) (only == null ? i : seed - Integer.toUnsignedLong(name.hashCode()) * 1000003)));
            } catch (Throwable failure) {
                throw new AssertionError(name + ", case " + i + ": run again with -Dtest.args=-Dloam.seed=" + seed + "\n"
                    + failure.getMessage(), failure);
            }
        }
    }

    /// Which case this is.
    int number() {
        return number;
    }

    /// 64 random bits (SplitMix64).
    long bits() {
        long z = state += 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /// A whole number from `low` to `high`, both included.
    int between(int low, int high) {
        return low + (int) Math.unsignedMultiplyHigh(bits(), high - low + 1L);
    }

    boolean coin() {
        return bits() < 0;
    }

    /// True once in `n`.
    boolean rarely(int n) {
        return between(1, n) == 1;
    }

    double uniform(double low, double high) {
        return low + (high - low) * ((bits() >>> 11) * 0x1p-53);
    }

    double normal() {
        return Math.sqrt(-2 * Math.log(1 - uniform(0, 1))) * Math.cos(2 * Math.PI * uniform(0, 1));
    }

    @SafeVarargs
    final <T> T pick(T... choices) {
        return choices[between(0, choices.length - 1)];
    }

    <T> T pick(List<T> choices) {
        return choices.get(between(0, choices.size() - 1));
    }

    /// A size that is often 1, now and then 0, and else odd or even up to `most`.
    int size(int most) {
        return rarely(20) ? 0 : rarely(4) ? 1 : between(1, most);
    }

    /// A shape with `rank` axes of up to `most` elements; now and then one axis is long, so that there are several tiles.
    Shape shape(int rank, int most) {
        int[] sizes = new int[rank];
        for (int i = 0; i < rank; i++) {
            sizes[i] = size(most);
        }
        if (rank > 0 && rank < 4 && rarely(8)) {
            sizes[between(0, rank - 1)] = between(100, 3000);
        }
        return Shape.of(sizes);
    }

    /// A shape of up to three axes.
    Shape shape() {
        return shape(between(0, 3), 9);
    }

    /// A shape that broadcasts to `to`.
    Shape narrower(Shape to) {
        int drop = between(0, to.rank());
        var dims = new ArrayList<>(to.dims().subList(drop, to.rank()));
        for (int i = 0; i < dims.size(); i++) {
            if (rarely(3)) {
                dims.set(i, dev.loam.tensor.Dim.of(1));
            }
        }
        return Shape.of(dims);
    }

    /// The order of `rank` axes, shuffled.
    int[] order(int rank) {
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            int k = between(0, i);
            order[i] = order[k];
            order[k] = i;
        }
        return order;
    }

    /// Some of `rank` axes, at least one.
    int[] axes(int rank) {
        int chosen = between(1, (1 << rank) - 1);
        int[] out = new int[Integer.bitCount(chosen)];
        for (int i = 0, n = 0; i < rank; i++) {
            if ((chosen >> i & 1) != 0) {
                out[n++] = i;
            }
        }
        return out;
    }

    /// Normal draws; whole numbers their rounded tenfold, bool a coin.
    NDArray values(DType dtype, Shape shape) {
        NDArray out = NDArray.zeros(dtype, shape.toArray());
        for (int i = 0; i < out.size(); i++) {
            out.setDouble(i, dtype == DType.BOOL ? between(0, 1) : dtype.isFloat() ? normal() : Math.rint(10 * normal()));
        }
        return out;
    }

    /// Like `values`, with zeros of both signs, infinities, NaN, large and extreme values among them.
    NDArray specials(DType dtype, Shape shape) {
        NDArray out = values(dtype, shape);
        double[] floats = {0, -0.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN, 1, -1, 0.5, 1.5, 2.5, -2.5, 1e4, -3e9, 1e19};
        for (int i = 0; i < out.size(); i++) {
            if (rarely(2) && dtype.isFloat()) {
                out.setDouble(i, floats[between(0, floats.length - 1)]);
            } else if (rarely(2) && dtype.isInteger()) {
                out.setLong(i, pick(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 127L, 128L, 255L, 1L << 31, (1L << 31) - 1, bits()));
            }
        }
        return out;
    }

    /// An input with these values.
    Tensor input(NDArray values) {
        String name = "x" + bindings.size();
        bindings.put(name, values);
        return Tensor.input(name, values.dtype(), Shape.of(values.shape()));
    }

    /// An input of a shape with variable sizes; `values` are those at the greatest size.
    Tensor input(NDArray values, Shape shape) {
        String name = "x" + bindings.size();
        bindings.put(name, values);
        return Tensor.input(name, values.dtype(), shape);
    }

    /// An input or a constant with normal values.
    Tensor tensor(DType dtype, Shape shape) {
        NDArray values = values(dtype, shape);
        return rarely(5) ? Tensor.of(values) : input(values);
    }

    /// A state with these values.
    Tensor state(String label, NDArray values) {
        bindings.put(label, values);
        return Tensor.state(label, values.dtype(), Shape.of(values.shape()));
    }

    /// The values of inputs and states made so far, by label.
    Map<String, NDArray> bindings() {
        return bindings;
    }
}
