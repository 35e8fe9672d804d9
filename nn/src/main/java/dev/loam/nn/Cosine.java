package dev.loam.nn;

import dev.loam.tensor.Elementary;

/// Half a cosine from one rate to another over the whole run (Loshchilov and Hutter 2017, equation 5, one period):
/// `Cosine.from(1e-3).to(1e-5).warmup(100)`. Past the end the rate stays at `last`.
///
/// @param first the rate of the first step
/// @param last  the rate the run ends toward
public record Cosine(double first, double last) implements Schedule {
    /// From `rate` to 0.
    public static Cosine from(double rate) {
        return new Cosine(rate, 0);
    }

    public Cosine to(double rate) {
        return new Cosine(first, rate);
    }

    @Override
    public double at(long step, long total) {
        return last + (first - last) * 0.5 * (1 + Elementary.cos(Math.PI * Schedule.done(step, total)));
    }
}
