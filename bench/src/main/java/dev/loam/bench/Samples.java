package dev.loam.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

/// What timing a step many times gave: milliseconds per step, and what the first and the last step returned.
///
/// @param count  timed steps
/// @param median of the wall-clock times; `p10`, `p90` their 10th and 90th percentile, `best` their least
/// @param cpu    the median of the calling thread's CPU time: with one thread, what the step costs whatever else the machine does
record Samples(int count, double median, double p10, double p90, double best, double cpu, double first, double last) {
    private static final int LEAST = 30;

    /// One step; the number counts from 0, warming up included. Returns the loss, or NaN where there is none.
    interface Step {
        double run(int number);
    }

    /// Runs `step` untimed `options.warmup` times, then until the time is over (and at least 30 times) or the steps are done.
    static Samples of(Step step, BenchOptions options) {
        return of(step, options, LEAST);
    }

    /// The same for steps so long that `least` of them are enough, and a tenth of those to begin with.
    static Samples of(Step step, BenchOptions given, int least) {
        var options = least == LEAST ? given : given.warmup(Math.min(given.warmup(), Math.max(1, least / 10)));
        var bean = ManagementFactory.getThreadMXBean();
        boolean measures = bean.isCurrentThreadCpuTimeSupported();
        double[] wall = new double[options.steps()];
        double[] cpu = new double[options.steps()];
        double first = Double.NaN;
        double last = Double.NaN;
        for (int i = 0; i < options.warmup(); i++) {
            last = step.run(i);
            first = i == 0 ? last : first;
        }
        int n = 0;
        long end = System.nanoTime() + (long) (options.seconds() * 1e9);
        while (n < options.steps() && (n < least || System.nanoTime() < end)) {
            long cpuStart = measures ? bean.getCurrentThreadCpuTime() : 0;
            long start = System.nanoTime();
            last = step.run(options.warmup() + n);
            wall[n] = (System.nanoTime() - start) / 1e6;
            cpu[n] = measures ? (bean.getCurrentThreadCpuTime() - cpuStart) / 1e6 : Double.NaN;
            first = options.warmup() + n == 0 ? last : first;
            n++;
        }
        double[] sorted = sorted(wall, n);
        return new Samples(n, sorted[n / 2], sorted[n / 10], sorted[n * 9 / 10], sorted[0], sorted(cpu, n)[n / 2], first, last);
    }

    private static double[] sorted(double[] values, int n) {
        double[] out = Arrays.copyOf(values, n);
        Arrays.sort(out);
        return out;
    }

    /// The same of steps that did `times` as much each.
    Samples dividedBy(int times) {
        return new Samples(count, median / times, p10 / times, p90 / times, best / times, cpu / times, first, last);
    }
}
