package dev.loam.nn;

/// A straight line from one rate to another over the whole run; past the end the rate stays at `last`.
///
/// @param first the rate of the first step
/// @param last  the rate the run ends toward
public record LinearDecay(double first, double last) implements Schedule {
    /// From `rate` to 0.
    public static LinearDecay from(double rate) {
        return new LinearDecay(rate, 0);
    }

    public LinearDecay to(double rate) {
        return new LinearDecay(first, rate);
    }

    @Override
    public double at(long step, long total) {
        return first + (last - first) * Schedule.done(step, total);
    }
}
