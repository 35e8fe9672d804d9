package dev.loam.lang;

/// Numbers in texts, as reader and printer need them.
final class Numerals {
    private Numerals() {}

    static String toString(Number n) {
        return n.toString();
    }

    /// Whether a symbol of this name is written without bars.
    static boolean plainSymbol(String name) {
        if (name.isEmpty() || name.equals(".")) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c == '(' || c == ')' || c == '"' || c == ';' || c == '\'' || c == '`' || c == ',' || c == '|' || c == '\\'
                || c == 127 || c > 127 && Character.isWhitespace(c)) {
                return false;
            }
        }
        return name.charAt(0) != '#';
    }
}
