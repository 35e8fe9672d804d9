package dev.loam.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads comma-separated values as RFC 4180 has them: cells in double quotes may hold commas, line breaks and (doubled)
/// quotes; lines end in LF, CRLF or CR. The first line names the columns. An empty cell has no value; blank lines do not count.
final class Csv {
    private final String text;
    private final String file;
    private final StringBuilder quoted = new StringBuilder();
    /// Equal cells share one text.
    private final Map<String, String> seen = new HashMap<>();
    private int at;
    private int line = 1;

    private Csv(String text, int start, String file) {
        this.text = text;
        this.file = file;
        this.at = start;
    }

    static Table read(String text, int start, String file) {
        return new Csv(text, start, file).table();
    }

    private Table table() {
        Table.Row header = row(8);
        String[] names = header.cells();
        if (names.length == 1 && names[0] != null && names[0].matches(".*[;\t|].*")) {
            String mark = names[0].replaceAll("[^;\t|]", "").substring(0, 1);
            throw new DataException(file + ":" + header.line() + ": the cells seem to be separated by '" + mark.replace("\t", "tab") + "'; Loam reads cells separated by commas");
        }
        var columns = new ArrayList<String>();
        var lines = new ArrayList<Integer>();
        for (String name : names) {
            if (name == null || name.isBlank()) {
                throw new DataException(file + ":" + header.line() + ": column " + (columns.size() + 1) + " has no name; the first line must name the columns");
            }
            if (columns.contains(name.strip())) {
                throw new DataException(file + ":" + header.line() + ": column '" + name.strip() + "' is there twice");
            }
            columns.add(name.strip());
            lines.add(header.line());
        }
        return new Table(file, List.copyOf(columns), List.copyOf(lines), rows(names.length));
    }

    private List<Table.Row> rows(int width) {
        var rows = new ArrayList<Table.Row>();
        for (Table.Row row = row(width); row != null; row = row(width)) {
            if (row.cells().length != width) {
                throw new DataException(file + ":" + row.line() + ": has " + cells(row.cells().length) + ", but there are " + width
                    + " columns; a text with a comma or a line break must stand in double quotes");
            }
            rows.add(row);
            Table.limit(rows.size(), width, file, row.line());
        }
        return rows;
    }

    private static String cells(int count) {
        return count == 1 ? "1 cell" : count + " cells";
    }

    /// The next row that is not a blank line, or null at the end.
    private Table.Row row(int width) {
        while (at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r')) {
            lineEnd();
        }
        if (at >= text.length()) {
            return null;
        }
        int start = line;
        var cells = new ArrayList<String>(width);
        while (true) {
            cells.add(text.startsWith("\"", at) ? quoted() : plain());
            if (cells.size() > Table.MOST_COLUMNS) {
                throw new DataException(file + ":" + start + ": has more than " + DataSource.number(Table.MOST_COLUMNS) + " cells");
            }
            if (at >= text.length()) {
                break;
            }
            if (text.charAt(at) != ',') {
                lineEnd();
                break;
            }
            at++;
        }
        return new Table.Row(start, cells.toArray(String[]::new));
    }

    private String plain() {
        int from = at;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            if (text.charAt(at) == '"') {
                throw new DataException(file + ":" + line + ": a double quote in the middle of a cell; put the whole cell in quotes and write quotes in it twice");
            }
            at++;
        }
        return cell(text.substring(from, at));
    }

    private String quoted() {
        int start = line;
        quoted.setLength(0);
        at++;
        while (true) {
            if (at >= text.length()) {
                throw new DataException(file + ":" + start + ": a double quote is opened here and never closed");
            }
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                if (!text.startsWith("\"", at)) {
                    break;
                }
            } else if (c == '\n' || c == '\r') {
                lineEnd();
                quoted.append('\n');
                continue;
            }
            quoted.append(c);
            at++;
        }
        if (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            throw new DataException(file + ":" + line + ": after a closing double quote a comma or the line's end must follow, not '" + text.charAt(at) + "'");
        }
        return cell(quoted.toString());
    }

    private String cell(String value) {
        if (value.isEmpty()) {
            return null;
        }
        String known = seen.putIfAbsent(value, value);
        return known == null ? value : known;
    }

    private void lineEnd() {
        at += text.startsWith("\r\n", at) ? 2 : 1;
        line++;
    }
}
