package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.List;

/// A set of characters as a [Pattern] writes it: ranges, categories, scripts and other sets, perhaps turned round. Characters below 128
/// are looked up.
final class CharSet {
    private final Points ranges = new Points();
    private final List<CharSet> others = new ArrayList<>();
    private final List<CharSet> limits = new ArrayList<>();
    private final Points scripts = new Points();
    private int categories;
    private boolean spaces;
    private boolean negated;
    private boolean folded;
    private boolean closed;
    private long low;
    private long high;

    static CharSet of(int point) {
        return new CharSet().range(point, point);
    }

    static CharSet ofCategories(int categories) {
        var out = new CharSet();
        out.categories = categories;
        return out;
    }

    static CharSet ofScript(int script) {
        var out = new CharSet();
        out.scripts.add(script);
        return out;
    }

    /// The property White_Space.
    static CharSet ofSpaces() {
        var out = new CharSet();
        out.spaces = true;
        return out;
    }

    /// What belongs to words: letters, marks, digits, letter-like numbers and symbols, connectors and joiners (Unicode Technical Standard 18, annex C).
    static CharSet ofWords() {
        return ofCategories(UnicodeData.LETTER | UnicodeData.MARK | 1 << UnicodeData.ND | 1 << UnicodeData.NL | 1 << UnicodeData.PC)
            .range(0x24B6, 0x24E9).range(0x200C, 0x200D).range(0x1F130, 0x1F149).range(0x1F150, 0x1F169).range(0x1F170, 0x1F189);
    }

    CharSet range(int first, int last) {
        ranges.add(first);
        ranges.add(last);
        return this;
    }

    CharSet add(CharSet other) {
        others.add(other);
        return this;
    }

    /// Only what `other` has too.
    CharSet limit(CharSet other) {
        limits.add(other);
        return this;
    }

    CharSet negate() {
        negated = !negated;
        return this;
    }

    /// All that this set does not have.
    CharSet complement() {
        return new CharSet().add(this).negate();
    }

    /// Upper and lower case no longer differ.
    CharSet fold() {
        folded = true;
        return this;
    }

    /// No more is added; lookups begin.
    CharSet close() {
        low = 0;
        high = 0;
        for (int c = 0; c < 64; c++) {
            low |= find(c) ? 1L << c : 0;
            high |= find(64 + c) ? 1L << c : 0;
        }
        closed = true;
        return this;
    }

    boolean has(int point) {
        if (closed && point < 128) {
            return ((point < 64 ? low : high) >>> point & 1) != 0;
        }
        return find(point);
    }

    private boolean find(int point) {
        boolean in = listed(point);
        if (!in && folded) {
            for (int other : Case.variants(point)) {
                in |= listed(other);
            }
        }
        for (CharSet limit : limits) {
            in &= limit.has(point);
        }
        return in != negated;
    }

    private boolean listed(int point) {
        if (categories != 0 && UnicodeData.isIn(point, categories) || spaces && UnicodeData.isSpace(point)) {
            return true;
        }
        for (int i = 0; i < ranges.size(); i += 2) {
            if (point >= ranges.get(i) && point <= ranges.get(i + 1)) {
                return true;
            }
        }
        for (CharSet other : others) {
            if (other.has(point)) {
                return true;
            }
        }
        for (int i = 0; i < scripts.size(); i++) {
            if (UnicodeData.script(point) == scripts.get(i)) {
                return true;
            }
        }
        return false;
    }

    /// Letters that differ in case alone: those with the same lower case, and the long s.
    private static final class Case {
        private static final LongMap FIRST = new LongMap(3000);
        private static final List<int[]> SETS = new ArrayList<>();

        static {
            var in = new UnicodeData.Numbers(UnicodeTables.LOWER);
            for (int c = 0; in.more(); ) {
                c += in.next();
                join(c + in.nextSigned(), c);
            }
            join('s', 0x17F);
        }

        private static void join(int lower, int other) {
            int at = FIRST.get(lower);
            if (at < 0) {
                at = SETS.size();
                SETS.add(new int[] {lower});
                FIRST.put(lower, at);
            }
            var grown = new Points();
            grown.add(SETS.get(at), 0, SETS.get(at).length);
            grown.add(other);
            SETS.set(at, grown.toArray());
            FIRST.put(other, at);
        }

        static int[] variants(int point) {
            int at = FIRST.get(point);
            return at < 0 ? new int[0] : SETS.get(at);
        }
    }
}
