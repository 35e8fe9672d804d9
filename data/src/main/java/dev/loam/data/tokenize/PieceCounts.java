package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The different pieces of a corpus and how often each occurs.
final class PieceCounts {
    private int[] slots = new int[1 << 12];
    private int[] points = new int[1 << 14];
    private int used;
    private final Points starts = new Points();
    private final Points hashes = new Points();
    private long[] counts = new long[1 << 10];

    int size() {
        return starts.size();
    }

    /// Adds every piece of a cut text.
    void add(Pieces pieces) {
        for (int i = 0; i < pieces.count(); i++) {
            add(pieces.text.points, pieces.starts.get(i), pieces.ends.get(i));
        }
    }

    void add(int[] from, int start, int end) {
        int hash = WordCache.hash(from, start, end);
        int slot = hash & slots.length - 1;
        for (; slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
            int word = slots[slot] - 1;
            if (hashes.get(word) == hash && Arrays.equals(points, start(word), end(word), from, start, end)) {
                counts[word]++;
                return;
            }
        }
        if (used + end - start > points.length) {
            points = Arrays.copyOf(points, Math.max(2 * points.length, used + end - start));
        }
        System.arraycopy(from, start, points, used, end - start);
        starts.add(used);
        hashes.add(hash);
        used += end - start;
        if (size() > counts.length) {
            counts = Arrays.copyOf(counts, 2 * counts.length);
        }
        counts[size() - 1] = 1;
        slots[slot] = size();
        if (2 * size() > slots.length) {
            grow();
        }
    }

    private void grow() {
        slots = new int[2 * slots.length];
        for (int word = 0; word < size(); word++) {
            int slot = hashes.get(word) & slots.length - 1;
            while (slots[slot] != 0) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = word + 1;
        }
    }

    /// The memory in which piece `word` is `[start(word), end(word))`.
    int[] points() {
        return points;
    }

    int start(int word) {
        return starts.get(word);
    }

    int end(int word) {
        return word + 1 < starts.size() ? starts.get(word + 1) : used;
    }

    long count(int word) {
        return counts[word];
    }

    /// The pieces, sorted by code points, so that nothing depends on the order in which a corpus came.
    List<Integer> sorted() {
        var order = new ArrayList<Integer>(size());
        for (int i = 0; i < size(); i++) {
            order.add(i);
        }
        order.sort((a, b) -> Points.compare(points, start(a), end(a), points, start(b), end(b)));
        return order;
    }
}
