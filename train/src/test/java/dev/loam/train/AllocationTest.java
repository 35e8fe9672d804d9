package dev.loam.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.loam.data.DataOptions;
import dev.loam.runtime.Device;
import dev.loam.runtime.States;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a step of training takes of memory: nothing.
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int STEPS = 1000;

    @TempDir
    Path runs;

    /// This thread and the workers.
    private static long[] threads() {
        List<Long> ids = new ArrayList<>(List.of(Thread.currentThread().threadId()));
        Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().startsWith("loam-worker")).forEach(t -> ids.add(t.threadId()));
        return ids.stream().mapToLong(i -> i).toArray();
    }

    private static long allocated(long[] threads) {
        long sum = 0;
        for (long id : threads) {
            sum += THREADS.getThreadAllocatedBytes(id);
        }
        return sum;
    }

    /// The fewest bytes that a thousand steps took, in the stepping thread and the workers: the JVM's compilers come and go, what a step
    /// allocates stays.
    private long bytes(String... settings) {
        var all = new ArrayList<>(List.of("data.name=many-blobs", "data.batch-size=2", "epochs=1", "device=cpu"));
        all.addAll(List.of(settings));
        Problem problem = Problem.of(Blobs.config(runs, all.toArray(String[]::new)), DataOptions.defaults());
        try (Device device = Run.device(problem.config())) {
            States states = device.states();
            problem.step().initial(problem.config().seed()).forEach(states::set);
            try (var program = new StepProgram(device, problem, states)) {
                var course = new Course(problem);
                var listener = new Listener() { };
                long least = Long.MAX_VALUE;
                long[] threads = threads();
                assertThat(threads).hasSizeGreaterThanOrEqualTo(problem.config().threads());
                for (int round = 0; round < 40 && least > 0; round++) {
                    // the first call of the bean allocates
                    allocated(threads);
                    long before = allocated(threads);
                    for (int i = 0; i < STEPS; i++) {
                        program.run(course.step);
                        if (!program.finite()) {
                            throw new IllegalStateException("not finite");
                        }
                        course.stepped(program.loss(), program.correct());
                        course.tell(listener, Long.MAX_VALUE);
                    }
                    least = Math.min(least, allocated(threads) - before);
                }
                return least;
            }
        }
    }

    @Test
    void aStepAllocatesNothing() {
        assertThat(bytes("threads=1")).isZero();
        assertThat(bytes("threads=2", "optimizer.clip-norm=1", "ema=0.99")).isZero();
    }

    /// Runs a tiny model for `steps` steps, through epochs, validations and lines of metrics, and compares the process's memory after the
    /// first third with that at the end.
    private void staysFlat(long steps) {
        var heap = new TreeMap<Long, Long>();
        var resident = new TreeMap<Long, Long>();
        Run.of(Blobs.config(runs, "data.name=many-blobs", "data.batch-size=4", "steps=" + steps, "log-interval=10000", "device=cpu", "threads=1"))
            .listener(new Listener() {
                @Override
                public void progress(Progress p) {
                    if (p.step() > steps / 3) {
                        System.gc();
                        Runtime r = Runtime.getRuntime();
                        heap.put(p.step(), r.totalMemory() - r.freeMemory());
                        resident.put(p.step(), resident());
                    }
                }
            }).train();
        assertThat(heap.size()).isGreaterThan(2);
        assertThat(least(heap, false) - least(heap, true)).as("bytes of heap: " + heap).isLessThan(2 << 20);
        assertThat(least(resident, false) - least(resident, true)).as("resident bytes: " + resident).isLessThan(24 << 20);
    }

    /// The least value in the first or in the second half.
    private static long least(TreeMap<Long, Long> values, boolean first) {
        long middle = (values.firstKey() + values.lastKey()) / 2;
        return (first ? values.headMap(middle, true) : values.tailMap(middle, false)).values().stream().mapToLong(v -> v).min().orElseThrow();
    }

    private static long resident() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException e) {
            // not Linux
        }
        return 0;
    }

    @Test
    void memoryStaysFlatOverManySteps() {
        staysFlat(300_000);
    }

    @Test
    @Tag("slow")
    void memoryStaysFlatOverAMillionSteps() {
        staysFlat(1_000_000);
    }
}
