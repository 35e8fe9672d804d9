package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Tokenizers that need no training.
public final class Tokenizers {
    private Tokenizers() {
    }

    /// One token per byte; a byte's id is its value. Any bytes come back exactly.
    public static Tokenizer bytes() {
        return byteLevel(256, List.of(), false);
    }

    /// A byte-level tokenizer whose first 256 ids are the bytes.
    ///
    /// @param merges what is joined, in order; each joined token has the next id
    /// @param words  cuts the text by GPT-2's pattern first
    static Tokenizer byteLevel(int size, List<String[]> merges, boolean words) {
        var vocabulary = new Vocabulary(size);
        for (int b = 0; b < 256; b++) {
            vocabulary.add(Utf8.string(ByteLevel.character(b)), b);
        }
        for (String[] merge : merges) {
            String token = merge[0] + merge[1];
            if (vocabulary.id(token) < 0) {
                vocabulary.add(token, vocabulary.size());
            }
        }
        return byteLevel(Bpe.of(vocabulary, merges, Bpe.Options.PLAIN), words, List.of());
    }

    static Tokenizer byteLevel(Bpe model, boolean words, List<AddedToken> added) {
        return new Tokenizer(null, new PreTokenizer.ByteLevel(false, true, words), model, null, new Decoder.ByteLevel(true, true, true), added);
    }

    /// One token per character of `characters`; ids follow the order of code points.
    ///
    /// @param unknown a token, such as `<unk>`, for all other characters, with the last id; null makes them an error
    public static Tokenizer characters(String characters, String unknown) {
        return characters(Points.of(characters).toArray(), unknown);
    }

    static Tokenizer characters(int[] points, String unknown) {
        int[] sorted = points.clone();
        Arrays.sort(sorted);
        var tokens = new ArrayList<String>();
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                tokens.add(Utf8.string(sorted[i]));
            }
        }
        if (unknown != null) {
            tokens.add(unknown);
        }
        Bpe model = Bpe.of(Vocabulary.of(tokens), List.of(), new Bpe.Options(unknown, "", "", false, false, false));
        return new Tokenizer(null, null, model, null, new Decoder.Fuse(), List.of());
    }
}
