package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.List;

/// Trains byte-level byte-pair encoding: again and again the most frequent pair of neighbours becomes a token (R. Sennrich and others, 2016). Where
/// two are equally frequent, the pair of lower ids is taken, so the same corpus and settings give the same file, byte for byte, in whatever order
/// the corpus comes.
///
/// Give it the corpus with [#add] and take the tokenizer with [#train]. The first 256 ids are the bytes; special tokens have the last.
public final class BpeTrainer {
    private final int size;
    private final Tokenizer base;
    private final PieceCounts pieces = new PieceCounts();
    private long leastCount = 2;
    private int longest = 64;
    private final List<String> special = new ArrayList<>();

    private BpeTrainer(int size, Tokenizer base) {
        this.size = size;
        this.base = base;
    }

    /// A new vocabulary of at most `size` tokens, cut by GPT-2's pattern.
    public static BpeTrainer byteLevel(int size) {
        if (size < 256 || size > Vocabulary.MOST) {
            throw new TokenizerException("a byte-level vocabulary has 256 to " + Vocabulary.MOST + " tokens, not " + size);
        }
        return new BpeTrainer(size, Tokenizers.byteLevel(256, List.of(), true));
    }

    /// More merges for a trained tokenizer, up to `size` tokens in all: its ids stay as they are.
    ///
    /// @throws TokenizerException where it is no BPE tokenizer or has as many tokens already
    public static BpeTrainer extend(Tokenizer trained, int size) {
        if (!(trained.model() instanceof Bpe bpe) || !bpe.options().prefix().isEmpty() || !bpe.options().suffix().isEmpty()) {
            throw new TokenizerException("only a BPE tokenizer without marks at the edges of words can be given more merges");
        }
        if (size <= trained.size() || size > Vocabulary.MOST) {
            throw new TokenizerException("the tokenizer has " + trained.size() + " tokens; extending it to " + size + " adds none");
        }
        return new BpeTrainer(size, trained);
    }

    /// Pairs that occur less often do not become tokens; 2 unless said.
    public BpeTrainer leastCount(long value) {
        leastCount = Math.max(1, value);
        return this;
    }

    /// Tokens have at most so many bytes; 64 unless said.
    public BpeTrainer longest(int value) {
        longest = value;
        return this;
    }

    /// Tokens such as `<|endoftext|>`, which no text is cut into. They count toward the size.
    public BpeTrainer special(String... tokens) {
        special.addAll(List.of(tokens));
        return this;
    }

    /// A part of the corpus.
    public BpeTrainer add(String text) {
        return add(Text.of(text));
    }

    /// A part of the corpus: bytes, UTF-8 or not.
    public BpeTrainer add(byte[] text) {
        return add(Text.of(text, 0, text.length));
    }

    private BpeTrainer add(Text text) {
        Text normal = base.normalizer() == null ? text : base.normalizer().apply(text);
        Pieces whole = Pieces.whole(normal);
        pieces.add(base.preTokenizer() == null ? whole : base.preTokenizer().apply(whole));
        return this;
    }

    /// The tokenizer. A corpus that is too small gives fewer tokens than were asked for.
    public Tokenizer train() {
        var old = (Bpe) base.model();
        var added = new ArrayList<>(base.added());
        var merges = new ArrayList<String[]>();
        var vocabulary = new Vocabulary(size);
        for (int id = 0; id < old.vocabulary().size(); id++) {
            if (old.vocabulary().token(id) != null) {
                vocabulary.add(old.vocabulary().token(id), id);
            }
        }
        for (int i = 0; i < old.mergeCount(); i++) {
            merges.add(new String[] {old.left(i), old.right(i)});
        }
        int next = new BpeTraining(old, pieces, vocabulary, merges, longest).run(base.size(), size - special.size(), leastCount);
        for (String token : special) {
            added.add(AddedToken.special(next++, token));
        }
        return new Tokenizer(base.normalizer(), base.preTokenizer(), Bpe.of(vocabulary, merges, old.options()), base.postProcessor(), base.decoder(), added);
    }
}
