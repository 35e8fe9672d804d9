package dev.loam.data.tokenize;

import java.util.Arrays;

/// The replacements in a SentencePiece model: a double array (J. Aoe, "An Efficient Digital Search Algorithm by Using a Double-Array Structure",
/// 1989, in the 32-bit units of Darts-clone) over UTF-8 that leads to places in a block of texts.
final class CharsMap {
    private static final int LABEL = 1 << 31 | 0xFF;
    private static final int LEAF = 1 << 8;

    private final byte[] source;
    private final int[] units;
    private final int textStart;

    private CharsMap(byte[] source, int[] units, int textStart) {
        this.source = source;
        this.units = units;
        this.textStart = textStart;
    }

    /// @throws TokenizerException where the sizes in it do not agree
    static CharsMap of(byte[] blob) {
        int size = blob.length < 4 ? -1 : word(blob, 0);
        if (size < 4 || size % 4 != 0 || size > blob.length - 4) {
            throw new TokenizerException("the precompiled character map is damaged: its table has " + size + " bytes out of " + blob.length);
        }
        int[] units = new int[size / 4];
        for (int i = 0; i < units.length; i++) {
            units[i] = word(blob, 4 + 4 * i);
        }
        return new CharsMap(blob, units, 4 + size);
    }

    /// As it stands in the file.
    byte[] bytes() {
        return source.clone();
    }

    private static int word(byte[] b, int at) {
        return b[at] & 0xFF | (b[at + 1] & 0xFF) << 8 | (b[at + 2] & 0xFF) << 16 | (b[at + 3] & 0xFF) << 24;
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >>> 6);
    }

    /// Replaces from the text's beginning on, at each place the longest that is listed.
    Text apply(Text in) {
        var out = new Text(in.length + in.length / 8);
        for (int i = 0; i < in.length; ) {
            i = step(in, i, out);
        }
        return out;
    }

    /// Adds what stands at `i` after replacement and says where to go on.
    int step(Text in, int i, Text out) {
        byte[] four = new byte[4];
        int base = units.length == 0 ? -1 : offset(units[0]);
        int end = -1;
        int value = 0;
        for (int p = i; p < in.length && base >= 0; p++) {
            int size = in.points[p] >= Text.RAW ? 0 : Utf8.put(in.points[p], four, 0);
            boolean leaf = false;
            for (int k = 0; k < size && base >= 0; k++) {
                int at = base ^ four[k] & 0xFF;
                boolean there = at >= 0 && at < units.length && (units[at] & LABEL) == (four[k] & 0xFF);
                leaf = there && (units[at] & LEAF) != 0;
                base = there ? at ^ offset(units[at]) : -1;
            }
            base = size == 0 ? -1 : base;
            if (leaf && base >= 0 && base < units.length) {
                value = units[base] & Integer.MAX_VALUE;
                end = p + 1;
            }
        }
        if (end < 0) {
            out.add(in.points[i] >= Text.RAW ? 0xFFFD : in.points[i], in.from[i], in.to[i]);
            return i + 1;
        }
        replace(in, i, end, textStart + value, out);
        return end;
    }

    private void replace(Text in, int start, int end, int at, Text out) {
        int stop = at;
        while (stop >= 0 && stop < source.length && source[stop] != 0) {
            stop++;
        }
        byte[] text = at < 0 || at > source.length ? new byte[0] : Arrays.copyOfRange(source, at, stop);
        Text with = Text.of(text, 0, text.length);
        for (int k = 0; k < with.length; k++) {
            out.add(with.points[k] >= Text.RAW ? 0xFFFD : with.points[k], in.from[start], in.to[end - 1]);
        }
    }
}
