package dev.loam.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The cells of a file of rows as they are written, before anything is known of their meaning.
///
/// @param file    for messages
/// @param columns names
/// @param lines   the line each column's name is on, for messages
/// @param rows    in the file's order
record Table(String file, List<String> columns, List<Integer> lines, List<Row> rows) {
    /// A file's greatest size in bytes; the cells are held in memory.
    static final long LARGEST = 256L << 20;
    static final int MOST_COLUMNS = 10_000;
    private static final long MOST_CELLS = 50_000_000;

    /// One row.
    ///
    /// @param line  where it begins, from 1
    /// @param cells one per column; null where there is no value
    record Row(int line, String[] cells) {
    }

    /// The rows of a CSV or JSON file, whichever it is by its content.
    static Table read(Path file) {
        return parse(text(file), file.toString());
    }

    /// The rows in a text.
    static Table parse(String text, String file) {
        int start = text.startsWith("\uFEFF") ? 1 : 0;
        int first = start;
        while (first < text.length() && Character.isWhitespace(text.charAt(first))) {
            first++;
        }
        if (first == text.length()) {
            throw new DataException(file + ": is empty");
        }
        boolean json = text.charAt(first) == '[' || text.charAt(first) == '{';
        Table table = json ? JsonRows.read(text, start, file) : Csv.read(text, start, file);
        if (table.rows.isEmpty()) {
            throw new DataException(file + ": has no rows");
        }
        return table;
    }

    /// Keeps a small file from asking for much memory, and a large one from asking for more than there is.
    static void limit(long rows, int columns, String file, int line) {
        if (rows * columns > MOST_CELLS) {
            throw new DataException(file + ":" + line + ": " + DataSource.number(rows) + " rows of " + DataSource.number(columns) + " columns are more than the "
                + DataSource.number(MOST_CELLS) + " cells that can be read");
        }
    }

    private static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + ": there is no such file");
        }
        byte[] bytes;
        try {
            if (Files.size(file) > LARGEST) {
                throw new DataException(file + ": has " + DataSource.number(Files.size(file)) + " bytes; a file of rows is read whole and may have at most "
                    + DataSource.number(LARGEST));
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read (" + Idx.reason(e) + ")", e);
        }
        return decode(bytes, file.toString());
    }

    /// UTF-8 only: a guess at another encoding would change categories without a word.
    static String decode(byte[] bytes, String file) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(in).toString();
        } catch (CharacterCodingException e) {
            int line = 1;
            for (int i = 0; i < Math.min(in.position(), bytes.length); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new DataException(file + ":" + line + ": is not UTF-8 text; save the file as UTF-8", e);
        }
    }

    /// SHA-256 over columns and cells: the same for CSV and JSON, whatever the line ends, quotes and byte order mark.
    String hash() {
        var hash = Hash.sha256().add("rows " + rows.size());
        columns.forEach(hash::add);
        for (Row row : rows) {
            for (String cell : row.cells) {
                hash.add(cell == null ? "" : cell);
            }
        }
        return hash.hex();
    }
}
