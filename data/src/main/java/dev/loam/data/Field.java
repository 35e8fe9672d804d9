package dev.loam.data;

import dev.loam.tensor.DType;
import java.util.List;
import java.util.Locale;

/// One named part of an example: a column of a table, an image, a label.
///
/// In a [Descriptor] it says what the file holds; in a [Dataset] what is read from it: row-major elements of `dtype` and `shape`.
///
/// @param name       as in the file's header, or `image`, `label`, `features`
/// @param role       what training does with it
/// @param kind       how its values are to be understood
/// @param dtype      element type of what is read
/// @param shape      sizes of one example, without the batch; `[]` is a single number
/// @param categories names of the classes of a categorical field, in the order of their numbers; may be empty in a
///                   descriptor, and is then taken from the file
/// @param missing    what to do where a value is missing
public record Field(String name, Role role, Kind kind, DType dtype, List<Integer> shape, List<String> categories, Missing missing) {

    /// What training does with a field.
    public enum Role {
        FEATURE, LABEL, IGNORED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How a field's values are to be understood.
    public enum Kind {
        NUMERIC, CATEGORICAL, IMAGE, TEXT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What to do with a missing value: refuse the row; use the mean over the training rows (numeric); use zero
    /// (numeric); give it a category of its own (categorical); leave the row out.
    public enum Missing {
        ERROR, MEAN, ZERO, CATEGORY, DROP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Field {
        if (name == null || name.isBlank()) {
            throw new DataException("a field needs a name");
        }
        shape = List.copyOf(shape);
        categories = List.copyOf(categories);
        for (int size : shape) {
            if (size < 0) {
                throw new DataException("field '" + name + "': a size must not be negative, got " + shape);
            }
        }
        if (kind == Kind.CATEGORICAL && (missing == Missing.MEAN || missing == Missing.ZERO)) {
            throw new DataException("field '" + name + "': missing: " + missing + " needs a numeric field; a categorical one takes error, category or drop");
        }
        if (kind == Kind.NUMERIC && missing == Missing.CATEGORY) {
            throw new DataException("field '" + name + "': missing: category needs a categorical field; a numeric one takes error, mean, zero or drop");
        }
        if (role == Role.LABEL && missing != Missing.ERROR && missing != Missing.DROP) {
            throw new DataException("field '" + name + "': a label cannot be made up; missing must be error or drop, not " + missing);
        }
    }

    /// Numbers that are read as they are.
    public static Field numeric(String name, Role role, DType dtype, Integer... shape) {
        return new Field(name, role, Kind.NUMERIC, dtype, List.of(shape), List.of(), Missing.ERROR);
    }

    /// A picture, `[height, width, channels]` bytes.
    public static Field image(String name, int height, int width, int channels) {
        return new Field(name, Role.FEATURE, Kind.IMAGE, DType.U8, List.of(height, width, channels), List.of(), Missing.ERROR);
    }

    /// A class number, i32 `[]`.
    public static Field label(String name, List<String> classes) {
        return new Field(name, Role.LABEL, Kind.CATEGORICAL, DType.I32, List.of(), classes, Missing.ERROR);
    }

    /// Elements of one example.
    public int elements() {
        int n = 1;
        // without an iterator: asked for each example that is read
        for (int i = 0; i < shape.size(); i++) {
            n = Math.multiplyExact(n, shape.get(i));
        }
        return n;
    }

    /// Bytes of one example.
    public int bytes() {
        return Math.multiplyExact(elements(), dtype.bytes());
    }

    /// Such as `image u8[28,28,1]`.
    @Override
    public String toString() {
        var sizes = new StringBuilder();
        for (int size : shape) {
            sizes.append(sizes.isEmpty() ? "" : ",").append(size);
        }
        return name + " " + dtype + "[" + sizes + "]";
    }
}
