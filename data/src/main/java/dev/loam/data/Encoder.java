package dev.loam.data;

import dev.loam.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/// Turns rows into the f32 vectors `[features]` models read, by what the training rows are like:
///
/// - a numeric field gives `(value - mean) / deviation`, mean and (population) standard deviation taken from the training
///   rows alone; a constant one is only centred
/// - where it may be missing, a second number is 1 in rows without a value; the first is then 0 (the mean), or what the
///   value 0 gives under `missing: zero`
/// - a categorical field gives one number per category, 1 for the row's own; under `missing: category` one more for none
///
/// @param inputs what each field becomes
record Encoder(List<Input> inputs) {
    /// The most features that are stored, in all rows together.
    private static final long MOST_NUMBERS = 400_000_000;

    /// @param column number of the field in [Columns]
    /// @param mean, deviation of the training rows' values; 0 and 1 for a categorical field
    record Input(int column, Field field, double mean, double deviation) {
        private boolean extra() {
            return field.kind() == Field.Kind.NUMERIC ? field.missing() == Field.Missing.MEAN || field.missing() == Field.Missing.ZERO
                : field.missing() == Field.Missing.CATEGORY;
        }

        private int width() {
            return (field.kind() == Field.Kind.NUMERIC ? 1 : field.categories().size()) + (extra() ? 1 : 0);
        }
    }

    /// The encoder for these columns, fitted to the training rows.
    static Encoder fit(Columns columns, int[] training) {
        var inputs = new ArrayList<Input>();
        for (int c = 0; c < columns.fields().size(); c++) {
            Field field = columns.fields().get(c);
            if (field.role() == Field.Role.FEATURE) {
                inputs.add(field.kind() == Field.Kind.NUMERIC ? standardised(c, field, columns.values().get(c), training) : new Input(c, field, 0, 1));
            }
        }
        return new Encoder(List.copyOf(inputs));
    }

    private static Input standardised(int column, Field field, double[] values, int[] training) {
        double sum = 0;
        int count = 0;
        for (int row : training) {
            if (!Double.isNaN(values[row])) {
                sum += values[row];
                count++;
            }
        }
        double mean = count == 0 ? 0 : sum / count;
        double squares = 0;
        for (int row : training) {
            squares += Double.isNaN(values[row]) ? 0 : (values[row] - mean) * (values[row] - mean);
        }
        double deviation = count == 0 ? 0 : Math.sqrt(squares / count);
        boolean constant = deviation <= 1e-12 * Math.max(1e-12, Math.abs(mean));
        return new Input(column, field, mean, constant ? 1 : deviation);
    }

    /// How many numbers a row becomes.
    int width() {
        return inputs.stream().mapToInt(Input::width).sum();
    }

    /// One name per number: `age`, `age missing`, `sex=male`, `deck missing`.
    List<String> names() {
        var names = new ArrayList<String>();
        for (Input input : inputs) {
            if (input.field.kind() == Field.Kind.NUMERIC) {
                names.add(input.field.name());
            }
            input.field.categories().forEach(category -> names.add(input.field.name() + "=" + category));
            if (input.extra()) {
                names.add(input.field.name() + " missing");
            }
        }
        return names;
    }

    /// The vectors of all rows, as a dataset with the label as its second field: i32 where it is categorical, else f32,
    /// as it stands in the file.
    Dataset apply(Columns columns) {
        int width = width();
        if ((long) width * columns.size() > MOST_NUMBERS) {
            throw new DataException(DataSource.number(columns.size()) + " rows of " + DataSource.number(width) + " features each are more than fit; the categorical fields with many "
                + "categories are best ignored");
        }
        float[] features = new float[width * columns.size()];
        for (int row = 0; row < columns.size(); row++) {
            encode(columns, row, features, row * width);
        }
        return label(InMemory.of(columns.size()).with(new Field("features", Field.Role.FEATURE, Field.Kind.NUMERIC, DType.F32, List.of(width), List.of(), Field.Missing.ERROR), features), columns);
    }

    private void encode(Columns columns, int row, float[] to, int at) {
        for (Input input : inputs) {
            double value = columns.values().get(input.column)[row];
            boolean missing = Double.isNaN(value);
            if (input.field.kind() == Field.Kind.CATEGORICAL) {
                to[at + (missing ? input.width() - 1 : (int) value)] = 1;
            } else {
                double present = missing ? input.field.missing() == Field.Missing.ZERO ? 0 : input.mean : value;
                to[at] = (float) ((present - input.mean) / input.deviation);
                if (missing) {
                    to[at + 1] = 1;
                }
            }
            at += input.width();
        }
    }

    private static Dataset label(InMemory rows, Columns columns) {
        for (int c = 0; c < columns.fields().size(); c++) {
            Field field = columns.fields().get(c);
            double[] values = columns.values().get(c);
            if (field.role() == Field.Role.LABEL && field.kind() == Field.Kind.CATEGORICAL) {
                int[] classes = new int[values.length];
                for (int i = 0; i < classes.length; i++) {
                    classes[i] = (int) values[i];
                }
                return rows.with(Field.label(field.name(), field.categories()), classes);
            }
            if (field.role() == Field.Role.LABEL) {
                float[] numbers = new float[values.length];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = (float) values[i];
                }
                return rows.with(Field.numeric(field.name(), Field.Role.LABEL, DType.F32), numbers);
            }
        }
        throw new IllegalStateException("a descriptor has a label");
    }
}
