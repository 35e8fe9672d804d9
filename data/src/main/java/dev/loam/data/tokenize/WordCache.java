package dev.loam.data.tokenize;

import java.util.Arrays;

/// Remembers the tokens of pieces met before; when it is full it forgets all. What it gives never differs from what the model gives.
final class WordCache {
    /// Longer pieces do not come back often.
    static final int LONGEST = 32;
    private static final int SLOTS = 1 << 16;
    private static final int MOST_WORDS = SLOTS / 2;
    private static final int MOST_CELLS = 1 << 21;

    private final int[] slots = new int[SLOTS];
    /// one entry after another: hash, length, tokens, points …, ids …, ends …
    private int[] cells = new int[1 << 12];
    private int used = 1;
    private int words;

    static int hash(int[] points, int start, int end) {
        int h = end - start;
        for (int i = start; i < end; i++) {
            h = (h ^ points[i]) * 0x9E3779B1;
            h ^= h >>> 15;
        }
        return h;
    }

    /// Adds the tokens of the piece where they are known.
    boolean find(int hash, int[] points, int start, int end, Tokens out) {
        int length = end - start;
        for (int slot = hash & SLOTS - 1; slots[slot] != 0; slot = slot + 1 & SLOTS - 1) {
            int at = slots[slot];
            if (cells[at] == hash && cells[at + 1] == length && Arrays.equals(cells, at + 3, at + 3 + length, points, start, end)) {
                int count = cells[at + 2];
                int ids = at + 3 + length;
                int begin = start;
                for (int i = 0; i < count; i++) {
                    int stop = start + cells[ids + count + i];
                    out.add(cells[ids + i], begin, stop);
                    begin = stop;
                }
                return true;
            }
        }
        return false;
    }

    /// Remembers the tokens from number `first` on, where they lie side by side.
    void put(int hash, int[] points, int start, int end, Tokens tokens, int first) {
        int count = tokens.size() - first;
        int at = start;
        for (int i = first; i < tokens.size(); i++) {
            if (tokens.starts.get(i) != at) {
                return;
            }
            at = tokens.ends.get(i);
        }
        int need = 3 + end - start + 2 * count;
        if (words == MOST_WORDS || used + need > MOST_CELLS) {
            Arrays.fill(slots, 0);
            used = 1;
            words = 0;
        }
        if (used + need > cells.length) {
            cells = Arrays.copyOf(cells, Math.max(2 * cells.length, used + need));
        }
        int slot = hash & SLOTS - 1;
        while (slots[slot] != 0) {
            slot = slot + 1 & SLOTS - 1;
        }
        slots[slot] = used;
        words++;
        cells[used] = hash;
        cells[used + 1] = end - start;
        cells[used + 2] = count;
        System.arraycopy(points, start, cells, used + 3, end - start);
        int ids = used + 3 + end - start;
        for (int i = 0; i < count; i++) {
            cells[ids + i] = tokens.ids.get(first + i);
            cells[ids + count + i] = tokens.ends.get(first + i) - start;
        }
        used += need;
    }
}
