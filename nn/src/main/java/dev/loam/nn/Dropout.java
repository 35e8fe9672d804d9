package dev.loam.nn;

import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;

/// Inverted dropout (Srivastava et al. 2014): in training each element is zero with probability `rate` and else divided by
/// `1 - rate`; in evaluation nothing happens. The mask is a pure function of (seed, path, step, example).
///
/// @param path the stream of its draws
/// @param rate in `[0, 1)`
public record Dropout(String path, double rate) implements Layer {
    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new ModelException("dropout '" + path + "': the rate must be at least 0 and below 1, got " + rate);
        }
    }

    public static Dropout of(Scope scope, double rate) {
        return new Dropout(scope.stream("dropout"), rate);
    }

    @Override
    public Tensor apply(Tensor x, Context c) {
        if (!c.training() || rate == 0) {
            return x;
        }
        Shape shape = x.shape();
        return c.uniform(path, shape).ge(rate).where(x.mul(1 / (1 - rate)), Tensor.zeros(x.dtype(), shape));
    }
}
