package dev.loam.data.augment;

import dev.loam.data.DataException;
import dev.loam.data.Dataset;
import dev.loam.data.Field;
import dev.loam.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// A dataset of images under an [Augmentation], in one epoch.
final class Augmented implements Dataset {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final Dataset base;
    private final Augmentation how;
    private final long seed;
    private final int epoch;
    private final int height;
    private final int width;
    private final int channels;
    private final int classes;
    /// One per reading thread: reading allocates nothing.
    private final ThreadLocal<Scratch> scratch;

    Augmented(Dataset base, Augmentation how, long seed, int epoch) {
        Field image = base.fields().getFirst();
        List<Integer> shape = image.shape();
        if (image.dtype() != DType.U8 || shape.size() != 3 || shape.get(2) != 1 && shape.get(2) != 3) {
            throw new DataException("augment: images of bytes [height, width, 1 or 3] are needed, but the input is " + image
                + "; leave the section 'augment' out");
        }
        Field label = base.fields().get(1);
        if (how.mixes() && (label.dtype() != DType.F32 || label.shape().size() != 1)) {
            throw new DataException("augment: mixup and cutmix need labels that are shares of classes, f32[classes], not " + label);
        }
        this.base = base;
        this.how = how;
        this.seed = seed;
        this.epoch = epoch;
        this.height = shape.get(0);
        this.width = shape.get(1);
        this.channels = shape.get(2);
        this.classes = how.mixes() ? label.elements() : 0;
        int bytes = image.bytes();
        int labels = classes;
        this.scratch = ThreadLocal.withInitial(() -> new Scratch(bytes, labels));
    }

    /// What one thread needs to make an example.
    private static final class Scratch {
        final Draws draws = new Draws();
        final Changes changes;
        final byte[] first;
        final byte[] second;
        final float[] label;
        final float[] other;
        final Mix mix = new Mix();

        Scratch(int bytes, int classes) {
            changes = new Changes(bytes);
            first = new byte[bytes];
            second = new byte[bytes];
            label = new float[classes];
            other = new float[classes];
        }
    }

    @Override
    public long size() {
        return base.size();
    }

    @Override
    public List<Field> fields() {
        return base.fields();
    }

    @Override
    public long origin(long index) {
        return base.origin(index);
    }

    @Override
    public void read(long index, int field, MemorySegment to, long offset) {
        if (field == 0) {
            image(index, to, offset);
        } else if (field == 1 && how.mixes()) {
            label(index, to, offset);
        } else {
            base.read(index, field, to, offset);
        }
    }

    private void image(long index, MemorySegment to, long offset) {
        Scratch s = scratch.get();
        changed(index, s.first, s);
        if (how.mixes()) {
            s.mix.draw(how, s.draws.example(seed, epoch, origin(index)), size(), height, width);
            changed(s.mix.partner(), s.second, s);
            s.mix.images(s.first, s.second, height, width, channels);
        }
        MemorySegment.copy(s.first, 0, to, ValueLayout.JAVA_BYTE, offset, s.first.length);
    }

    private void changed(long index, byte[] image, Scratch s) {
        base.read(index, 0, image, 0);
        s.changes.apply(how, s.draws.example(seed, epoch, origin(index)), image, height, width, channels);
    }

    private void label(long index, MemorySegment to, long offset) {
        Scratch s = scratch.get();
        s.mix.draw(how, s.draws.example(seed, epoch, origin(index)), size(), height, width);
        base.read(index, 1, s.label, 0);
        base.read(s.mix.partner(), 1, s.other, 0);
        double share = s.mix.share();
        for (int c = 0; c < classes; c++) {
            to.set(FLOAT, offset + (long) Float.BYTES * c, (float) (share * s.label[c] + (1 - share) * s.other[c]));
        }
    }
}
