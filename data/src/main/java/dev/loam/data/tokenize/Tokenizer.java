package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.List;

/// Turns text into ids and back: added tokens are found, the rest is normalised, cut into pieces, and a [Model] gives each piece's tokens.
///
/// The parts are those of a `tokenizer.json`, which [TokenizerJson] reads and writes. A tokenizer does not change and may be used by many threads; ids
/// depend on nothing but the text and the file.
public final class Tokenizer {
    private final Normalizer normalizer;
    private final PreTokenizer preTokenizer;
    private final Model model;
    private final PostProcessor postProcessor;
    private final Decoder decoder;
    private final AddedTokens added;
    private final int size;
    private final Truncation truncation;
    private final Padding padding;
    private final List<WordCache> caches = new ArrayList<>();

    /// Each part but the model may be null.
    Tokenizer(Normalizer normalizer, PreTokenizer preTokenizer, Model model, PostProcessor postProcessor, Decoder decoder, List<AddedToken> added) {
        this(normalizer, preTokenizer, model, postProcessor, decoder, added, null, null);
    }

    private Tokenizer(Normalizer normalizer, PreTokenizer preTokenizer, Model model, PostProcessor postProcessor, Decoder decoder, List<AddedToken> added,
                      Truncation truncation, Padding padding) {
        this.truncation = truncation;
        this.padding = padding;
        this.normalizer = normalizer;
        this.preTokenizer = preTokenizer;
        this.model = model;
        this.postProcessor = postProcessor;
        this.decoder = decoder;
        this.added = new AddedTokens(added, normalizer);
        int most = model.vocabulary().size();
        for (AddedToken token : added) {
            most = Math.max(most, token.id() + 1);
        }
        this.size = most;
    }

    Normalizer normalizer() {
        return normalizer;
    }

    PreTokenizer preTokenizer() {
        return preTokenizer;
    }

    Model model() {
        return model;
    }

    PostProcessor postProcessor() {
        return postProcessor;
    }

    Decoder decoder() {
        return decoder;
    }

    /// How encodings are cut, or null.
    public Truncation truncation() {
        return truncation;
    }

    /// How a batch is filled up, or null.
    public Padding padding() {
        return padding;
    }

    /// The same tokenizer with encodings cut so; null for not at all.
    public Tokenizer with(Truncation value) {
        return new Tokenizer(normalizer, preTokenizer, model, postProcessor, decoder, added.all(), value, padding);
    }

    /// The same tokenizer with batches filled up so; null says nothing about it.
    public Tokenizer with(Padding value) {
        return new Tokenizer(normalizer, preTokenizer, model, postProcessor, decoder, added.all(), truncation, value);
    }

    /// The tokens that are looked for before all else.
    public List<AddedToken> added() {
        return added.all();
    }

    /// What the model is: `BPE`, `Unigram`, `WordPiece` or `WordLevel`.
    public String kind() {
        return switch (model) {
            case Bpe _ -> "BPE";
            case Unigram _ -> "Unigram";
            case WordPiece _ -> "WordPiece";
            case WordLevel _ -> "WordLevel";
        };
    }

    /// The greatest id and one: the width of an embedding.
    public int size() {
        return size;
    }

    /// The token with an id as the file writes it (byte-level ones in visible characters), or null.
    public String token(int id) {
        AddedToken token = added.token(id);
        return token != null ? token.content() : model.vocabulary().token(id);
    }

    /// The id of a token as the file writes it, or -1.
    public int id(String token) {
        for (AddedToken a : added.all()) {
            if (a.content().equals(token)) {
                return a.id();
            }
        }
        return model.vocabulary().id(token);
    }

    /// SHA-256 (hex) of the file that [TokenizerJson#write] makes: equal hashes, equal ids.
    public String hash() {
        return Sha256.hex(Utf8.bytes(TokenizerJson.write(this)));
    }

    /// The id of what is not in the vocabulary, or -1.
    public int unknown() {
        return model.unknown();
    }

    /// All ids of a text, without special tokens around it; the file's truncation does not apply.
    public int[] ids(String text) {
        return run(Text.of(text)).ids.toArray();
    }

    /// The ids of bytes, valid UTF-8 or not, without special tokens around them.
    public int[] ids(byte[] text) {
        return run(Text.of(text, 0, text.length)).ids.toArray();
    }

    /// A text without special tokens around it, cut where the file says so; offsets count chars.
    public Encoding encode(String text) {
        return processed(Encoding.of(run(Text.of(text))), null, false);
    }

    /// A text, with the special tokens of the file around it where `special`.
    public Encoding encode(String text, boolean special) {
        return processed(Encoding.of(run(Text.of(text))), null, special);
    }

    /// Two texts with what the file puts between and around them where `special`.
    public Encoding encode(String first, String second, boolean special) {
        return processed(Encoding.of(run(Text.of(first))), Encoding.of(run(Text.of(second))), special);
    }

    /// Bytes, valid UTF-8 or not; offsets count bytes.
    public Encoding encode(byte[] text) {
        return processed(Encoding.of(run(Text.of(text, 0, text.length))), null, false);
    }

    /// Many texts, with the special tokens of the file around each where `special`. Pad them with [Padding].
    public List<Encoding> encodeBatch(List<String> texts, boolean special) {
        var out = new ArrayList<Encoding>();
        for (String text : texts) {
            out.add(encode(text, special));
        }
        return out;
    }

    private Encoding processed(Encoding a, Encoding b, boolean special) {
        Encoding first = a;
        Encoding second = b;
        if (truncation != null) {
            Encoding empty = Encoding.of(new Tokens());
            int around = postProcessor == null ? 0 : postProcessor.apply(empty, b == null ? null : empty, special, this).size();
            Encoding[] cut = truncation.apply(a, b, around);
            first = cut[0];
            second = cut[1];
        }
        return postProcessor == null ? PostProcessor.joined(first, second) : postProcessor.apply(first, second, special, this);
    }

    /// The text of ids, without the file's special tokens. Bytes that are no valid UTF-8 become U+FFFD.
    public String decode(int... ids) {
        return Utf8.string(bytes(ids, true));
    }

    /// The text of ids.
    ///
    /// @param skipSpecial leaves tokens that are marked as special out
    public String decode(int[] ids, boolean skipSpecial) {
        return Utf8.string(bytes(ids, skipSpecial));
    }

    /// The bytes of ids, exactly those that a byte-level tokenizer was given.
    public byte[] decodeBytes(int... ids) {
        return bytes(ids, true);
    }

    private byte[] bytes(int[] ids, boolean skipSpecial) {
        var tokens = new ArrayList<int[]>();
        for (int id : ids) {
            AddedToken token = added.token(id);
            String text = token(id);
            if (text == null) {
                throw new TokenizerException("there is no token with the id " + id + "; this vocabulary's go from 0 to " + (size - 1));
            }
            if (!skipSpecial || token == null || !token.special()) {
                tokens.add(Points.of(text).toArray());
            }
        }
        var out = new Points();
        boolean spaced = decoder == null;
        for (int[] token : decoder == null ? tokens : decoder.apply(tokens)) {
            if (spaced && out.size() > 0) {
                out.add(' ');
            }
            out.add(token, 0, token.length);
        }
        return Utf8.bytes(out.array(), 0, out.size());
    }

    /// The tokens with the parts of the source they cover.
    private Tokens run(Text source) {
        var run = new Run();
        added.cut(source, run);
        giveBack(run.cache);
        return run.out;
    }

    private synchronized WordCache take() {
        return caches.isEmpty() ? new WordCache() : caches.remove(caches.size() - 1);
    }

    private synchronized void giveBack(WordCache cache) {
        if (cache != null) {
            caches.add(cache);
        }
    }

    /// One text on its way.
    private final class Run implements AddedTokens.Parts {
        final Tokens out = new Tokens();
        final WordCache cache = model.worthRemembering() ? take() : null;
        private final Tokens found = new Tokens();
        private final AddedTokens.Parts inner = new AddedTokens.Parts() {
            @Override
            public void text(Text part) {
                pieces(part);
            }

            @Override
            public void token(int id, int from, int to) {
                out.add(id, from, to);
            }
        };

        @Override
        public void text(Text part) {
            added.cutNormalized(normalizer == null ? part : normalizer.apply(part), inner);
        }

        @Override
        public void token(int id, int from, int to) {
            out.add(id, from, to);
        }

        private void pieces(Text text) {
            Pieces pieces = Pieces.whole(text);
            pieces = preTokenizer == null ? pieces : preTokenizer.apply(pieces);
            Text cut = pieces.text;
            for (int i = 0; i < pieces.count(); i++) {
                int start = pieces.starts.get(i);
                int end = pieces.ends.get(i);
                found.truncate(0);
                piece(cut.points, start, end);
                for (int t = 0; t < found.size(); t++) {
                    out.add(found.ids.get(t), cut.from[found.starts.get(t)], cut.to[found.ends.get(t) - 1]);
                }
            }
        }

        private void piece(int[] points, int start, int end) {
            if (cache == null || end - start > WordCache.LONGEST) {
                model.tokenize(points, start, end, found);
                return;
            }
            int hash = WordCache.hash(points, start, end);
            if (!cache.find(hash, points, start, end, found)) {
                model.tokenize(points, start, end, found);
                cache.put(hash, points, start, end, found, 0);
            }
        }
    }
}
