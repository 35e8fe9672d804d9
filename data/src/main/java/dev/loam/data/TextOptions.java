package dev.loam.data;

import dev.loam.data.tokenize.Normalization;

/// How a text becomes examples.
///
/// @param context       tokens in a window
/// @param tokenizer     `characters`, `bytes`, or a file that [TokenizerFiles] reads
/// @param invalid       what to do with bytes that are no valid UTF-8
/// @param normalization the form that text is brought into, or null
public record TextOptions(int context, String tokenizer, Corpus.Invalid invalid, Normalization normalization) {
    /// Windows of 64 characters; invalid bytes are an error.
    public static final TextOptions USUAL = new TextOptions(64, "characters", Corpus.Invalid.ERROR, null);

    public TextOptions context(int value) {
        return new TextOptions(value, tokenizer, invalid, normalization);
    }

    public TextOptions tokenizer(String value) {
        return new TextOptions(context, value, invalid, normalization);
    }

    public TextOptions invalid(Corpus.Invalid value) {
        return new TextOptions(context, tokenizer, value, normalization);
    }

    public TextOptions normalization(Normalization value) {
        return new TextOptions(context, tokenizer, invalid, value);
    }
}
