package dev.loam.data.tokenize;

/// The pattern of GPT-2's tokenizer, `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`, by hand: it is the most
/// used of all and every byte-level tokenizer's default. Its matches cover the text.
final class Gpt2Cutter implements Pieces.Cutter {
    static final String PATTERN = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    private static final int SPACE = 0, LETTER = 1, NUMBER = 2, REST = 3;
    private static final byte[] ASCII = new byte[128];

    static {
        for (int c = 0; c < 128; c++) {
            ASCII[c] = (byte) kind(c);
        }
    }

    private static int kind(int point) {
        return UnicodeData.isSpace(point) ? SPACE : UnicodeData.isLetter(point) ? LETTER : UnicodeData.isNumber(point) ? NUMBER : REST;
    }

    private static int of(int point) {
        return point < 128 ? ASCII[point] : kind(point);
    }

    @Override
    public void cut(int[] points, int start, int end, Pieces.Cuts cuts) {
        for (int i = start; i < end; ) {
            int to = next(points, i, end);
            cuts.match(i, to);
            i = to;
        }
    }

    private static int next(int[] p, int i, int end) {
        if (p[i] == '\'') {
            int contraction = contraction(p, i, end);
            if (contraction > i) {
                return contraction;
            }
        }
        int first = p[i] == ' ' && i + 1 < end ? i + 1 : i;
        int kind = of(p[first]);
        if (kind == SPACE) {
            return spaces(p, i, end);
        }
        int at = first + 1;
        while (at < end && of(p[at]) == kind) {
            at++;
        }
        return at;
    }

    /// A run of white space, but for its last character where a word follows.
    private static int spaces(int[] p, int i, int end) {
        int at = i;
        while (at < end && of(p[at]) == SPACE) {
            at++;
        }
        return at < end && at - i > 1 ? at - 1 : at;
    }

    private static int contraction(int[] p, int i, int end) {
        int a = i + 1 < end ? p[i + 1] : 0;
        int b = i + 2 < end ? p[i + 2] : 0;
        return switch (a) {
            case 's', 't', 'm', 'd' -> i + 2;
            case 'r', 'v' -> b == 'e' ? i + 3 : i;
            case 'l' -> b == 'l' ? i + 3 : i;
            default -> i;
        };
    }
}
