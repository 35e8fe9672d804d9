package dev.loam.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SplitTest {
    @Test
    void partsAreDisjointAndTogetherEverything() {
        Split s = Split.of(1003, 4, 0.8, 0.1, 0.1);
        var all = new TreeSet<Long>();
        long total = 0;
        for (int part = 0; part < s.parts(); part++) {
            for (long i = 0; i < s.size(part); i++) {
                all.add(s.at(part, i));
            }
            total += s.size(part);
        }
        assertThat(total).isEqualTo(1003);
        assertThat(all).hasSize(1003).first().isEqualTo(0L);
        assertThat(all.last()).isEqualTo(1002L);
    }

    @Test
    void countsAreExactAndAddUp() {
        assertThat(Split.counts(100, 0.8, 0.1, 0.1)).containsExactly(80, 10, 10);
        long sum = 0;
        for (long c : Split.counts(997, 0.7, 0.2, 0.1)) {
            sum += c;
        }
        assertThat(sum).isEqualTo(997);
    }

    @Test
    void theSplitIsAFunctionOfTheSeed() {
        Split a = Split.of(500, 1, 0.5, 0.5);
        Split b = Split.of(500, 1, 0.5, 0.5);
        Split c = Split.of(500, 2, 0.5, 0.5);
        int same = 0;
        for (long i = 0; i < a.size(0); i++) {
            assertThat(a.at(0, i)).isEqualTo(b.at(0, i));
            same += a.at(0, i) == c.at(0, i) ? 1 : 0;
        }
        assertThat(same).isLessThan(50);
    }

    @Test
    void anOrderedSplitKeepsTheOrder() {
        Split s = Split.ordered(10, 0.6, 0.4);
        assertThat(s.at(0, 0)).isZero();
        assertThat(s.at(1, 0)).isEqualTo(6);
    }

    @Test
    void ratiosThatDoNotAddUpAreRefused() {
        assertThatThrownBy(() -> Split.of(10, 1, 0.5, 0.2)).hasMessageContaining("1");
    }
}
