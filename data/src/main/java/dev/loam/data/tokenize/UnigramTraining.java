package dev.loam.data.tokenize;

import dev.loam.data.tokenize.SeedPieces.Seed;
import dev.loam.data.tokenize.UnigramTrainer.Scored;
import dev.loam.tensor.Elementary;
import java.util.ArrayList;
import java.util.List;

/// One training of [UnigramTrainer]: expectation maximisation over all ways to cut each word, and pruning by what dropping a piece would cost.
final class UnigramTraining {
    private static final double SHRINK = 0.75;
    private static final int FITS = 2;
    private static final double LEAST_EXPECTED = 0.5;

    final int[] points;
    private final int[] starts;
    private final long[] weights;
    private final List<String> pieces = new ArrayList<>();
    PieceTrie trie;
    final double[] scores;
    final double[] chances;
    final boolean[] alive;
    /// pieces that stay: single characters and, when extending, the old ones, which come first
    private final boolean[] stays;
    private final int old;
    private final UnigramLattice lattice;

    UnigramTraining(int[] points, int[] starts, long[] weights, List<Seed> seeds, List<String> oldPieces) {
        this.points = points;
        this.starts = starts;
        this.weights = weights;
        this.old = oldPieces.size();
        this.trie = new PieceTrie(4 * (seeds.size() + old));
        var counts = new ArrayList<Double>();
        for (String piece : oldPieces) {
            trie.add(piece, pieces.size());
            pieces.add(piece);
            counts.add(1.0);
        }
        for (Seed seed : seeds) {
            int known = trie.find(points, seed.start(), seed.start() + seed.length());
            if (known >= 0) {
                counts.set(known, seed.score());
                continue;
            }
            String piece = Utf8.string(points, seed.start(), seed.start() + seed.length());
            trie.add(piece, pieces.size());
            pieces.add(piece);
            counts.add(seed.score());
        }
        int n = pieces.size();
        scores = new double[n];
        chances = new double[n];
        alive = new boolean[n];
        stays = new boolean[n];
        double sum = 0;
        for (double count : counts) {
            sum += count;
        }
        for (int i = 0; i < n; i++) {
            scores[i] = Elementary.log(counts.get(i) / sum);
            alive[i] = true;
            stays[i] = i < old || pieces.get(i).codePointCount(0, pieces.get(i).length()) == 1;
        }
        lattice = new UnigramLattice(this);
    }

    /// The `wanted` pieces, old ones first in their order, then by likelihood.
    List<Scored> run(int wanted) {
        while (true) {
            for (int i = 0; i < FITS; i++) {
                fit();
            }
            int left = count();
            if (left <= wanted * 1.1) {
                break;
            }
            prune(Math.max((int) (wanted * 1.1), (int) (left * SHRINK)));
            rebuild();
            if (count() == left) {
                break;
            }
        }
        return chosen(wanted);
    }

    /// Without the pieces that are gone walks through the trie are shorter.
    private void rebuild() {
        trie = new PieceTrie(4 * count());
        for (int i = 0; i < alive.length; i++) {
            if (alive[i]) {
                trie.add(pieces.get(i), i);
            }
        }
    }

    private int count() {
        int n = 0;
        for (boolean a : alive) {
            n += a ? 1 : 0;
        }
        return n;
    }

    /// One round of expectation maximisation, with a prior that makes rare pieces rarer (exp ∘ digamma, as SentencePiece has it).
    private void fit() {
        double[] expected = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            chances[i] = alive[i] ? Elementary.exp(scores[i]) : 0;
        }
        for (int w = 0; w < weights.length; w++) {
            stretches(w, (start, end, weight) -> lattice.expect(start, end, weight, expected));
        }
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            alive[i] &= stays[i] || expected[i] >= LEAST_EXPECTED;
            expected[i] = Math.max(expected[i], LEAST_EXPECTED);
            sum += alive[i] ? expected[i] : 0;
        }
        double all = digamma(sum);
        for (int i = 0; i < scores.length; i++) {
            scores[i] = digamma(expected[i]) - all;
        }
    }

    /// Told the parts of a word between characters without a piece.
    private interface Stretch {
        void at(int start, int end, long weight);
    }

    private void stretches(int w, Stretch stretch) {
        int begin = starts[w];
        for (int i = starts[w]; i <= starts[w + 1]; i++) {
            if (i == starts[w + 1] || points[i] < 0) {
                if (i > begin) {
                    stretch.at(begin, i, weights[w]);
                }
                begin = i + 1;
            }
        }
    }

    /// ψ(x) by its asymptotic series from 7 on (M. Abramowitz, I. Stegun, 6.3.5 and 6.3.18).
    private static double digamma(double value) {
        double x = value;
        double sum = 0;
        for (; x < 7; x++) {
            sum -= 1 / x;
        }
        x -= 0.5;
        double xx = 1 / (x * x);
        return sum + Elementary.log(x) + xx / 24 - 7 * xx * xx / 960 + 31 * xx * xx * xx / 8064 - 127 * xx * xx * xx * xx / 30720;
    }

    /// Keeps the `target` pieces whose loss would cost the likelihood most; a piece that its own best cutting does without costs nothing.
    private void prune(int target) {
        double[] uses = new double[scores.length];
        for (int w = 0; w < weights.length; w++) {
            stretches(w, (start, end, weight) -> lattice.best(start, end, -1, path -> uses[path] += weight));
        }
        double sum = 0;
        for (double n : uses) {
            sum += n;
        }
        double[] loss = new double[scores.length];
        var order = new ArrayList<Integer>();
        int kept = 0;
        for (int i = 0; i < scores.length; i++) {
            if (alive[i] && stays[i]) {
                kept++;
            } else if (alive[i]) {
                loss[i] = uses[i] == 0 ? 0 : loss(i, uses, sum);
                order.add(i);
            }
        }
        order.sort((a, b) -> loss[a] != loss[b] ? Double.compare(loss[b], loss[a]) : Integer.compare(a, b));
        for (int i = Math.max(0, target - kept); i < order.size(); i++) {
            alive[order.get(i)] = false;
        }
    }

    private double loss(int piece, double[] uses, double sum) {
        int[] text = Points.of(pieces.get(piece)).toArray();
        var parts = new Points();
        lattice.best(text, piece, parts::add);
        if (parts.size() == 0) {
            return Double.MAX_VALUE;
        }
        double more = sum + uses[piece] * (parts.size() - 1);
        double without = 0;
        for (int i = 0; i < parts.size(); i++) {
            without += Elementary.log((uses[parts.get(i)] + uses[piece]) / more);
        }
        return uses[piece] / sum * (Elementary.log(uses[piece] / sum) - without);
    }

    private List<Scored> chosen(int wanted) {
        var order = new ArrayList<Integer>();
        for (int i = 0; i < scores.length; i++) {
            if (alive[i]) {
                order.add(i);
            }
        }
        order.sort((a, b) -> stays[a] != stays[b] ? (stays[a] ? -1 : 1) : scores[a] != scores[b] ? Double.compare(scores[b], scores[a]) : Integer.compare(a, b));
        var out = new ArrayList<Integer>();
        for (int i = 0; i < old; i++) {
            out.add(i);
        }
        var fresh = new ArrayList<Integer>();
        for (int i : order) {
            if (i >= old && old + fresh.size() < wanted) {
                fresh.add(i);
            }
        }
        fresh.sort((a, b) -> scores[a] != scores[b] ? Double.compare(scores[b], scores[a]) : Integer.compare(a, b));
        out.addAll(fresh);
        var scored = new ArrayList<Scored>();
        for (int i : out) {
            // six digits are enough, and the same on every platform
            scored.add(new Scored(pieces.get(i), Math.floor(scores[i] * 1e6 + 0.5) / 1e6));
        }
        return scored;
    }
}
