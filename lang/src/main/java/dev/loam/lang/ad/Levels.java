package dev.loam.lang.ad;

import dev.loam.lang.Pair;
import dev.loam.lang.Symbol;
import java.util.concurrent.atomic.AtomicLong;

/// The names of differentiations, each later one a greater number, and how often functions were run and tapes read.
final class Levels {
    private static final AtomicLong LEVELS = new AtomicLong();
    private static final AtomicLong PRIMALS = new AtomicLong();
    private static final AtomicLong FORWARDS = new AtomicLong();
    private static final AtomicLong REVERSES = new AtomicLong();

    private Levels() {}

    /// A level that no differentiation had before.
    static long next() {
        return LEVELS.incrementAndGet();
    }

    /// A function was run.
    static void primal() {
        PRIMALS.incrementAndGet();
    }

    /// A tape was read from its beginning.
    static void forward() {
        FORWARDS.incrementAndGet();
    }

    /// A tape was read from its end.
    static void reverse() {
        REVERSES.incrementAndGet();
    }

    /// The counts as an association list.
    static Object counters() {
        return Pair.list(count("primal", PRIMALS), count("forward", FORWARDS), count("reverse", REVERSES));
    }

    private static Object count(String name, AtomicLong value) {
        return new Pair(Symbol.of(name), value.get());
    }

    static void reset() {
        PRIMALS.set(0);
        FORWARDS.set(0);
        REVERSES.set(0);
    }
}
