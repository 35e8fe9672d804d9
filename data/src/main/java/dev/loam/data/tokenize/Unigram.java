package dev.loam.data.tokenize;

import java.util.Arrays;

/// The most likely way to write a piece as tokens, each with a log probability of its own (T. Kudo, "Subword Regularization", 2018, section 3.2), by the
/// Viterbi algorithm in one pass.
final class Unigram implements Model {
    /// What an unknown character costs beside the least likely token, as in SentencePiece.
    private static final double PENALTY = 10;
    private static final int MOST_AT_ONCE = 1 << 26;

    private final Vocabulary vocabulary;
    private final double[] scores;
    private final int unknown;
    private final boolean byteFallback;
    private final int[] byteTokens;
    private final boolean single;
    private final PieceTrie trie;
    private final boolean[] own;
    private final double unknownScore;
    private final double greatest;

    /// @param scores  one log probability per id
    /// @param unknown the id for what the vocabulary does not have, or -1
    /// @param single  adds in 32 bits, as SentencePiece does
    /// @param own     ids of the user's own symbols, always taken whole; null for none
    /// @param left    ids that no text has (control tokens); null for none
    Unigram(Vocabulary vocabulary, double[] scores, int unknown, boolean byteFallback, boolean single, boolean[] own, boolean[] left) {
        this.vocabulary = vocabulary;
        this.scores = scores;
        this.unknown = unknown;
        this.byteFallback = byteFallback;
        this.byteTokens = byteFallback ? Model.byteTokens(vocabulary) : null;
        this.single = single;
        this.own = own;
        this.trie = new PieceTrie(4 * vocabulary.size());
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int id = 0; id < vocabulary.size(); id++) {
            String token = vocabulary.token(id);
            boolean stands = byteTokens != null && (id == unknown || Model.byteValue(token == null ? "" : token) >= 0);
            if (token == null || token.isEmpty() || left != null && left[id] || stands) {
                // a text that spells a byte's token is that text
                continue;
            }
            trie.add(token, id);
            if (own == null || !own[id]) {
                least = Math.min(least, scores[id]);
                most = Math.max(most, scores[id]);
            }
        }
        this.greatest = most;
        this.unknownScore = single ? (float) least - (float) PENALTY : least - PENALTY;
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    double score(int id) {
        return scores[id];
    }

    boolean byteFallback() {
        return byteFallback;
    }

    @Override
    public int unknown() {
        return unknown;
    }

    @Override
    public void tokenize(int[] points, int start, int end, Tokens out) {
        int n = end - start;
        if (n > MOST_AT_ONCE) {
            throw new TokenizerException("a text of " + n + " characters without a place to cut; at most " + MOST_AT_ONCE + " are read at once");
        }
        int[] begins = new int[n + 1];
        int[] ids = new int[n + 1];
        double[] best = new double[n + 1];
        Arrays.fill(begins, -1);
        for (int at = 0; at < n; at++) {
            forward(points, start, n, at, begins, ids, best);
        }
        int count = 0;
        for (int at = n; at > 0; at = begins[at]) {
            count++;
        }
        int[] path = new int[count + 1];
        path[count] = n;
        for (int at = n; at > 0; at = begins[at]) {
            path[--count] = begins[at];
        }
        emit(points, start, path, ids, out);
    }

    /// Offers each token that begins at `at` to the place where it ends.
    private void forward(int[] points, int start, int n, int at, int[] begins, int[] ids, double[] best) {
        boolean one = false;
        int node = 0;
        for (int end = at + 1; end <= n; end++) {
            node = trie.next(node, points[start + end - 1]);
            if (node < 0) {
                break;
            }
            int id = trie.value(node);
            if (id < 0) {
                continue;
            }
            offer(at, end, id, own != null && own[id] ? (end - at) * greatest - 0.1 : scores[id], begins, ids, best);
            one |= end == at + 1;
        }
        if (!one) {
            offer(at, at + 1, -1, unknownScore, begins, ids, best);
        }
    }

    private void offer(int at, int end, int id, double score, int[] begins, int[] ids, double[] best) {
        double sum = single ? (float) score + (float) best[at] : score + best[at];
        if (begins[end] < 0 || sum > best[end]) {
            begins[end] = at;
            ids[end] = id;
            best[end] = sum;
        }
    }

    /// Neighbouring unknown characters are one token.
    private void emit(int[] points, int start, int[] path, int[] ids, Tokens out) {
        for (int i = 0; i + 1 < path.length; i++) {
            int id = ids[path[i + 1]];
            if (id >= 0 && id != unknown) {
                out.add(id, start + path[i], start + path[i + 1]);
                continue;
            }
            if (byteTokens != null) {
                for (int p = path[i]; p < path[i + 1]; p++) {
                    Model.addBytes(byteTokens, points, start + p, out);
                }
                continue;
            }
            int first = path[i];
            while (i + 2 < path.length && (ids[path[i + 2]] < 0 || ids[path[i + 2]] == unknown)) {
                i++;
            }
            if (unknown < 0) {
                throw new TokenizerException("the text has characters that are not in the vocabulary, and it has no token for unknown ones");
            }
            out.add(unknown, start + first, start + path[i + 1]);
        }
    }
}
