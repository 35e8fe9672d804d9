package dev.loam.lang.syntax;

import dev.loam.lang.Char;
import dev.loam.lang.Eof;
import dev.loam.lang.ErrorObject;
import dev.loam.lang.MutableString;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.Source;
import dev.loam.lang.Symbol;
import dev.loam.lang.number.NumberParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads data (R7RS 7.1.2) from a text. Pairs remember where their first element stood.
///
/// Beyond R7RS: brackets are parentheses, `#"… ~{expression} …"` is a string with expressions in it, `#:name` is the keyword `name:`.
public final class Reader {
    /// Characters one after the other; -1 at the end.
    public interface Input {
        int peek();

        int next();

        /// The number of the place of the next character, or 0.
        int position();
    }

    private static final class TextInput implements Input {
        private final Source source;
        private final String text;
        private int at;

        TextInput(Source source) {
            this.source = source;
            this.text = source.text();
        }

        @Override
        public int peek() {
            return at < text.length() ? text.codePointAt(at) : -1;
        }

        @Override
        public int next() {
            if (at >= text.length()) {
                return -1;
            }
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            return c;
        }

        @Override
        public int position() {
            return source.position(at);
        }
    }

    /// What `)` or `.` give where a datum was looked for.
    private enum Token { CLOSE, DOT }

    private static final Map<String, Integer> CHARACTERS = Map.ofEntries(Map.entry("alarm", 7), Map.entry("backspace", 8),
        Map.entry("delete", 127), Map.entry("escape", 27), Map.entry("newline", 10), Map.entry("null", 0), Map.entry("return", 13),
        Map.entry("space", 32), Map.entry("tab", 9), Map.entry("linefeed", 10), Map.entry("altmode", 27), Map.entry("rubout", 127),
        Map.entry("nul", 0), Map.entry("page", 12), Map.entry("esc", 27));

    private static final Symbol QUOTE = Symbol.of("quote");
    private static final Symbol QUASIQUOTE = Symbol.of("quasiquote");
    private static final Symbol UNQUOTE = Symbol.of("unquote");
    private static final Symbol UNQUOTE_SPLICING = Symbol.of("unquote-splicing");
    private static final Symbol INTERPOLATE = Symbol.of("%interpolate");

    private final Input in;
    private final boolean literals;
    private boolean fold;
    private int start;
    private Map<Long, Object> labels;

    private Reader(Input in, boolean literals) {
        this.in = in;
        this.literals = literals;
    }

    /// Reads a program: its strings are literals, which cannot be changed.
    public static Reader of(Source source) {
        return new Reader(new TextInput(source), true);
    }

    /// Reads data from a port.
    public static Reader of(Input in) {
        return new Reader(in, false);
    }

    /// Names in lower case from now on, as after `#!fold-case`.
    public Reader foldCase() {
        fold = true;
        return this;
    }

    /// Where the datum began that was read last.
    public int start() {
        return start;
    }

    /// The next datum, or [Eof#EOF].
    public Object read() {
        labels = null;
        Object x = token();
        if (x == Token.CLOSE) {
            throw error(start, "a closing parenthesis without an opening one");
        }
        if (x == Token.DOT) {
            throw error(start, "a dot outside a list");
        }
        return labels == null ? x : patch(x);
    }

    /// Every datum of a text with its place, in pairs as in a list.
    public List<Pair> readAll() {
        var all = new ArrayList<Pair>();
        for (Object x = read(); x != Eof.EOF; x = read()) {
            all.add(new Pair(x, Nil.NIL, start));
        }
        return all;
    }

    private static SyntaxError error(int position, String message, Object... irritants) {
        return new SyntaxError(ErrorObject.Kind.READ, position, message, irritants);
    }

    private Object token() {
        skip();
        int here = in.position();
        start = here;
        int c = in.next();
        Object x = switch (c) {
            case -1 -> Eof.EOF;
            case '(' -> list(')', here);
            case '[' -> list(']', here);
            case ')', ']' -> Token.CLOSE;
            case '\'' -> quoted(QUOTE, here);
            case '`' -> quoted(QUASIQUOTE, here);
            case ',' -> {
                if (in.peek() == '@') {
                    in.next();
                    yield quoted(UNQUOTE_SPLICING, here);
                }
                yield quoted(UNQUOTE, here);
            }
            case '"' -> {
                String s = string('"', here);
                yield literals ? MutableString.literal(s) : new MutableString(s);
            }
            case '#' -> hash(here);
            default -> atom(c, here);
        };
        start = here;
        return x;
    }

    private void skip() {
        while (true) {
            int c = in.peek();
            if (c == ';') {
                while (c != '\n' && c != -1) {
                    in.next();
                    c = in.peek();
                }
            } else if (c != -1 && (c == ' ' || c == '\n' || Character.isWhitespace(c) || c == 0xfeff || c == 0xa0)) {
                in.next();
            } else {
                return;
            }
        }
    }

    /// The next datum where there must be one.
    private Object datum(String after, int from) {
        Object x = token();
        if (x == Eof.EOF) {
            throw error(from, "the text ends after " + after);
        }
        if (x instanceof Token) {
            throw error(start, "a datum is missing after " + after);
        }
        return x;
    }

    private Object quoted(Symbol what, int here) {
        Object x = datum(what.name(), here);
        return new Pair(what, new Pair(x, Nil.NIL, start), here);
    }

    private Object list(int close, int open) {
        Pair first = null;
        Pair last = null;
        while (true) {
            skip();
            int at = in.position();
            int c = in.peek();
            if (c == ')' || c == ']') {
                in.next();
                if (c != close) {
                    throw error(at, "the parenthesis that was opened with " + (close == ')' ? "( is closed with ]" : "[ is closed with )"));
                }
                return first == null ? Nil.NIL : first;
            }
            Object x = token();
            if (x == Eof.EOF) {
                throw error(open, "this parenthesis is never closed");
            }
            if (x == Token.DOT) {
                if (last == null) {
                    throw error(at, "a dot at the beginning of a list");
                }
                last.cdr = datum("a dot", at);
                skip();
                int end = in.position();
                if (in.next() != close) {
                    throw error(end, "more than one datum after a dot");
                }
                return first;
            }
            var p = new Pair(x, Nil.NIL, start);
            if (last == null) {
                first = p;
            } else {
                last.cdr = p;
            }
            last = p;
        }
    }

    private Object[] vector(int here) {
        var elements = new ArrayList<>();
        for (Object x = list(')', here); x instanceof Pair p; x = p.cdr) {
            elements.add(p.car);
        }
        return elements.toArray();
    }

    private Object hash(int here) {
        int c = in.peek();
        switch (c) {
            case '(' -> {
                in.next();
                return vector(here);
            }
            case '|' -> {
                in.next();
                blockComment(here);
                return token();
            }
            case ';' -> {
                in.next();
                datum("#;", here);
                return token();
            }
            case '\\' -> {
                in.next();
                return character(here);
            }
            case '"' -> {
                in.next();
                return interpolated(string('"', here), here);
            }
            case '!' -> {
                in.next();
                return directive(here);
            }
            case ':' -> {
                in.next();
                return Symbol.of(word(-1) + ":");
            }
            case -1 -> throw error(here, "the text ends after #");
            default -> {
                if (c >= '0' && c <= '9') {
                    return label(here);
                }
                return hashWord(here);
            }
        }
    }

    private Object hashWord(int here) {
        String w = word('#');
        switch (w.toLowerCase(java.util.Locale.ROOT)) {
            case "#t", "#true" -> {
                return true;
            }
            case "#f", "#false" -> {
                return false;
            }
            case "#u8" -> {
                if (in.peek() == '(') {
                    in.next();
                    Object[] elements = vector(here);
                    byte[] bytes = new byte[elements.length];
                    for (int i = 0; i < bytes.length; i++) {
                        if (!(elements[i] instanceof Long n) || n < 0 || n > 255) {
                            throw error(here, "an element of a bytevector must be a byte from 0 to 255, found", elements[i]);
                        }
                        bytes[i] = (byte) (long) n;
                    }
                    return bytes;
                }
            }
            default -> {
                Object n = NumberParser.parse(w, 10);
                if (n != null) {
                    return n;
                }
            }
        }
        throw error(here, "unknown syntax " + w);
    }

    private Object directive(int here) {
        String w = word(-1);
        switch (w) {
            case "fold-case" -> fold = true;
            case "no-fold-case" -> fold = false;
            case "eof" -> {
                return Eof.EOF;
            }
            default -> {
                // a first line for the system (#!/usr/bin/…), the name of a dialect
                while (w.startsWith("/") && in.peek() != '\n' && in.peek() != -1) {
                    in.next();
                }
            }
        }
        return token();
    }

    private void blockComment(int here) {
        int depth = 1;
        while (depth > 0) {
            int c = in.next();
            if (c == -1) {
                throw error(here, "this comment is never closed");
            }
            if (c == '|' && in.peek() == '#') {
                in.next();
                depth--;
            } else if (c == '#' && in.peek() == '|') {
                in.next();
                depth++;
            }
        }
    }

    private Object character(int here) {
        int c = in.next();
        if (c == -1) {
            throw error(here, "the text ends after #\\");
        }
        if (delimiter(in.peek())) {
            return Char.of(c);
        }
        String name = word(c);
        if (name.codePointCount(0, name.length()) == 1) {
            return Char.of(c);
        }
        if (c == 'x' || c == 'X' || c == 'U' || c == 'u') {
            try {
                int code = Integer.parseInt(name.substring(1), 16);
                if (Character.isValidCodePoint(code)) {
                    return Char.of(code);
                }
            } catch (NumberFormatException e) {
                // a name, then
            }
        }
        Integer code = CHARACTERS.get(name);
        if (code == null) {
            code = CHARACTERS.get(name.toLowerCase(java.util.Locale.ROOT));
        }
        if (code == null) {
            throw error(here, "unknown character name #\\" + name);
        }
        return Char.of(code);
    }

    /// A label: what stands before `=` is its number, and a reference to it, `#n#`, gives the same object.
    private Object label(int here) {
        long n = 0;
        int c = in.peek();
        while (c >= '0' && c <= '9') {
            n = n * 10 + (c - '0');
            in.next();
            c = in.peek();
        }
        if (labels == null) {
            labels = new HashMap<>();
        }
        in.next();
        if (c == '=') {
            var mine = new Hole();
            labels.put(n, mine);
            mine.value = datum("#" + n + "=", here);
            return mine.value;
        }
        if (c == '#' && labels.get(n) instanceof Hole h) {
            return h.value == null ? h : h.value;
        }
        throw error(here, c == '#' ? "there is no label #" + n + "= before this" : "unknown syntax #" + n);
    }

    /// A reference to a label whose datum is still being read.
    private static final class Hole {
        private Object value;
    }

    /// Puts what labels stand for into the places that refer to them.
    private static Object patch(Object root) {
        var seen = new java.util.IdentityHashMap<Object, Boolean>();
        var stack = new java.util.ArrayDeque<Object>();
        if (root instanceof Hole h) {
            return h.value;
        }
        stack.push(root);
        while (!stack.isEmpty()) {
            Object x = stack.pop();
            if (seen.put(x, true) != null) {
                continue;
            }
            if (x instanceof Pair p) {
                if (p.car instanceof Hole h) {
                    p.car = h.value;
                }
                if (p.cdr instanceof Hole h) {
                    p.cdr = h.value;
                }
                stack.push(p.cdr);
                stack.push(p.car);
            } else if (x instanceof Object[] v) {
                for (int i = 0; i < v.length; i++) {
                    if (v[i] instanceof Hole h) {
                        v[i] = h.value;
                    }
                    stack.push(v[i]);
                }
            }
        }
        return root;
    }

    private static boolean delimiter(int c) {
        return c == -1 || c <= ' ' || c == '(' || c == ')' || c == '[' || c == ']' || c == '"' || c == ';' || c == '\''
            || c > 127 && Character.isWhitespace(c);
    }

    /// All up to the next delimiter; `first` is in front unless it is -1.
    private String word(int first) {
        var w = new StringBuilder();
        if (first >= 0) {
            w.appendCodePoint(first);
        }
        for (int c = in.peek(); !delimiter(c) && c != '|'; c = in.peek()) {
            w.appendCodePoint(c);
            in.next();
        }
        return w.toString();
    }

    private Object atom(int first, int here) {
        var name = new StringBuilder();
        boolean barred = false;
        int c = first;
        while (true) {
            if (c == '|') {
                barred = true;
                String part = string('|', here);
                name.append(part);
            } else {
                name.appendCodePoint(fold ? foldOne(c) : c);
            }
            c = in.peek();
            if (delimiter(c)) {
                break;
            }
            in.next();
        }
        String w = name.toString();
        if (!barred) {
            if (w.equals(".")) {
                return Token.DOT;
            }
            char f = w.charAt(0);
            if (f >= '0' && f <= '9' || f == '+' || f == '-' || f == '.') {
                Object n = NumberParser.parse(w, 10);
                if (n != null) {
                    return n;
                }
            }
        }
        return Symbol.of(w);
    }

    private static int foldOne(int c) {
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    /// The text of a string, or of a symbol between bars, up to `end`.
    private String string(int end, int here) {
        var text = new StringBuilder();
        while (true) {
            int at = in.position();
            int c = in.next();
            if (c == end) {
                return text.toString();
            }
            if (c == -1) {
                throw error(here, end == '"' ? "this string is never closed" : "this symbol is never closed");
            }
            if (c == '\r') {
                if (in.peek() == '\n') {
                    in.next();
                }
                c = '\n';
            }
            if (c != '\\') {
                text.appendCodePoint(c);
                continue;
            }
            escape(text, at);
        }
    }

    private void escape(StringBuilder text, int at) {
        int c = in.next();
        switch (c) {
            case 'a' -> text.append((char) 7);
            case 'b' -> text.append('\b');
            case 't' -> text.append('\t');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case '"', '\\', '|', '\'' -> text.append((char) c);
            case 'x', 'X' -> {
                int code = 0;
                int digit = Character.digit(in.peek(), 16);
                if (digit < 0) {
                    throw error(at, "hexadecimal digits and a semicolon must follow \\x");
                }
                while (digit >= 0) {
                    code = code * 16 + digit;
                    in.next();
                    digit = Character.digit(in.peek(), 16);
                }
                if (in.next() != ';' || !Character.isValidCodePoint(code)) {
                    throw error(at, "hexadecimal digits of a character and a semicolon must follow \\x");
                }
                text.appendCodePoint(code);
            }
            default -> {
                // a line that goes on: white space around the line's end disappears
                int at2 = c;
                while (at2 == ' ' || at2 == '\t') {
                    at2 = in.next();
                }
                if (at2 == '\r' && in.peek() == '\n') {
                    at2 = in.next();
                }
                if (at2 != '\n' && at2 != '\r') {
                    throw error(at, "unknown escape \\" + (c < 0 ? "" : Character.toString(c)) + " in a string");
                }
                while (in.peek() == ' ' || in.peek() == '\t') {
                    in.next();
                }
            }
        }
    }

    /// `#"a ~{x} b"` is read as `(%interpolate "a " x " b")`.
    static Object interpolated(String text, int here) {
        var parts = new ArrayList<>();
        int at = 0;
        while (true) {
            int open = text.indexOf("~{", at);
            if (open < 0) {
                break;
            }
            int depth = 1;
            int close = open + 2;
            while (close < text.length() && depth > 0) {
                char c = text.charAt(close++);
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            }
            if (depth > 0) {
                throw error(here, "an expression in this string is never closed with }");
            }
            if (open > at) {
                parts.add(MutableString.literal(text.substring(at, open)));
            }
            parts.add(of(Source.of("<string>", text.substring(open + 2, close - 1))).read());
            at = close;
        }
        if (at < text.length()) {
            parts.add(MutableString.literal(text.substring(at)));
        }
        return new Pair(INTERPOLATE, Pair.list(parts.toArray()), here);
    }
}
