package dev.loam.nn;

/// A constant rate that falls only in the last part of the run (Hu et al., "MiniCPM", 2024; Hägele et al. 2024), so that a longer run
/// can go on from before the fall. The warm-up is [Schedule#warmup], as for all schedules.
///
/// @param rate  before the fall
/// @param last  the rate the run ends toward
/// @param decay share of the run that the fall takes, above 0 and at most 1
/// @param root  falls as `1 - √done`, which Hägele et al. found better, instead of in a straight line
public record WarmupStableDecay(double rate, double last, double decay, boolean root) implements Schedule {
    public WarmupStableDecay {
        if (!(decay > 0 && decay <= 1)) {
            throw new ModelException("warm-up-stable-decay schedule: the decay must be above 0 and at most 1, a share of the run, got " + decay);
        }
    }

    /// Falls in a straight line to 0 in the last fifth of the run.
    public static WarmupStableDecay of(double rate) {
        return new WarmupStableDecay(rate, 0, 0.2, false);
    }

    public WarmupStableDecay to(double rateAtEnd) {
        return new WarmupStableDecay(rate, rateAtEnd, decay, root);
    }

    public WarmupStableDecay decay(double share) {
        return new WarmupStableDecay(rate, last, share, root);
    }

    public WarmupStableDecay root(boolean value) {
        return new WarmupStableDecay(rate, last, decay, value);
    }

    @Override
    public double at(long step, long total) {
        double done = Math.max(0, 1 - (1 - Schedule.done(step, total)) / decay);
        return rate + (last - rate) * (root ? Math.sqrt(done) : done);
    }
}
