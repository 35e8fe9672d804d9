package dev.loam.data;

import dev.loam.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A dataset whose fields lie in memory, one contiguous block `[size, shape…]` per field.
public final class InMemory implements Dataset {
    private final long size;
    private final List<Field> fields;
    private final MemorySegment[] columns;

    private InMemory(long size, List<Field> fields, MemorySegment[] columns) {
        this.size = size;
        this.fields = fields;
        this.columns = columns;
    }

    /// `size` examples without any field yet; add them with [#with].
    public static InMemory of(long size) {
        if (size < 0) {
            throw new DataException("a dataset's size must not be negative, got " + size);
        }
        return new InMemory(size, List.of(), new MemorySegment[0]);
    }

    /// The same examples with one more field. `values` is used as it is, not copied, and must not change afterwards.
    public InMemory with(Field field, MemorySegment values) {
        long expected = size * field.bytes();
        if (values.byteSize() != expected) {
            throw new DataException("field " + field + ": " + size + " examples take " + expected + " bytes, got " + values.byteSize());
        }
        var more = new ArrayList<>(fields);
        more.add(field);
        MemorySegment[] all = Arrays.copyOf(columns, columns.length + 1);
        all[columns.length] = values.asReadOnly();
        return new InMemory(size, List.copyOf(more), all);
    }

    /// A u8, i8 or bool field.
    public InMemory with(Field field, byte[] values) {
        return typed(field, MemorySegment.ofArray(values), 1, false);
    }

    /// An i32 or u32 field.
    public InMemory with(Field field, int[] values) {
        return typed(field, MemorySegment.ofArray(values), Integer.BYTES, false);
    }

    /// An f32 field.
    public InMemory with(Field field, float[] values) {
        return typed(field, MemorySegment.ofArray(values), Float.BYTES, true);
    }

    private InMemory typed(Field field, MemorySegment values, int bytes, boolean floating) {
        DType dtype = field.dtype();
        if (dtype.bytes() != bytes || dtype.isFloat() != floating) {
            throw new DataException("field " + field + ": the array's element type is not " + dtype);
        }
        return with(field, values);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public List<Field> fields() {
        return fields;
    }

    @Override
    public void read(long index, int field, MemorySegment to, long offset) {
        Views.check(index, size);
        long bytes = fields.get(field).bytes();
        MemorySegment.copy(columns[field], index * bytes, to, offset, bytes);
    }
}
