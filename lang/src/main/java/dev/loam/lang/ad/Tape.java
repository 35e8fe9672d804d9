package dev.loam.lang.ad;

import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.number.Differentiable;
import dev.loam.lang.number.Function1;
import dev.loam.lang.number.Function2;
import dev.loam.lang.tensor.Elementwise;
import java.util.Arrays;
import java.util.List;

/// What one reverse differentiation wrote down: for each number that depends on its variables, from which one or two it came and with what
/// partial derivatives. Ordinary partial derivatives lie in arrays of `double`; exact ones, and those that are themselves being
/// differentiated, in arrays of objects that exist only then.
final class Tape {
    private static final int NONE = -1;
    private static final int SMALL = 16;
    private static final int MOST_KEPT = 1 << 20;

    final long level;
    private int size;
    private int[] lefts;
    private int[] rights;
    private double[] leftSlopes;
    private double[] rightSlopes;
    private Object[] leftObjects;
    private Object[] rightObjects;
    /// for entries with a rule of their own
    private Pulled[] pulls;

    Tape(long level) {
        this.level = level;
        Room room = ROOM.get();
        if (room == null) {
            room = new Room(new int[SMALL], new int[SMALL], new double[SMALL], new double[SMALL]);
        } else {
            ROOM.set(null);
        }
        lefts = room.lefts;
        rights = room.rights;
        leftSlopes = room.leftSlopes;
        rightSlopes = room.rightSlopes;
    }

    /// The arrays of a tape that nobody reads any more, for the next one of this thread.
    private record Room(int[] lefts, int[] rights, double[] leftSlopes, double[] rightSlopes) {}

    private static final ThreadLocal<Room> ROOM = new ThreadLocal<>();

    /// Gives the memory back: nothing of this tape will be read again. What still holds its numbers may go on computing with them.
    void release() {
        if (lefts.length <= MOST_KEPT) {
            ROOM.set(new Room(lefts, rights, leftSlopes, rightSlopes));
        }
        lefts = new int[SMALL];
        rights = new int[SMALL];
        leftSlopes = new double[SMALL];
        rightSlopes = new double[SMALL];
        leftObjects = null;
        rightObjects = null;
        pulls = null;
        size = 0;
    }

    /// The cotangents of an entry's inputs for its own.
    interface Pull {
        Object[] apply(Object cotangent);
    }

    private record Pulled(int[] inputs, Pull pull) {}

    /// A number on the tape.
    static final class Entry implements Differentiable {
        private final Tape tape;
        private final int index;
        /// the primal where it is no double, else null
        private final Object object;
        private final double number;

        private Entry(Tape tape, int index, Object object) {
            this.tape = tape;
            this.index = index;
            this.object = object;
            this.number = 0;
        }

        private Entry(Tape tape, int index, double number) {
            this.tape = tape;
            this.index = index;
            this.object = null;
            this.number = number;
        }

        Tape tape() {
            return tape;
        }

        @Override
        public Object primal() {
            return object == null ? (Object) number : object;
        }

        @Override
        public long level() {
            return tape.level;
        }

        @Override
        public Object apply(Function1 f) {
            if (object != null && TensorCall.isTensor(object)) {
                return TensorCall.apply(f.operator(), Elementwise.of(f), this);
            }
            Object primal = primal();
            Object y = f.apply(primal);
            Object slope = Rules.partial(f, primal, y);
            return slope == null ? y : tape.record(y, index, slope, NONE, null);
        }

        @Override
        public Object apply(Function2 f, Object left, Object right) {
            Entry l = left instanceof Entry e && e.tape == tape ? e : null;
            Entry r = right instanceof Entry e && e.tape == tape ? e : null;
            if ((l == null ? left instanceof Double : l.object == null) && (r == null ? right instanceof Double : r.object == null)) {
                Entry quick = tape.quick(f, l == null ? (Double) left : l.number, r == null ? (Double) right : r.number, l == null ? NONE : l.index,
                    r == null ? NONE : r.index);
                if (quick != null) {
                    return quick;
                }
            }
            Object a = l == null ? left : l.primal();
            Object b = r == null ? right : r.primal();
            if (TensorCall.isTensor(a) || TensorCall.isTensor(b)) {
                return TensorCall.apply(f.operator(), Elementwise.of(f), left, right);
            }
            Object y = f.apply(a, b);
            Object slopeLeft = l == null ? null : Rules.left(f, a, b, y);
            Object slopeRight = r == null ? null : Rules.right(f, a, b, y);
            if (slopeLeft == null && slopeRight == null) {
                return y;
            }
            return tape.record(y, slopeLeft == null ? NONE : l.index, slopeLeft, slopeRight == null ? NONE : r.index, slopeRight);
        }

        @Override
        public String toString() {
            return Points.text(this);
        }
    }

    /// A variable of the differentiation.
    Entry variable(double value) {
        return put(value, NONE, 0, NONE, 0);
    }

    /// A variable of the differentiation.
    Entry variable(Object value) {
        return record(value, NONE, null, NONE, null);
    }

    /// A number that came from entries of this tape by `pull`'s opposite.
    Entry record(Object value, List<Object> inputs, Pull pull) {
        Entry made = record(value, NONE, null, NONE, null);
        pulls = pulls == null ? new Pulled[lefts.length] : pulls;
        pulls[made.index] = new Pulled(inputs.stream().mapToInt(e -> ((Entry) e).index).toArray(), pull);
        return made;
    }

    /// The four operations on doubles, with the rules written out; null for others.
    private Entry quick(Function2 f, double a, double b, int left, int right) {
        return switch (f) {
            case ADD -> put(a + b, left, 1, right, 1);
            case SUBTRACT -> put(a - b, left, 1, right, -1);
            case MULTIPLY -> put(a * b, left, b, right, a);
            case DIVIDE -> put(a / b, left, 1 / b, right, -(a / b / b));
            case EXPT, ATAN, FLOOR_QUOTIENT, FLOOR_REMAINDER, TRUNCATE_QUOTIENT, TRUNCATE_REMAINDER -> null;
        };
    }

    private Entry put(double y, int left, double slopeLeft, int right, double slopeRight) {
        int i = size++;
        if (i == lefts.length) {
            grow();
        }
        lefts[i] = left;
        rights[i] = right;
        leftSlopes[i] = slopeLeft;
        rightSlopes[i] = slopeRight;
        return new Entry(this, i, y);
    }

    private Entry record(Object y, int left, Object slopeLeft, int right, Object slopeRight) {
        int i = size++;
        if (i == lefts.length) {
            grow();
        }
        lefts[i] = left;
        rights[i] = right;
        if (left != NONE) {
            if (slopeLeft instanceof Double d) {
                leftSlopes[i] = d;
            } else {
                leftObjects = leftObjects == null ? new Object[lefts.length] : leftObjects;
                leftObjects[i] = slopeLeft;
            }
        }
        if (right != NONE) {
            if (slopeRight instanceof Double d) {
                rightSlopes[i] = d;
            } else {
                rightObjects = rightObjects == null ? new Object[lefts.length] : rightObjects;
                rightObjects[i] = slopeRight;
            }
        }
        return y instanceof Double d ? new Entry(this, i, d.doubleValue()) : new Entry(this, i, y);
    }

    private void grow() {
        int n = size * 2;
        lefts = Arrays.copyOf(lefts, n);
        rights = Arrays.copyOf(rights, n);
        leftSlopes = Arrays.copyOf(leftSlopes, n);
        rightSlopes = Arrays.copyOf(rightSlopes, n);
        leftObjects = leftObjects == null ? null : Arrays.copyOf(leftObjects, n);
        rightObjects = rightObjects == null ? null : Arrays.copyOf(rightObjects, n);
        pulls = pulls == null ? null : Arrays.copyOf(pulls, n);
    }

    /// The derivatives of `output`, weighted with `seed`, with respect to the first `count` entries; zeros where it does not depend on them.
    Object[] backward(Object output, Object seed, int count) {
        var gradient = new Object[count];
        if (!(output instanceof Entry e && e.tape == this)) {
            Arrays.fill(gradient, Points.zero(output));
            return gradient;
        }
        if (leftObjects == null && rightObjects == null && pulls == null && seed instanceof Double s) {
            double[] adjoints = new double[e.index + 1];
            adjoints[e.index] = s;
            for (int i = e.index; i >= count; i--) {
                double a = adjoints[i];
                if (lefts[i] != NONE) {
                    adjoints[lefts[i]] += a * leftSlopes[i];
                }
                if (rights[i] != NONE) {
                    adjoints[rights[i]] += a * rightSlopes[i];
                }
            }
            for (int i = 0; i < count; i++) {
                gradient[i] = i <= e.index ? adjoints[i] : 0.0;
            }
            return gradient;
        }
        var adjoints = new Object[Math.max(count, e.index + 1)];
        adjoints[e.index] = seed;
        for (int i = e.index; i >= count; i--) {
            Object a = adjoints[i];
            if (a == null) {
                continue;
            }
            if (pulls != null && pulls[i] != null) {
                Object[] parts = pulls[i].pull.apply(a);
                for (int k = 0; k < parts.length; k++) {
                    accumulate(adjoints, pulls[i].inputs[k], parts[k]);
                }
            } else {
                push(adjoints, lefts[i], a, leftSlopes[i], leftObjects == null ? null : leftObjects[i]);
                push(adjoints, rights[i], a, rightSlopes[i], rightObjects == null ? null : rightObjects[i]);
            }
        }
        for (int i = 0; i < count; i++) {
            gradient[i] = adjoints[i] == null ? Points.zero(output) : adjoints[i];
        }
        return gradient;
    }

    private static void push(Object[] adjoints, int to, Object a, double slope, Object slopeObject) {
        if (to != NONE) {
            accumulate(adjoints, to, Arithmetic.multiply(a, slopeObject == null ? (Object) slope : slopeObject));
        }
    }

    private static void accumulate(Object[] adjoints, int to, Object more) {
        adjoints[to] = adjoints[to] == null ? more : Arithmetic.add(adjoints[to], more);
    }

    /// Whether [#forward] can read it: rules of their own are made for the way back.
    boolean isReadForward() {
        return pulls == null;
    }

    /// How fast each of `outputs` changes with variable number `variable` of the first `count` entries.
    Object[] forward(List<Object> outputs, int variable, int count) {
        var tangents = new Object[size];
        tangents[variable] = 1L;
        for (int i = count; i < size; i++) {
            Object left = change(tangents, lefts[i], leftSlopes[i], leftObjects == null ? null : leftObjects[i]);
            Object right = change(tangents, rights[i], rightSlopes[i], rightObjects == null ? null : rightObjects[i]);
            tangents[i] = left == null ? right : right == null ? left : Arithmetic.add(left, right);
        }
        var found = new Object[outputs.size()];
        for (int i = 0; i < found.length; i++) {
            Object output = outputs.get(i);
            Object t = output instanceof Entry e && e.tape == this ? tangents[e.index] : null;
            found[i] = t == null ? Points.zero(output) : t;
        }
        return found;
    }

    private static Object change(Object[] tangents, int from, double slope, Object slopeObject) {
        return from == NONE || tangents[from] == null ? null : Arithmetic.multiply(slopeObject == null ? (Object) slope : slopeObject, tangents[from]);
    }
}
