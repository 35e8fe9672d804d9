package dev.loam.data;

import dev.loam.data.TextSource.Extent;
import dev.loam.data.TextSource.Portion;
import dev.loam.data.tokenize.Tokenizer;
import dev.loam.data.tokenize.Tokenizers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Opens texts as windows of tokens, or as packed documents. The text is cut once, the end set aside: neighbouring windows are alike, so nothing is drawn at random.
/// Validation and test are the same end, as is the custom with small texts; none of it is ever trained on.
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
        boolean plain = Files.isRegularFile(corpus.path()) && !corpus.path().toString().endsWith(".gz") && corpus.normalization() == null
            && how.documents() == TextOptions.Documents.NONE;
        if (how.tokenizer().equals("bytes") && plain && corpus.invalid() != Corpus.Invalid.REPLACE) {
            TokenSource file = TokenSource.bytes(corpus.path());
            TokenSource all = how.limit() > 0 && how.limit() < file.size() ? file.slice(0, how.limit()) : file;
            long cut = (long) (all.size() * (1 - heldOut(options)));
            var characters = new long[2];
            if (corpus.invalid() == Corpus.Invalid.ERROR) {
                count(corpus, cut, all.size(), characters);
            }
            var windows = new TextCutter(title, Tokenizers.bytes(), options);
            return source(name, title, Tokenizers.bytes(), List.of(new Portion("bytes", windows.of(all.slice(0, cut)), windows.of(all.slice(cut, all.size() - cut)),
                new Extent(cut, characters[0], cut), new Extent(all.size() - cut, characters[1], all.size() - cut))), provenance, notice, options);
        }
        var ends = new ArrayList<Integer>();
        byte[] text = bytes(corpus, ends);
        return open(name, title, text, ends.stream().mapToInt(e -> e).toArray(), provenance, notice, options);
    }

    /// @param files where the files end
    static DataSource open(String name, String title, byte[] whole, int[] files, Provenance provenance, String notice, DataOptions options) {
        long limit = options.text().limit();
        byte[] text = limit == 0 ? whole : Arrays.copyOf(whole, place(whole, limit));
        int[] ends = TextCutter.ends(text, options.text().documents(), files);
        int cut = place(text, (long) (characters(text, 0, text.length) * (1 - heldOut(options))));
        // a document that lies across the cut is one to learn from
        cut = ends == null || cut == 0 ? cut : endOf(ends, cut);
        byte[] learned = Arrays.copyOf(text, cut);
        byte[] kept = Arrays.copyOfRange(text, cut, text.length);
        Tokenizer tokenizer = TextCutter.tokenizer(title, options, text, learned);
        var cutter = new TextCutter(title, tokenizer, options);
        String unit = List.of("characters", "bytes").contains(options.text().tokenizer()) ? options.text().tokenizer() : "tokens";
        var portions = new ArrayList<Portion>();
        portions.add(cutter.portion(unit, learned, kept, ends));
        if (options.text().byteShare() > 0) {
            portions.add(cutter.asBytes().portion("bytes", learned, kept, ends));
        }
        return source(name, title, tokenizer, portions, provenance, notice, options);
    }

    /// The first end at `place` or after it.
    private static int endOf(int[] ends, int place) {
        int i = 0;
        while (ends[i] < place) {
            i++;
        }
        return ends[i];
    }

    private static double heldOut(DataOptions options) {
        return options.validation() == null ? HELD_OUT : options.validation();
    }

    static long characters(byte[] text, int from, int to) {
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

    /// All of a corpus, documents one after another.
    ///
    /// @param ends is given where each document ends
    private static byte[] bytes(Corpus corpus, List<Integer> ends) {
        byte[][] all = {new byte[1 << 16]};
        int[] size = {0};
        corpus.read((part, last) -> {
            if (part.length > Integer.MAX_VALUE - 8 - size[0]) {
                throw new DataException(corpus.path() + ": is too large to be held in memory. Take it as bytes (tokenizer=bytes), which are read from the file");
            }
            if (size[0] + part.length > all[0].length) {
                all[0] = Arrays.copyOf(all[0], (int) Math.min(Integer.MAX_VALUE - 8, Math.max(2L * all[0].length, size[0] + part.length)));
            }
            System.arraycopy(part, 0, all[0], size[0], part.length);
            size[0] += part.length;
            if (last) {
                ends.add(size[0]);
            }
        });
        return Arrays.copyOf(all[0], size[0]);
    }

    private static DataSource source(String name, String title, Tokenizer tokenizer, List<Portion> portions, Provenance provenance, String notice, DataOptions options) {
        boolean own = !options.text().tokenizer().equals("characters") && !options.text().tokenizer().equals("bytes");
        // what a vocabulary makes of the text depends on the vocabulary
        String content = own ? Hash.sha256().add(provenance.contentHash()).add(tokenizer.hash()).hex() : provenance.contentHash();
        var from = new Provenance(provenance.origin(), provenance.location(), content, provenance.published());
        Dataset heldOut = portions.size() == 1 ? portions.getFirst().heldOut()
            : Mixed.of(portions.stream().map(Portion::heldOut).toList(), portions.stream().mapToLong(p -> p.heldOut().size()).toArray());
        return new DataSource(name, title, Modality.TEXT, mixed(portions, options.text().byteShare()), heldOut, heldOut, List.of(), from, notice,
            new TextSource(tokenizer, portions));
    }

    /// All windows of tokens, and so many of bytes that they have their share.
    private static Dataset mixed(List<Portion> portions, double byteShare) {
        Dataset tokens = portions.getFirst().train();
        return portions.size() == 1 ? tokens : Mixed.of(List.of(tokens, portions.get(1).train()), tokens.size(), Math.max(1, Math.round(tokens.size() * byteShare / (1 - byteShare))));
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
