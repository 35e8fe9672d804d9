package dev.loam.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NormalDistributionTest {
    /// The check values of Wichura 1988, section on PPND16.
    @Test
    void quantilesEqualThePublishedCheckValues() {
        assertThat(NormalDistribution.quantile(0.25)).isCloseTo(-0.6744897501960817, within(1e-15));
        assertThat(NormalDistribution.quantile(0.001)).isCloseTo(-3.090232306167814, within(1e-15));
        assertThat(NormalDistribution.quantile(1e-20)).isCloseTo(-9.262340089798408, within(1e-14));
    }

    @Test
    void quantilesAreOddAboutOneHalfAndMonotone() {
        double before = Double.NEGATIVE_INFINITY;
        for (int i = 0; i <= 1024; i++) {
            double z = NormalDistribution.quantile(i / 1024.0);
            assertThat(z).isEqualTo(-NormalDistribution.quantile(1 - i / 1024.0));
            if (i > 0) {
                assertThat(z).isGreaterThan(before);
            }
            before = z;
        }
        assertThat(NormalDistribution.quantile(0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(NormalDistribution.quantile(1.5)).isNaN();
        assertThat(NormalDistribution.quantile(Double.NaN)).isNaN();
    }
}
