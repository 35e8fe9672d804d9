package dev.loam.data.tokenize;

import dev.loam.tensor.Elementary;

/// How well a vocabulary fits a text. Give it the text with [#add].
public final class TokenizerMetrics {
    private final Tokenizer tokenizer;
    private final long[] uses;
    private long tokens;
    private long characters;
    private long unknown;
    private long bytes;
    private long words;

    public TokenizerMetrics(Tokenizer tokenizer) {
        this.tokenizer = tokenizer.with((Truncation) null);
        this.uses = new long[tokenizer.size()];
    }

    /// A part of the text.
    public TokenizerMetrics add(String text) {
        return add(Utf8.bytes(text));
    }

    /// A part of the text: bytes, UTF-8 or not.
    public TokenizerMetrics add(byte[] text) {
        return add(Text.of(text, 0, text.length), tokenizer.encode(text));
    }

    private TokenizerMetrics add(Text text, Encoding encoding) {
        for (int i = 0; i < encoding.size(); i++) {
            int id = encoding.ids()[i];
            uses[id]++;
            tokens++;
            unknown += id == tokenizer.unknown() ? encoding.to()[i] - encoding.from()[i] : 0;
        }
        boolean inWord = false;
        for (int i = 0; i < text.length; i++) {
            bytes += Utf8.size(text.points[i]);
            boolean space = UnicodeData.isSpace(text.points[i]);
            words += !space && !inWord ? 1 : 0;
            inWord = !space;
        }
        characters += text.length;
        return this;
    }

    public long tokens() {
        return tokens;
    }

    public long characters() {
        return characters;
    }

    public long bytes() {
        return bytes;
    }

    /// The share of the text's bytes that no unknown token stands for.
    public double coverage() {
        return bytes == 0 ? 1 : 1 - (double) unknown / bytes;
    }

    /// Tokens per word, words being what white space parts.
    public double fertility() {
        return words == 0 ? 0 : (double) tokens / words;
    }

    public double tokensPerCharacter() {
        return characters == 0 ? 0 : (double) tokens / characters;
    }

    public double bytesPerToken() {
        return tokens == 0 ? 0 : (double) bytes / tokens;
    }

    /// The share of the vocabulary that the text uses.
    public double used() {
        int used = 0;
        for (long n : uses) {
            used += n > 0 ? 1 : 0;
        }
        return uses.length == 0 ? 0 : (double) used / uses.length;
    }

    /// The entropy of a token drawn from the text, in bits: what a model that knows frequencies alone would need per token.
    public double entropy() {
        double sum = 0;
        for (long n : uses) {
            if (n > 0) {
                double p = (double) n / tokens;
                sum -= p * Elementary.log(p);
            }
        }
        return sum / Elementary.log(2);
    }
}
