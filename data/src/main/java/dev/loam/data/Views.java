package dev.loam.data;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/// The views of [Dataset]: other orders and other values of the same examples.
final class Views {
    private Views() {
    }

    static Dataset range(Dataset base, long from, long count) {
        return from == 0 && count == base.size() ? base : reorder(base, count, index -> from + index);
    }

    static Dataset select(Dataset base, long[] indices) {
        for (long index : indices) {
            check(index, base.size());
        }
        return reorder(base, indices.length, index -> indices[(int) index]);
    }

    static Dataset filter(Dataset base, LongPredicate keep) {
        long[] kept = new long[16];
        int count = 0;
        for (long i = 0; i < base.size(); i++) {
            if (keep.test(i)) {
                if (count == kept.length) {
                    kept = Arrays.copyOf(kept, 2 * count);
                }
                kept[count++] = i;
            }
        }
        return select(base, Arrays.copyOf(kept, count));
    }

    /// Example `i` of the view is example `from(i)` of `base`.
    static Dataset reorder(Dataset base, long size, LongUnaryOperator from) {
        return new Reordered(base, size, from);
    }

    static Dataset map(Dataset base, int field, Field to, Dataset.Mapping mapping) {
        var fields = new ArrayList<>(base.fields());
        fields.set(field, to);
        int bytes = base.fields().get(field).bytes();
        return new Mapped(base, field, List.copyOf(fields), mapping, ThreadLocal.withInitial(() -> MemorySegment.ofArray(new long[(bytes + 7) / 8]).asSlice(0, bytes)));
    }

    static void check(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("example " + index + " is outside 0 to " + (size - 1));
        }
    }

    private record Reordered(Dataset base, long size, LongUnaryOperator from) implements Dataset {
        @Override
        public List<Field> fields() {
            return base.fields();
        }

        @Override
        public void read(long index, int field, MemorySegment to, long offset) {
            check(index, size);
            base.read(from.applyAsLong(index), field, to, offset);
        }

        @Override
        public long origin(long index) {
            check(index, size);
            return base.origin(from.applyAsLong(index));
        }
    }

    /// `scratch` holds the value before, one per thread, so that reading allocates nothing but the slice handed out.
    private record Mapped(Dataset base, int mapped, List<Field> fields, Mapping mapping, ThreadLocal<MemorySegment> scratch) implements Dataset {
        @Override
        public long size() {
            return base.size();
        }

        @Override
        public void read(long index, int field, MemorySegment to, long offset) {
            if (field != mapped) {
                base.read(index, field, to, offset);
                return;
            }
            MemorySegment before = scratch.get();
            base.read(index, field, before, 0);
            mapping.apply(base.origin(index), before, to.asSlice(offset, fields.get(field).bytes()));
        }

        @Override
        public long origin(long index) {
            return base.origin(index);
        }
    }
}
