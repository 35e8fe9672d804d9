package dev.loam.data.tokenize;

import java.util.Arrays;

/// A growing row of integers: code points, ids, places.
final class Points {
    private int[] values;
    private int size;

    Points() {
        this(16);
    }

    Points(int capacity) {
        values = new int[Math.max(4, capacity)];
    }

    static Points of(String text) {
        var out = new Points(text.length());
        out.add(text);
        return out;
    }

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    void add(int[] from, int start, int end) {
        int count = end - start;
        if (size + count > values.length) {
            values = Arrays.copyOf(values, Math.max(2 * values.length, size + count));
        }
        System.arraycopy(from, start, values, size, count);
        size += count;
    }

    void add(String text) {
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            add(point);
            i += Character.charCount(point);
        }
    }

    /// Below 0, 0 or above as one stretch comes before, is or comes after another.
    static int compare(int[] a, int startA, int endA, int[] b, int startB, int endB) {
        int n = Math.min(endA - startA, endB - startB);
        for (int i = 0; i < n; i++) {
            if (a[startA + i] != b[startB + i]) {
                return Integer.compare(a[startA + i], b[startB + i]);
            }
        }
        return Integer.compare(endA - startA, endB - startB);
    }

    int get(int index) {
        return values[index];
    }

    void set(int index, int value) {
        values[index] = value;
    }

    int size() {
        return size;
    }

    void truncate(int length) {
        size = length;
    }

    /// The memory itself, valid up to [#size].
    int[] array() {
        return values;
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
