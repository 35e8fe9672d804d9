package dev.loam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.loam.tensor.DType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BalanceTest {
    /// 90 of class 0, 9 of class 1, none of class 2, 1 of class 3.
    private static Dataset data() {
        int[] labels = new int[100];
        for (int i = 90; i < 99; i++) {
            labels[i] = 1;
        }
        labels[99] = 3;
        return InMemory.of(100).with(Field.numeric("x", Field.Role.FEATURE, DType.F32), new float[100]).with(Field.label("y", List.of("a", "b", "c", "d")), labels);
    }

    @Test
    void eachClassComesEquallyOften() {
        Dataset data = data();
        assertThat(Labels.counts(data)).containsExactly(90, 9, 0, 1);
        Set<Long> seen = new HashSet<>();
        for (int epoch = 0; epoch < 20; epoch++) {
            Dataset balanced = Balance.of(data).epoch(3, epoch);
            assertThat(balanced.size()).isEqualTo(100);
            long[] counts = Labels.counts(balanced);
            assertThat(counts[2]).isZero();
            for (int c : new int[] {0, 1, 3}) {
                assertThat(counts[c]).isBetween(33L, 34L);
            }
            for (long i = 0; i < 100; i++) {
                seen.add(balanced.origin(i));
            }
        }
        assertThat(seen).hasSize(100);
    }

    @Test
    void theOrderIsAFunctionOfSeedAndEpoch() {
        Dataset once = Balance.of(data()).epoch(3, 1);
        Dataset again = Balance.of(data()).epoch(3, 1);
        Dataset other = Balance.of(data()).epoch(3, 2);
        int different = 0;
        for (long i = 0; i < 100; i++) {
            assertThat(once.origin(i)).isEqualTo(again.origin(i));
            different += once.origin(i) == other.origin(i) ? 0 : 1;
        }
        assertThat(different).isGreaterThan(50);
    }

    @Test
    void weightsMakeClassesCountTheSame() {
        double[] weights = Labels.balance(Labels.counts(data()));
        assertThat(weights[2]).isZero();
        assertThat(new double[] {90 * weights[0], 9 * weights[1], weights[3]}).containsExactly(new double[] {100 / 3.0, 100 / 3.0, 100 / 3.0}, offset(1e-9));
        float[] shares = new float[4];
        Labels.shares(data(), weights).read(95, 1, shares, 0);
        assertThat(shares).containsExactly(0, (float) weights[1], 0, 0);
    }

    @Test
    void aNumberToPredictHasNoClasses() {
        Dataset numbers = InMemory.of(1).with(Field.numeric("x", Field.Role.FEATURE, DType.F32), new float[1]).with(Field.numeric("y", Field.Role.LABEL, DType.F32), new float[1]);
        assertThatThrownBy(() -> Balance.of(numbers)).isInstanceOf(DataException.class).hasMessageContaining("no class number");
    }
}
