package dev.loam.bench;

import dev.loam.runtime.Device;
import java.util.List;
import java.util.Set;

/// Something to measure, in one case or several.
interface Workload {
    /// Takes measurements as they are made.
    interface Results {
        void add(Measurement m);
    }

    String name();

    /// What a step is, for people.
    String about();

    /// The batch where none is asked for, for people; `–` where that is no question.
    String size();

    /// What is timed one after another; the time asked for is divided among them.
    List<? extends Case> cases(BenchOptions options);

    /// Whether a peer can run it too.
    default boolean hasPeer() {
        return true;
    }

    /// One thing that is timed.
    interface Case {
        /// Its name in tables: `"mlp batch=64"`, `"gemm 128x256x784 NT"`.
        String key();

        /// The choices that a peer has in running it, within one process.
        Set<PeerSetting.Choice> choices();

        /// The fewest steps that are timed; a tenth of them, where they are fewer than usual, are run before.
        default int least() {
            return Times.LEAST;
        }

        /// How many steps are run untimed.
        default int warmup(BenchOptions options) {
            return least() == Times.LEAST ? options.warmup() : Math.min(options.warmup(), Math.max(1, least() / 10));
        }

        Subject prepare(Device device, BenchOptions options);

        Measurement measurement(String device, int threads, Samples samples);
    }

    /// A case that is ready to run on a device, or in a peer.
    interface Subject extends Samples.Step, AutoCloseable {
        @Override
        void close();
    }

    /// Runs every case for its share of the time.
    default void run(BenchOptions options, Results results) {
        List<? extends Case> cases = cases(options);
        try (Device device = Device.best(options.threads())) {
            for (Case c : cases) {
                try (Subject subject = c.prepare(device, options)) {
                    Samples samples = Samples.of(subject, options.seconds(options.seconds() / cases.size()).warmup(c.warmup(options)), c.least());
                    results.add(c.measurement(device.description(), threads(device, options), samples));
                }
            }
        }
    }

    /// How many threads `device` has, which was asked for as `options` say.
    static int threads(Device device, BenchOptions options) {
        return device.name().equals("java") ? 1 : options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
    }
}
