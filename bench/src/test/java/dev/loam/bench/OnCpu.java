package dev.loam.bench;

import dev.loam.runtime.Device;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// Tests of what runs on one thread of the processor, as LibTorch does beside it.
abstract class OnCpu {
    static Device cpu;

    @BeforeAll
    static void start() {
        cpu = Device.cpu(1);
    }

    @AfterAll
    static void stop() {
        cpu.close();
    }
}
