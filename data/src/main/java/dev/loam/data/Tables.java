package dev.loam.data;

import dev.loam.data.split.Split;
import java.nio.file.Path;
import java.util.Arrays;

/// From a file of rows and its descriptor to a [DataSource].
final class Tables {
    private Tables() {
    }

    /// @param origin for the provenance: `from ./data`
    /// @param notice something to say beforehand, or empty
    static DataSource open(Table table, Descriptor descriptor, Path file, String origin, String notice, DataOptions options) {
        if (descriptor.modality() != Modality.TABULAR) {
            throw new DataException("descriptor '" + descriptor.name() + "': a file of rows is tabular, not " + descriptor.modality());
        }
        Columns columns = Columns.of(table, descriptor);
        int[][] parts = parts(columns, shares(descriptor.shares(), options), table.file());
        Encoder encoder = Encoder.fit(columns, parts[0]);
        Dataset rows = encoder.apply(columns);
        String cells = table.hash();
        boolean published = cells.equals(descriptor.contentHash());
        String hash = Hash.sha256().add(descriptor.hash()).add(cells).hex();
        return new DataSource(descriptor.name(), descriptor.title(), Modality.TABULAR, select(rows, parts[0]), select(rows, parts[1]), select(rows, parts[2]), encoder.names(),
            new Provenance(origin, file.toString(), hash, published), published || descriptor.contentHash().isEmpty() ? notice : differs(table, descriptor, cells, notice));
    }

    private static String differs(Table table, Descriptor descriptor, String cells, String notice) {
        return (notice.isEmpty() ? "" : notice + " ") + "The rows in " + table.file() + " are not those the descriptor of " + descriptor.title()
            + " was written for (content hash " + cells + "): results do not compare with those of others.";
    }

    private static Dataset select(Dataset rows, int[] numbers) {
        return rows.select(Arrays.stream(numbers).asLongStream().toArray());
    }

    /// The descriptor's shares with what the options say: `validation` is a share of what is not for testing.
    private static Descriptor.Shares shares(Descriptor.Shares own, DataOptions options) {
        double learning = own.train() + own.validation();
        double validation = options.validation() == null ? own.validation() : learning * options.validation();
        return new Descriptor.Shares(learning - validation, validation, own.test(), options.splitSeed() == null ? own.seed() : options.splitSeed());
    }

    /// The row numbers of training, validation and test, each class divided by the same shares (a stratified split; where
    /// the label is a number, all rows together). Rows are put in the order of one permutation, and each class's rows in
    /// that order are cut into consecutive runs: a pure function of the labels and the seed.
    private static int[][] parts(Columns columns, Descriptor.Shares shares, String file) {
        Split order = Split.of(columns.size(), shares.seed(), 1.0);
        int[] classes = classes(columns);
        long[][] left = new long[Arrays.stream(classes).max().orElse(0) + 1][];
        int[] sizes = new int[left.length];
        for (int c : classes) {
            sizes[c]++;
        }
        for (int c = 0; c < left.length; c++) {
            left[c] = Split.counts(sizes[c], shares.array());
        }
        int[][] parts = new int[3][];
        for (int p = 0; p < parts.length; p++) {
            int part = p;
            parts[p] = new int[(int) Arrays.stream(left).mapToLong(counts -> counts[part]).sum()];
        }
        int[] filled = new int[parts.length];
        for (int i = 0; i < columns.size(); i++) {
            int row = (int) order.at(0, i);
            long[] counts = left[classes[row]];
            int part = counts[0] > 0 ? 0 : counts[1] > 0 ? 1 : 2;
            counts[part]--;
            parts[part][filled[part]++] = row;
        }
        if (parts[0].length == 0) {
            throw new DataException(file + ": the " + columns.size() + " rows are too few to divide into training, validation and test");
        }
        return parts;
    }

    /// Each row's class; 0 for all where the label is a number.
    private static int[] classes(Columns columns) {
        int[] classes = new int[columns.size()];
        for (int c = 0; c < columns.fields().size(); c++) {
            Field field = columns.fields().get(c);
            if (field.role() == Field.Role.LABEL && field.kind() == Field.Kind.CATEGORICAL) {
                double[] values = columns.values().get(c);
                Arrays.setAll(classes, i -> (int) values[i]);
            }
        }
        return classes;
    }
}
