package dev.loam.lang;

import dev.loam.lang.number.Arithmetic;
import dev.loam.lang.number.NumberParser;
import dev.loam.lang.number.NumberPrinter;

/// Numbers in texts, as reader and printer need them.
final class Numerals {
    private Numerals() {}

    static String toString(Number n) {
        return Arithmetic.isNumber(n) ? NumberPrinter.print(n, 10) : n.toString();
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
        return name.charAt(0) != '#' && NumberParser.parse(name, 10) == null;
    }
}
