package dev.loam.data;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Several datasets with equal fields as one: an epoch takes so many examples of each, from the start again where a dataset has fewer. Shuffled, they lie mixed in
/// every batch; which example comes when is a pure function of (seed, epoch, index).
public final class Mixed implements Dataset {
    private final List<Dataset> parts;
    private final long[] ends;

    private Mixed(List<Dataset> parts, long[] ends) {
        this.parts = parts;
        this.ends = ends;
    }

    /// @param counts how many examples of each part an epoch has
    /// @throws DataException where fields differ, or a part is empty
    public static Mixed of(List<? extends Dataset> parts, long... counts) {
        long[] ends = new long[counts.length];
        for (int i = 0; i < counts.length; i++) {
            if (!parts.get(i).fields().equals(parts.getFirst().fields())) {
                throw new DataException("only datasets with the same fields can be mixed, not " + parts.getFirst().fields() + " and " + parts.get(i).fields());
            }
            if (parts.get(i).size() == 0 && counts[i] > 0) {
                throw new DataException("part " + i + " of a mixture is empty");
            }
            ends[i] = counts[i] + (i == 0 ? 0 : ends[i - 1]);
        }
        return new Mixed(List.copyOf(parts), ends);
    }

    @Override
    public long size() {
        return ends[ends.length - 1];
    }

    @Override
    public List<Field> fields() {
        return parts.getFirst().fields();
    }

    @Override
    public void read(long index, int field, MemorySegment to, long offset) {
        Views.check(index, size());
        int part = 0;
        while (index >= ends[part]) {
            part++;
        }
        Dataset data = parts.get(part);
        data.read((index - (part == 0 ? 0 : ends[part - 1])) % data.size(), field, to, offset);
    }

    /// Each part in its own order of the epoch, then all of them mixed.
    @Override
    public Dataset shuffle(long seed, int epoch) {
        var shuffled = new ArrayList<Dataset>();
        parts.forEach(part -> shuffled.add(part.shuffle(seed, epoch)));
        return new Mixed(shuffled, ends).inOrder(seed, epoch);
    }

    private Dataset inOrder(long seed, int epoch) {
        return Dataset.super.shuffle(seed, epoch);
    }
}
