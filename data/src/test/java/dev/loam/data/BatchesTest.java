package dev.loam.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private static int[] labels(Batches b, long batch) {
        int[] out = new int[b.rows(batch)];
        b.fill(batch, 1, MemorySegment.ofArray(out));
        return out;
    }

    @Test
    void anEpochsBatchesAreAFunctionOfSeedAndEpoch() {
        Dataset d = Digits.test(1).take(100);
        Batches first = d.shuffle(5, 1).batches(16, true);
        assertThat(first.count()).isEqualTo(6);
        assertThat(labels(first, 3)).isEqualTo(labels(d.shuffle(5, 1).batches(16, true), 3));
        assertThat(labels(first, 3)).isNotEqualTo(labels(d.shuffle(5, 2).batches(16, true), 3));
    }

    @Test
    void aLastPartialBatchIsKeptOrDropped() {
        Dataset d = Digits.test(1).take(50);
        assertThat(d.batches(16, true).count()).isEqualTo(3);
        assertThat(d.batches(16, false).count()).isEqualTo(4);
        assertThat(d.batches(16, false).rows(3)).isEqualTo(2);
    }

    @Test
    void everyExampleComesOnceInAnEpoch() {
        Dataset d = Digits.test(1).take(64);
        Batches b = d.shuffle(3, 7).batches(8, false);
        var seen = new java.util.BitSet();
        for (long k = 0; k < b.count(); k++) {
            for (int row = 0; row < b.rows(k); row++) {
                seen.set((int) b.origin(k, row));
            }
        }
        assertThat(seen.cardinality()).isEqualTo(64);
    }
}
