package dev.loam.data;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The cells of a file of rows as they are written, before anything is known of their meaning.
///
/// @param file    for messages
/// @param columns names
/// @param lines   the line each column's name is on, for messages
/// @param rows    in the file's order
record Table(String file, List<String> columns, List<Integer> lines, List<Rows.Row> rows) {
    /// A file's greatest size in bytes; the cells are held in memory.
    static final long LARGEST = 256L << 20;
    static final int MOST_COLUMNS = 10_000;
    private static final long MOST_CELLS = 50_000_000;

    /// Whether a file's first four bytes are those of parquet. Asked here, so that parquet's classes are loaded for its files alone.
    static boolean isParquet(byte[] first) {
        return Arrays.equals(first, new byte[] {'P', 'A', 'R', '1'});
    }

    /// The rows of a file of any kind that [Rows] reads.
    static Table read(Path file) {
        try (Rows rows = Rows.open(file)) {
            if (Files.size(file) > LARGEST) {
                throw new DataException(file + ": has " + DataSource.number(Files.size(file)) + " bytes; a table to train on is held in memory and may have at most "
                    + DataSource.number(LARGEST));
            }
            return all(rows, file.toString());
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read (" + Idx.reason(e) + ")", e);
        }
    }

    /// The rows in a text.
    static Table parse(String text, String file) {
        try (Rows rows = Rows.of(new StringReader(text), file)) {
            return all(rows, file);
        }
    }

    /// All rows that are left; equal cells share one text.
    static Table all(Rows from, String file) {
        var rows = new ArrayList<Rows.Row>();
        Map<String, String> seen = new HashMap<>();
        for (Rows.Row row = from.next(); row != null; row = from.next()) {
            String[] cells = row.cells();
            for (int c = 0; c < cells.length; c++) {
                String known = cells[c] == null ? null : seen.putIfAbsent(cells[c], cells[c]);
                cells[c] = known == null ? cells[c] : known;
            }
            rows.add(row);
            limit(rows.size(), from.columns().size(), file, row.line());
        }
        if (rows.isEmpty()) {
            throw new DataException(file + ": has no rows");
        }
        // rows of JSON that were read before a column was first seen have no value in it
        int width = from.columns().size();
        rows.replaceAll(row -> row.cells().length == width ? row : new Rows.Row(row.line(), Arrays.copyOf(row.cells(), width)));
        return new Table(file, from.columns(), from.lines(), rows);
    }

    /// Keeps a small file from asking for much memory, and a large one from asking for more than there is.
    static void limit(long rows, int columns, String file, int line) {
        if (rows * columns > MOST_CELLS) {
            throw new DataException(file + ":" + line + ": " + DataSource.number(rows) + " rows of " + DataSource.number(columns) + " columns are more than the "
                + DataSource.number(MOST_CELLS) + " cells that can be read");
        }
    }

    /// SHA-256 over columns and cells: the same for CSV and JSON, whatever the line ends, quotes and byte order mark.
    String hash() {
        var hash = Hash.sha256().add("rows " + rows.size());
        columns.forEach(hash::add);
        for (Rows.Row row : rows) {
            for (String cell : row.cells()) {
                hash.add(cell == null ? "" : cell);
            }
        }
        return hash.hex();
    }
}
