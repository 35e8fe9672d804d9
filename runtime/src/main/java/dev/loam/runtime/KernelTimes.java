package dev.loam.runtime;

import dev.loam.compiler.Program;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/// Where the time of a program's runs goes, launch by launch; shown when the program is closed under `LOAM_DEBUG=1`.
final class KernelTimes {
    private final Program program;
    private final long[] cycles;
    private long nanos;
    private long runs;

    KernelTimes(Program program) {
        this.program = program;
        this.cycles = new long[program.launches().size()];
    }

    /// @param stamps the cycle counter before each launch and at the end
    /// @param nanos  how long the run took
    void add(MemorySegment stamps, long nanos) {
        for (int i = 0; i < cycles.length; i++) {
            cycles[i] += stamps.getAtIndex(ValueLayout.JAVA_LONG, i + 1) - stamps.getAtIndex(ValueLayout.JAVA_LONG, i);
        }
        this.nanos += nanos;
        runs++;
    }

    /// One line per launch: mean milliseconds, share, what it fuses.
    String table() {
        if (runs == 0) {
            return "not run";
        }
        double all = 0;
        for (long c : cycles) {
            all += c;
        }
        double ms = nanos / 1e6 / runs;
        var text = new StringBuilder(String.format(Locale.ROOT, "%.3f ms a run in %d runs, %d kernels, arena %.1f MB%n", ms, runs,
            program.kernels().size(), program.arenaBytes() / 1e6));
        for (int i = 0; i < cycles.length; i++) {
            text.append(String.format(Locale.ROOT, "%4d %9.3f ms %5.1f %%  %s%n", i + 1, ms * cycles[i] / all, 100 * cycles[i] / all,
                program.kernels().get(program.launches().get(i).kernel()).note()));
        }
        return text.toString();
    }
}
