package dev.loam.data;

import java.lang.foreign.MemorySegment;

/// A dataset cut into consecutive batches. Batch `b` of a shuffled dataset is a pure function of (seed, epoch, b), so a
/// run goes on exactly where it stopped by knowing three numbers.
public final class Batches {
    private final Dataset data;
    private final int size;
    private final boolean dropLast;

    Batches(Dataset data, int size, boolean dropLast) {
        if (size <= 0) {
            throw new DataException("batch size must be at least 1, got " + size);
        }
        this.data = data;
        this.size = size;
        this.dropLast = dropLast;
    }

    /// The examples behind the batches.
    public Dataset data() {
        return data;
    }

    /// How many batches there are.
    public long count() {
        return dropLast ? data.size() / size : Math.ceilDiv(data.size(), size);
    }

    /// The largest number of rows of a batch.
    public int size() {
        return size;
    }

    /// The number of rows of batch `batch`: `size()`, or less in the last.
    public int rows(long batch) {
        Views.check(batch, count());
        return (int) Math.min(size, data.size() - batch * size);
    }

    /// The example in row `row` of batch `batch`.
    public long index(long batch, int row) {
        Views.check(row, rows(batch));
        return batch * size + row;
    }

    /// [Dataset#origin] of that example.
    public long origin(long batch, int row) {
        return data.origin(index(batch, row));
    }

    /// Writes field `field` of every row to `to`, `[rows, shape…]`, from its first byte on; gives the number of rows.
    public int fill(long batch, int field, MemorySegment to) {
        int rows = rows(batch);
        long bytes = data.fields().get(field).bytes();
        for (int row = 0; row < rows; row++) {
            data.read(batch * size + row, field, to, row * bytes);
        }
        return rows;
    }
}
