package dev.loam.data;

import dev.loam.data.tokenize.Packing;
import dev.loam.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Documents packed into rows, as examples for a language model that keeps them apart: field 0 `packed` i32 `[3, context]` has the tokens, the number of each
/// one's document within the row (0 for filling) and its place in the document; field 1 `next` i32 `[context]` the next token of the same document, [TextWindows#IGNORED]
/// where there is none.
final class PackedTexts implements Dataset {
    /// Rows that are open to short documents while packing.
    private static final int OPEN = 64;

    private final Packing packing;
    private final int context;
    private final List<Field> fields;

    private PackedTexts(Packing packing, int context, List<Field> fields) {
        this.packing = packing;
        this.context = context;
        this.fields = fields;
    }

    /// @param tokens the vocabulary, one name per id
    static PackedTexts of(List<int[]> documents, int context, List<String> tokens) {
        var packed = new Field("packed", Field.Role.FEATURE, Field.Kind.TEXT, DType.I32, List.of(3, context), List.of(), Field.Missing.ERROR);
        return new PackedTexts(Packing.of(documents, context, 0, OPEN), context, List.of(packed, TextWindows.next(context, tokens)));
    }

    @Override
    public long size() {
        return packing.ids().length;
    }

    @Override
    public List<Field> fields() {
        return fields;
    }

    @Override
    public void read(long index, int field, MemorySegment to, long offset) {
        Views.check(index, size());
        int row = (int) index;
        if (field == 0) {
            put(packing.ids()[row], to, offset);
            put(packing.documents()[row], to, offset + (long) Integer.BYTES * context);
            put(packing.positions()[row], to, offset + 2L * Integer.BYTES * context);
        } else {
            put(packing.next(row, TextWindows.IGNORED), to, offset);
        }
    }

    private static void put(int[] values, MemorySegment to, long offset) {
        MemorySegment.copy(MemorySegment.ofArray(values), 0, to, offset, (long) Integer.BYTES * values.length);
    }
}
