package dev.loam.data;

import dev.loam.data.TextSource.Extent;
import dev.loam.data.TextSource.Portion;
import dev.loam.data.tokenize.BpeTrainer;
import dev.loam.data.tokenize.Tokenizer;
import dev.loam.data.tokenize.TokenizerException;
import dev.loam.data.tokenize.Tokenizers;
import dev.loam.data.tokenize.UnigramTrainer;
import dev.loam.data.tokenize.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cuts a text into tokens, and those into windows or packed documents.
final class TextCutter {
    private final String title;
    private final Tokenizer tokenizer;
    private final DataOptions options;
    private final boolean bytes;
    private final List<String> names;

    TextCutter(String title, Tokenizer tokenizer, DataOptions options) {
        this(title, tokenizer, options, false, names(tokenizer));
    }

    private TextCutter(String title, Tokenizer tokenizer, DataOptions options, boolean bytes, List<String> names) {
        this.title = title;
        this.tokenizer = tokenizer;
        this.options = options;
        this.bytes = bytes;
        this.names = names;
    }

    private static List<String> names(Tokenizer tokenizer) {
        var names = new ArrayList<String>();
        for (int id = 0; id < tokenizer.size(); id++) {
            String token = tokenizer.token(id);
            names.add(token == null ? "" : token);
        }
        return names;
    }

    /// The same vocabulary, of which a text takes the bytes alone.
    TextCutter asBytes() {
        if (!hasBytes()) {
            throw new DataException(title + ": text can stand as bytes among tokens where the vocabulary's first 256 tokens are the bytes, as in tokenizer=bpe; those of "
                + options.text().tokenizer() + " are not");
        }
        return new TextCutter(title, tokenizer, options, true, names);
    }

    private boolean hasBytes() {
        for (int b = 0; b < 256; b++) {
            if (tokenizer.size() < 256 || !Arrays.equals(tokenizer.decodeBytes(b), new byte[] {(byte) b})) {
                return false;
            }
        }
        return true;
    }

    /// A text as something to learn from and to measure with.
    ///
    /// @param ends of the documents in both together; null where they are one running text
    Portion portion(String unit, byte[] learned, byte[] kept, int[] ends) {
        var train = new Part(learned, 0, ends);
        var heldOut = new Part(kept, learned.length, ends);
        return new Portion(unit, train.data, heldOut.data, train.size, heldOut.size);
    }

    /// One of the two parts of a text, cut.
    private final class Part {
        final Dataset data;
        final Extent size;

        /// @param start where it begins in the whole
        Part(byte[] text, int start, int[] ends) {
            long tokens = 0;
            if (ends == null) {
                int[] ids = ids(text);
                tokens = ids.length;
                data = of(TokenSource.of(ids));
            } else {
                var documents = new ArrayList<int[]>();
                int from = 0;
                for (int end : ends) {
                    if (end > start && end <= start + text.length) {
                        int[] ids = ids(Arrays.copyOfRange(text, from, end - start));
                        documents.add(ids);
                        tokens += ids.length;
                        from = end - start;
                    }
                }
                data = PackedTexts.of(documents, options.text().context(), names);
            }
            size = new Extent(tokens, Texts.characters(text, 0, text.length), text.length);
        }
    }

    /// Windows of tokens.
    Dataset of(TokenSource ids) {
        try {
            return TextWindows.of(ids, options.text().context(), names);
        } catch (DataException e) {
            throw new DataException(title + ": " + e.getMessage(), e);
        }
    }

    private int[] ids(byte[] text) {
        int[] ids = bytes ? Tokenizers.bytes().ids(text) : tokenizer.ids(text);
        for (int id : ids) {
            if (id == tokenizer.unknown()) {
                throw new DataException(title + ": has text that the tokenizer " + options.text().tokenizer()
                    + " does not know. Train one on this text, or take data with tokenizer=bytes");
            }
        }
        return ids;
    }

    /// Where documents end, the last at the text's end; null where it is one running text. An empty line, or the end of a line, belongs to the document before it.
    ///
    /// @param files where the files end
    static int[] ends(byte[] text, TextOptions.Documents documents, int[] files) {
        var ends = new ArrayList<Integer>();
        switch (documents) {
            case NONE -> {
                return null;
            }
            case FILES -> {
                for (int end : files) {
                    if (end > 0 && end < text.length) {
                        ends.add(end);
                    }
                }
            }
            case LINES, PARAGRAPHS -> {
                for (int i = 1; i < text.length; i++) {
                    boolean ended = text[i - 1] == '\n' && (documents == TextOptions.Documents.LINES || i > 1 && text[i - 2] == '\n' && text[i] != '\n');
                    if (ended) {
                        ends.add(i);
                    }
                }
            }
        }
        ends.add(text.length);
        return ends.stream().mapToInt(e -> e).toArray();
    }

    /// @param learned the part that a vocabulary is trained on: what is set aside is not looked at
    static Tokenizer tokenizer(String title, DataOptions options, byte[] text, byte[] learned) {
        String named = options.text().tokenizer();
        int size = options.text().vocabulary();
        try {
            return switch (named) {
                case "characters" -> Tokenizers.characters(Utf8.string(text), null);
                case "bytes" -> Tokenizers.bytes();
                case "bpe" -> BpeTrainer.byteLevel(size).add(learned).train();
                case "unigram" -> UnigramTrainer.of(size).add(learned).train();
                default -> TokenizerFiles.read(options.workingDir().resolve(named));
            };
        } catch (TokenizerException e) {
            throw new DataException(title + ", tokenizer=" + named + ": " + e.getMessage(), e);
        }
    }
}
