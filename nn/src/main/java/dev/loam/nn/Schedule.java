package dev.loam.nn;

/// The learning rate over time, computed on the host; a pure function of the step.
public interface Schedule {
    /// The learning rate of one step.
    ///
    /// @param step  how many steps were done before
    /// @param total the steps of the whole run
    double at(long step, long total);

    /// This schedule after a linear rise over the first `steps` steps, from `rate / (steps + 1)` on, toward its first
    /// value; it then has the steps that are left.
    default Schedule warmup(long steps) {
        return steps <= 0 ? this : new Warmup(this, steps);
    }

    /// The share of the run that is done, at most 1.
    static double done(long step, long total) {
        return total <= 0 ? 1 : Math.min(1, (double) step / total);
    }

    /// The same rate throughout.
    static Schedule constant(double rate) {
        return new Constant(rate);
    }

    /// The same rate throughout.
    record Constant(double rate) implements Schedule {
        @Override
        public double at(long step, long total) {
            return rate;
        }
    }

    /// `then` after a linear rise over the first `steps` steps.
    record Warmup(Schedule then, long steps) implements Schedule {
        @Override
        public double at(long step, long total) {
            long rest = Math.max(1, total - steps);
            return step < steps ? then.at(0, rest) * (step + 1) / (steps + 1) : then.at(step - steps, rest);
        }
    }
}
