package dev.loam.runtime;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.loam.compiler.Program;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/// Where the time of a program's runs goes, launch by launch and thread by thread. Each thread writes the cycle counter when it comes to a
/// launch and when it finds no more tiles of it.
final class KernelTimes {
    /// A thread that was this short at a launch took no tile.
    private static final long NANOS = 300;
    private static final KernelEvent RECORDED = new KernelEvent();

    private final Program program;
    private final int launches;
    private final MemorySegment[] stamps;
    /// when each thread began and ended its part of the run, by [System#nanoTime]
    private final long[] began;
    private final long[] ended;
    private final double[] nanos;
    private final KernelEvent event = new KernelEvent();
    private double all;
    private long runs;
    /// the trace for which `names` are
    private Trace named;
    private int[] names;

    KernelTimes(Program program, int threads, Arena arena) {
        this.program = program;
        this.launches = program.launches().size();
        this.nanos = new double[launches];
        this.stamps = new MemorySegment[threads];
        this.began = new long[threads];
        this.ended = new long[threads];
        for (int i = 0; i < threads; i++) {
            stamps[i] = arena.allocate(8L * (2 * launches + 1), 64);
        }
    }

    /// Whether anybody wants to know: `LOAM_DEBUG`, a trace, or a flight recording.
    static boolean wanted() {
        return Debug.LEVEL >= 1 || Trace.current() != null || RECORDED.isEnabled();
    }

    /// A run begins; no thread has begun its part yet, and some may not come at all.
    void begin() {
        java.util.Arrays.fill(began, 0);
    }

    /// A thread begins its part of a run. Returns where it writes its counter: before launch `i` at `2 * i`, after it at `2 * i + 1`, and
    /// once more at the end.
    MemorySegment begin(int thread) {
        began[thread] = System.nanoTime();
        return stamps[thread];
    }

    void end(int thread) {
        ended[thread] = System.nanoTime();
    }

    /// Nanoseconds per count of a thread's counter; 0 where the thread changed to a processor that counts from elsewhere. Each thread has its
    /// own, since processors need not agree.
    private double scale(int thread) {
        long counts = stamp(thread, 2 * launches) - stamp(thread, 0);
        return counts <= 0 ? 0 : (double) (ended[thread] - began[thread]) / counts;
    }

    /// Takes the times of the run that has just ended. A launch has ended when the first thread goes on to the next: whoever was put aside
    /// meanwhile comes later, and finds it done.
    void add(long run) {
        boolean recorded = event.isEnabled();
        long before = first();
        long start = before;
        for (int i = 0; i < launches; i++) {
            long end = Math.max(before, completed(i));
            nanos[i] += end - before;
            if (recorded) {
                record(run, i, end - before);
            }
            before = end;
        }
        all += before - start;
        runs++;
        trace();
    }

    /// When the first thread began.
    private long first() {
        long first = began[0];
        for (long t : began) {
            first = t == 0 ? first : Math.min(first, t);
        }
        return first;
    }

    /// When the first thread left launch `i`.
    private long completed(int i) {
        long earliest = Long.MAX_VALUE;
        for (int thread = 0; thread < stamps.length; thread++) {
            double scale = began[thread] == 0 ? 0 : scale(thread);
            if (scale > 0) {
                earliest = Math.min(earliest, began[thread] + (long) (scale * (stamp(thread, 2 * i + 2) - stamp(thread, 0))));
            }
        }
        return earliest == Long.MAX_VALUE ? 0 : earliest;
    }

    private long stamp(int thread, int i) {
        return stamps[thread].getAtIndex(JAVA_LONG, i);
    }

    private void record(long run, int launch, long took) {
        event.kernel = note(launch);
        event.run = run;
        event.launch = launch;
        event.time = took;
        event.commit();
    }

    private void trace() {
        Trace t = Trace.current();
        if (t == null) {
            return;
        }
        if (named != t) {
            names = new int[launches];
            for (int i = 0; i < launches; i++) {
                names[i] = t.number(note(i));
            }
            named = t;
        }
        for (int thread = 0; thread < stamps.length; thread++) {
            double scale = began[thread] == 0 ? 0 : scale(thread);
            long from = stamp(thread, 0);
            for (int i = 0; i < launches; i++) {
                long begin = began[thread] + (long) (scale * (stamp(thread, 2 * i) - from));
                long end = began[thread] + (long) (scale * (stamp(thread, 2 * i + 1) - from));
                if (end - begin > NANOS) {
                    t.span(thread, Trace.Kind.KERNEL, names[i], begin, end);
                }
            }
        }
    }

    private String note(int launch) {
        return program.launches().get(launch).note();
    }

    /// The mean milliseconds of each launch over the runs so far; zeros before the first.
    double[] milliseconds() {
        double[] out = new double[launches];
        for (int i = 0; i < launches; i++) {
            out[i] = runs == 0 ? 0 : nanos[i] / runs / 1e6;
        }
        return out;
    }

    /// Forgets the runs so far.
    void clear() {
        java.util.Arrays.fill(nanos, 0);
        all = 0;
        runs = 0;
    }

    /// One line per launch: mean milliseconds, share, what it fuses.
    String table() {
        if (runs == 0) {
            return "not run";
        }
        double ms = all / 1e6 / runs;
        var text = new StringBuilder(String.format(Locale.ROOT, "%.3f ms a run in %d runs, %d kernels, arena %.1f MB%n", ms, runs,
            program.kernels().size(), program.arenaBytes() / 1e6));
        for (int i = 0; i < launches; i++) {
            text.append(String.format(Locale.ROOT, "%4d %9.3f ms %5.1f %%  %s%n", i + 1, nanos[i] / 1e6 / runs, 100 * nanos[i] / all, note(i)));
        }
        return text.toString();
    }
}
