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

    /// GPT-2's older pair of files: `vocab.json` (or `encoder.json`) and `merges.txt` (or `vocab.bpe`).
    ///
    /// @throws TokenizerException where they are damaged or do not belong together
    public static Tokenizer gpt2(String vocab, String merges) {
        var vocabulary = new Vocabulary(1 << 16);
        var f = Fields.of(Json.parse(vocab), "the vocabulary");
        for (Object token : f.map().keySet()) {
            vocabulary.add((String) token, f.integer((String) token));
        }
        var pairs = new ArrayList<String[]>();
        for (String line : lines(merges)) {
            if (!line.isBlank() && !line.startsWith("#version")) {
                pairs.add(TokenizerJson.pair(line, pairs.size() + 1));
            }
        }
        int end = vocabulary.id("<|endoftext|>");
        return byteLevel(Bpe.of(vocabulary, pairs, Bpe.Options.PLAIN), true, end < 0 ? List.of() : List.of(AddedToken.special(end, "<|endoftext|>")));
    }

    /// BERT's older `vocab.txt`, a token a line. It lowers the case where no token that is a word has a capital letter.
    ///
    /// @throws TokenizerException where it has no `[UNK]`
    public static Tokenizer bert(String vocab) {
        List<String> tokens = lines(vocab);
        while (!tokens.isEmpty() && tokens.get(tokens.size() - 1).isEmpty()) {
            tokens.remove(tokens.size() - 1);
        }
        Vocabulary vocabulary = Vocabulary.of(tokens);
        if (vocabulary.id("[UNK]") < 0) {
            throw new TokenizerException("there is no line [UNK] in it, so it is no vocab.txt");
        }
        boolean capitals = false;
        var added = new ArrayList<AddedToken>();
        for (int id = 0; id < tokens.size(); id++) {
            String token = tokens.get(id);
            boolean special = token.startsWith("[") && token.endsWith("]") && token.length() > 2;
            capitals |= !special && token.length() > 0 && UnicodeData.category(token.codePointAt(0)) == UnicodeData.LU;
            if (List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]").contains(token)) {
                added.add(AddedToken.special(id, token));
            }
        }
        return new Tokenizer(new Normalizer.Bert(true, true, null, !capitals), new PreTokenizer.Bert(), new WordPiece(vocabulary, "[UNK]", "##", 100), null,
            new Decoder.WordPiece("##", true), added);
    }

    private static List<String> lines(String text) {
        var out = new ArrayList<String>();
        for (int from = 0; from <= text.length(); ) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            out.add(text.substring(from, end > from && text.charAt(end - 1) == '\r' ? end - 1 : end));
            from = end + 1;
        }
        return out;
    }
}
