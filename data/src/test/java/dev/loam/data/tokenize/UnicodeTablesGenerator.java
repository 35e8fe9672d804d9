package dev.loam.data.tokenize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/// Writes `UnicodeTables.java` from the Unicode data of the JDK that runs it. JDK 25 has Unicode 16.0.
///
/// ```
/// java -cp data/target/test-classes:data/target/classes dev.loam.data.tokenize.UnicodeTablesGenerator data/src/main/java/dev/loam/data/tokenize/UnicodeTables.java
/// ```
///
/// The JDK tells categories, scripts and lower case by [Character] and normal forms by [Normalizer]. Canonical combining classes
/// it does not tell, but it sorts by them, and their order is all that normalisation needs.
final class UnicodeTablesGenerator {
    private static final int POINTS = 0x110000;
    private static final int HANGUL = 0xAC00;
    private static final int HANGUL_END = 0xD7A4;
    private static final int LINE = 130;
    /// one mark of a low combining class (1) and one of a high class (230)
    private static final String LOW = "\u0334";
    private static final String HIGH = "\u0301";

    private UnicodeTablesGenerator() {
    }

    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0]), source());
    }

    static String source() {
        var out = new StringBuilder("""
            package dev.loam.data.tokenize;

            /// Unicode as tables, written by `UnicodeTablesGenerator` from the data of a JDK: not to be edited. [UnicodeData] reads them.
            ///
            /// Each is a row of numbers, five bits to a character of [UnicodeData#ALPHABET], low bits first.
            final class UnicodeTables {
                static final String VERSION = "16.0";

                private UnicodeTables() {
                }
            """);
        constant(out, "CATEGORIES", "runs of (length, category) over all code points", categories());
        var scripts = new LinkedHashMap<String, Integer>();
        Numbers runs = scripts(scripts);
        text(out, "SCRIPT_NAMES", "names of the scripts in the order of their numbers", String.join(" ", scripts.keySet()));
        constant(out, "SCRIPTS", "runs of (length, script) over all code points", runs);
        constant(out, "LOWER", "(gap, signed distance to the lower case letter); U+0130 apart, each maps to one", lower());
        constant(out, "ORDER", "runs of (gap, length, rank of the combining class from 1 on)", order());
        constant(out, "CANONICAL", "(gap, 2 × length + 1 where composing leaves it out, signed distances) of full canonical decompositions without Hangul",
            decompositions(Normalizer.Form.NFD, true));
        constant(out, "COMPATIBLE", "the same for full compatibility decompositions, where they differ", decompositions(Normalizer.Form.NFKD, false));
        return out.append("}\n").toString();
    }

    private static Numbers categories() {
        var out = new Numbers();
        int start = 0;
        for (int c = 1; c <= POINTS; c++) {
            if (c == POINTS || Character.getType(c) != Character.getType(start)) {
                out.add(c - start).add(category(start));
                start = c;
            }
        }
        return out;
    }

    private static int category(int point) {
        int type = Character.getType(point);
        return switch (type) {
            case Character.UPPERCASE_LETTER -> UnicodeData.LU;
            case Character.LOWERCASE_LETTER -> UnicodeData.LL;
            case Character.TITLECASE_LETTER -> UnicodeData.LT;
            case Character.MODIFIER_LETTER -> UnicodeData.LM;
            case Character.OTHER_LETTER -> UnicodeData.LO;
            case Character.NON_SPACING_MARK -> UnicodeData.MN;
            case Character.COMBINING_SPACING_MARK -> UnicodeData.MC;
            case Character.ENCLOSING_MARK -> UnicodeData.ME;
            case Character.DECIMAL_DIGIT_NUMBER -> UnicodeData.ND;
            case Character.LETTER_NUMBER -> UnicodeData.NL;
            case Character.OTHER_NUMBER -> UnicodeData.NO;
            case Character.CONNECTOR_PUNCTUATION -> UnicodeData.PC;
            case Character.DASH_PUNCTUATION -> UnicodeData.PD;
            case Character.START_PUNCTUATION -> UnicodeData.PS;
            case Character.END_PUNCTUATION -> UnicodeData.PE;
            case Character.INITIAL_QUOTE_PUNCTUATION -> UnicodeData.PI;
            case Character.FINAL_QUOTE_PUNCTUATION -> UnicodeData.PF;
            case Character.OTHER_PUNCTUATION -> UnicodeData.PO;
            case Character.MATH_SYMBOL -> UnicodeData.SM;
            case Character.CURRENCY_SYMBOL -> UnicodeData.SC;
            case Character.MODIFIER_SYMBOL -> UnicodeData.SK;
            case Character.OTHER_SYMBOL -> UnicodeData.SO;
            case Character.SPACE_SEPARATOR -> UnicodeData.ZS;
            case Character.LINE_SEPARATOR -> UnicodeData.ZL;
            case Character.PARAGRAPH_SEPARATOR -> UnicodeData.ZP;
            case Character.CONTROL -> UnicodeData.CC;
            case Character.FORMAT -> UnicodeData.CF;
            case Character.SURROGATE -> UnicodeData.CS;
            case Character.PRIVATE_USE -> UnicodeData.CO;
            case Character.UNASSIGNED -> UnicodeData.CN;
            default -> throw new IllegalStateException("category " + type);
        };
    }

    private static Numbers scripts(LinkedHashMap<String, Integer> names) {
        var out = new Numbers();
        int start = 0;
        for (int c = 1; c <= POINTS; c++) {
            if (c == POINTS || Character.UnicodeScript.of(c) != Character.UnicodeScript.of(start)) {
                String name = name(Character.UnicodeScript.of(start));
                names.putIfAbsent(name, names.size());
                out.add(c - start).add(names.get(name));
                start = c;
            }
        }
        return out;
    }

    /// `OLD_ITALIC` becomes `Old_Italic`, as Unicode writes it.
    private static String name(Character.UnicodeScript script) {
        var out = new StringBuilder();
        for (String word : script.name().split("_")) {
            out.append(out.isEmpty() ? "" : "_").append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return out.toString();
    }

    private static Numbers lower() {
        var out = new Numbers();
        int last = 0;
        for (int c = 0; c < POINTS; c++) {
            if (c >= 0xD800 && c < 0xE000 || c == 0x130) {
                continue;
            }
            String lower = Character.toString(c).toLowerCase(Locale.ROOT);
            if (lower.codePointCount(0, lower.length()) != 1) {
                throw new IllegalStateException("more than one lower case letter: " + Integer.toHexString(c));
            }
            if (lower.codePointAt(0) != c) {
                out.add(c - last).addSigned(lower.codePointAt(0) - c);
                last = c;
            }
        }
        return out;
    }

    private static Numbers order() {
        var marks = new ArrayList<Integer>();
        for (int c = 0; c < POINTS; c++) {
            String s = Character.toString(c);
            boolean whole = !(c >= 0xD800 && c < 0xE000) && Normalizer.normalize(s, Normalizer.Form.NFD).equals(s);
            if (whole && (swaps(s, LOW) || swaps(HIGH, s))) {
                marks.add(c);
            }
        }
        var sorted = new ArrayList<>(marks);
        Comparator<Integer> byClass = (a, b) -> swaps(Character.toString(a), Character.toString(b)) ? 1 : swaps(Character.toString(b), Character.toString(a)) ? -1 : 0;
        sorted.sort(byClass);
        var rank = new LinkedHashMap<Integer, Integer>();
        int now = 1;
        for (int i = 0; i < sorted.size(); i++) {
            now += i > 0 && byClass.compare(sorted.get(i - 1), sorted.get(i)) != 0 ? 1 : 0;
            rank.put(sorted.get(i), now);
        }
        var out = new Numbers();
        int last = 0;
        for (int i = 0; i < marks.size(); ) {
            int end = i + 1;
            while (end < marks.size() && marks.get(end) == marks.get(end - 1) + 1 && rank.get(marks.get(end)).equals(rank.get(marks.get(i)))) {
                end++;
            }
            out.add(marks.get(i) - last).add(end - i).add(rank.get(marks.get(i)));
            last = marks.get(i) + end - i;
            i = end;
        }
        return out;
    }

    private static boolean swaps(String a, String b) {
        return Normalizer.normalize(a + b, Normalizer.Form.NFD).equals(b + a) && !a.equals(b);
    }

    private static Numbers decompositions(Normalizer.Form form, boolean canonical) {
        var out = new Numbers();
        int last = 0;
        for (int c = 0; c < POINTS; c++) {
            if (c >= 0xD800 && c < 0xE000 || c >= HANGUL && c < HANGUL_END) {
                continue;
            }
            String s = Character.toString(c);
            String parts = Normalizer.normalize(s, form);
            if (parts.equals(canonical ? s : Normalizer.normalize(s, Normalizer.Form.NFD))) {
                continue;
            }
            int[] points = parts.codePoints().toArray();
            boolean excluded = canonical && !Normalizer.normalize(s, Normalizer.Form.NFC).equals(s);
            out.add(c - last).add(2 * points.length + (excluded ? 1 : 0));
            int before = c;
            for (int point : points) {
                out.addSigned(point - before);
                before = point;
            }
            last = c;
        }
        return out;
    }

    /// Numbers as characters.
    private static final class Numbers {
        final StringBuilder text = new StringBuilder();

        Numbers add(int value) {
            int rest = value;
            while (rest > 31) {
                text.append(UnicodeData.ALPHABET.charAt(32 + (rest & 31)));
                rest >>>= 5;
            }
            text.append(UnicodeData.ALPHABET.charAt(rest));
            return this;
        }

        Numbers addSigned(int value) {
            return add(value << 1 ^ value >> 31);
        }
    }

    private static void constant(StringBuilder out, String name, String about, Numbers numbers) {
        text(out, name, about, numbers.text.toString());
    }

    private static void text(StringBuilder out, String name, String about, String text) {
        out.append("\n    /// ").append(about).append("\n    static final String ").append(name).append(" = \"\"");
        for (String line : lines(text)) {
            out.append("\n        + \"").append(line).append('"');
        }
        out.append(";\n");
    }

    private static List<String> lines(String text) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < text.length(); i += LINE) {
            lines.add(text.substring(i, Math.min(text.length(), i + LINE)));
        }
        return lines;
    }
}
