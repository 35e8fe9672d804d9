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
/// @param byteShare     the share of windows in which the text stands as bytes, among those of the tokenizer
/// @param documents     what its documents are, which are packed into rows apart from one another
public record TextOptions(int context, String tokenizer, int vocabulary, Corpus.Invalid invalid, Normalization normalization, long limit, double byteShare, Documents documents) {
    /// What a document is: there are none but one running text, what stands between empty lines, a line, or a file.
    public enum Documents { NONE, PARAGRAPHS, LINES, FILES }

    /// Windows of 64 characters; invalid bytes are an error.
    public static final TextOptions USUAL = new TextOptions(64, "characters", 1024, Corpus.Invalid.ERROR, null, 0, 0, Documents.NONE);

    public TextOptions context(int value) {
        return new TextOptions(value, tokenizer, vocabulary, invalid, normalization, limit, byteShare, documents);
    }

    public TextOptions tokenizer(String value) {
        return new TextOptions(context, value, vocabulary, invalid, normalization, limit, byteShare, documents);
    }

    public TextOptions vocabulary(int value) {
        return new TextOptions(context, tokenizer, value, invalid, normalization, limit, byteShare, documents);
    }

    public TextOptions invalid(Corpus.Invalid value) {
        return new TextOptions(context, tokenizer, vocabulary, value, normalization, limit, byteShare, documents);
    }

    public TextOptions normalization(Normalization value) {
        return new TextOptions(context, tokenizer, vocabulary, invalid, value, limit, byteShare, documents);
    }

    public TextOptions limit(long value) {
        return new TextOptions(context, tokenizer, vocabulary, invalid, normalization, value, byteShare, documents);
    }

    public TextOptions byteShare(double value) {
        return new TextOptions(context, tokenizer, vocabulary, invalid, normalization, limit, value, documents);
    }

    public TextOptions documents(Documents value) {
        return new TextOptions(context, tokenizer, vocabulary, invalid, normalization, limit, byteShare, value);
    }
}
