package dev.loam.tensor;

import java.util.function.Consumer;

/// Random cases for tests, the same in every run. `-Dloam.cases=200` makes more of them (20 by default); a failure names
/// its seed, and `-Dloam.seed=…` runs that case alone.
final class Cases {
    private long state;

    private Cases(long seed) {
        state = seed;
    }

    /// Runs `body` on the cases of the test called `name`.
    static void check(String name, Consumer<Cases> body) {
        check(name, Integer.getInteger("loam.cases", 20), body);
    }

    /// Runs `body` on `count` cases.
    static void check(String name, int count, Consumer<Cases> body) {
        Long only = Long.getLong("loam.seed");
        for (int i = 0; i < (only == null ? count : 1); i++) {
            long seed = only == null ? Integer.toUnsignedLong(name.hashCode()) * 1000003 + i : only;
            try {
                body.accept(new Cases(seed));
            } catch (Throwable failure) {
                throw new AssertionError(name + ", case " + i + ": run again with -Dtest.args=-Dloam.seed=" + seed + "\n"
                    + failure.getMessage(), failure);
            }
        }
    }

    /// Other draws, the same for the same seed.
    Cases fork(long seed) {
        return new Cases(seed);
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

    /// A size that is often 1 and else odd or even up to `most`.
    int size(int most) {
        return coin() && coin() ? 1 : between(1, most);
    }

    /// A shape with `rank` axes of up to `most` elements.
    Shape shape(int rank, int most) {
        int[] sizes = new int[rank];
        for (int i = 0; i < rank; i++) {
            sizes[i] = size(most);
        }
        return Shape.of(sizes);
    }

    /// Normal draws; whole numbers get their rounded tenfold, bool a coin.
    NDArray values(DType dtype, Shape shape) {
        NDArray out = NDArray.zeros(dtype, shape.toArray());
        for (int i = 0; i < out.size(); i++) {
            out.setDouble(i, dtype == DType.BOOL ? between(0, 1) : dtype.isFloat() ? normal() : Math.rint(10 * normal()));
        }
        return out;
    }

    /// Uniform f64 draws between `low` and `high`.
    NDArray values(Shape shape, double low, double high) {
        NDArray out = NDArray.zeros(DType.F64, shape.toArray());
        for (int i = 0; i < out.size(); i++) {
            out.setDouble(i, uniform(low, high));
        }
        return out;
    }

    /// f64 values that all differ by at least 0.02 and keep as far from 0, so that a small step changes no order.
    NDArray distinct(Shape shape) {
        NDArray out = NDArray.zeros(DType.F64, shape.toArray());
        int n = out.size();
        int[] order = permutation(n);
        for (int i = 0; i < n; i++) {
            out.setDouble(i, (order[i] - n / 2) * 0.03 + uniform(0.012, 0.018));
        }
        return out;
    }

    /// f64 values with a fraction between 0.1 and 0.4: away from whole numbers and their halves.
    NDArray betweenSteps(Shape shape) {
        NDArray out = NDArray.zeros(DType.F64, shape.toArray());
        for (int i = 0; i < out.size(); i++) {
            out.setDouble(i, between(-3, 3) + uniform(0.1, 0.4));
        }
        return out;
    }

    /// A shape that broadcasts to `full`: leading axes left out, others made 1.
    Shape narrower(Shape full) {
        int drop = between(0, full.rank());
        int[] sizes = new int[full.rank() - drop];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = coin() ? 1 : full.size(drop + i);
        }
        return Shape.of(sizes);
    }

    /// Some order of `0 … n-1`.
    int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = between(0, i);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
