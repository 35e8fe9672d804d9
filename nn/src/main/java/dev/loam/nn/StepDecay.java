package dev.loam.nn;

/// A rate that is multiplied by a factor every so many steps: PyTorch's `StepLR`.
///
/// @param rate   of the first steps
/// @param every  steps from one change to the next; 0 for a third of the run
/// @param factor at each change
public record StepDecay(double rate, long every, double factor) implements Schedule {
    public StepDecay {
        if (every < 0 || !(factor > 0)) {
            throw new ModelException("step schedule: the steps must be at least 0 and the factor above 0, got " + every + " and " + factor);
        }
    }

    /// A tenth after each third of the run.
    public static StepDecay from(double rate) {
        return new StepDecay(rate, 0, 0.1);
    }

    public StepDecay every(long steps) {
        return new StepDecay(rate, steps, factor);
    }

    public StepDecay factor(double value) {
        return new StepDecay(rate, every, value);
    }

    @Override
    public double at(long step, long total) {
        long length = every > 0 ? every : Math.max(1, (total + 2) / 3);
        double now = rate;
        for (long i = Math.min(step / length, 10_000); i > 0; i--) {
            now *= factor;
        }
        return now;
    }
}
