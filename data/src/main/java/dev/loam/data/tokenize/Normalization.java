package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.Comparator;

/// The four normal forms (Unicode Standard Annex 15), over Loam's own tables.
public enum Normalization {
    NFC(false, true), NFD(false, false), NFKC(true, true), NFKD(true, false);

    private static final int S = 0xAC00, L = 0x1100, V = 0x1161, T = 0x11A7;
    private static final int L_COUNT = 19, V_COUNT = 21, T_COUNT = 28, S_COUNT = L_COUNT * V_COUNT * T_COUNT;
    /// Below this no form changes anything.
    private static final int FIRST = 0xA0;

    private final boolean compatible;
    private final boolean composed;

    Normalization(boolean compatible, boolean composed) {
        this.compatible = compatible;
        this.composed = composed;
    }

    /// The text in this form.
    public String of(String text) {
        return apply(Text.of(text)).toString();
    }

    /// Full decompositions of one kind: `parts[starts[i] … starts[i + 1])` for `keys[i]`.
    private static final class Table {
        final int[] keys;
        final int[] starts;
        final int[] parts;
        final boolean[] excluded;

        Table(String text) {
            var k = new Points();
            var s = new Points();
            var p = new Points();
            var x = new Points();
            var in = new UnicodeData.Numbers(text);
            for (int c = 0; in.more(); ) {
                c += in.next();
                k.add(c);
                s.add(p.size());
                int count = in.next();
                x.add(count & 1);
                int before = c;
                for (int i = 0; i < count >> 1; i++) {
                    before += in.nextSigned();
                    p.add(before);
                }
            }
            s.add(p.size());
            keys = k.toArray();
            starts = s.toArray();
            parts = p.toArray();
            excluded = new boolean[keys.length];
            for (int i = 0; i < keys.length; i++) {
                excluded[i] = x.get(i) != 0;
            }
        }
    }

    private static final class Tables {
        static final Table CANONICAL = new Table(UnicodeTables.CANONICAL);
        static final Table COMPATIBLE = new Table(UnicodeTables.COMPATIBLE);
        /// rank of the combining class by code point
        static final LongMap ORDER = new LongMap(1000);
        static final LongMap PAIRS = new LongMap(1000);

        static {
            var in = new UnicodeData.Numbers(UnicodeTables.ORDER);
            for (int c = 0; in.more(); ) {
                c += in.next();
                int end = c + in.next();
                int rank = in.next();
                while (c < end) {
                    ORDER.put(c++, rank);
                }
            }
            pairs();
        }

        /// Composition joins two characters at a time: what a decomposition's beginning gives, and its last character.
        private static void pairs() {
            var order = new ArrayList<Integer>();
            for (int i = 0; i < CANONICAL.keys.length; i++) {
                if (!CANONICAL.excluded[i] && CANONICAL.starts[i + 1] - CANONICAL.starts[i] > 1) {
                    order.add(i);
                }
            }
            order.sort(Comparator.comparingInt(i -> CANONICAL.starts[i + 1] - CANONICAL.starts[i]));
            for (int i : order) {
                int last = CANONICAL.starts[i + 1] - 1;
                int first = CANONICAL.parts[CANONICAL.starts[i]];
                for (int p = CANONICAL.starts[i] + 1; p < last; p++) {
                    first = PAIRS.get(LongMap.pair(first, CANONICAL.parts[p]));
                }
                PAIRS.put(LongMap.pair(first, CANONICAL.parts[last]), CANONICAL.keys[i]);
            }
        }
    }

    /// 0 for a starter, else the place of the combining class among all.
    static int rank(int point) {
        return point < 0x300 ? 0 : Math.max(0, Tables.ORDER.get(point));
    }

    Text apply(Text in) {
        int i = 0;
        while (i < in.length && in.points[i] < FIRST) {
            i++;
        }
        if (i == in.length) {
            return in;
        }
        var out = new Text(in.length + in.length / 8);
        for (int p = 0; p < in.length; p++) {
            decompose(in.points[p], in.from[p], in.to[p], out);
        }
        sort(out);
        return composed ? compose(out) : out;
    }

    private void decompose(int point, int from, int to, Text out) {
        if (point < FIRST || point >= Text.RAW) {
            out.add(point, from, to);
            return;
        }
        if (point >= S && point < S + S_COUNT) {
            int s = point - S;
            out.add(L + s / (V_COUNT * T_COUNT), from, to);
            out.add(V + s % (V_COUNT * T_COUNT) / T_COUNT, from, to);
            if (s % T_COUNT != 0) {
                out.add(T + s % T_COUNT, from, to);
            }
            return;
        }
        Table table = Tables.COMPATIBLE;
        int at = compatible ? UnicodeData.find(table.keys, point) : -1;
        if (at < 0) {
            table = Tables.CANONICAL;
            at = UnicodeData.find(table.keys, point);
        }
        if (at < 0) {
            out.add(point, from, to);
            return;
        }
        for (int i = table.starts[at]; i < table.starts[at + 1]; i++) {
            out.add(table.parts[i], from, to);
        }
    }

    /// Sorts each run of marks by combining class, equal ones staying in order; the run then shares one part of the source.
    private static void sort(Text t) {
        for (int start = 0; start < t.length; start++) {
            if (rank(t.points[start]) == 0) {
                continue;
            }
            int end = start + 1;
            boolean sorted = true;
            for (int before = rank(t.points[start]), now; end < t.length && (now = rank(t.points[end])) > 0; end++) {
                sorted &= before <= now;
                before = now;
            }
            if (!sorted) {
                sort(t, start, end);
            }
            start = end;
        }
    }

    /// Counting sort by rank: linear, whatever marks a text piles up.
    private static void sort(Text t, int start, int end) {
        int[] next = new int[258];
        for (int i = start; i < end; i++) {
            next[rank(t.points[i]) + 1]++;
        }
        for (int i = 1; i < next.length; i++) {
            next[i] += next[i - 1];
        }
        int[] sorted = new int[end - start];
        int from = t.from[start];
        int to = t.to[start];
        for (int i = start; i < end; i++) {
            sorted[next[rank(t.points[i])]++] = t.points[i];
            from = Math.min(from, t.from[i]);
            to = Math.max(to, t.to[i]);
        }
        for (int i = start; i < end; i++) {
            t.points[i] = sorted[i - start];
            t.from[i] = from;
            t.to[i] = to;
        }
    }

    private static Text compose(Text in) {
        var out = new Text(in.length);
        int starter = -1;
        int before = -1;
        for (int i = 0; i < in.length; i++) {
            int point = in.points[i];
            int rank = rank(point);
            boolean blocked = before >= 0 && (before == 0 || before >= rank);
            int joined = starter < 0 || blocked ? -1 : join(out.points[starter], point);
            if (joined >= 0) {
                out.points[starter] = joined;
                widen(out, starter, in.from[i], in.to[i]);
                continue;
            }
            out.add(point, in.from[i], in.to[i]);
            before = rank;
            if (rank == 0) {
                starter = out.length - 1;
                before = -1;
            }
        }
        return out;
    }

    private static void widen(Text t, int i, int from, int to) {
        t.from[i] = Math.min(t.from[i], from);
        t.to[i] = Math.max(t.to[i], to);
    }

    private static int join(int first, int second) {
        if (first >= L && first < L + L_COUNT && second >= V && second < V + V_COUNT) {
            return S + ((first - L) * V_COUNT + second - V) * T_COUNT;
        }
        if (first >= S && first < S + S_COUNT && (first - S) % T_COUNT == 0 && second > T && second < T + T_COUNT) {
            return first + second - T;
        }
        return second < 0x300 ? -1 : Tables.PAIRS.get(LongMap.pair(first, second));
    }
}
