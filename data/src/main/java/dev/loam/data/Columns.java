package dev.loam.data;

import dev.loam.tensor.DType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

/// A table's cells understood as a descriptor has them: a column of numbers or of class numbers for each field that is not ignored.
///
/// Everything that does not fit is a [DataException] of one sentence that begins with `file:line`.
///
/// @param size   how many rows there are; those that [Field.Missing#DROP] leaves out are not among them
/// @param fields the fields that are not ignored, their categories filled in
/// @param hashes of each row, by which `by: hash` divides; empty under any other split
/// @param values by field, then by row: the number or the class; [#NONE] where there is no value
record Columns(int size, List<Field> fields, List<double[]> values, long[] hashes) {
    static final double NONE = Double.NaN;
    /// The most categories a field may have: each becomes a number of the model's input.
    static final int MOST_CATEGORIES = 1000;

    static Columns of(Table table, Descriptor descriptor) {
        List<Field> used = descriptor.fields().stream().filter(field -> field.role() != Field.Role.IGNORED).toList();
        int[] places = places(table, descriptor, used);
        for (Field field : used) {
            if (field.kind() != Field.Kind.NUMERIC && field.kind() != Field.Kind.CATEGORICAL || field.elements() != 1) {
                throw new DataException("field " + field + ": a table's features and labels are numeric or categorical single values; a column of "
                    + field.kind() + " can only have 'role: ignored'");
            }
        }
        List<Rows.Row> rows = kept(table, used, places);
        var fields = new ArrayList<Field>();
        var values = new ArrayList<double[]>();
        for (int f = 0; f < places.length; f++) {
            Field field = used.get(f);
            if (field.kind() == Field.Kind.CATEGORICAL && field.categories().isEmpty()) {
                field = withCategories(field, found(rows, places[f], field, table.file()));
            }
            fields.add(field);
            values.add(column(rows, places[f], field, table.file()));
        }
        return new Columns(rows.size(), List.copyOf(fields), List.copyOf(values), descriptor.shares().by() == Descriptor.By.HASH ? hashes(rows, table, descriptor) : new long[0]);
    }

    /// The first eight bytes of each row's SHA-256, over all cells or the key's alone.
    private static long[] hashes(List<Rows.Row> rows, Table table, Descriptor descriptor) {
        int key = table.columns().indexOf(descriptor.shares().key());
        return rows.stream().mapToLong(row -> {
            Hash hash = Hash.sha256();
            for (int c = 0; c < row.cells().length; c++) {
                if (key < 0 || c == key) {
                    hash.add(row.cells()[c] == null ? "" : row.cells()[c]);
                }
            }
            return Long.parseUnsignedLong(hash.hex().substring(0, 16), 16);
        }).toArray();
    }

    /// Where each used field's column is; every column must be described and every field be there.
    private static int[] places(Table table, Descriptor descriptor, List<Field> used) {
        List<String> names = descriptor.names();
        List<String> lacking = names.stream().filter(name -> !table.columns().contains(name)).toList();
        for (int c = 0; c < table.columns().size(); c++) {
            String column = table.columns().get(c);
            if (!names.contains(column)) {
                String near = Nearest.of(column, lacking.isEmpty() ? names : lacking);
                throw new DataException(table.file() + ":" + table.lines().get(c) + ": column '" + column + "' is not in the descriptor '" + descriptor.name() + "'; "
                    + (near != null ? "is '" + near + "' meant? If not, describe it there" : "describe it there") + ", with 'role: ignored' if it is not needed");
            }
        }
        if (!lacking.isEmpty()) {
            throw new DataException(table.file() + ":" + table.lines().getFirst() + ": there is no column '" + lacking.getFirst() + "', which the descriptor '" + descriptor.name()
                + "' asks for; the columns are " + String.join(", ", table.columns().subList(0, Math.min(10, table.columns().size()))) + (table.columns().size() > 10 ? " …" : ""));
        }
        return used.stream().mapToInt(field -> table.columns().indexOf(field.name())).toArray();
    }

    private static List<Rows.Row> kept(Table table, List<Field> used, int[] places) {
        var rows = new ArrayList<Rows.Row>(table.rows().size());
        for (Rows.Row row : table.rows()) {
            boolean keep = true;
            for (int f = 0; f < places.length; f++) {
                keep &= row.cells()[places[f]] != null || used.get(f).missing() != Field.Missing.DROP;
            }
            if (keep) {
                rows.add(row);
            }
        }
        if (rows.isEmpty()) {
            throw new DataException(table.file() + ": every row has a missing value in a field with 'missing: drop', so none is left");
        }
        return rows;
    }

    private static double[] column(List<Rows.Row> rows, int place, Field field, String file) {
        Map<String, Integer> numbers = new HashMap<>();
        field.categories().forEach(category -> numbers.put(category, numbers.size()));
        double[] values = new double[rows.size()];
        for (int i = 0; i < values.length; i++) {
            Rows.Row row = rows.get(i);
            String cell = row.cells()[place];
            String where = file + ":" + row.line() + ": ";
            if (cell == null) {
                if (field.missing() == Field.Missing.ERROR) {
                    throw new DataException(where + "'" + field.name() + "' has no value; fill it in, or say in the descriptor what a missing one means ('missing: "
                        + (field.role() == Field.Role.LABEL ? "drop" : field.kind() == Field.Kind.NUMERIC ? "mean" : "category") + "')");
                }
                values[i] = NONE;
            } else if (field.kind() == Field.Kind.NUMERIC) {
                values[i] = number(cell, field, where);
            } else {
                Integer number = numbers.get(cell);
                if (number == null) {
                    throw new DataException(where + "'" + field.name() + "' has no category " + Cells.show(cell) + ". " + hint(cell, field.categories()));
                }
                values[i] = number;
            }
        }
        return values;
    }

    private static double number(String cell, Field field, String where) {
        if (!Cells.isNumber(cell)) {
            throw new DataException(where + "'" + field.name() + "' must be " + (Cells.isNotFinite(cell) ? "a finite number, not " + Cells.show(cell) + "; leave the cell empty where there is no value"
                : "a number, not " + Cells.show(cell)));
        }
        double value = Cells.number(cell);
        if (!(Math.abs(value) <= Float.MAX_VALUE)) {
            throw new DataException(where + "'" + field.name() + "' must be a finite number in f32, which " + Cells.show(cell) + " is not: at most 3.4e38");
        }
        if (!field.dtype().isFloat()) {
            whole(value, field.dtype(), () -> where + "'" + field.name() + "' must be a whole number that fits " + field.dtype() + ", not " + Cells.show(cell));
        }
        return value;
    }

    private static void whole(double value, DType dtype, Supplier<String> message) {
        int bits = dtype == DType.BOOL ? 1 : 8 * dtype.bytes() - (dtype.isSigned() ? 1 : 0);
        double most = Math.scalb(1.0, bits) - 1;
        double least = dtype.isSigned() ? -most - 1 : 0;
        if (value != Math.rint(value) || value < least || value > most) {
            throw new DataException(message.get());
        }
    }

    private static String hint(String cell, List<String> categories) {
        String near = Nearest.of(cell, categories);
        int shown = Math.min(10, categories.size());
        return near != null ? "Did you mean '" + near + "'?" : "Valid: " + String.join(", ", categories.subList(0, shown))
            + (shown < categories.size() ? " and " + (categories.size() - shown) + " more." : ".");
    }

    /// The categories a column has, numbers in their order, texts in that of their characters.
    private static List<String> found(List<Rows.Row> rows, int place, Field field, String file) {
        var texts = new TreeSet<String>();
        for (Rows.Row row : rows) {
            String cell = row.cells()[place];
            if (cell != null && texts.add(cell) && texts.size() > MOST_CATEGORIES) {
                throw new DataException(file + ":" + row.line() + ": '" + field.name() + "' has more than " + MOST_CATEGORIES
                    + " categories; make it numeric or ignored in the descriptor");
            }
        }
        if (texts.isEmpty()) {
            throw new DataException(file + ": '" + field.name() + "' has no value in any row, so its categories cannot be found; list them in the descriptor or ignore the field");
        }
        var list = new ArrayList<>(texts);
        if (list.stream().allMatch(Cells::isNumber)) {
            list.sort(Comparator.comparingDouble(Cells::number));
        }
        return list;
    }

    static Field withCategories(Field field, List<String> categories) {
        return new Field(field.name(), field.role(), field.kind(), field.dtype(), field.shape(), categories, field.missing());
    }
}
