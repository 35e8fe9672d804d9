package dev.loam.data;

import dev.loam.tensor.DType;
import dev.loam.tensor.Philox;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Pictures as sequences of pixels for models that predict the next: field 0 `before` i32 `[pixels]`, 0 and then all pixels but the last; field 1 `pixels`
/// i32 `[pixels]`.
///
/// Black and white is drawn for each pixel of the picture, whatever the order: what an example holds is a pure function of (seed, epoch, index), and without an
/// epoch always the same.
public final class PixelSequences implements Dataset {
    private static final int STREAM = Philox.stream("data.pixels");

    private final Dataset pictures;
    private final PixelOptions how;
    private final int height;
    private final int width;
    private final int[] order;
    private final List<Field> fields;
    private final long seed;
    private final int epoch;
    private final ThreadLocal<Scratch> scratch;

    /// @param picture as it was
    /// @param values  as it is wanted, one byte for each pixel; tokens in the end
    /// @param words   of a draw
    private record Scratch(byte[] picture, byte[] values, int[] words) {
    }

    private PixelSequences(Dataset pictures, PixelOptions how, int height, int width, List<Field> fields, long seed, int epoch) {
        this.pictures = pictures;
        this.how = how;
        this.height = height;
        this.width = width;
        this.order = how.order().places(height, width);
        this.fields = fields;
        this.seed = seed;
        this.epoch = epoch;
        int raw = pictures.fields().get(0).elements();
        this.scratch = ThreadLocal.withInitial(() -> new Scratch(new byte[raw], new byte[height * width], new int[4]));
    }

    /// @param pictures field 0 is `[height, width, 1]` bytes
    /// @throws DataException where it is something else, or the size does not divide that of the pictures
    public static PixelSequences of(Dataset pictures, PixelOptions how) {
        Field f = pictures.fields().get(0);
        if (f.kind() != Field.Kind.IMAGE || f.dtype() != DType.U8 || f.shape().size() != 3 || f.shape().get(2) != 1) {
            throw new DataException("data.pixels: sequences of pixels are made of gray pictures [height, width, 1], not of " + f);
        }
        int height = f.shape().get(0);
        int width = f.shape().get(1);
        int size = how.size();
        if (size > 0 && (height != width || height % size != 0)) {
            throw new DataException("data.size: pictures of " + height + " × " + width + " can not be brought to " + size + " × " + size
                + " by taking means of squares; take a size that divides theirs");
        }
        int rows = size > 0 ? size : height;
        int columns = size > 0 ? size : width;
        var names = new ArrayList<String>();
        for (int i = 0; i < how.count(); i++) {
            names.add(Integer.toString(i));
        }
        var before = new Field("before", Field.Role.FEATURE, Field.Kind.NUMERIC, DType.I32, List.of(rows * columns), List.of(), Field.Missing.ERROR);
        var pixels = new Field("pixels", Field.Role.LABEL, Field.Kind.CATEGORICAL, DType.I32, List.of(rows * columns), names, Field.Missing.ERROR);
        return new PixelSequences(pictures, how, rows, columns, List.of(before, pixels), PixelOptions.SEED, -1);
    }

    public PixelOptions options() {
        return how;
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    @Override
    public long size() {
        return pictures.size();
    }

    @Override
    public List<Field> fields() {
        return fields;
    }

    @Override
    public long origin(long index) {
        return pictures.origin(index);
    }

    @Override
    public Dataset shuffle(long ofRun, int ofEpoch) {
        return new PixelSequences(pictures, how, height, width, fields, ofRun, ofEpoch).inOrder(ofRun, ofEpoch);
    }

    private Dataset inOrder(long ofRun, int ofEpoch) {
        return Dataset.super.shuffle(ofRun, ofEpoch);
    }

    @Override
    public void read(long index, int field, MemorySegment to, long offset) {
        Scratch s = scratch.get();
        pictures.read(index, 0, s.picture, 0);
        shrink(s);
        tokens(pictures.origin(index), s);
        if (field == 0) {
            to.set(ValueLayout.JAVA_INT_UNALIGNED, offset, 0);
        }
        for (int i = 0; i < order.length - (1 - field); i++) {
            to.set(ValueLayout.JAVA_INT_UNALIGNED, offset + 4L * (i + 1 - field), s.values[order[i]] & 0xFF);
        }
    }

    /// The picture at the size that is wanted: means of squares.
    private void shrink(Scratch s) {
        int by = pictures.fields().get(0).shape().get(1) / width;
        int half = by * by / 2;
        for (int i = 0; i < s.values.length; i++) {
            int sum = half;
            for (int k = 0; k < by * by; k++) {
                sum += s.picture[(i / width * by + k / by) * width * by + i % width * by + k % by] & 0xFF;
            }
            s.values[i] = (byte) (sum / (by * by));
        }
    }

    private void tokens(long origin, Scratch s) {
        if (how.levels() == PixelOptions.Levels.SHADES) {
            for (int i = 0; i < s.values.length; i++) {
                s.values[i] = (byte) ((s.values[i] & 0xFF) * how.count() >> 8);
            }
            return;
        }
        boolean anew = how.levels() == PixelOptions.Levels.DYNAMIC;
        long key = anew ? seed : PixelOptions.SEED;
        long first = origin * Math.ceilDiv(s.values.length, 4);
        for (int i = 0; i < s.values.length; i++) {
            if (i % 4 == 0) {
                long at = first + i / 4;
                Philox.block((int) at, (int) (at >>> 32), STREAM, anew ? epoch : -1, (int) key, (int) (key >>> 32), s.words);
            }
            // uniform in 0 to 254
            long drawn = (s.words[i % 4] & 0xFFFFFFFFL) * 255 >>> 32;
            s.values[i] = (byte) (drawn < (s.values[i] & 0xFF) ? 1 : 0);
        }
    }

    /// The picture of a sequence, `[height, width, 1]` bytes.
    ///
    /// @param tokens from `offset` on, `height * width` of them
    public byte[] picture(int[] tokens, int offset) {
        byte[] out = new byte[order.length];
        for (int i = 0; i < order.length; i++) {
            out[order[i]] = (byte) (tokens[offset + i] * 255 / (how.count() - 1));
        }
        return out;
    }

    /// The same data with each part as sequences of pixels.
    static DataSource of(DataSource source, PixelOptions how) {
        PixelSequences train = of(source.train(), how);
        String title = source.title() + " at " + train.height + " × " + train.width + ", " + how.words();
        return source.with(title, train, of(source.validation(), how), of(source.test(), how));
    }
}
