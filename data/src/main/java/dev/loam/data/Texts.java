package dev.loam.data;

import dev.loam.data.TextSource.Extent;
import dev.loam.data.tokenize.BpeTrainer;
import dev.loam.data.tokenize.Tokenizer;
import dev.loam.data.tokenize.TokenizerException;
import dev.loam.data.tokenize.Tokenizers;
import dev.loam.data.tokenize.UnigramTrainer;
import dev.loam.data.tokenize.Utf8;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Opens texts as windows of tokens. The text is cut once, the end set aside: neighbouring windows are alike, so nothing is drawn at random. Validation and
/// test are the same end, as is the custom with small texts; none of it is ever trained on.
final class Texts {
    /// The share set aside where nothing else is said, which for Tiny Shakespeare is nanoGPT's.
    private static final double HELD_OUT = 0.1;

    static final long HASHED = 256L << 20;
    private static final int SAMPLES = 64;
    private static final int SAMPLE = 1 << 16;

    private Texts() {
    }

    /// Reads a whole corpus into memory; bytes alone stay in their file, however large, where nothing is changed in them.
    static DataSource open(String name, String title, Corpus corpus, Provenance provenance, String notice, DataOptions options) {
        TextOptions how = options.text();
        boolean plain = Files.isRegularFile(corpus.path()) && !corpus.path().toString().endsWith(".gz") && corpus.normalization() == null;
        if (how.tokenizer().equals("bytes") && plain && corpus.invalid() != Corpus.Invalid.REPLACE) {
            TokenSource file = TokenSource.bytes(corpus.path());
            TokenSource all = how.limit() > 0 && how.limit() < file.size() ? file.slice(0, how.limit()) : file;
            long cut = (long) (all.size() * (1 - heldOut(options)));
            var characters = new long[2];
            if (corpus.invalid() == Corpus.Invalid.ERROR) {
                count(corpus, cut, all.size(), characters);
            }
            var text = new TextSource(Tokenizers.bytes(), "bytes", new Extent(cut, characters[0], cut), new Extent(all.size() - cut, characters[1], all.size() - cut));
            return source(name, title, all.slice(0, cut), all.slice(cut, all.size() - cut), text, provenance, notice, options);
        }
        return open(name, title, bytes(corpus), provenance, notice, options);
    }

    static DataSource open(String name, String title, byte[] whole, Provenance provenance, String notice, DataOptions options) {
        long limit = options.text().limit();
        byte[] text = limit == 0 ? whole : Arrays.copyOf(whole, place(whole, limit));
        long characters = characters(text, 0, text.length);
        int cut = place(text, (long) (characters * (1 - heldOut(options))));
        byte[] learned = Arrays.copyOf(text, cut);
        byte[] kept = Arrays.copyOfRange(text, cut, text.length);
        Tokenizer tokenizer = tokenizer(title, options, text, learned);
        TokenSource train = ids(title, tokenizer, learned, options);
        TokenSource end = ids(title, tokenizer, kept, options);
        long before = characters(text, 0, cut);
        String unit = List.of("characters", "bytes").contains(options.text().tokenizer()) ? options.text().tokenizer() : "tokens";
        var known = new TextSource(tokenizer, unit, new Extent(train.size(), before, learned.length), new Extent(end.size(), characters - before, kept.length));
        return source(name, title, train, end, known, provenance, notice, options);
    }

    private static double heldOut(DataOptions options) {
        return options.validation() == null ? HELD_OUT : options.validation();
    }

    private static long characters(byte[] text, int from, int to) {
        long characters = 0;
        for (int i = from; i < to; i++) {
            characters += (text[i] & 0xC0) != 0x80 ? 1 : 0;
        }
        return characters;
    }

    /// Checks a corpus and counts its characters: those before byte `cut`, and those from there to byte `end`.
    private static void count(Corpus corpus, long cut, long end, long[] characters) {
        long[] at = {0};
        corpus.read((part, _) -> {
            int middle = (int) Math.clamp(cut - at[0], 0, part.length);
            int last = (int) Math.clamp(end - at[0], 0, part.length);
            characters[0] += characters(part, 0, middle);
            characters[1] += characters(part, middle, last);
            at[0] += part.length;
        });
    }

    /// The byte before which `wanted` characters stand; the text's length where it has no more.
    private static int place(byte[] text, long wanted) {
        int at = 0;
        for (long seen = 0; at < text.length; at++) {
            seen += (text[at] & 0xC0) != 0x80 ? 1 : 0;
            if (seen > wanted) {
                break;
            }
        }
        return at;
    }

    private static TokenSource ids(String title, Tokenizer tokenizer, byte[] text, DataOptions options) {
        int[] ids = tokenizer.ids(text);
        for (int id : ids) {
            if (id == tokenizer.unknown()) {
                throw new DataException(title + ": has text that the tokenizer " + options.text().tokenizer()
                    + " does not know. Train one on this text, or take data with tokenizer=bytes");
            }
        }
        return TokenSource.of(ids);
    }

    /// All of a corpus, documents one after another.
    static byte[] bytes(Corpus corpus) {
        byte[][] all = {new byte[1 << 16]};
        int[] size = {0};
        corpus.read((part, _) -> {
            if (part.length > Integer.MAX_VALUE - 8 - size[0]) {
                throw new DataException(corpus.path() + ": is too large to be held in memory. Take it as bytes (tokenizer=bytes), which are read from the file");
            }
            if (size[0] + part.length > all[0].length) {
                all[0] = Arrays.copyOf(all[0], (int) Math.min(Integer.MAX_VALUE - 8, Math.max(2L * all[0].length, size[0] + part.length)));
            }
            System.arraycopy(part, 0, all[0], size[0], part.length);
            size[0] += part.length;
        });
        return Arrays.copyOf(all[0], size[0]);
    }

    /// @param learned the part that a vocabulary is trained on: what is set aside is not looked at
    private static Tokenizer tokenizer(String title, DataOptions options, byte[] text, byte[] learned) {
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

    private static DataSource source(String name, String title, TokenSource train, TokenSource end, TextSource text, Provenance provenance, String notice,
                                     DataOptions options) {
        Tokenizer tokenizer = text.tokenizer();
        var names = new ArrayList<String>();
        for (int id = 0; id < tokenizer.size(); id++) {
            String token = tokenizer.token(id);
            names.add(token == null ? "" : token);
        }
        int context = options.text().context();
        Dataset heldOut = windows(title, end, context, names);
        boolean own = !options.text().tokenizer().equals("characters") && !options.text().tokenizer().equals("bytes");
        // what a vocabulary makes of the text depends on the vocabulary
        String content = own ? Hash.sha256().add(provenance.contentHash()).add(tokenizer.hash()).hex() : provenance.contentHash();
        var from = new Provenance(provenance.origin(), provenance.location(), content, provenance.published());
        return new DataSource(name, title, Modality.TEXT, windows(title, train, context, names), heldOut, heldOut, List.of(), from, notice, text);
    }

    private static Dataset windows(String title, TokenSource ids, int context, List<String> names) {
        try {
            return TextWindows.of(ids, context, names);
        } catch (DataException e) {
            throw new DataException(title + ": " + e.getMessage(), e);
        }
    }

    /// SHA-256 of what a corpus holds; of one file beyond [#HASHED] bytes, of its size and samples of it, since nobody waits for a hash of all.
    static String hash(Corpus corpus) {
        Hash hash = Hash.sha256();
        try {
            if (Files.isRegularFile(corpus.path()) && Files.size(corpus.path()) > HASHED) {
                return sampled(corpus.path(), hash);
            }
        } catch (IOException e) {
            throw new DataException(corpus.path() + ": cannot be read (" + Idx.reason(e) + ")", e);
        }
        corpus.invalid(Corpus.Invalid.KEEP).normalization(null).read((part, _) -> hash.add(part, 0, part.length));
        return hash.hex();
    }

    private static String sampled(Path file, Hash hash) throws IOException {
        try (SeekableByteChannel in = Files.newByteChannel(file)) {
            long size = in.size();
            hash.add("size " + size);
            ByteBuffer sample = ByteBuffer.allocate(SAMPLE);
            for (int i = 0; i < SAMPLES; i++) {
                sample.clear();
                in.position((size - SAMPLE) / (SAMPLES - 1) * i);
                while (sample.hasRemaining() && in.read(sample) >= 0) {
                    // until it is full
                }
                hash.add(sample.array(), 0, sample.position());
            }
            return hash.hex();
        }
    }

    static Corpus corpus(Path path, DataOptions options) {
        return new Corpus(path, options.text().invalid(), options.text().normalization());
    }
}
