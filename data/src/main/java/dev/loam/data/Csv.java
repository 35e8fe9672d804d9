package dev.loam.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads comma-separated values as RFC 4180 has them: cells in double quotes may hold commas, line breaks and (doubled)
/// quotes; lines end in LF, CRLF or CR. The first line names the columns. An empty cell has no value; blank lines do not count.
final class Csv implements Rows {
    /// Characters of a cell: what a quote that is never closed may swallow.
    static final int LONGEST_CELL = 1 << 24;

    private final Peek text;
    private final String file;
    private final StringBuilder cell = new StringBuilder();
    private final List<String> columns;
    private final List<Integer> lines;
    private int line = 1;

    Csv(Peek text, String file) {
        this.text = text;
        this.file = file;
        Row header = row(8);
        this.columns = header == null ? List.of() : names(header);
        this.lines = columns.stream().map(_ -> header.line()).toList();
    }

    private List<String> names(Row header) {
        String[] names = header.cells();
        if (names.length == 1 && names[0] != null && names[0].matches(".*[;\t|].*")) {
            String mark = names[0].replaceAll("[^;\t|]", "").substring(0, 1);
            throw new DataException(file + ":" + header.line() + ": the cells seem to be separated by '" + mark.replace("\t", "tab") + "'; Loam reads cells separated by commas");
        }
        var out = new ArrayList<String>();
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (name == null || name.isBlank()) {
                throw new DataException(file + ":" + header.line() + ": column " + (out.size() + 1) + " has no name; the first line must name the columns");
            }
            if (!seen.add(name.strip())) {
                throw new DataException(file + ":" + header.line() + ": column '" + name.strip() + "' is there twice");
            }
            out.add(name.strip());
        }
        return List.copyOf(out);
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public List<Integer> lines() {
        return lines;
    }

    @Override
    public Row next() {
        Row row = row(columns.size());
        if (row != null && row.cells().length != columns.size()) {
            throw new DataException(file + ":" + row.line() + ": has " + cells(row.cells().length) + ", but there are " + columns.size()
                + " columns; a text with a comma or a line break must stand in double quotes");
        }
        return row;
    }

    @Override
    public void close() {
        text.close();
    }

    private static String cells(int count) {
        return count == 1 ? "1 cell" : count + " cells";
    }

    private static boolean endsLine(int c) {
        return c == '\n' || c == '\r';
    }

    /// The next row that is not a blank line, or null at the end.
    private Row row(int width) {
        while (endsLine(text.peek())) {
            lineEnd();
        }
        if (text.peek() < 0) {
            return null;
        }
        int start = line;
        var cells = new ArrayList<String>(width);
        while (true) {
            cells.add(text.peek() == '"' ? quoted() : plain());
            if (cells.size() > Table.MOST_COLUMNS) {
                throw new DataException(file + ":" + start + ": has more than " + DataSource.number(Table.MOST_COLUMNS) + " cells");
            }
            int c = text.peek();
            if (c < 0) {
                break;
            }
            if (c != ',') {
                lineEnd();
                break;
            }
            text.skip();
        }
        return new Row(start, cells.toArray(String[]::new));
    }

    private String plain() {
        cell.setLength(0);
        for (int c = text.peek(); c >= 0 && c != ',' && !endsLine(c); c = text.peek()) {
            if (c == '"') {
                throw new DataException(file + ":" + line + ": a double quote in the middle of a cell; put the whole cell in quotes and write quotes in it twice");
            }
            take(c, line);
        }
        return cell.isEmpty() ? null : cell.toString();
    }

    private void take(int c, int start) {
        checkLength(start);
        cell.append((char) c);
        text.skip();
    }

    private void checkLength(int start) {
        if (cell.length() >= LONGEST_CELL) {
            throw new DataException(file + ":" + start + ": a cell has more than " + DataSource.number(LONGEST_CELL) + " characters");
        }
    }

    private String quoted() {
        int start = line;
        cell.setLength(0);
        text.skip();
        while (true) {
            int c = text.peek();
            if (c < 0) {
                throw new DataException(file + ":" + start + ": a double quote is opened here and never closed");
            }
            if (c == '"') {
                text.skip();
                if (text.peek() != '"') {
                    break;
                }
            } else if (endsLine(c)) {
                lineEnd();
                cell.append('\n');
                checkLength(start);
                continue;
            }
            take(c, start);
        }
        int next = text.peek();
        if (next >= 0 && next != ',' && !endsLine(next)) {
            throw new DataException(file + ":" + line + ": after a closing double quote a comma or the line's end must follow, not '" + (char) next + "'");
        }
        return cell.isEmpty() ? null : cell.toString();
    }

    private void lineEnd() {
        int c = text.peek();
        text.skip();
        if (c == '\r' && text.peek() == '\n') {
            text.skip();
        }
        line++;
    }
}
