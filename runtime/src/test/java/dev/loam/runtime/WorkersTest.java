package dev.loam.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
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
    void everyThreadRunsEveryTaskOnceWhateverThePausesBetween() {
        for (int threads : new int[] {1, 2, 3, 5}) {
            int[] count = new int[64 * threads];
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
                        workers.run(thread -> count[64 * thread]++);
                        for (int t = 0; t < threads; t++) {
                            assertThat(count[64 * t]).isEqualTo(round);
                        }
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
                int[] ended = new int[64 * 3];
                assertThatThrownBy(() -> workers.run(thread -> {
                    if (thread == who) {
                        throw new IllegalArgumentException("broken");
                    }
                    pause(100_000);
                    ended[64 * thread] = 1;
                })).isInstanceOf(IllegalStateException.class).hasRootCauseMessage("broken");
                assertThat(ended[0] + ended[64] + ended[128]).isEqualTo(2);
                workers.run(thread -> ended[64 * thread] = 5);
                assertThat(ended[0] + ended[64] + ended[128]).isEqualTo(15);
            }
        }
    }
}
