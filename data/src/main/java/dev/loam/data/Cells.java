package dev.loam.data;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What the text of a cell means.
final class Cells {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?");
    private static final Set<String> NOT_FINITE = Set.of("nan", "inf", "infinity");
    private static final int SHOWN = 40;
    private static final int LONGEST = 400;

    private Cells() {
    }

    /// Whether it is written as a decimal number, such as `-3`, `.5` or `1.5e-3`.
    static boolean isNumber(String cell) {
        String text = cell.strip();
        return text.length() <= LONGEST && NUMBER.matcher(text).matches();
    }

    /// Whether it is written as one of the values of floating-point numbers that are none.
    static boolean isNotFinite(String cell) {
        String text = cell.strip().toLowerCase(Locale.ROOT);
        return NOT_FINITE.contains(text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text);
    }

    static double number(String cell) {
        return Double.parseDouble(cell.strip());
    }

    /// The cell in quotes, shortened, for messages.
    static String show(String cell) {
        String line = cell.replace('\n', ' ');
        int end = Math.min(line.length(), SHOWN);
        return line.length() <= SHOWN ? "'" + line + "'" : "'" + line.substring(0, end) + "…'";
    }
}
