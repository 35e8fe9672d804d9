package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkersTest {
    /// Lets time pass without giving the processor away.
    private static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aTaskRunsOnceOnTheCallerAtMostOnceOnEachWorkerAndNeverAfterItsEnd() {
        for (int threads : new int[] {1, 2, 3, 5}) {
            int[] count = new int[64 * threads];
            int[] last = new int[64 * threads];
            var now = new AtomicInteger();
            var late = new AtomicInteger();
            var random = new Random(threads);
            assertTimeoutPreemptively(Duration.ofSeconds(120), () -> {
                try (var workers = new Workers(threads)) {
                    for (int round = 1; round <= 4000; round++) {
                        // at once, while workers spin, about when they stop spinning, and when they are parked
                        pause(switch (random.nextInt(40)) {
                            case 0 -> random.nextInt(3_000_000);
                            case 1, 2, 3 -> random.nextInt(300_000);
                            default -> 0;
                        });
                        int mine = round;
                        now.set(mine);
                        workers.run(thread -> {
                            count[64 * thread] += last[64 * thread] == mine ? 1000 : 1;
                            last[64 * thread] = mine;
                            late.addAndGet(now.get() == mine ? 0 : 1);
                        });
                        now.set(-1);
                        assertThat(count[0]).isEqualTo(round);
                        for (int t = 1; t < threads; t++) {
                            assertThat(count[64 * t]).isLessThanOrEqualTo(round);
                        }
                    }
                }
            });
            assertThat(late.get()).isZero();
        }
    }

    @Test
    void everyWorkerTakesPartInATaskThatLastsLongEnough() {
        for (int threads : new int[] {2, 3, 5}) {
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
                try (var workers = new Workers(threads)) {
                    for (int round = 0; round < 50; round++) {
                        var there = new AtomicInteger();
                        workers.run(thread -> {
                            there.incrementAndGet();
                            while (there.get() < threads) {
                                Thread.yield();
                            }
                        });
                        assertThat(there.get()).isEqualTo(threads);
                    }
                }
            });
        }
    }

    @Test
    void aFailureIsReportedOnceAllThreadsHaveEndedAndTheNextTaskRuns() {
        try (var workers = new Workers(3)) {
            for (int failing = 0; failing < 3; failing++) {
                int who = failing;
                var ended = new AtomicInteger();
                var begun = new AtomicInteger();
                assertThatThrownBy(() -> workers.run(thread -> {
                    begun.incrementAndGet();
                    while (begun.get() < 3) {
                        Thread.yield();
                    }
                    if (thread == who) {
                        throw new IllegalArgumentException("broken");
                    }
                    pause(100_000);
                    ended.incrementAndGet();
                })).isInstanceOf(IllegalStateException.class).hasRootCauseMessage("broken");
                assertThat(ended.get()).isEqualTo(2);
                workers.run(thread -> {
                    if (thread == 0) {
                        ended.set(5);
                    }
                });
                assertThat(ended.get()).isEqualTo(5);
            }
        }
    }
}
