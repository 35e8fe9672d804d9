package dev.loam.data;

import dev.loam.tensor.Philox;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/// Drawn digits in the format and sizes of MNIST: image u8 `[28, 28, 1]` and label i32 `[]`, ink 255 on paper 0.
///
/// Each example is written by one of many writers. A writer has a way to write each digit (one of the [DigitShapes], bent
/// to a personal form), a slant, proportions and a pen; each example adds its own tremble, turn, size and place.
/// Training and test have different writers. The picture is fitted into 20 × 20 and centred by mass, as MNIST's were.
/// Example `index` is a pure function of (seed, part, index); it is drawn when first read and then kept.
final class Digits implements Dataset {
    static final int SIDE = 28;
    static final int TRAIN = 60_000;
    static final int TEST = 10_000;
    /// Part of the content hash: raise it when a drawing changes.
    static final int VERSION = 1;
    static final List<String> CLASSES = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    private static final List<Field> FIELDS = List.of(Field.image("image", SIDE, SIDE, 1), Field.label("label", CLASSES));
    private static final VarHandle DRAWN = MethodHandles.arrayElementVarHandle(byte[].class);
    private static final ThreadLocal<DigitPen> PEN = ThreadLocal.withInitial(() -> new DigitPen(SIDE));
    private static final int PIXELS = SIDE * SIDE;

    private final int size;
    private final long seed;
    private final int writers;
    private final int writerStream;
    private final int exampleStream;
    private final byte[] pixels;
    private final byte[] drawn;

    private Digits(int size, long seed, String part, int writers) {
        this.size = size;
        this.seed = seed;
        this.writers = writers;
        this.writerStream = Philox.stream("digits." + part + ".writer");
        this.exampleStream = Philox.stream("digits." + part + ".example");
        this.pixels = new byte[size * PIXELS];
        this.drawn = new byte[size];
    }

    static Digits train(long seed) {
        return new Digits(TRAIN, seed, "train", 1_000);
    }

    static Digits test(long seed) {
        return new Digits(TEST, seed, "test", 250);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public void read(long index, int field, MemorySegment to, long offset) {
        Views.check(index, size);
        int i = (int) index;
        if (field == 1) {
            to.set(ValueLayout.JAVA_INT_UNALIGNED, offset, label(i));
            return;
        }
        // Two threads may draw the same example at the same time; they write the same bytes.
        if ((byte) DRAWN.getAcquire(drawn, i) == 0) {
            draw(i, pixels, i * PIXELS);
            DRAWN.setRelease(drawn, i, (byte) 1);
        }
        MemorySegment.copy(pixels, i * PIXELS, to, ValueLayout.JAVA_BYTE, offset, PIXELS);
    }

    int label(int index) {
        return (int) Philox.below(10, seed, exampleStream, 1, index);
    }

    private void draw(int index, byte[] to, int offset) {
        int digit = label(index);
        var own = new Draws(seed, exampleStream, 0, index);
        long writer = own.below(writers);
        var style = new Draws(seed, writerStream, 1 + digit, writer);
        var hand = new Draws(seed, writerStream, 0, writer);
        DigitPen pen = PEN.get();
        pen.clear();

        double slant = 0.16 + 0.20 * hand.normal() + 0.07 * own.normal();
        double aspect = 1.0 + 0.14 * hand.normal() + 0.08 * own.normal();
        double radius = clamp(1.35 + 0.38 * hand.normal() + 0.14 * own.normal(), 0.75, 2.3);
        double taper = 0.18 * hand.normal() + 0.08 * own.normal();
        double tremble = clamp(0.020 + 0.006 * hand.normal(), 0.008, 0.034);

        strokes(digit, style, own, pen, radius, clamp(taper, -0.4, 0.4), tremble);
        shear(pen, clamp(slant, -0.45, 0.75), clamp(aspect, 0.6, 1.5), 0.09 * own.normal());
        warp(pen, own);
        fit(pen, own, radius);
        double strength = clamp(0.97 + 0.05 * own.normal(), 0.8, 1);
        pen.draw(to, offset, clamp(1.15 + 0.15 * own.normal(), 0.8, 1.6), strength);
        speckle(own, to, offset);
    }

    /// The shape the writer prefers for this digit, now and then another one; its points moved by the writer's own
    /// form and by this example's tremble; ends drawn out or cut short.
    private void strokes(int digit, Draws style, Draws own, DigitPen pen, double radius, double taper, double tremble) {
        DigitShapes.Shape[] shapes = DigitShapes.of(digit);
        int preferred = (int) style.below(shapes.length);
        int other = (int) own.below(shapes.length);
        var shape = shapes[own.uniform() < 0.85 ? preferred : other];
        double[] points = new double[64];
        for (double[] stroke : shape.strokes()) {
            double pullX = 0.012 * own.normal();
            double pullY = 0.012 * own.normal();
            for (int i = 0; i < stroke.length; i += 2) {
                boolean corner = i >= 2 && stroke[i] == stroke[i - 2] && stroke[i + 1] == stroke[i - 1];
                if (corner) {
                    points[i] = points[i - 2];
                    points[i + 1] = points[i - 1];
                } else {
                    points[i] = stroke[i] + 0.034 * style.normal() + tremble * own.normal() + pullX;
                    points[i + 1] = stroke[i + 1] + 0.034 * style.normal() + tremble * own.normal() + pullY;
                }
            }
            stretch(points, 0, 2, 0.10 * own.normal());
            stretch(points, stroke.length - 2, stroke.length - 4, 0.12 * own.normal());
            pen.stroke(points, stroke.length, radius * (1 - taper), radius * (1 + taper));
        }
    }

    private static void stretch(double[] points, int end, int before, double share) {
        points[end] += share * (points[end] - points[before]);
        points[end + 1] += share * (points[end + 1] - points[before + 1]);
    }

    /// Proportions, slant to the right, then a turn by about `angle` radians (kept a rotation by normalising).
    private static void shear(DigitPen pen, double slant, double aspect, double angle) {
        double length = Math.sqrt(1 + angle * angle);
        double cos = 1 / length;
        double sin = angle / length;
        for (int i = 0; i < pen.count(); i++) {
            double x = aspect * pen.x(i) - slant * pen.y(i);
            double y = pen.y(i);
            pen.move(i, cos * x - sin * y, sin * x + cos * y);
        }
    }

    /// A smooth unevenness of the whole sheet: each coordinate bent by a quadratic of both.
    private static void warp(DigitPen pen, Draws own) {
        double a = 0.10 * own.normal();
        double b = 0.10 * own.normal();
        double c = 0.10 * own.normal();
        double d = 0.10 * own.normal();
        double[] centre = new double[2];
        pen.centre(centre);
        for (int i = 0; i < pen.count(); i++) {
            double x = 2 * (pen.x(i) - centre[0]);
            double y = 2 * (pen.y(i) - centre[1]);
            pen.move(i, pen.x(i) + a * 0.5 * y * y + b * 0.5 * x * y, pen.y(i) + c * 0.5 * x * x + d * 0.5 * x * y);
        }
    }

    /// Scales the digit into 20 × 20 pixels and puts its centre of mass in the middle, roughly, as people's samples are.
    private static void fit(DigitPen pen, Draws own, double radius) {
        double left = Double.MAX_VALUE;
        double right = -Double.MAX_VALUE;
        double top = Double.MAX_VALUE;
        double bottom = -Double.MAX_VALUE;
        for (int i = 0; i < pen.count(); i++) {
            left = Math.min(left, pen.x(i));
            right = Math.max(right, pen.x(i));
            top = Math.min(top, pen.y(i));
            bottom = Math.max(bottom, pen.y(i));
        }
        double room = 20 - 2 * radius + 0.8;
        double scale = room / Math.max(right - left, bottom - top) * clamp(0.98 + 0.05 * own.normal(), 0.8, 1.08);
        double[] centre = new double[2];
        pen.centre(centre);
        double shiftX = SIDE / 2.0 + 0.6 * own.normal();
        double shiftY = SIDE / 2.0 + 0.6 * own.normal();
        for (int i = 0; i < pen.count(); i++) {
            pen.move(i, (pen.x(i) - centre[0]) * scale + shiftX, (pen.y(i) - centre[1]) * scale + shiftY);
        }
    }

    /// Uneven ink, and on some sheets a few specks.
    private static void speckle(Draws own, byte[] to, int offset) {
        double grain = 0.10 * own.uniform();
        for (int i = 0; i < PIXELS; i++) {
            int value = to[offset + i] & 0xFF;
            if (value != 0) {
                to[offset + i] = (byte) (int) (value * (1 - grain * own.uniform()));
            }
        }
        if (own.uniform() < 0.08) {
            for (long n = 1 + own.below(4); n > 0; n--) {
                int at = offset + (int) own.below(PIXELS);
                to[at] = (byte) Math.max(to[at] & 0xFF, 60 + (int) own.below(140));
            }
        }
    }

    private static double clamp(double value, double low, double high) {
        return Math.min(high, Math.max(low, value));
    }

    /// The draws of one thing (a writer, an example) one after the other; the index leaves room for 2^20 of them.
    private static final class Draws {
        private final long seed;
        private final int stream;
        private final int step;
        private final int[] words = new int[4];
        private long block;
        private int used = 4;

        Draws(long seed, int stream, int step, long thing) {
            this.seed = seed;
            this.stream = stream;
            this.step = step;
            this.block = thing << 18;
        }

        private long word() {
            if (used == 4) {
                Philox.block((int) block, (int) (block >>> 32), stream, step, (int) seed, (int) (seed >>> 32), words);
                block++;
                used = 0;
            }
            return words[used++] & 0xFFFFFFFFL;
        }

        double uniform() {
            return word() * 0x1p-32;
        }

        long below(int bound) {
            return word() * bound >>> 32;
        }

        /// Near enough to normal, within ±3.5, and exact on every machine: the sum of four uniform draws.
        double normal() {
            return ((word() + word() + word() + word()) * 0x1p-32 - 2) * 1.7320508075688772;
        }
    }
}
