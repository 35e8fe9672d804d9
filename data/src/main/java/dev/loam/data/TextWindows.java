package dev.loam.data;

import dev.loam.tensor.DType;
import dev.loam.tensor.Philox;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Windows of a text as examples for a language model: field 0 `tokens` i32 `[context]`, field 1 `next` i32 `[context]`, the tokens one place on. The windows
/// lie side by side and cover every token that has a next one; the last overlaps the one before where they do not come out even, and its tokens that the one
/// before has predicted already are [#IGNORED] there: each token is predicted once.
///
/// A shuffled epoch also moves all windows by a draw below `context`, so that epochs cut the text differently: what example `index` holds is a
/// pure function of (seed, epoch, index).
public final class TextWindows implements Dataset {
    private static final int SHIFT = Philox.stream("data.windows");

    /// In the place of a next token that does not count.
    public static final int IGNORED = -1;

    private final TokenSource source;
    private final int context;
    private final List<Field> fields;
    private final long shift;

    private TextWindows(TokenSource source, int context, List<Field> fields, long shift) {
        this.source = source;
        this.context = context;
        this.fields = fields;
        this.shift = shift;
    }

    /// @param tokens the vocabulary, one name per id; they become the classes of the field `next`
    /// @throws DataException where the text is shorter than one window
    public static TextWindows of(TokenSource source, int context, List<String> tokens) {
        if (context < 1) {
            throw new DataException("the context must be 1 or more tokens, got " + context);
        }
        if (source.size() > 0 && source.size() < context + 1L) {
            throw new DataException("the text has " + source.size() + " tokens, too few for one window of " + context + " and the token after it; a shorter context is needed");
        }
        var input = new Field("tokens", Field.Role.FEATURE, Field.Kind.TEXT, DType.I32, List.of(context), List.of(), Field.Missing.ERROR);
        return new TextWindows(source, context, List.of(input, next(context, tokens)), 0);
    }

    /// The field of next tokens.
    static Field next(int context, List<String> tokens) {
        return new Field("next", Field.Role.LABEL, Field.Kind.CATEGORICAL, DType.I32, List.of(context), tokens, Field.Missing.ERROR);
    }

    @Override
    public long size() {
        return source.size() == 0 ? 0 : Math.ceilDiv(source.size() - 1, context);
    }

    @Override
    public List<Field> fields() {
        return fields;
    }

    /// Where the window begins in the text.
    long start(long index) {
        Views.check(index, size());
        return Math.min(shift + index * context, source.size() - 1 - context);
    }

    @Override
    public void read(long index, int field, MemorySegment to, long offset) {
        long start = start(index);
        source.read(start + field, context, to, offset);
        for (long i = 0; field == 1 && i < shift + index * context - start; i++) {
            to.set(ValueLayout.JAVA_INT_UNALIGNED, offset + Integer.BYTES * i, IGNORED);
        }
    }

    @Override
    public Dataset shuffle(long seed, int epoch) {
        long moved = Philox.below(context, seed, SHIFT, 0, epoch);
        return new TextWindows(source, context, fields, moved).inOrder(seed, epoch);
    }

    private Dataset inOrder(long seed, int epoch) {
        return Dataset.super.shuffle(seed, epoch);
    }
}
