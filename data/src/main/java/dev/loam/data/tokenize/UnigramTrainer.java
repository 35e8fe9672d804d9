package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Trains a Unigram vocabulary (T. Kudo, "Subword Regularization", 2018, section 3.2): from many frequent substrings, likelihoods are fitted by
/// expectation maximisation and the pieces that matter least are dropped, until the vocabulary has its size. The same corpus and settings give the
/// same file, byte for byte.
///
/// Text is not changed: spaces are characters like others, pieces end before white space, and a character without a piece becomes the tokens of its
/// bytes, so that any bytes come back exactly. Ids are `<unk>`, the 256 bytes, the pieces by likelihood, and special tokens last.
public final class UnigramTrainer {
    /// Words with the space before them, and runs of white space.
    private static final String WORDS = " ?[^\\s]+|\\s+(?!\\S)|\\s+";
    private static final int BYTES = 256;
    private static final int MOST_SEEDS = 1_000_000;

    private final int size;
    private final PreTokenizer preTokenizer = PreTokenizer.Split.of(WORDS, true, Pieces.Behavior.ISOLATED, false);
    private final PieceCounts pieces = new PieceCounts();
    private final Tokenizer base;
    private int longest = 16;
    private double coverage = 0.9995;
    private final List<String> special = new ArrayList<>();

    private UnigramTrainer(int size, Tokenizer base) {
        this.size = size;
        this.base = base;
    }

    /// A new vocabulary of at most `size` tokens.
    public static UnigramTrainer of(int size) {
        if (size < BYTES + 2 || size > Vocabulary.MOST) {
            throw new TokenizerException("a Unigram vocabulary has 258 to " + Vocabulary.MOST + " tokens, not " + size);
        }
        return new UnigramTrainer(size, null);
    }

    /// More pieces for a tokenizer trained here, up to `size` tokens in all: its ids stay as they are; likelihoods are fitted again.
    ///
    /// @throws TokenizerException where it is no such tokenizer or has as many tokens already
    public static UnigramTrainer extend(Tokenizer trained, int size) {
        boolean ours = trained.model() instanceof Unigram u && u.byteFallback() && trained.normalizer() == null
            && trained.preTokenizer() instanceof PreTokenizer.Split s && s.pattern().equals(WORDS);
        if (!ours) {
            throw new TokenizerException("only a Unigram tokenizer that Loam trained can be given more pieces");
        }
        if (size <= trained.size() || size > Vocabulary.MOST) {
            throw new TokenizerException("the tokenizer has " + trained.size() + " tokens; extending it to " + size + " adds none");
        }
        return new UnigramTrainer(size, trained);
    }

    /// Pieces have at most so many characters; 16 unless said.
    public UnigramTrainer longest(int value) {
        longest = Math.max(1, value);
        return this;
    }

    /// The share of the corpus whose characters have pieces of their own, the most frequent first; 0.9995 unless said. The others are bytes.
    public UnigramTrainer coverage(double value) {
        coverage = value;
        return this;
    }

    /// Tokens such as `<|endoftext|>`, which no text is cut into. They count toward the size.
    public UnigramTrainer special(String... tokens) {
        special.addAll(List.of(tokens));
        return this;
    }

    /// A part of the corpus.
    public UnigramTrainer add(String text) {
        pieces.add(preTokenizer.apply(Pieces.whole(Text.of(text))));
        return this;
    }

    /// A part of the corpus: bytes, UTF-8 or not.
    public UnigramTrainer add(byte[] text) {
        pieces.add(preTokenizer.apply(Pieces.whole(Text.of(text, 0, text.length))));
        return this;
    }

    /// The tokenizer. A corpus that is too small gives fewer tokens than were asked for.
    public Tokenizer train() {
        List<Integer> order = pieces.sorted();
        int[] starts = new int[order.size() + 1];
        long[] weights = new long[order.size()];
        var points = new Points(1 << 16);
        for (int w = 0; w < weights.length; w++) {
            points.add(pieces.points(), pieces.start(order.get(w)), pieces.end(order.get(w)));
            starts[w + 1] = points.size();
            weights[w] = pieces.count(order.get(w));
        }
        int[] text = points.toArray();
        leaveOut(text, starts, weights);
        var old = oldPieces();
        int before = base == null ? 1 + BYTES : base.size();
        int wanted = Math.max(0, size - special.size() - before) + old.size();
        List<SeedPieces.Seed> seeds = new SeedPieces(text, starts, weights, longest).find(Math.min(MOST_SEEDS, 20 * wanted + 1000));
        var training = new UnigramTraining(text, starts, weights, seeds, old);
        return tokenizer(training.run(wanted), old);
    }

    private List<String> oldPieces() {
        var out = new ArrayList<String>();
        for (int id = 1 + BYTES; base != null && id < base.model().vocabulary().size(); id++) {
            if (base.model().vocabulary().token(id) != null) {
                out.add(base.model().vocabulary().token(id));
            }
        }
        return out;
    }

    /// Turns characters that are too rare for a piece, and raw bytes, to -1.
    private void leaveOut(int[] text, int[] starts, long[] weights) {
        var numbers = new LongMap(1 << 12);
        var characters = new Points();
        long[] counts = new long[1 << 12];
        long total = 0;
        for (int w = 0; w < weights.length; w++) {
            for (int i = starts[w]; i < starts[w + 1]; i++) {
                int n = numbers.get(text[i]);
                if (n < 0) {
                    n = characters.size();
                    numbers.put(text[i], n);
                    characters.add(text[i]);
                    counts = n == counts.length ? Arrays.copyOf(counts, 2 * n) : counts;
                }
                counts[n] += weights[w];
                total += weights[w];
            }
        }
        var order = new ArrayList<Integer>();
        for (int n = 0; n < characters.size(); n++) {
            order.add(n);
        }
        long[] count = counts;
        order.sort((a, b) -> count[a] != count[b] ? Long.compare(count[b], count[a]) : Integer.compare(characters.get(a), characters.get(b)));
        boolean[] out = new boolean[order.size()];
        long covered = 0;
        for (int n : order) {
            out[n] = characters.get(n) >= Text.RAW || covered >= coverage * total;
            covered += count[n];
        }
        for (int i = 0; i < text.length; i++) {
            text[i] = out[numbers.get(text[i])] ? -1 : text[i];
        }
    }

    /// A piece and its log probability.
    record Scored(String piece, double score) { }

    private Tokenizer tokenizer(List<Scored> chosen, List<String> old) {
        var vocabulary = new Vocabulary(size);
        var scores = new ArrayList<Double>();
        vocabulary.add("<unk>", 0);
        scores.add(0.0);
        for (int b = 0; b < BYTES; b++) {
            vocabulary.add(Model.byteToken(b), 1 + b);
            scores.add(0.0);
        }
        var added = new ArrayList<AddedToken>();
        int next = 1 + BYTES;
        for (int i = 0; i < chosen.size(); i++) {
            if (base != null && i == old.size()) {
                for (AddedToken token : base.added()) {
                    // a list of pieces has no holes: an added token in its midst is one of them
                    vocabulary.add(token.content(), next++);
                    scores.add(0.0);
                    added.add(token);
                }
            }
            vocabulary.add(chosen.get(i).piece(), next++);
            scores.add(chosen.get(i).score());
        }
        double[] values = new double[scores.size()];
        for (int id = 0; id < values.length; id++) {
            values[id] = scores.get(id);
        }
        for (String token : special) {
            added.add(AddedToken.special(next++, token));
        }
        Model model = new Unigram(vocabulary, values, 0, true, false, null, null);
        return new Tokenizer(null, preTokenizer, model, null, new Decoder.Sequence(List.of(new Decoder.ByteFallback(), new Decoder.Fuse())), added);
    }
}
