package dev.loam.data;

import dev.loam.data.split.Permutation;
import dev.loam.data.split.Split;
import dev.loam.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/// Examples that can be read in any order, each a row of [Field]s.
///
/// Reading writes straight into memory the caller owns, so that a batch is filled without copies in between. Elements
/// are row-major in the machine's byte order. Datasets do not change and may be read from many threads. What
/// `take`, `shuffle`, `split`, `filter` and `map` give are views: nothing is copied, and example `index` of each is a pure function
/// of (seed, epoch, index).
public interface Dataset {

    /// How many examples there are.
    long size();

    /// What an example holds; by convention field 0 is the input and field 1 the label.
    List<Field> fields();

    /// Writes field `field` of example `index` to `to` from byte `offset` on: `fields().get(field).bytes()` bytes.
    /// An index outside `0 … size() - 1` or too small a destination is an `IndexOutOfBoundsException`.
    void read(long index, int field, MemorySegment to, long offset);

    /// The number of example `index` in the data as it was opened, whatever views lie between: random draws
    /// that belong to an example (augmentation, dropout) are indexed by it.
    default long origin(long index) {
        return index;
    }

    /// The number of the field named `name`.
    default int field(String name) {
        var names = new ArrayList<String>();
        for (Field field : fields()) {
            if (field.name().equals(name)) {
                return names.size();
            }
            names.add(field.name());
        }
        throw new DataException("no field '" + name + "' here. " + Nearest.hint(name, names));
    }

    /// [#read(long, int, MemorySegment, long)] into an array, from element `offset` on; for u8, i8 and bool fields.
    default void read(long index, int field, byte[] to, int offset) {
        require(field, 1, false);
        read(index, field, MemorySegment.ofArray(to), offset);
    }

    /// [#read(long, int, MemorySegment, long)] into an array, from element `offset` on; for i32 and u32 fields.
    default void read(long index, int field, int[] to, int offset) {
        require(field, Integer.BYTES, false);
        read(index, field, MemorySegment.ofArray(to), (long) Integer.BYTES * offset);
    }

    /// [#read(long, int, MemorySegment, long)] into an array, from element `offset` on; for f32 fields.
    default void read(long index, int field, float[] to, int offset) {
        require(field, Float.BYTES, true);
        read(index, field, MemorySegment.ofArray(to), (long) Float.BYTES * offset);
    }

    private void require(int field, int bytes, boolean floating) {
        DType dtype = fields().get(field).dtype();
        if (dtype.bytes() != bytes || dtype.isFloat() != floating) {
            throw new DataException("field " + fields().get(field) + " cannot be read into an array of another type; read it as " + dtype);
        }
    }

    /// A single i32, such as a label.
    default int readInt(long index, int field) {
        int[] one = new int[fields().get(field).elements()];
        read(index, field, one, 0);
        return one[0];
    }

    /// The first `count` examples (all of them where there are fewer).
    default Dataset take(long count) {
        return Views.range(this, 0, Math.min(Math.max(count, 0), size()));
    }

    /// All but the first `count` examples.
    default Dataset skip(long count) {
        long from = Math.min(Math.max(count, 0), size());
        return Views.range(this, from, size() - from);
    }

    /// The examples with these numbers, in this order.
    default Dataset select(long... indices) {
        return Views.select(this, indices.clone());
    }

    /// The examples whose number `keep` accepts, in their order; `keep` is asked once for each, here and now.
    default Dataset filter(LongPredicate keep) {
        return Views.filter(this, keep);
    }

    /// Field `field` replaced by `to`, whose values `mapping` computes each time one is read.
    default Dataset map(int field, Field to, Mapping mapping) {
        return Views.map(this, field, to, mapping);
    }

    /// The same examples in the order of epoch `epoch`.
    default Dataset shuffle(long seed, int epoch) {
        Permutation order = Permutation.of(size(), seed, epoch);
        return Views.reorder(this, size(), order::at);
    }

    /// Disjoint random parts with exact counts, see [Split].
    default List<Dataset> split(long seed, double... ratios) {
        Split split;
        try {
            split = Split.of(size(), seed, ratios);
        } catch (IllegalArgumentException e) {
            throw new DataException(e.getMessage(), e);
        }
        var parts = new ArrayList<Dataset>();
        for (int i = 0; i < split.parts(); i++) {
            int part = i;
            parts.add(Views.reorder(this, split.size(part), index -> split.at(part, index)));
        }
        return List.copyOf(parts);
    }

    /// Consecutive batches of `size` examples; the last, smaller one is left out where `dropLast`.
    default Batches batches(int size, boolean dropLast) {
        return new Batches(this, size, dropLast);
    }

    /// Computes one field's value from another's. Must be a pure function of its arguments.
    @FunctionalInterface
    interface Mapping {
        /// @param origin the example's number in the data as it was opened: the index for random draws
        /// @param from   the value before, of the old field's size
        /// @param to     where to write the value after, of the new field's size
        void apply(long origin, MemorySegment from, MemorySegment to);
    }
}
