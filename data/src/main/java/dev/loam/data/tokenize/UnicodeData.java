package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.List;

/// What Loam knows of characters: Unicode [#VERSION], out of tables of its own, so that ids do not depend on the Java version or
/// the browser. Code points outside Unicode (raw bytes, see [Utf8]) are unassigned.
public final class UnicodeData {
    /// The Unicode version of the tables.
    public static final String VERSION = UnicodeTables.VERSION;

    /// General categories (Unicode Standard, section 4.5).
    static final int LU = 0, LL = 1, LT = 2, LM = 3, LO = 4, MN = 5, MC = 6, ME = 7, ND = 8, NL = 9, NO = 10, PC = 11, PD = 12, PS = 13, PE = 14,
        PI = 15, PF = 16, PO = 17, SM = 18, SC = 19, SK = 20, SO = 21, ZS = 22, ZL = 23, ZP = 24, CC = 25, CF = 26, CS = 27, CO = 28, CN = 29;
    static final String CATEGORY_NAMES = "LuLlLtLmLoMnMcMeNdNlNoPcPdPsPePiPfPoSmScSkSoZsZlZpCcCfCsCoCn";

    /// Sets of categories, a bit each.
    static final int LETTER = 1 << LU | 1 << LL | 1 << LT | 1 << LM | 1 << LO;
    static final int MARK = 1 << MN | 1 << MC | 1 << ME;
    static final int NUMBER = 1 << ND | 1 << NL | 1 << NO;
    static final int PUNCTUATION = 1 << PC | 1 << PD | 1 << PS | 1 << PE | 1 << PI | 1 << PF | 1 << PO;
    static final int SYMBOL = 1 << SM | 1 << SC | 1 << SK | 1 << SO;
    static final int SEPARATOR = 1 << ZS | 1 << ZL | 1 << ZP;
    static final int OTHER = 1 << CC | 1 << CF | 1 << CS | 1 << CO | 1 << CN;

    /// The digits of the tables: 0 to 31 end a number, 32 to 63 go on.
    static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static final int POINTS = 0x110000;
    /// Past this there are few runs, which are searched.
    private static final int DIRECT = 0x33400;
    private static final byte[] CATEGORIES = new byte[DIRECT];
    private static final int[] LATE_ENDS;
    private static final byte[] LATE_CATEGORIES;
    private static final int[] LOWER_FROM;
    private static final int[] LOWER_TO;

    static {
        var ends = new Points();
        var kinds = new Points();
        var in = new Numbers(UnicodeTables.CATEGORIES);
        for (int start = 0; in.more(); ) {
            int end = start + in.next();
            int category = in.next();
            for (int c = start; c < Math.min(end, DIRECT); c++) {
                CATEGORIES[c] = (byte) category;
            }
            if (end > DIRECT) {
                ends.add(end);
                kinds.add(category);
            }
            start = end;
        }
        LATE_ENDS = ends.toArray();
        LATE_CATEGORIES = new byte[LATE_ENDS.length];
        for (int i = 0; i < LATE_ENDS.length; i++) {
            LATE_CATEGORIES[i] = (byte) kinds.get(i);
        }
        var from = new Points();
        var to = new Points();
        in = new Numbers(UnicodeTables.LOWER);
        for (int c = 0; in.more(); ) {
            c += in.next();
            from.add(c);
            to.add(c + in.nextSigned());
        }
        LOWER_FROM = from.toArray();
        LOWER_TO = to.toArray();
    }

    private UnicodeData() {
    }

    /// The numbers in a table.
    static final class Numbers {
        private static final byte[] VALUES = new byte[128];
        private final String text;
        private int place;

        static {
            for (int i = 0; i < ALPHABET.length(); i++) {
                VALUES[ALPHABET.charAt(i)] = (byte) i;
            }
        }

        Numbers(String text) {
            this.text = text;
        }

        boolean more() {
            return place < text.length();
        }

        int next() {
            int value = 0;
            for (int shift = 0; ; shift += 5) {
                int digit = VALUES[text.charAt(place++)];
                value |= (digit & 31) << shift;
                if (digit < 32) {
                    return value;
                }
            }
        }

        int nextSigned() {
            int value = next();
            return value >>> 1 ^ -(value & 1);
        }
    }

    static int category(int point) {
        if (point >= 0 && point < DIRECT) {
            return CATEGORIES[point];
        }
        if (point < 0 || point >= POINTS) {
            return CN;
        }
        int i = 0;
        while (point >= LATE_ENDS[i]) {
            i++;
        }
        return LATE_CATEGORIES[i];
    }

    /// The general category's two letters, such as `Lu`.
    public static String categoryName(int point) {
        int category = category(point);
        return CATEGORY_NAMES.substring(2 * category, 2 * category + 2);
    }

    static boolean isIn(int point, int categories) {
        return (categories >>> category(point) & 1) != 0;
    }

    /// The categories that a name such as `L`, `Lu` or `Letter` stands for, as bits; 0 where it names none.
    static int categories(String name) {
        switch (name) {
            case "L", "Letter" -> { return LETTER; }
            case "M", "Mark" -> { return MARK; }
            case "N", "Number" -> { return NUMBER; }
            case "P", "Punctuation", "Punct" -> { return PUNCTUATION; }
            case "S", "Symbol" -> { return SYMBOL; }
            case "Z", "Separator" -> { return SEPARATOR; }
            case "C", "Other" -> { return OTHER; }
            default -> { }
        }
        int at = name.length() == 2 ? CATEGORY_NAMES.indexOf(name) : -1;
        return at >= 0 && at % 2 == 0 ? 1 << at / 2 : 0;
    }

    /// The property White_Space.
    public static boolean isSpace(int point) {
        if (point < 0x80) {
            return point == ' ' || point >= 9 && point <= 13;
        }
        return point == 0x85 || point == 0xA0 || point == 0x1680 || point >= 0x2000 && point <= 0x200A || point == 0x2028 || point == 0x2029
            || point == 0x202F || point == 0x205F || point == 0x3000;
    }

    public static boolean isLetter(int point) {
        return isIn(point, LETTER);
    }

    public static boolean isNumber(int point) {
        return isIn(point, NUMBER);
    }

    /// The lower case letter of `point`, or `point`. U+0130, whose lower case is two characters, stays.
    public static int lower(int point) {
        if (point < 0x80) {
            return point >= 'A' && point <= 'Z' ? point + 32 : point;
        }
        int at = find(LOWER_FROM, point);
        return at < 0 ? point : LOWER_TO[at];
    }

    /// Where `key` stands in a sorted array, or -1.
    static int find(int[] sorted, int key) {
        int low = 0;
        int high = sorted.length - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            if (sorted[middle] < key) {
                low = middle + 1;
            } else if (sorted[middle] > key) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -1;
    }

    /// Scripts are asked for seldom, so their table is read when they are.
    private static final class Scripts {
        static final List<String> NAMES = new ArrayList<>();
        static final int[] ENDS;
        static final int[] VALUES;

        static {
            for (int from = 0; from < UnicodeTables.SCRIPT_NAMES.length(); ) {
                int space = UnicodeTables.SCRIPT_NAMES.indexOf(' ', from);
                int end = space < 0 ? UnicodeTables.SCRIPT_NAMES.length() : space;
                NAMES.add(UnicodeTables.SCRIPT_NAMES.substring(from, end));
                from = end + 1;
            }
            var ends = new Points();
            var values = new Points();
            var in = new Numbers(UnicodeTables.SCRIPTS);
            for (int end = 0; in.more(); ) {
                end += in.next();
                ends.add(end);
                values.add(in.next());
            }
            ENDS = ends.toArray();
            VALUES = values.toArray();
        }
    }

    /// The number of the script that a character belongs to; that of unassigned ones is `Unknown`'s.
    static int script(int point) {
        if (point < 0 || point >= POINTS) {
            return scriptNamed("Unknown");
        }
        int low = 0;
        int high = Scripts.ENDS.length - 1;
        while (low < high) {
            int middle = low + high >>> 1;
            if (point < Scripts.ENDS[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return Scripts.VALUES[low];
    }

    /// The script's name, such as `Latin`.
    public static String scriptName(int point) {
        return Scripts.NAMES.get(script(point));
    }

    /// The number of the script of that name, or -1.
    static int scriptNamed(String name) {
        return Scripts.NAMES.indexOf(name);
    }
}
