package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.List;

/// Reads a regular expression in the syntax that tokenizer files use (Oniguruma's, as far as patterns without captures need it).
final class PatternParser extends CharSetParser {
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

    private boolean dotAll;

    private PatternParser(String source) {
        super(source);
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
}
