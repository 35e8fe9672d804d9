package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
    void aLineAndACurveFallFromTheFirstRateToTheLast() {
        Schedule line = LinearDecay.from(1).to(0.2);
        assertThat(line.at(0, 10)).isEqualTo(1);
        assertThat(line.at(5, 10)).isCloseTo(0.6, within(1e-15));
        assertThat(line.at(99, 10)).isCloseTo(0.2, within(1e-15));
        Schedule curve = ExponentialDecay.from(2).share(0.01);
        assertThat(curve.at(0, 10)).isEqualTo(2);
        assertThat(curve.at(5, 10)).isCloseTo(0.2, within(1e-15));
        assertThat(curve.at(10, 10)).isCloseTo(0.02, within(1e-15));
        // each step has the same factor, PyTorch's gamma
        assertThat(curve.at(4, 10) / curve.at(3, 10)).isCloseTo(Math.pow(0.01, 0.1), within(1e-14));
    }

    @Test
    void stepsAreMultipliedByTheFactor() {
        Schedule s = StepDecay.from(1).every(30).factor(0.5);
        assertThat(s.at(29, 100)).isEqualTo(1);
        assertThat(s.at(30, 100)).isEqualTo(0.5);
        assertThat(s.at(90, 100)).isEqualTo(0.125);
        Schedule thirds = StepDecay.from(1);
        assertThat(thirds.at(33, 100)).isEqualTo(1);
        assertThat(thirds.at(34, 100)).isEqualTo(0.1);
        assertThat(thirds.at(99, 100)).isCloseTo(0.01, within(1e-17));
    }

    /// PyTorch 2's `OneCycleLR(SGD, max_lr=1, total_steps=10)`, with its defaults.
    @Test
    void oneCycleRisesAndFalls() {
        Schedule s = OneCycle.of(1);
        double[] expected = {0.04, 0.52, 1.0, 0.9504846320134738, 0.8117456539497631, 0.6112620219362893, 0.38874197806371076,
            0.18825834605023693, 0.04951936798652634, 4e-06};
        for (int i = 0; i < 10; i++) {
            assertThat(s.at(i, 10)).as("step " + i).isCloseTo(expected[i], within(1e-12));
        }
        assertThat(s.at(50, 10)).isCloseTo(4e-6, within(1e-12));
    }

    @Test
    void warmupStableDecayFallsAtTheEnd() {
        Schedule s = WarmupStableDecay.of(1).to(0.1).warmup(10);
        assertThat(s.at(0, 110)).isCloseTo(1 / 11.0, within(1e-15));
        assertThat(s.at(10, 110)).isEqualTo(1);
        assertThat(s.at(89, 110)).isEqualTo(1);
        assertThat(s.at(100, 110)).isCloseTo(0.55, within(1e-12));
        assertThat(s.at(110, 110)).isCloseTo(0.1, within(1e-12));
        assertThat(WarmupStableDecay.of(1).root(true).at(85, 100)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void aScheduleThatCanNotBeIsRefused() {
        assertThatThrownBy(() -> ExponentialDecay.from(1).share(0)).isInstanceOf(ModelException.class);
        assertThatThrownBy(() -> StepDecay.from(1).factor(0)).isInstanceOf(ModelException.class);
        assertThatThrownBy(() -> OneCycle.of(1).rising(1)).isInstanceOf(ModelException.class);
        assertThatThrownBy(() -> WarmupStableDecay.of(1).decay(0)).isInstanceOf(ModelException.class);
    }

    @Test
    void aWarmupLongerThanTheRunOnlyRises() {
        assertThat(Cosine.from(1).warmup(9).at(4, 5)).isEqualTo(0.5);
    }
}
