package dev.loam.data;

import blue.strategic.parquet.Hydrator;
import blue.strategic.parquet.ParquetReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The rows of a parquet file with single values in its columns, read by parquet-java one row group after the other. Everything
/// that it throws for a damaged file becomes a [DataException].
final class ParquetRows implements Rows {
    private static final String QUIET = "slf4j.internal.verbosity";

    static {
        // parquet-java logs by SLF4J, which would say at length that nobody listens
        if (System.getProperty(QUIET) == null) {
            System.setProperty(QUIET, "ERROR");
        }
    }

    /// Length of the footer's length and the magic word behind it.
    private static final int TAIL = 8;

    private final String file;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final ParquetReader<String[], String[], Integer> reader;
    private final String[][] next = new String[1][];
    private int row;

    private ParquetRows(Path path) throws IOException {
        this.file = path.toString();
        this.reader = ParquetReader.spliterator(path.toFile(), new Cells(places), this::place);
    }

    static Rows open(Path file) {
        try {
            checkTail(file);
            return new ParquetRows(file);
        } catch (IOException | RuntimeException e) {
            throw damaged(file.toString(), e);
        }
    }

    /// The reader believes the footer's length, so it is checked beforehand.
    private static void checkTail(Path file) throws IOException {
        long size = Files.size(file);
        try (var channel = Files.newByteChannel(file)) {
            var tail = java.nio.ByteBuffer.allocate(TAIL).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            channel.position(Math.max(0, size - TAIL));
            while (tail.hasRemaining() && channel.read(tail) >= 0) {
                continue;
            }
            long footer = tail.getInt(0) & 0xFFFFFFFFL;
            if (size < TAIL + 4 || !Table.isParquet(Arrays.copyOfRange(tail.array(), 4, TAIL)) || footer > size - TAIL - 4) {
                throw new DataException(file + ": is no whole parquet file: it does not end in a footer");
            }
        }
    }

    private static DataException damaged(String file, Exception e) {
        return e instanceof DataException known ? known
            : new DataException(file + ": cannot be read as parquet (" + Trees.firstLine(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()) + ")", e);
    }

    /// The number of the column at this path; its name is the path's parts with dots between them.
    private Integer place(String[] path) {
        String name = String.join(".", path);
        if (places.size() == Table.MOST_COLUMNS && !places.containsKey(name)) {
            throw new DataException(file + ": has more than " + DataSource.number(Table.MOST_COLUMNS) + " columns");
        }
        return places.computeIfAbsent(name, _ -> places.size());
    }

    /// Puts a row's values together.
    private record Cells(Map<String, Integer> places) implements Hydrator<String[], String[], Integer> {
        @Override
        public String[] start() {
            return new String[places.size()];
        }

        @Override
        public String[] add(String[] cells, Integer place, Object value) {
            String text = value == null ? "" : value.toString();
            cells[place] = text.isEmpty() ? null : text;
            return cells;
        }

        @Override
        public String[] finish(String[] cells) {
            return cells;
        }
    }

    @Override
    public List<String> columns() {
        return new ArrayList<>(places.keySet());
    }

    @Override
    public List<Integer> lines() {
        return places.keySet().stream().map(_ -> 1).toList();
    }

    @Override
    public Row next() {
        try {
            return reader.tryAdvance(cells -> next[0] = cells) ? new Row(++row, next[0]) : null;
        } catch (RuntimeException e) {
            throw damaged(file, e);
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw damaged(file, e);
        }
    }
}
