package dev.loam.nn;

import dev.loam.tensor.Elementary;

/// A rate that falls by the same factor at each step, over the whole run from one rate to a share of it; past the end it stays there.
/// PyTorch's `ExponentialLR` has the factor of one step instead, `share^(1 / total)`.
///
/// @param first the rate of the first step
/// @param share of it that the run ends toward, above 0
public record ExponentialDecay(double first, double share) implements Schedule {
    public ExponentialDecay {
        if (!(share > 0)) {
            throw new ModelException("exponential schedule: the share it ends at must be above 0, got " + share);
        }
    }

    /// Down to a hundredth.
    public static ExponentialDecay from(double rate) {
        return new ExponentialDecay(rate, 0.01);
    }

    public ExponentialDecay share(double value) {
        return new ExponentialDecay(first, value);
    }

    @Override
    public double at(long step, long total) {
        return first * Elementary.exp(Elementary.log(share) * Schedule.done(step, total));
    }
}
