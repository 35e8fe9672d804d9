package dev.loam.data.tokenize;

/// Reads the sets of characters in a pattern: escapes, categories, scripts and brackets. [PatternParser] reads the rest.
class CharSetParser {
    static final int DEEPEST = 64;

    final String source;
    final int[] in;
    int at;
    int depth;
    /// whether upper and lower case are the same from here on
    boolean fold;

    CharSetParser(String source) {
        this.source = source;
        this.in = Points.of(source).toArray();
    }

    final TokenizerException error(String what) {
        return new TokenizerException("pattern " + source + ": " + what + ", at character " + (at + 1));
    }

    final boolean more() {
        return at < in.length;
    }

    final boolean take(int c) {
        boolean there = more() && in[at] == c;
        at += there ? 1 : 0;
        return there;
    }

    final boolean take(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (at + i >= in.length || in[at + i] != s.charAt(i)) {
                return false;
            }
        }
        at += s.length();
        return true;
    }

    final int next() {
        if (!more()) {
            throw error("it ends too soon");
        }
        return in[at++];
    }

    final CharSet finish(CharSet set) {
        return fold ? new CharSet().add(set.close()).fold().close() : set.close();
    }

    /// What `\` and then `c` stands for.
    final CharSet escaped(int c) {
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
    final CharSet set() {
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
