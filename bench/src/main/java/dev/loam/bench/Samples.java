package dev.loam.bench;

import java.util.Arrays;

/// What timing a step many times gave: milliseconds per step, and what the first and the last step returned.
///
/// @param count  timed steps
/// @param median of the wall-clock times; `p10`, `p90` their 10th and 90th percentile, `best` their least
/// @param cpu    the median of the calling thread's CPU time: with one thread, what the step costs whatever else the machine does
record Samples(int count, double median, double p10, double p90, double best, double cpu, double first, double last) {
    /// One step; the number counts from 0, warming up included. Returns the loss, or NaN where there is none.
    interface Step {
        double run(int number);
    }

    /// Runs `step` untimed `options.warmup` times, then until the time is over (and at least `least` times) or the steps are done.
    static Samples of(Step step, BenchOptions options, int least) {
        var times = new Times();
        times.warm(step, options.warmup());
        times.run(step, options.seconds(), least, options.steps());
        return times.samples();
    }

    /// Of times in milliseconds.
    static Samples of(double[] wall, double[] cpu, double first, double last) {
        double[] sorted = sorted(wall);
        int n = sorted.length;
        return new Samples(n, sorted[n / 2], sorted[n / 10], sorted[n * 9 / 10], sorted[0], sorted(cpu)[n / 2], first, last);
    }

    private static double[] sorted(double[] values) {
        double[] out = values.clone();
        Arrays.sort(out);
        return out;
    }

    /// The same of steps that did `times` as much each.
    Samples dividedBy(int times) {
        return new Samples(count, median / times, p10 / times, p90 / times, best / times, cpu / times, first, last);
    }
}
