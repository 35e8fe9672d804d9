package dev.loam.runtime;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a process did when, as a file in the format of Chrome's tracing ("Trace Event Format"), which `chrome://tracing` and
/// ui.perfetto.dev open: steps, kernels on each thread, phases of compiling, data, checkpoints.
///
/// One trace at a time belongs to the process. While there is none, asking costs the look at one field. Memory is bounded: of spans that
/// come with every step the first [#HELD] and the last [#HELD] are kept, of rare ones all.
public final class Trace implements AutoCloseable {
    /// How many of the first frequent spans are kept, and of the last.
    static final int HELD = 1 << 16;
    private static final int RARE = 10_000;

    /// What is traced by which words.
    public enum Kind {
        STEP, KERNEL, DATA, COMPILE, CHECKPOINT, EVALUATION;

        boolean isRare() {
            return this == COMPILE || this == CHECKPOINT || this == EVALUATION;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static volatile Trace current;

    private final Path file;
    private final long origin = System.nanoTime();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final Ring frequent = new Ring();
    private final List<long[]> rare = new ArrayList<>();
    private int threads = 1;

    private Trace(Path file) {
        this.file = file;
    }

    /// Begins a trace that is written to `file` when it is closed.
    ///
    /// @throws IllegalStateException where one is running
    public static synchronized Trace start(Path file) throws IOException {
        if (current != null) {
            throw new IllegalStateException("a trace is being written to " + current.file + " already");
        }
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        // what can not be written is said before the work, not after it
        Files.writeString(file, "");
        current = new Trace(file);
        return current;
    }

    /// The running trace, or null.
    static Trace current() {
        return current;
    }

    /// The beginning of a span: pass it to [#end]. 0 while nothing is traced.
    public static long begin() {
        return current == null ? 0 : System.nanoTime();
    }

    /// Ends a span that [#begin] began on the thread that runs steps.
    public static void end(long begin, Kind kind, String name) {
        Trace t = current;
        if (t != null && begin != 0) {
            t.span(0, kind, t.number(name), begin, System.nanoTime());
        }
    }

    /// The number of a name, by which spans have it.
    synchronized int number(String name) {
        Integer known = numbers.get(name);
        if (known == null) {
            known = names.size();
            names.add(name);
            numbers.put(name, known);
        }
        return known;
    }

    /// A span from `begin` to `end`, in nanoseconds of [System#nanoTime].
    ///
    /// @param thread 0 for the one that runs steps, then the workers
    synchronized void span(int thread, Kind kind, int name, long begin, long end) {
        threads = Math.max(threads, thread + 1);
        long what = (long) name << 32 | (long) kind.ordinal() << 16 | thread;
        if (!kind.isRare()) {
            frequent.add(what, begin - origin, end - begin);
        } else if (rare.size() < RARE) {
            rare.add(new long[] {what, begin - origin, end - begin});
        }
    }

    /// Three numbers for each span: the first ones, and the last ones in a ring.
    private static final class Ring {
        private long[] first = new long[3 * 1024];
        private long[] last;
        private long count;

        void add(long what, long begin, long length) {
            if (count < HELD) {
                int at = 3 * (int) count;
                if (at == first.length) {
                    first = java.util.Arrays.copyOf(first, 2 * at);
                }
                set(first, at, what, begin, length);
            } else {
                if (last == null) {
                    last = new long[3 * HELD];
                }
                set(last, 3 * (int) ((count - HELD) % HELD), what, begin, length);
            }
            count++;
        }

        private static void set(long[] to, int at, long what, long begin, long length) {
            to[at] = what;
            to[at + 1] = begin;
            to[at + 2] = length;
        }

        long dropped() {
            return Math.max(0, count - 2L * HELD);
        }

        void each(Span span) throws IOException {
            for (int i = 0; i < Math.min(count, HELD); i++) {
                span.take(first[3 * i], first[3 * i + 1], first[3 * i + 2]);
            }
            long later = count - HELD;
            for (long i = Math.max(0, later - HELD); i < later; i++) {
                int at = 3 * (int) (i % HELD);
                span.take(last[at], last[at + 1], last[at + 2]);
            }
        }
    }

    private interface Span {
        void take(long what, long begin, long length) throws IOException;
    }

    /// Ends the trace and writes its file.
    @Override
    public void close() throws IOException {
        synchronized (Trace.class) {
            if (current != this) {
                return;
            }
            current = null;
        }
        synchronized (this) {
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                write(out);
            }
        }
    }

    private void write(BufferedWriter out) throws IOException {
        out.write("{\"displayTimeUnit\":\"ms\",\"otherData\":{\"spansLeftOut\":" + frequent.dropped() + "},\"traceEvents\":[\n");
        out.write("{\"ph\":\"M\",\"pid\":1,\"name\":\"process_name\",\"args\":{\"name\":\"loam\"}}");
        for (int i = 0; i < threads; i++) {
            out.write(",\n{\"ph\":\"M\",\"pid\":1,\"tid\":" + i + ",\"name\":\"thread_name\",\"args\":{\"name\":\"" + (i == 0 ? "main" : "worker " + i) + "\"}}");
        }
        for (long[] s : rare) {
            write(out, s[0], s[1], s[2]);
        }
        frequent.each((what, begin, length) -> write(out, what, begin, length));
        out.write("\n]}\n");
    }

    private void write(BufferedWriter out, long what, long begin, long length) throws IOException {
        Kind kind = Kind.values()[(int) (what >> 16 & 0xffff)];
        out.write(",\n{\"ph\":\"X\",\"pid\":1,\"tid\":" + (what & 0xffff) + ",\"cat\":\"" + kind.text() + "\",\"name\":\"" + escaped(names.get((int) (what >> 32)))
            + "\",\"ts\":" + microseconds(begin) + ",\"dur\":" + microseconds(length) + "}");
    }

    private static String microseconds(long nanos) {
        long n = Math.max(0, nanos);
        return n / 1000 + "." + String.format(Locale.ROOT, "%03d", n % 1000);
    }

    private static String escaped(String text) {
        var out = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(' ');
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
