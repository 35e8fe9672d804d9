package dev.loam.data;

import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// Reads rows of JSON: one array of objects, or one object after another (JSON lines). Each key is a column; a key that is
/// not there, and null, is a missing value.
final class JsonRows implements Rows {
    private final String file;
    private final Map<String, Integer> columns = new LinkedHashMap<>();
    private final List<Integer> lines = new ArrayList<>();
    private final JsonParser parser;
    private final boolean array;
    private JsonToken token;

    JsonRows(Reader text, String file) {
        this.file = file;
        this.parser = Trees.JSON.createParser(ObjectReadContext.empty(), text);
        JsonToken first = advance();
        this.array = first == JsonToken.START_ARRAY;
        this.token = array ? advance() : first;
    }

    private JsonToken advance() {
        try {
            return parser.nextToken();
        } catch (JacksonException e) {
            throw damaged(e);
        }
    }

    private DataException damaged(JacksonException e) {
        return new DataException(file + Trees.line(e) + ": " + Trees.firstLine(e.getOriginalMessage()), e);
    }

    @Override
    public List<String> columns() {
        return List.copyOf(columns.keySet());
    }

    @Override
    public List<Integer> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        parser.close();
    }

    @Override
    public Row next() {
        if (token == null || token == JsonToken.END_ARRAY) {
            end();
            return null;
        }
        if (token != JsonToken.START_OBJECT) {
            throw error(parser, "a row must be an object such as {\"age\": 22}, not " + words(token));
        }
        try {
            Row row = row(parser);
            token = parser.nextToken();
            return row;
        } catch (JacksonException e) {
            throw damaged(e);
        }
    }

    private void end() {
        if (array && token == null) {
            throw error(parser, "the array is not closed");
        }
        if (array && advance() != null) {
            throw error(parser, "there is more after the array of rows");
        }
        token = array ? JsonToken.END_ARRAY : null;
    }

    private Row row(JsonParser parser) {
        int line = line(parser);
        String[] cells = new String[columns.size()];
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName().strip();
            Integer known = columns.get(name);
            int column = known == null ? columns.size() : known;
            if (known == null) {
                if (name.isBlank() || column == Table.MOST_COLUMNS) {
                    throw error(parser, name.isBlank() ? "a key is blank; it must name a column" : "there are more than " + DataSource.number(Table.MOST_COLUMNS) + " different keys");
                }
                columns.put(name, column);
                lines.add(line(parser));
            }
            if (column >= cells.length) {
                cells = Arrays.copyOf(cells, Math.max(column + 1, columns.size()));
            }
            JsonToken value = parser.nextToken();
            if (!value.isScalarValue()) {
                throw error(parser, "the value of '" + name + "' must be a number, a text, true, false or null, not " + words(value));
            }
            cells[column] = value == JsonToken.VALUE_NULL || parser.getString().isEmpty() ? null : parser.getString();
        }
        if (columns.isEmpty()) {
            throw new DataException(file + ":" + line + ": the row has no values");
        }
        return new Row(line, cells);
    }

    private static String words(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a text";
            default -> token.isScalarValue() ? "a single value" : "'" + token.asString() + "'";
        };
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private DataException error(JsonParser parser, String message) {
        return new DataException(file + ":" + line(parser) + ": " + message);
    }
}
