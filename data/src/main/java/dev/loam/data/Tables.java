package dev.loam.data;

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
        int[][] parts = parts(columns, Parts.shares(descriptor.shares(), options), table.file());
        Encoder encoder = Encoder.fit(columns, parts[0]);
        Dataset rows = encoder.apply(columns);
        String cells = table.hash();
        boolean published = cells.equals(descriptor.contentHash());
        String hash = Hash.sha256().add(descriptor.hash()).add(cells).hex();
        return new DataSource(descriptor.name(), descriptor.title(), Modality.TABULAR, Parts.select(rows, parts[0]), Parts.select(rows, parts[1]), Parts.select(rows, parts[2]), encoder.names(),
            new Provenance(origin, file.toString(), hash, published), published || descriptor.contentHash().isEmpty() ? notice : differs(table, descriptor, cells, notice));
    }

    private static String differs(Table table, Descriptor descriptor, String cells, String notice) {
        return (notice.isEmpty() ? "" : notice + " ") + "The rows in " + table.file() + " are not those the descriptor of " + descriptor.title()
            + " was written for (content hash " + cells + "): results do not compare with those of others.";
    }

    /// The row numbers of training, validation and test.
    private static int[][] parts(Columns columns, Descriptor.Shares shares, String file) {
        int[][] parts = switch (shares.by()) {
            case CLASS -> Parts.stratified(classes(columns), shares);
            case CHANCE -> Parts.stratified(new int[columns.size()], shares);
            case HASH -> Parts.hashed(columns.hashes(), shares);
            case ORDER -> Parts.ordered(columns.size(), shares);
        };
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
