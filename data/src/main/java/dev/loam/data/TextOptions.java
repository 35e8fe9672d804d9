package dev.loam.data;

import dev.loam.data.tokenize.Normalization;

/// How a text becomes examples.
///
/// @param context       tokens in a window
/// @param tokenizer     `characters`, `bytes`, `bpe` or `unigram` (trained on the training part of the text), or a file that [TokenizerFiles] reads
/// @param vocabulary    the size of a vocabulary that is trained
/// @param invalid       what to do with bytes that are no valid UTF-8
/// @param normalization the form that text is brought into, or null
/// @param limit         take only so many characters from the beginning of the text; 0 for all
public record TextOptions(int context, String tokenizer, int vocabulary, Corpus.Invalid invalid, Normalization normalization, long limit) {
    /// Windows of 64 characters; invalid bytes are an error.
    public static final TextOptions USUAL = new TextOptions(64, "characters", 1024, Corpus.Invalid.ERROR, null, 0);

    public TextOptions context(int value) {
        return new TextOptions(value, tokenizer, vocabulary, invalid, normalization, limit);
    }

    public TextOptions tokenizer(String value) {
        return new TextOptions(context, value, vocabulary, invalid, normalization, limit);
    }

    public TextOptions vocabulary(int value) {
        return new TextOptions(context, tokenizer, value, invalid, normalization, limit);
    }

    public TextOptions invalid(Corpus.Invalid value) {
        return new TextOptions(context, tokenizer, vocabulary, value, normalization, limit);
    }

    public TextOptions normalization(Normalization value) {
        return new TextOptions(context, tokenizer, vocabulary, invalid, value, limit);
    }

    public TextOptions limit(long value) {
        return new TextOptions(context, tokenizer, vocabulary, invalid, normalization, value);
    }
}
