package dev.loam.data.tokenize;

/// The 256 visible characters that stand for bytes in byte-level vocabularies (A. Radford and others, "Language Models are Unsupervised
/// Multitask Learners", 2019, and its released `encoder.py`): printable Latin-1 bytes stand for themselves, the others are U+0100 on.
final class ByteLevel {
    private static final int[] CHARACTERS = new int[256];
    private static final int[] BYTES = new int[0x144];

    static {
        for (int i = 0; i < BYTES.length; i++) {
            BYTES[i] = -1;
        }
        int next = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean visible = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            CHARACTERS[b] = visible ? b : next++;
            BYTES[CHARACTERS[b]] = b;
        }
    }

    private ByteLevel() {
    }

    /// The character for a byte.
    static int character(int b) {
        return CHARACTERS[b];
    }

    /// The byte that a character stands for, or -1.
    static int value(int point) {
        return point >= 0 && point < BYTES.length ? BYTES[point] : -1;
    }

    /// The characters for bytes, as they stand in a vocabulary.
    static String visible(byte[] bytes) {
        var out = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            out.append((char) CHARACTERS[b & 0xFF]);
        }
        return out.toString();
    }

    /// Adds the bytes that a token's characters stand for, as raw bytes; a token with a character that stands for none is its own UTF-8.
    static void addBytes(int[] token, Points out) {
        boolean all = true;
        for (int point : token) {
            all &= value(point) >= 0;
        }
        if (all) {
            for (int point : token) {
                out.add(value(point));
            }
            return;
        }
        for (byte b : Utf8.bytes(token, 0, token.length)) {
            out.add(b & 0xFF);
        }
    }

    /// Adds the characters for a point's bytes, each with the point's part of the source.
    static void add(Text from, int i, Text out, byte[] four) {
        int point = from.points[i];
        if (point < 0x80) {
            out.add(CHARACTERS[point], from.from[i], from.to[i]);
            return;
        }
        int size = Utf8.put(point, four, 0);
        for (int k = 0; k < size; k++) {
            out.add(CHARACTERS[four[k] & 0xFF], from.from[i], from.to[i]);
        }
    }
}
