package dev.loam.data.tokenize;

/// Turns one piece of text into tokens, by a vocabulary. Safe for many threads.
sealed interface Model permits Bpe, Unigram, WordPiece, WordLevel {
    Vocabulary vocabulary();

    /// Adds the tokens of `points[start … end)`, which is not empty.
    void tokenize(int[] points, int start, int end, Tokens out);

    /// Whether pieces repeat so often and cost so much that remembering them pays.
    default boolean worthRemembering() {
        return true;
    }

    /// The id of what the vocabulary does not have, or -1.
    int unknown();

    /// The ids of the 256 tokens `<0x00>` to `<0xFF>` that stand for bytes, or null where one is not there.
    static int[] byteTokens(Vocabulary vocabulary) {
        int[] out = new int[256];
        for (int b = 0; b < 256; b++) {
            out[b] = vocabulary.id(byteToken(b));
            if (out[b] < 0) {
                return null;
            }
        }
        return out;
    }

    static String byteToken(int b) {
        return "<0x" + "0123456789ABCDEF".charAt(b >> 4) + "0123456789ABCDEF".charAt(b & 15) + ">";
    }

    /// The byte that a token such as `<0x0A>` stands for, or -1.
    static int byteValue(String token) {
        if (token.length() != 6 || !token.startsWith("<0x") || token.charAt(5) != '>') {
            return -1;
        }
        int high = Character.digit(token.charAt(3), 16);
        int low = Character.digit(token.charAt(4), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /// Adds the tokens of one point's bytes.
    static void addBytes(int[] byteTokens, int[] points, int at, Tokens out) {
        byte[] four = new byte[4];
        int size = Utf8.put(points[at], four, 0);
        for (int k = 0; k < size; k++) {
            out.add(byteTokens[four[k] & 0xFF], at, at + 1);
        }
    }
}
