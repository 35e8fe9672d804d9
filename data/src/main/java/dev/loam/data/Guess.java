package dev.loam.data;

import dev.loam.tensor.DType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What a table without a descriptor probably holds. The last column is the label: classes where it has texts or few
/// different whole numbers, else a number. Other columns of numbers are numeric features (row numbers are ignored), those
/// with few different texts categorical ones, all others ignored. Missing values are allowed where there are any.
final class Guess {
    private static final int MOST_CLASSES = 20;
    private static final int MOST_CATEGORIES = 50;

    private Guess() {
    }

    static Descriptor of(Table table, String name) {
        var fields = new ArrayList<Field>();
        int last = table.columns().size() - 1;
        for (int c = 0; c <= last; c++) {
            fields.add(c == last ? label(table, c) : feature(table, c));
        }
        if (fields.stream().noneMatch(field -> field.role() == Field.Role.FEATURE)) {
            throw new DataException(table.file() + ": no column before the last, which is taken for the label, has numbers or a few categories, so there is nothing to learn from; "
                + "write a descriptor");
        }
        return new Descriptor(name, name, Modality.TABULAR, fields, Descriptor.Shares.USUAL, "");
    }

    private static Field label(Table table, int column) {
        List<String> cells = present(table, column);
        String name = table.columns().get(column);
        if (cells.isEmpty()) {
            throw new DataException(table.file() + ": the last column, '" + name + "', is taken for the label, but has no values; write a descriptor that says which is the label");
        }
        Field.Missing missing = cells.size() < table.rows().size() ? Field.Missing.DROP : Field.Missing.ERROR;
        Set<String> different = new HashSet<>(cells);
        boolean numbers = cells.stream().allMatch(Cells::isNumber);
        boolean classes = !numbers || different.size() <= MOST_CLASSES && different.stream().allMatch(cell -> Cells.number(cell) == Math.rint(Cells.number(cell)));
        if (classes && different.size() > Columns.MOST_CATEGORIES) {
            throw new DataException(table.file() + ": the last column, '" + name + "', is taken for the label, but has " + different.size() + " different texts; write a descriptor that says which is the label");
        }
        return new Field(name, Field.Role.LABEL, classes ? Field.Kind.CATEGORICAL : Field.Kind.NUMERIC, classes ? DType.I32 : DType.F32, List.of(), List.of(), missing);
    }

    private static Field feature(Table table, int column) {
        List<String> cells = present(table, column);
        String name = table.columns().get(column);
        boolean gaps = cells.size() < table.rows().size();
        int different = new HashSet<>(cells).size();
        if (!cells.isEmpty() && cells.stream().allMatch(Cells::isNumber)) {
            return new Field(name, rowNumbers(cells) ? Field.Role.IGNORED : Field.Role.FEATURE, Field.Kind.NUMERIC, DType.F32, List.of(), List.of(),
                gaps ? Field.Missing.MEAN : Field.Missing.ERROR);
        }
        if (!cells.isEmpty() && different <= MOST_CATEGORIES && different <= Math.max(2, cells.size() / 2)) {
            return new Field(name, Field.Role.FEATURE, Field.Kind.CATEGORICAL, DType.I32, List.of(), List.of(), gaps ? Field.Missing.CATEGORY : Field.Missing.ERROR);
        }
        return new Field(name, Field.Role.IGNORED, Field.Kind.TEXT, DType.U8, List.of(), List.of(), Field.Missing.ERROR);
    }

    private static List<String> present(Table table, int column) {
        return table.rows().stream().map(row -> row.cells()[column]).filter(cell -> cell != null).toList();
    }

    /// Whether the numbers are 0, 1, 2 … or 1, 2, 3 …, at least ten of them.
    private static boolean rowNumbers(List<String> cells) {
        double first = Cells.number(cells.getFirst());
        if (cells.size() < 10 || first != 0 && first != 1) {
            return false;
        }
        for (int i = 0; i < cells.size(); i++) {
            if (Cells.number(cells.get(i)) != first + i) {
                return false;
            }
        }
        return true;
    }

    /// What was guessed, for every output to say.
    static String notice(Table table, Descriptor guess, String better) {
        return "There is no descriptor of " + table.file() + ", so its columns were guessed: label " + guess.label().name() + " (" + guess.label().kind() + ")"
            + named("numeric", guess, field -> field.role() == Field.Role.FEATURE && field.kind() == Field.Kind.NUMERIC)
            + named("categorical", guess, field -> field.role() == Field.Role.FEATURE && field.kind() == Field.Kind.CATEGORICAL)
            + named("ignored", guess, field -> field.role() == Field.Role.IGNORED) + ". Write " + better + " beside it to say otherwise.";
    }

    private static String named(String words, Descriptor guess, Predicate<Field> which) {
        String names = guess.fields().stream().filter(which).map(Field::name).collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : "; " + words + ": " + names;
    }
}
