package dev.loam.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The rows of a file, one after the other, in constant memory however long the file is: CSV, JSON (an array of objects, or
/// one object a line) or parquet, whichever it is by its content.
///
/// ```java
/// try (Rows rows = Rows.open(file)) {
///     for (Rows.Row row = rows.next(); row != null; row = rows.next()) …
/// }
/// ```
public interface Rows extends AutoCloseable {
    /// One row.
    ///
    /// @param line  where it begins, from 1; in parquet its number
    /// @param cells one per column known by then; null where there is no value
    record Row(int line, String[] cells) {
    }

    /// The names of the columns: all of them in CSV and parquet, in JSON those met so far.
    List<String> columns();

    /// The line each column's name is on.
    List<Integer> lines();

    /// The next row, or null at the end.
    ///
    /// @throws DataException of one sentence that begins with `file:line` where the file cannot be understood
    Row next();

    @Override
    void close();

    /// Opens a file.
    ///
    /// @throws DataException where there is none, or it is empty
    static Rows open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + ": there is no such file");
        }
        try {
            var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
            in.mark(4);
            byte[] magic = in.readNBytes(4);
            in.reset();
            if (Table.isParquet(magic)) {
                in.close();
                return ParquetRows.open(file);
            }
            return of(in, file.toString());
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read (" + Idx.reason(e) + ")", e);
        }
    }

    /// The rows in a stream of UTF-8 text, CSV or JSON.
    ///
    /// @param what names it in errors
    static Rows of(InputStream in, String what) {
        return of(new Utf8Reader(in, what), what);
    }

    /// The rows in a text; its reader is closed with them.
    static Rows of(Reader reader, String what) {
        var text = new Peek(reader, what);
        int first = text.afterSpace();
        if (first < 0) {
            text.close();
            throw new DataException(what + ": is empty");
        }
        return first == '[' || first == '{' ? new JsonRows(text, what) : new Csv(text, what);
    }
}
