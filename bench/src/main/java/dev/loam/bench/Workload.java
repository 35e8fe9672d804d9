package dev.loam.bench;

import dev.loam.runtime.Device;

/// Something to measure.
interface Workload {
    /// Takes measurements as they are made.
    interface Results {
        void add(Measurement m);
    }

    String name();

    void run(BenchOptions options, Results results);

    /// How many threads `device` has, which was asked for as `options` say.
    static int threads(Device device, BenchOptions options) {
        return device.name().equals("java") ? 1 : options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
    }
}
