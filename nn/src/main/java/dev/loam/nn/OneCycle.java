package dev.loam.nn;

import dev.loam.tensor.Elementary;

/// One rise and one fall (Smith and Topin 2018), each half a cosine, as PyTorch's `OneCycleLR` has it: from `greatest / start` up to
/// `greatest` and down to `greatest / start / end`.
///
/// @param rising share of the run that the rise takes, from 0 to below 1
public record OneCycle(double greatest, double rising, double start, double end) implements Schedule {
    public OneCycle {
        if (!(rising >= 0 && rising < 1) || !(start > 0) || !(end > 0)) {
            throw new ModelException("one-cycle schedule: rising must be from 0 to below 1, start and end above 0, got " + rising + ", " + start
                + " and " + end);
        }
    }

    /// A rise of 0.3 of the run from a 25th, and an end 10,000 times below where it began.
    public static OneCycle of(double greatest) {
        return new OneCycle(greatest, 0.3, 25, 1e4);
    }

    public OneCycle rising(double share) {
        return new OneCycle(greatest, share, start, end);
    }

    public OneCycle start(double divisor) {
        return new OneCycle(greatest, rising, divisor, end);
    }

    public OneCycle end(double divisor) {
        return new OneCycle(greatest, rising, start, divisor);
    }

    @Override
    public double at(long step, long total) {
        double top = rising * total - 1;
        double first = greatest / start;
        if (step <= top) {
            return between(first, greatest, top <= 0 ? 1 : step / top);
        }
        double from = Math.max(0, top);
        return between(greatest, first / end, Math.min(1, (step - from) / Math.max(1, total - 1 - from)));
    }

    private static double between(double a, double b, double done) {
        return b + (a - b) * 0.5 * (1 + Elementary.cos(Math.PI * done));
    }
}
