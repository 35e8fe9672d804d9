package dev.loam.data.tokenize;

import java.util.Arrays;

/// A text as code points, each with the part of the source it came from. Normalising gives another text over the same source.
///
/// A source given as a string is counted in chars, one given as bytes in bytes. A byte that is no part of valid UTF-8 is the point
/// [#RAW]` + byte`, so that nothing is lost; a surrogate without its other half is U+FFFD.
final class Text {
    /// Points from here on are raw bytes.
    static final int RAW = 0x110000;

    int[] points;
    /// where each point's part of the source begins and ends
    int[] from;
    int[] to;
    int length;

    Text(int capacity) {
        points = new int[Math.max(8, capacity)];
        from = new int[points.length];
        to = new int[points.length];
    }

    static Text of(String source) {
        int n = source.length();
        var out = new Text(n);
        int count = 0;
        for (int i = 0; i < n; ) {
            char c = source.charAt(i);
            int point = c;
            int end = i + 1;
            if (c >= 0xD800 && c < 0xE000) {
                point = source.codePointAt(i);
                end = i + Character.charCount(point);
                point = end == i + 1 ? 0xFFFD : point;
            }
            out.points[count] = point;
            out.from[count] = i;
            out.to[count++] = end;
            i = end;
        }
        out.length = count;
        return out;
    }

    static Text of(byte[] source, int start, int end) {
        var out = new Text(end - start);
        int count = 0;
        for (int i = start; i < end; ) {
            int b = source[i];
            int size = b >= 0 ? 1 : Utf8.length(source, i, end);
            out.points[count] = b >= 0 ? b : size == 0 ? RAW + (b & 0xFF) : Utf8.point(source, i, size);
            out.from[count] = i - start;
            i += Math.max(1, size);
            out.to[count++] = i - start;
        }
        out.length = count;
        return out;
    }

    void add(int point, int begin, int end) {
        if (length == points.length) {
            points = Arrays.copyOf(points, 2 * length);
            from = Arrays.copyOf(from, 2 * length);
            to = Arrays.copyOf(to, 2 * length);
        }
        points[length] = point;
        from[length] = begin;
        to[length++] = end;
    }

    /// Adds points `start` to `end` of another text.
    void add(Text other, int start, int end) {
        for (int i = start; i < end; i++) {
            add(other.points[i], other.from[i], other.to[i]);
        }
    }

    /// Points `start` to `end` as a text of their own over the same source.
    Text slice(int start, int end) {
        if (start == 0 && end == length) {
            return this;
        }
        var out = new Text(end - start);
        System.arraycopy(points, start, out.points, 0, end - start);
        System.arraycopy(from, start, out.from, 0, end - start);
        System.arraycopy(to, start, out.to, 0, end - start);
        out.length = end - start;
        return out;
    }

    @Override
    public String toString() {
        return Utf8.string(points, 0, length);
    }
}
