package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.List;

/// Byte-pair encoding (R. Sennrich, B. Haddow, A. Birch, "Neural Machine Translation of Rare Words with Subword Units", 2016): starting from single
/// characters, the neighbours whose merge ranks first are joined until none can be.
final class Bpe implements Model {
    private static final int SHORT = 24;
    private static final int NONE = Integer.MAX_VALUE;

    /// What differs from plain byte-pair encoding.
    ///
    /// @param unknownToken what stands for a character that is not in the vocabulary; null leaves it out
    /// @param prefix       stands before every character of a piece but the first; may be empty
    /// @param suffix       stands behind the last character of a piece; may be empty
    /// @param fuseUnknown  neighbouring unknown characters are one token
    /// @param byteFallback an unknown character becomes the tokens `<0x…>` of its bytes
    /// @param ignoreMerges a piece that is in the vocabulary is taken whole
    record Options(String unknownToken, String prefix, String suffix, boolean fuseUnknown, boolean byteFallback, boolean ignoreMerges) {
        static final Options PLAIN = new Options(null, "", "", false, false, false);
    }

    private final Vocabulary vocabulary;
    private final Options options;
    private final int[] lefts;
    private final int[] rights;
    private final int[] merged;
    /// (left id, right id) → rank, and rank → the order in which it is joined
    private final LongMap merges;
    private final int[] priority;
    private final LongMap singles;
    private final LongMap lasts;
    private final PieceTrie whole;
    private final PieceTrie symbols;
    private final int unknown;
    private final int[] byteTokens;

    private Bpe(Vocabulary vocabulary, Options options, int[] lefts, int[] rights, int[] merged, int[] priority, PieceTrie symbols) {
        this.symbols = symbols;
        this.vocabulary = vocabulary;
        this.options = options;
        this.lefts = lefts;
        this.rights = rights;
        this.merged = merged;
        this.priority = priority;
        this.merges = new LongMap(lefts.length);
        for (int i = 0; i < lefts.length; i++) {
            merges.put(LongMap.pair(lefts[i], rights[i]), i);
        }
        this.unknown = options.unknownToken == null ? -1 : vocabulary.id(options.unknownToken);
        this.byteTokens = options.byteFallback ? Model.byteTokens(vocabulary) : null;
        this.singles = new LongMap(1024);
        this.lasts = new LongMap(64);
        for (int id = 0; id < vocabulary.size(); id++) {
            String token = vocabulary.token(id);
            if (token == null || token.isEmpty()) {
                continue;
            }
            // keys: the character, and a bit where the prefix stands before it
            single(token, id, 0);
            if (!options.prefix.isEmpty() && token.startsWith(options.prefix)) {
                single(token.substring(options.prefix.length()), id, 1L << 32);
            }
        }
        this.whole = options.ignoreMerges ? wholeTokens() : null;
    }

    private void single(String token, int id, long mark) {
        if (token.isEmpty()) {
            return;
        }
        int point = token.codePointAt(0);
        if (Character.charCount(point) == token.length()) {
            singles.put(mark | point, id);
        }
        if (!options.suffix.isEmpty() && token.equals(Utf8.string(point) + options.suffix)) {
            lasts.put(mark | point, id);
        }
    }

    private PieceTrie wholeTokens() {
        var out = new PieceTrie(4 * vocabulary.size());
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.token(id) != null) {
                out.add(vocabulary.token(id), id);
            }
        }
        return out;
    }

    /// @param pairs the two tokens of each merge, in their order; the merged one must be in the vocabulary
    static Bpe of(Vocabulary vocabulary, List<String[]> pairs, Options options) {
        int n = pairs.size();
        int[] lefts = new int[n];
        int[] rights = new int[n];
        int[] merged = new int[n];
        int[] priority = new int[n];
        for (int i = 0; i < n; i++) {
            String left = pairs.get(i)[0];
            String right = pairs.get(i)[1];
            String rest = !options.prefix.isEmpty() && right.startsWith(options.prefix) ? right.substring(options.prefix.length()) : right;
            lefts[i] = known(vocabulary, left, i);
            rights[i] = known(vocabulary, right, i);
            merged[i] = known(vocabulary, left + rest, i);
            priority[i] = i;
        }
        return new Bpe(vocabulary, options, lefts, rights, merged, priority, null);
    }

    private static int known(Vocabulary vocabulary, String token, int merge) {
        int id = vocabulary.id(token);
        if (id < 0) {
            throw new TokenizerException("merge " + (merge + 1) + " needs the token '" + Vocabulary.shown(token) + "', which is not in the vocabulary");
        }
        return id;
    }

    /// Merges that are not listed but follow from scores: two tokens join where together they are a token, the likelier one first (SentencePiece).
    ///
    /// @param joinable ids that merges may give and take
    /// @param symbols  texts that are one token each, whatever stands around them; null for none
    static Bpe ofScores(Vocabulary vocabulary, double[] scores, boolean[] joinable, PieceTrie symbols, Options options) {
        var order = new ArrayList<Integer>();
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.token(id) != null && joinable[id]) {
                order.add(id);
            }
        }
        order.sort((a, b) -> scores[a] != scores[b] ? Double.compare(scores[b], scores[a]) : Integer.compare(a, b));
        var lefts = new Points();
        var rights = new Points();
        var merged = new Points();
        var priority = new Points();
        int rank = 0;
        for (int i = 0; i < order.size(); i++) {
            int id = order.get(i);
            rank = i > 0 && scores[order.get(i - 1)] != scores[id] ? i : rank;
            String token = vocabulary.token(id);
            for (int cut = 1; cut < token.length(); cut++) {
                int left = Character.isLowSurrogate(token.charAt(cut)) ? -1 : vocabulary.id(token.substring(0, cut));
                int right = left < 0 ? -1 : vocabulary.id(token.substring(cut));
                if (right >= 0 && joinable[left] && joinable[right]) {
                    lefts.add(left);
                    rights.add(right);
                    merged.add(id);
                    priority.add(rank);
                }
            }
        }
        return new Bpe(vocabulary, options, lefts.toArray(), rights.toArray(), merged.toArray(), priority.toArray(), symbols);
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    Options options() {
        return options;
    }

    int mergeCount() {
        return lefts.length;
    }

    String left(int merge) {
        return vocabulary.token(lefts[merge]);
    }

    String right(int merge) {
        return vocabulary.token(rights[merge]);
    }

    @Override
    public int unknown() {
        return unknown;
    }

    @Override
    public boolean worthRemembering() {
        return lefts.length > 0;
    }

    @Override
    public void tokenize(int[] points, int start, int end, Tokens out) {
        if (whole != null) {
            int id = whole.find(points, start, end);
            if (id >= 0) {
                out.add(id, start, end);
                return;
            }
        }
        int first = out.size();
        begin(points, start, end, out);
        if (lefts.length > 0) {
            if (out.size() - first <= SHORT) {
                joinFew(out, first);
            } else {
                new BpeMerge(this, out, first).run();
            }
        }
    }

    /// One token per character. With merges, a character that nothing stands for is left out, as other implementations do; where characters are all there
    /// is, that would lose text in silence.
    private void begin(int[] points, int start, int end, Tokens out) {
        boolean open = false;
        for (int i = start; i < end; i++) {
            int symbol = symbols == null ? i : symbols.longest(points, i, end);
            if (symbol > i) {
                out.add(symbols.find(points, i, symbol), i, symbol);
                i = symbol - 1;
                open = false;
                continue;
            }
            long key = (i > start && !options.prefix.isEmpty() ? 1L << 32 : 0) | points[i];
            int id = i == end - 1 && !options.suffix.isEmpty() ? lasts.get(key) : singles.get(key);
            if (id >= 0) {
                out.add(id, i, i + 1);
            } else if (byteTokens != null) {
                Model.addBytes(byteTokens, points, i, out);
            } else if (unknown >= 0) {
                if (open && options.fuseUnknown) {
                    out.ends.set(out.size() - 1, i + 1);
                } else {
                    out.add(unknown, i, i + 1);
                }
            } else if (lefts.length == 0) {
                throw new TokenizerException("the character '" + Utf8.string(points, i, i + 1) + "' (U+" + Integer.toHexString(points[i]).toUpperCase()
                    + ") is not in the vocabulary, which has no token for unknown ones");
            }
            open = id < 0 && byteTokens == null;
        }
    }

    /// The number of the merge of two tokens, or -1.
    int merge(int left, int right) {
        return merges.get(LongMap.pair(left, right));
    }

    int merged(int merge) {
        return merged[merge];
    }

    int priority(int merge) {
        return priority[merge];
    }

    /// Joins by looking at all neighbours again and again, which for few is quickest.
    private void joinFew(Tokens out, int first) {
        int[] ids = out.ids.array();
        int[] ends = out.ends.array();
        int[] starts = out.starts.array();
        int size = out.size();
        while (size - first > 1) {
            int best = NONE;
            int place = -1;
            int chosen = -1;
            for (int i = first; i + 1 < size; i++) {
                int merge = merge(ids[i], ids[i + 1]);
                if (merge >= 0 && priority[merge] < best) {
                    best = priority[merge];
                    place = i;
                    chosen = merge;
                }
            }
            if (place < 0) {
                break;
            }
            ids[place] = merged[chosen];
            ends[place] = ends[place + 1];
            int rest = size - place - 2;
            System.arraycopy(ids, place + 2, ids, place + 1, rest);
            System.arraycopy(ends, place + 2, ends, place + 1, rest);
            System.arraycopy(starts, place + 2, starts, place + 1, rest);
            size--;
        }
        out.truncate(size);
    }
}
