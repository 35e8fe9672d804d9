package dev.loam.nn;

import dev.loam.tensor.Elementary;
import dev.loam.tensor.NormalDistribution;
import dev.loam.tensor.Philox;
import dev.loam.tensor.Shape;
import java.util.List;

/// How a parameter's first values are drawn. A value, so that a run can record it; the draws are a pure function of
/// (seed, stream, element), in plain double arithmetic, so that they are the same on every machine.
///
/// Fans follow the layouts of [Linear] (`[in, out]`) and [Conv2d] (`[kh, kw, in / groups, out]`): the fan-in is the product
/// of all sizes but the last, the fan-out that of all but the last but one.
public interface Initializer {
    /// The values for a parameter of `shape`, in row-major order.
    ///
    /// @param stream the random stream of the parameter, `Philox.stream(name)`
    double[] values(Shape shape, long seed, int stream);

    /// `value` in every element.
    record Constant(double value) implements Initializer {
        @Override
        public double[] values(Shape shape, long seed, int stream) {
            double[] out = new double[count(shape)];
            java.util.Arrays.fill(out, value);
            return out;
        }
    }

    /// Uniform in `[-bound, bound)`.
    record Uniform(double bound) implements Initializer {
        @Override
        public double[] values(Shape shape, long seed, int stream) {
            double[] out = new double[count(shape)];
            for (int i = 0; i < out.length; i++) {
                out[i] = (2 * Philox.uniform(seed, stream, 0, i) - 1) * bound;
            }
            return out;
        }
    }

    /// Normal with mean 0 and standard deviation `std`: the quantiles of uniform draws of 52 bits, each taken at the
    /// middle of its interval, so that none is infinite.
    record Normal(double std) implements Initializer {
        @Override
        public double[] values(Shape shape, long seed, int stream) {
            double[] out = new double[count(shape)];
            for (int i = 0; i < out.length; i++) {
                double u = ((Philox.bits64(seed, stream, 0, i) >>> 12) + 0.5) * 0x1p-52;
                out[i] = NormalDistribution.quantile(u) * std;
            }
            return out;
        }
    }

    /// Draws with a variance of `gain² / fan`.
    record Scaled(double gain, Fan fan, boolean normal) implements Initializer {
        @Override
        public double[] values(Shape shape, long seed, int stream) {
            double std = gain / Math.sqrt(fan.of(shape));
            return (normal ? new Normal(std) : new Uniform(Math.sqrt(3) * std)).values(shape, seed, stream);
        }
    }

    /// Normal with standard deviation `std`, cut off at `±limit · std`: quantiles of uniform draws between those of the limits.
    record TruncatedNormal(double std, double limit) implements Initializer {
        @Override
        public double[] values(Shape shape, long seed, int stream) {
            double tail = 0.5 * (1 - Elementary.erf(limit / Math.sqrt(2)));
            double[] out = new double[count(shape)];
            for (int i = 0; i < out.length; i++) {
                double u = ((Philox.bits64(seed, stream, 0, i) >>> 12) + 0.5) * 0x1p-52;
                out[i] = NormalDistribution.quantile(tail + u * (1 - 2 * tail)) * std;
            }
            return out;
        }
    }

    /// What the variance of a draw is divided by.
    enum Fan {
        IN, OUT, MEAN;

        double of(Shape shape) {
            double in = fanIn(shape);
            double out = fanOut(shape);
            return this == IN ? in : this == OUT ? out : (in + out) / 2;
        }
    }

    static Initializer zeros() {
        return new Constant(0);
    }

    static Initializer ones() {
        return new Constant(1);
    }

    static Initializer constant(double value) {
        return new Constant(value);
    }

    /// Uniform in `[-bound, bound)`.
    static Initializer uniform(double bound) {
        return new Uniform(bound);
    }

    static Initializer normal(double std) {
        return new Normal(std);
    }

    /// Uniform with the bound `1 / √fanIn`: what PyTorch's linear and convolution layers start with (He et al. 2015 with
    /// the leaky slope √5).
    static Initializer kaimingUniform() {
        return new Scaled(1 / Math.sqrt(3), Fan.IN, false);
    }

    /// Normal with standard deviation `√(2 / fanIn)`, for layers followed by ReLU (He et al. 2015, equation 10).
    static Initializer kaimingNormal() {
        return new Scaled(Math.sqrt(2), Fan.IN, true);
    }

    /// Uniform with the bound `√(6 / (fanIn + fanOut))` (Glorot and Bengio 2010, equation 16).
    static Initializer xavierUniform() {
        return new Scaled(1, Fan.MEAN, false);
    }

    /// Normal with standard deviation `√(2 / (fanIn + fanOut))` (Glorot and Bengio 2010, equation 12).
    static Initializer xavierNormal() {
        return new Scaled(1, Fan.MEAN, true);
    }

    /// Uniform with the bound `√(3 / fanIn)` (LeCun et al. 1998), for SELU and linear layers.
    static Initializer lecunUniform() {
        return new Scaled(1, Fan.IN, false);
    }

    /// Normal with standard deviation `√(1 / fanIn)` (LeCun et al. 1998).
    static Initializer lecunNormal() {
        return new Scaled(1, Fan.IN, true);
    }

    /// Kaiming's with a gain of one's own: variance `gain² / fan`.
    static Initializer scaled(double gain, Fan fan, boolean normal) {
        return new Scaled(gain, fan, normal);
    }

    /// Normal with standard deviation `std`, without what is farther than two of them from 0.
    static Initializer truncatedNormal(double std) {
        return new TruncatedNormal(std, 2);
    }

    /// Orthogonal rows or columns, whichever are fewer (Saxe et al. 2014), times `gain`; the last axis is the columns.
    static Initializer orthogonal(double gain) {
        return new Orthogonal(gain);
    }

    /// Filters that hand on their input: filter `i` of each group is 1 at its middle for channel `i`, else 0 (Zagoruyko and Komodakis
    /// 2017); for `[kh, kw, channels, filters]` and matrices.
    static Initializer dirac() {
        return new Dirac(1);
    }

    /// The same in `groups` groups.
    static Initializer dirac(int groups) {
        return new Dirac(groups);
    }

    /// The initialiser a config or a person may name, with its usual parameters.
    ///
    /// @throws ModelException where there is none; it names the nearest
    static Initializer of(String name) {
        return switch (name) {
            case "zeros" -> zeros();
            case "ones" -> ones();
            case "normal" -> normal(0.02);
            case "truncated-normal" -> truncatedNormal(0.02);
            case "kaiming-uniform" -> kaimingUniform();
            case "kaiming-normal" -> kaimingNormal();
            case "xavier-uniform" -> xavierUniform();
            case "xavier-normal" -> xavierNormal();
            case "lecun-uniform" -> lecunUniform();
            case "lecun-normal" -> lecunNormal();
            case "orthogonal" -> orthogonal(1);
            case "dirac" -> dirac();
            default -> throw Nearest.unknown("no initializer", name, names());
        };
    }

    /// The names that [#of] knows.
    static List<String> names() {
        return List.of("zeros", "ones", "normal", "truncated-normal", "kaiming-uniform", "kaiming-normal", "xavier-uniform", "xavier-normal",
            "lecun-uniform", "lecun-normal", "orthogonal", "dirac");
    }

    /// Elements that meet in one output: the product of all sizes but the last.
    static int fanIn(Shape shape) {
        return product(shape, shape.rank() - 1);
    }

    /// Outputs that one input meets: the product of all sizes but the last but one.
    static int fanOut(Shape shape) {
        return product(shape, shape.rank() - 2);
    }

    private static int product(Shape shape, int without) {
        int n = 1;
        for (int i = 0; i < shape.rank(); i++) {
            n *= i == without ? 1 : shape.size(i);
        }
        return Math.max(1, n);
    }

    private static int count(Shape shape) {
        return Math.toIntExact(shape.maxElements());
    }
}
