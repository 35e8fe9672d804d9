package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SchedulesTest {
    @Test
    void cosineFallsFromItsFirstRateToItsLast() {
        Schedule s = Cosine.from(1).to(0.2);
        assertThat(s.at(0, 100)).isEqualTo(1);
        assertThat(s.at(50, 100)).isCloseTo(0.6, within(1e-15));
        assertThat(s.at(25, 100)).isCloseTo(0.6 + 0.4 * Math.sqrt(0.5), within(1e-15));
        assertThat(s.at(100, 100)).isCloseTo(0.2, within(1e-15));
        assertThat(s.at(1000, 100)).isCloseTo(0.2, within(1e-15));
        assertThat(s.at(0, 0)).isCloseTo(0.2, within(1e-15));
    }

    @Test
    void warmupRisesLinearlyAndTheRestFollows() {
        Schedule s = Cosine.from(1).to(0).warmup(3);
        assertThat(s.at(0, 13)).isEqualTo(0.25);
        assertThat(s.at(1, 13)).isEqualTo(0.5);
        assertThat(s.at(2, 13)).isEqualTo(0.75);
        assertThat(s.at(3, 13)).isEqualTo(1);
        assertThat(s.at(8, 13)).isCloseTo(0.5, within(1e-15));
        assertThat(Schedule.constant(0.1).warmup(1).at(0, 2)).isEqualTo(0.05);
        assertThat(Schedule.constant(0.1).warmup(0)).isEqualTo(new Schedule.Constant(0.1));
        assertThat(Schedule.constant(0.1).at(7, 9)).isEqualTo(0.1);
    }

    @Test
    void aWarmupLongerThanTheRunOnlyRises() {
        assertThat(Cosine.from(1).warmup(9).at(4, 5)).isEqualTo(0.5);
    }
}
