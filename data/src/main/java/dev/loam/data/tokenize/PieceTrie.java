package dev.loam.data.tokenize;

/// Finds which of many pieces of text begin at a place.
final class PieceTrie {
    private final LongMap children;
    private final Points values = new Points();

    PieceTrie(int expected) {
        children = new LongMap(expected);
        values.add(-1);
    }

    void add(String piece, int value) {
        int node = 0;
        for (int i = 0; i < piece.length(); ) {
            int point = piece.codePointAt(i);
            i += Character.charCount(point);
            int next = children.get(LongMap.pair(node, point));
            if (next < 0) {
                next = values.size();
                values.add(-1);
                children.put(LongMap.pair(node, point), next);
            }
            node = next;
        }
        values.set(node, value);
    }

    /// The node one character on, or -1; the root is 0.
    int next(int node, int point) {
        return children.get(LongMap.pair(node, point));
    }

    /// The value of the piece that ends in a node, or -1.
    int value(int node) {
        return values.get(node);
    }

    /// The value of exactly this piece, or -1.
    int find(int[] points, int start, int end) {
        int node = 0;
        for (int i = start; i < end; i++) {
            node = next(node, points[i]);
            if (node < 0) {
                return -1;
            }
        }
        return value(node);
    }

    /// Where the longest piece that begins at `start` ends, or `start` where none does.
    int longest(int[] points, int start, int end) {
        int node = 0;
        int found = start;
        for (int i = start; i < end; i++) {
            node = next(node, points[i]);
            if (node < 0) {
                break;
            }
            found = value(node) >= 0 ? i + 1 : found;
        }
        return found;
    }
}
