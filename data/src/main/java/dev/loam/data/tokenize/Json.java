package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// JSON (RFC 8259) as maps, lists, strings, numbers (`Long` or `Double`), booleans and null: small and portable, for tokenizer files.
final class Json {
    private static final int DEEPEST = 100;

    private final String text;
    private int at;
    private int depth;

    private Json(String text) {
        this.text = text;
        this.at = text.startsWith("\uFEFF") ? 1 : 0;
    }

    /// @throws TokenizerException with the line where it is damaged
    static Object parse(String text) {
        var reader = new Json(text);
        Object out = reader.value();
        reader.space();
        if (reader.at < text.length()) {
            throw reader.error("there is more after the value");
        }
        return out;
    }

    private TokenizerException error(String what) {
        int line = 1;
        for (int i = 0; i < Math.min(at, text.length()); i++) {
            line += text.charAt(i) == '\n' ? 1 : 0;
        }
        return new TokenizerException("line " + line + " of the JSON: " + what);
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char next() {
        if (at >= text.length()) {
            throw error("it ends too soon");
        }
        return text.charAt(at++);
    }

    private boolean take(char c) {
        space();
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char c) {
        if (!take(c)) {
            throw error("'" + c + "' is missing" + (at < text.length() ? " before '" + text.charAt(at) + "'" : ""));
        }
    }

    private Object value() {
        if (++depth > DEEPEST) {
            throw error("more than " + DEEPEST + " lists and objects within each other");
        }
        space();
        char c = next();
        Object out = switch (c) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
        depth--;
        return out;
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at - 1)) {
            throw error("a value is a text, a number, true, false, null, a list or an object");
        }
        at += word.length() - 1;
        return value;
    }

    private Map<String, Object> object() {
        var out = new LinkedHashMap<String, Object>();
        if (take('}')) {
            return out;
        }
        do {
            expect('"');
            String key = string();
            expect(':');
            Object value = value();
            if (out.containsKey(key)) {
                throw error("'" + Vocabulary.shown(key) + "' stands twice in one object");
            }
            out.put(key, value);
        } while (take(','));
        expect('}');
        return out;
    }

    private List<Object> list() {
        var out = new ArrayList<Object>();
        if (take(']')) {
            return out;
        }
        do {
            out.add(value());
        } while (take(','));
        expect(']');
        return out;
    }

    private String string() {
        int start = at;
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\' && text.charAt(at) >= ' ') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '"') {
            return text.substring(start, at++);
        }
        var out = new StringBuilder().append(text, start, at);
        while (true) {
            char c = next();
            if (c == '"') {
                return out.toString();
            }
            if (c < ' ') {
                throw error("a control character stands in a text");
            }
            out.append(c == '\\' ? escape() : c);
        }
    }

    private char escape() {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int value = 0;
                for (int i = 0; i < 4; i++) {
                    char digit = next();
                    int v = digit < 0x80 ? Character.digit(digit, 16) : -1;
                    if (v < 0) {
                        throw error("\\u is followed by four hexadecimal digits");
                    }
                    value = value << 4 | v;
                }
                yield (char) value;
            }
            default -> throw error("\\" + c + " is not known");
        };
    }

    private Object number() {
        int start = --at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(start, at);
        Object out = Decimal.parse(digits);
        if (out == null) {
            at = Math.max(at, start + 1);
            throw error("'" + Vocabulary.shown(digits.isEmpty() ? text.substring(start, at) : digits) + "' is no value");
        }
        return out;
    }

    /// The JSON of a value, indented by two spaces as tokenizer files are.
    static String write(Object value) {
        var out = new StringBuilder();
        write(value, "\n", out);
        return out.append('\n').toString();
    }

    private static void write(Object value, String indent, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case Map<?, ?> map -> {
                String inner = indent + "  ";
                char before = '{';
                for (var e : map.entrySet()) {
                    out.append(before).append(inner);
                    quote((String) e.getKey(), out);
                    out.append(": ");
                    write(e.getValue(), inner, out);
                    before = ',';
                }
                out.append(map.isEmpty() ? "{}" : indent + "}");
            }
            case List<?> list -> {
                String inner = indent + "  ";
                char before = '[';
                for (Object e : list) {
                    out.append(before).append(inner);
                    write(e, inner, out);
                    before = ',';
                }
                out.append(list.isEmpty() ? "[]" : indent + "]");
            }
            case String s -> quote(s, out);
            case Double d -> out.append(Decimal.write(d));
            default -> out.append(value);
        }
    }

    private static void quote(String s, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    boolean lone = c >= 0xD800 && c < 0xE000 && Character.charCount(s.codePointAt(i)) == 1 && !(Character.isLowSurrogate(c) && i > 0 && Character.isHighSurrogate(s.charAt(i - 1)));
                    if (c < ' ' || c == 0x7F || lone) {
                        String hex = "000" + Integer.toHexString(c);
                        out.append("\\u").append(hex.substring(hex.length() - 4));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
