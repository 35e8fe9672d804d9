package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.List;

/// Reads a regular expression in the syntax that tokenizer files use (Oniguruma's, as far as patterns without captures need it).
final class PatternParser {
    private static final int DEEPEST = 64;
    private static final int MOST_REPEATS = 1000;
    private static final int LONGEST = 20_000;

    /// An expression.
    sealed interface Node {
        /// One character of a set.
        record One(CharSet set) implements Node { }

        record Sequence(List<Node> parts) implements Node { }

        record Choice(List<Node> parts) implements Node { }

        /// `most` is -1 for no limit.
        record Repeat(Node part, int least, int most, Mode mode) implements Node { }

        record Look(Node part, boolean behind, boolean negative) implements Node { }

        /// What matched once is kept.
        record Atomic(Node part) implements Node { }

        record Anchor(Place place) implements Node { }
    }

    enum Mode { GREEDY, LAZY, POSSESSIVE }

    enum Place { LINE_START, LINE_END, START, END, WORD_EDGE, NO_WORD_EDGE }

    private final String source;
    private final int[] in;
    private int at;
    private int depth;
    private boolean fold;
    private boolean dotAll;

    private PatternParser(String source) {
        this.source = source;
        this.in = Points.of(source).toArray();
    }

    static Node parse(String source) {
        if (source.length() > LONGEST) {
            throw new TokenizerException("a pattern has " + source.length() + " characters; at most " + LONGEST + " are read");
        }
        var parser = new PatternParser(source);
        Node out = parser.choice();
        if (parser.at < parser.in.length) {
            throw parser.error("there is a ')' too many");
        }
        return out;
    }

    private TokenizerException error(String what) {
        return new TokenizerException("pattern " + source + ": " + what + ", at character " + (at + 1));
    }

    private boolean more() {
        return at < in.length;
    }

    private boolean take(int c) {
        boolean there = more() && in[at] == c;
        at += there ? 1 : 0;
        return there;
    }

    private boolean take(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (at + i >= in.length || in[at + i] != s.charAt(i)) {
                return false;
            }
        }
        at += s.length();
        return true;
    }

    private int next() {
        if (!more()) {
            throw error("it ends too soon");
        }
        return in[at++];
    }

    private Node choice() {
        if (++depth > DEEPEST) {
            throw error("more than " + DEEPEST + " parentheses within each other");
        }
        boolean outerFold = fold;
        boolean outerDot = dotAll;
        var parts = new ArrayList<Node>();
        do {
            parts.add(sequence());
        } while (take('|'));
        fold = outerFold;
        dotAll = outerDot;
        depth--;
        return parts.size() == 1 ? parts.get(0) : new Node.Choice(parts);
    }

    private Node sequence() {
        var parts = new ArrayList<Node>();
        while (more() && in[at] != '|' && in[at] != ')') {
            Node atom = atom();
            if (atom != null) {
                parts.add(repeated(atom));
            }
        }
        return parts.size() == 1 ? parts.get(0) : new Node.Sequence(parts);
    }

    private Node repeated(Node atom) {
        Node out = atom;
        while (more()) {
            int least;
            int most;
            boolean counted = false;
            if (take('?')) {
                least = 0;
                most = 1;
            } else if (take('*')) {
                least = 0;
                most = -1;
            } else if (take('+')) {
                least = 1;
                most = -1;
            } else if (in[at] == '{' && at + 1 < in.length && (in[at + 1] >= '0' && in[at + 1] <= '9' || in[at + 1] == ',')) {
                at++;
                counted = true;
                least = in[at] == ',' ? 0 : number();
                most = take(',') ? in[at] == '}' ? -1 : number() : least;
                if (!take('}') || most >= 0 && most < least) {
                    throw error("a repetition is written {2}, {2,} or {2,5}");
                }
            } else {
                return out;
            }
            // behind {2,5} a + repeats once more, as in Oniguruma
            Mode mode = take('?') ? Mode.LAZY : !counted && take('+') ? Mode.POSSESSIVE : Mode.GREEDY;
            if (out instanceof Node.Look || out instanceof Node.Anchor) {
                throw error("what matches no character cannot be repeated");
            }
            out = new Node.Repeat(out, least, most, mode);
        }
        return out;
    }

    private int number() {
        int value = 0;
        int begin = at;
        while (more() && in[at] >= '0' && in[at] <= '9' && value <= MOST_REPEATS) {
            value = 10 * value + in[at++] - '0';
        }
        if (at == begin || value > MOST_REPEATS) {
            throw error("a repetition counts from 0 to " + MOST_REPEATS);
        }
        return value;
    }

    private Node atom() {
        int c = next();
        return switch (c) {
            case '(' -> group();
            case '[' -> new Node.One(finish(set()));
            case '.' -> new Node.One((dotAll ? new CharSet().negate() : CharSet.of('\n').negate()).close());
            case '^' -> new Node.Anchor(Place.LINE_START);
            case '$' -> new Node.Anchor(Place.LINE_END);
            case '\\' -> escape();
            case '*', '+', '?' -> throw error("there is nothing to repeat");
            default -> new Node.One(finish(CharSet.of(c)));
        };
    }

    private CharSet finish(CharSet set) {
        return fold ? new CharSet().add(set.close()).fold().close() : set.close();
    }

    private Node group() {
        if (!take('?')) {
            return closed(choice());
        }
        if (take(':')) {
            return closed(choice());
        }
        if (take('=')) {
            return new Node.Look(closed(choice()), false, false);
        }
        if (take('!')) {
            return new Node.Look(closed(choice()), false, true);
        }
        if (take("<=")) {
            return new Node.Look(closed(choice()), true, false);
        }
        if (take("<!")) {
            return new Node.Look(closed(choice()), true, true);
        }
        if (take('>')) {
            return new Node.Atomic(closed(choice()));
        }
        return flags();
    }

    private Node flags() {
        boolean outerFold = fold;
        boolean outerDot = dotAll;
        boolean on = true;
        for (int c = next(); ; c = next()) {
            switch (c) {
                case '-' -> on = false;
                case 'i' -> fold = on;
                case 's', 'm' -> dotAll = on;
                case 'u' -> { }
                case ')' -> {
                    return null;
                }
                case ':' -> {
                    Node out = closed(choice());
                    fold = outerFold;
                    dotAll = outerDot;
                    return out;
                }
                default -> throw error("the group (?" + Utf8.string(c) + " is not known");
            }
        }
    }

    private Node closed(Node node) {
        if (!take(')')) {
            throw error("a ')' is missing");
        }
        return node;
    }

    private Node escape() {
        int c = next();
        return switch (c) {
            case 'A' -> new Node.Anchor(Place.START);
            case 'z', 'Z' -> new Node.Anchor(Place.END);
            case 'b' -> new Node.Anchor(Place.WORD_EDGE);
            case 'B' -> new Node.Anchor(Place.NO_WORD_EDGE);
            default -> new Node.One(finish(escaped(c)));
        };
    }

    /// What `\` and then `c` stands for.
    private CharSet escaped(int c) {
        return switch (c) {
            case 's' -> CharSet.ofSpaces();
            case 'S' -> CharSet.ofSpaces().negate();
            case 'd' -> CharSet.ofCategories(1 << UnicodeData.ND);
            case 'D' -> CharSet.ofCategories(1 << UnicodeData.ND).negate();
            case 'w' -> CharSet.ofWords();
            case 'W' -> CharSet.ofWords().negate();
            case 'p' -> property();
            case 'P' -> property().negate();
            default -> CharSet.of(plain(c));
        };
    }

    private int plain(int c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'f' -> '\f';
            case 'v' -> 0x0B;
            case '0' -> 0;
            case 'x' -> take('{') ? hexadecimal(8, true) : hexadecimal(2, false);
            case 'u' -> take('{') ? hexadecimal(8, true) : hexadecimal(4, false);
            default -> {
                if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') {
                    throw error("\\" + Utf8.string(c) + " is not known");
                }
                yield c;
            }
        };
    }

    private int hexadecimal(int digits, boolean braced) {
        int value = 0;
        int count = 0;
        while (count < digits && more() && Character.digit(in[at], 16) >= 0 && in[at] < 0x80) {
            value = value << 4 | Character.digit(in[at++], 16);
            count++;
        }
        if (count == 0 || braced && !take('}') || value < 0 || value > 0x10FFFF) {
            throw error("a code point is written \\x41, \\u0041 or \\x{1F600}");
        }
        return value;
    }

    private CharSet property() {
        var name = new StringBuilder();
        boolean negated = false;
        if (take('{')) {
            negated = take('^');
            for (int c = next(); c != '}'; c = next()) {
                name.appendCodePoint(c);
            }
        } else {
            name.appendCodePoint(next());
        }
        CharSet out = named(name.toString());
        return negated ? out.negate() : out;
    }

    private CharSet named(String name) {
        int equals = name.indexOf('=');
        String value = equals < 0 ? name : name.substring(equals + 1);
        int categories = UnicodeData.categories(value);
        if (categories != 0) {
            return CharSet.ofCategories(categories);
        }
        String script = value.startsWith("Is") ? value.substring(2) : value;
        if (UnicodeData.scriptNamed(script) >= 0) {
            return CharSet.ofScript(UnicodeData.scriptNamed(script));
        }
        return switch (value) {
            case "White_Space", "Space", "space" -> CharSet.ofSpaces();
            case "Alphabetic", "Alpha", "alpha" -> CharSet.ofCategories(UnicodeData.LETTER | 1 << UnicodeData.NL);
            case "Alnum", "alnum" -> CharSet.ofCategories(UnicodeData.LETTER | 1 << UnicodeData.NL | 1 << UnicodeData.ND);
            case "Digit", "digit" -> CharSet.ofCategories(1 << UnicodeData.ND);
            case "Upper", "upper" -> CharSet.ofCategories(1 << UnicodeData.LU);
            case "Lower", "lower" -> CharSet.ofCategories(1 << UnicodeData.LL);
            case "punct" -> CharSet.ofCategories(UnicodeData.PUNCTUATION);
            case "Word", "word" -> CharSet.ofWords();
            default -> throw error("there is no category or script '" + value + "'");
        };
    }

    /// A set in brackets, after the `[`.
    private CharSet set() {
        if (++depth > DEEPEST) {
            throw error("more than " + DEEPEST + " brackets within each other");
        }
        boolean negated = take('^');
        var out = new CharSet();
        boolean first = true;
        while (first || !take(']')) {
            first = false;
            if (take("&&")) {
                // the rest is a set of its own, which this set's bracket ends
                out.limit(set());
                break;
            }
            item(out);
        }
        depth--;
        return (negated ? out.close().complement() : out).close();
    }

    private void item(CharSet out) {
        int c = next();
        if (c == '[') {
            if (take(':')) {
                out.add(posix());
            } else {
                out.add(set());
            }
            return;
        }
        int first = c;
        if (c == '\\') {
            int e = next();
            if ("sSdDwWpP".indexOf(e) >= 0) {
                out.add(escaped(e).close());
                return;
            }
            first = e == 'b' ? '\b' : plain(e);
        }
        int last = first;
        if (more() && in[at] == '-' && at + 1 < in.length && in[at + 1] != ']' && in[at + 1] != '[') {
            at++;
            last = next();
            last = last == '\\' ? plain(next()) : last;
            if (last < first) {
                throw error("a range goes from the lower to the higher character");
            }
        }
        out.range(first, last);
    }

    private CharSet posix() {
        boolean negated = take('^');
        var name = new StringBuilder();
        for (int c = next(); c != ':'; c = next()) {
            name.appendCodePoint(c);
        }
        if (!take(']')) {
            throw error("a class is written [:alpha:]");
        }
        CharSet out = named(name.toString());
        return (negated ? out.negate() : out).close();
    }
}
