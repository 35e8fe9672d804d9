package dev.loam.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/// The times of a step, collected in one go or in several with others between them.
final class Times {
    /// The fewest steps whose times say something about their distribution.
    static final int LEAST = 30;
    private static final ThreadMXBean BEAN = ManagementFactory.getThreadMXBean();

    private double[] wall = new double[1024];
    private double[] cpu = new double[1024];
    private int count;
    private int steps;
    private double first = Double.NaN;
    private double last = Double.NaN;

    int count() {
        return count;
    }

    /// Runs `step` untimed.
    void warm(Samples.Step step, int times) {
        for (int i = 0; i < times; i++) {
            one(step);
        }
    }

    private void one(Samples.Step step) {
        last = step.run(steps);
        first = steps == 0 ? last : first;
        steps++;
    }

    /// Runs `step` until `seconds` are over, at least `least` and at most `most` times.
    void run(Samples.Step step, double seconds, int least, int most) {
        boolean measures = BEAN.isCurrentThreadCpuTimeSupported();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (int n = 0; n < most && (n < least || System.nanoTime() < end); n++) {
            long cpuStart = measures ? BEAN.getCurrentThreadCpuTime() : 0;
            long start = System.nanoTime();
            one(step);
            double taken = (System.nanoTime() - start) / 1e6;
            add(taken, measures ? (BEAN.getCurrentThreadCpuTime() - cpuStart) / 1e6 : Double.NaN);
        }
    }

    private void add(double wallTime, double cpuTime) {
        if (count == wall.length) {
            wall = Arrays.copyOf(wall, 2 * count);
            cpu = Arrays.copyOf(cpu, 2 * count);
        }
        wall[count] = wallTime;
        cpu[count++] = cpuTime;
    }

    /// Adds what another process measured: the text of its [#text].
    void add(String text) {
        String[] words = text.split(" ");
        first = Double.isNaN(first) ? Double.parseDouble(words[0]) : first;
        last = Double.parseDouble(words[1]);
        for (int i = 2; i < words.length; i += 2) {
            add(Double.parseDouble(words[i]), Double.parseDouble(words[i + 1]));
        }
    }

    /// The first and the last loss, then for each step wall-clock and CPU time in milliseconds.
    String text() {
        var out = new StringBuilder().append(first).append(' ').append(last);
        for (int i = 0; i < count; i++) {
            out.append(String.format(Locale.ROOT, " %.6f %.6f", wall[i], cpu[i]));
        }
        return out.toString();
    }

    /// Forgets the times; the steps go on counting.
    void clear() {
        count = 0;
    }

    /// @throws BenchException where no step was timed
    Samples samples() {
        if (count == 0) {
            throw new BenchException("bench: no step was timed; give it more seconds or steps");
        }
        return Samples.of(Arrays.copyOf(wall, count), Arrays.copyOf(cpu, count), first, last);
    }
}
