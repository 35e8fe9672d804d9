package dev.loam.train;

import dev.loam.data.DataOptions;
import dev.loam.data.DataSource;
import dev.loam.data.Dataset;
import dev.loam.data.Datasets;
import dev.loam.data.Field;
import dev.loam.data.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a dataset holds, as lines of text for a terminal: sizes, where it is from, how many examples each class has, and a few examples
/// as training would see them.
public final class DataGlimpse {
    private static final int WIDTH = 78;
    private static final int MOST_CLASSES = 20;
    private static final int MOST_NAMES = 12;
    private static final int ROWS = 5;
    private static final int TOKENS = 400;
    private static final String SHADES = " .:-=+*#%@";

    private DataGlimpse() {
    }

    /// Opens the data that a config names and describes it; with an augmentation the pictures are those of the first epoch.
    ///
    /// @param base where data is looked for
    public static List<String> of(Config config, DataOptions base) {
        DataSource source = Datasets.open(config.data().name(), Problem.options(config, base));
        var out = new ArrayList<String>();
        out.add(source.description());
        if (!source.notice().isEmpty()) {
            out.add(source.notice());
        }
        out.add("content " + source.provenance().contentHash().substring(0, 16) + (source.provenance().published() ? ", as published" : "")
            + (source.provenance().location().isEmpty() ? "" : "  " + source.provenance().location()));
        out.add("input " + source.input() + ", label " + source.label() + (source.classes() > 0 ? " of " + source.classes() + " classes" : ""));
        if (source.text() != null) {
            text(source, out);
            return out;
        }
        if (source.classes() > 0) {
            balance(source, out);
        }
        switch (source.modality()) {
            case IMAGE -> pictures(source, config, out);
            case TABULAR -> features(source, out);
            case TEXT -> { }
        }
        return out;
    }

    private static void balance(DataSource source, List<String> out) {
        long[] train = Labels.counts(source.train());
        long[] validation = Labels.counts(source.validation());
        long[] test = Labels.counts(source.test());
        int name = source.classNames().stream().mapToInt(String::length).max().orElse(0);
        name = Math.clamp(name, 5, 24);
        long most = 1;
        for (long count : train) {
            most = Math.max(most, count);
        }
        out.add("");
        out.add(line(name, "class", "train", "validation", "test") + "  share of train");
        for (int c = 0; c < Math.min(train.length, MOST_CLASSES); c++) {
            String bar = "█".repeat((int) Math.round(20.0 * train[c] / most));
            out.add(line(name, source.classNames().get(c), Text.count(train[c]), Text.count(validation[c]), Text.count(test[c]))
                + String.format(Locale.ROOT, "  %5.1f %% ", 100.0 * train[c] / Math.max(1, source.train().size())) + bar);
        }
        if (train.length > MOST_CLASSES) {
            out.add("… and " + (train.length - MOST_CLASSES) + " more classes");
        }
    }

    private static String line(int name, String first, String... numbers) {
        String shown = first.length() > name ? first.substring(0, name - 1) + "…" : first;
        var line = new StringBuilder(shown).append(" ".repeat(name - shown.length()));
        for (String number : numbers) {
            line.append(" ".repeat(Math.max(1, 12 - number.length()))).append(number);
        }
        return line.toString();
    }

    private static void features(DataSource source, List<String> out) {
        List<String> names = source.featureNames();
        out.add("");
        out.add(names.size() + " numbers for each row: " + String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size()))) + (names.size() > MOST_NAMES ? " …" : ""));
        out.add("the first rows, as a model sees them (numbers in standard deviations from the mean of the training rows):");
        float[] row = new float[source.input().elements()];
        for (int i = 0; i < Math.min(ROWS, source.train().size()); i++) {
            source.train().read(i, 0, row, 0);
            var line = new StringBuilder("  ");
            for (int f = 0; f < row.length && line.length() < WIDTH - 24; f++) {
                line.append(String.format(Locale.ROOT, "%6.2f", row[f]));
            }
            out.add(line + (line.length() < 6 * row.length + 2 ? " …" : "") + "  → " + label(source.train(), i));
        }
    }

    private static String label(Dataset data, long index) {
        Field field = data.fields().get(1);
        if (!field.categories().isEmpty()) {
            return field.categories().get(data.readInt(index, 1));
        }
        float[] value = new float[field.elements()];
        data.read(index, 1, value, 0);
        return Text.number(value[0]);
    }

    private static void pictures(DataSource source, Config config, List<String> out) {
        Dataset train = config.augment().apply(source.train(), config.seed(), 0).shuffle(config.seed(), 0);
        List<Integer> shape = source.inputShape();
        int columns = Math.min(14, shape.get(1));
        int lines = Math.max(1, (int) Math.round(columns * 0.5 * shape.get(0) / shape.get(1)));
        int across = Math.max(1, WIDTH / (columns + 2));
        out.add("");
        out.add("from the training images" + (config.augment().isNone() ? "" : ", changed as in the first epoch") + ":");
        byte[] pixels = new byte[source.input().bytes()];
        var rows = new StringBuilder[lines];
        var names = new StringBuilder();
        for (int y = 0; y < lines; y++) {
            rows[y] = new StringBuilder();
        }
        for (long i = 0; i < Math.min(across, train.size()); i++) {
            train.read(i, 0, pixels, 0);
            for (int y = 0; y < lines; y++) {
                for (int x = 0; x < columns; x++) {
                    rows[y].append(shade(pixels, shape, y, lines, x, columns));
                }
                rows[y].append("  ");
            }
            String name = label(train, i);
            names.append(String.format(Locale.ROOT, "%-" + (columns + 2) + "s", name.length() > columns ? name.substring(0, columns) : name));
        }
        for (StringBuilder row : rows) {
            out.add(row.toString().stripTrailing());
        }
        out.add(names.toString().stripTrailing());
    }

    /// The mean of the pixels that a character covers, as a character.
    private static char shade(byte[] pixels, List<Integer> shape, int y, int lines, int x, int columns) {
        int height = shape.get(0);
        int width = shape.get(1);
        int channels = shape.get(2);
        long sum = 0;
        int count = 0;
        for (int py = y * height / lines; py < Math.max((y + 1) * height / lines, y * height / lines + 1); py++) {
            for (int px = x * width / columns; px < (x + 1) * width / columns; px++) {
                for (int c = 0; c < channels; c++) {
                    sum += pixels[(py * width + px) * channels + c] & 0xFF;
                    count++;
                }
            }
        }
        return SHADES.charAt((int) (sum * SHADES.length() / (256L * Math.max(1, count))));
    }

    private static void text(DataSource source, List<String> out) {
        Dataset train = source.train();
        int[] ids = new int[train.fields().getFirst().elements()];
        var text = new StringBuilder();
        for (long i = 0; i < train.size() && text.length() < TOKENS; i++) {
            train.read(i, 0, ids, 0);
            text.append(source.text().tokenizer().decode(ids));
        }
        out.add("");
        out.add("the first windows, decoded:");
        text.substring(0, Math.min(TOKENS, text.length())).lines().limit(12).forEach(line -> out.add("  " + line));
    }
}
