package dev.loam.data.tokenize;

import java.util.Arrays;

/// All ways to cut a stretch of text into the pieces of a [UnigramTraining].
///
/// Probabilities of long words are held as `value × SCALE^-steps`, with steps per place, so that no logarithm is taken in the inner loop.
final class UnigramLattice {
    private static final double SCALE = 0x1p400;

    /// Told the pieces of a path.
    interface Path {
        void add(int piece);
    }

    private final UnigramTraining training;
    private double[] forward = new double[64];
    private int[] forwardSteps = new int[64];
    private double[] backward = new double[64];
    private int[] backwardSteps = new int[64];
    /// the pieces that begin at each place: number, end
    private final Points edges = new Points();
    private int[] edgeStarts = new int[64];
    private double[] score = new double[64];
    private int[] from = new int[64];
    private int[] by = new int[64];

    UnigramLattice(UnigramTraining training) {
        this.training = training;
    }

    private void grow(int n) {
        if (n >= forward.length) {
            int size = Math.max(2 * forward.length, n + 1);
            forward = new double[size];
            forwardSteps = new int[size];
            backward = new double[size];
            backwardSteps = new int[size];
            edgeStarts = new int[size + 1];
            score = new double[size];
            from = new int[size];
            by = new int[size];
        }
    }

    private void build(int[] text, int start, int end, int without) {
        int n = end - start;
        grow(n + 1);
        edges.truncate(0);
        for (int i = 0; i < n; i++) {
            edgeStarts[i] = edges.size();
            int node = 0;
            for (int k = i; k < n; k++) {
                node = training.trie.next(node, text[start + k]);
                if (node < 0) {
                    break;
                }
                int piece = training.trie.value(node);
                if (piece >= 0 && training.alive[piece] && piece != without) {
                    edges.add(piece);
                    edges.add(k + 1);
                }
            }
        }
        edgeStarts[n] = edges.size();
    }

    /// Adds to each piece how often it is expected, given the text.
    void expect(int start, int end, long weight, double[] expected) {
        build(training.points, start, end, -1);
        int n = end - start;
        forward(n);
        backward(n);
        double whole = forward[n];
        for (int i = 0; i < n; i++) {
            for (int e = edgeStarts[i]; e < edgeStarts[i + 1]; e += 2) {
                int piece = edges.get(e);
                int to = edges.get(e + 1);
                double p = forward[i] * training.chances[piece] * backward[to] / whole;
                expected[piece] += weight * scaled(p, forwardSteps[i] + backwardSteps[to] - forwardSteps[n]);
            }
        }
    }

    private void forward(int n) {
        Arrays.fill(forward, 0, n + 1, 0);
        Arrays.fill(forwardSteps, 0, n + 1, 0);
        forward[0] = 1;
        for (int i = 0; i < n; i++) {
            if (forward[i] < 1 / SCALE && forward[i] > 0) {
                forward[i] *= SCALE;
                forwardSteps[i]++;
            }
            for (int e = edgeStarts[i]; e < edgeStarts[i + 1]; e += 2) {
                int to = edges.get(e + 1);
                add(forward, forwardSteps, to, forward[i] * training.chances[edges.get(e)], forwardSteps[i]);
            }
        }
    }

    private void backward(int n) {
        Arrays.fill(backward, 0, n + 1, 0);
        Arrays.fill(backwardSteps, 0, n + 1, 0);
        backward[n] = 1;
        for (int i = n - 1; i >= 0; i--) {
            for (int e = edgeStarts[i]; e < edgeStarts[i + 1]; e += 2) {
                int to = edges.get(e + 1);
                add(backward, backwardSteps, i, backward[to] * training.chances[edges.get(e)], backwardSteps[to]);
            }
            if (backward[i] < 1 / SCALE && backward[i] > 0) {
                backward[i] *= SCALE;
                backwardSteps[i]++;
            }
        }
    }

    /// Adds `value × SCALE^-steps`; the sum takes the fewest steps of its parts.
    private static void add(double[] sums, int[] stepsOf, int at, double value, int steps) {
        if (sums[at] == 0) {
            sums[at] = value;
            stepsOf[at] = steps;
        } else if (stepsOf[at] == steps) {
            sums[at] += value;
        } else if (steps > stepsOf[at]) {
            sums[at] += scaled(value, steps - stepsOf[at]);
        } else {
            sums[at] = scaled(sums[at], stepsOf[at] - steps) + value;
            stepsOf[at] = steps;
        }
    }

    private static double scaled(double value, int steps) {
        double out = value;
        for (int i = 0; i < steps; i++) {
            out /= SCALE;
        }
        for (int i = 0; i > steps; i--) {
            out *= SCALE;
        }
        return out;
    }

    /// The likeliest way to cut a stretch of the corpus.
    void best(int start, int end, int without, Path path) {
        build(training.points, start, end, without);
        viterbi(end - start, path);
    }

    /// The likeliest way to cut a text without one piece; nothing where there is none.
    void best(int[] text, int without, Path path) {
        build(text, 0, text.length, without);
        viterbi(text.length, path);
    }

    private void viterbi(int n, Path path) {
        Arrays.fill(from, 0, n + 1, -1);
        score[0] = 0;
        from[0] = 0;
        for (int i = 0; i < n; i++) {
            if (from[i] < 0) {
                continue;
            }
            for (int e = edgeStarts[i]; e < edgeStarts[i + 1]; e += 2) {
                int to = edges.get(e + 1);
                double sum = score[i] + training.scores[edges.get(e)];
                if (from[to] < 0 || sum > score[to]) {
                    from[to] = i;
                    score[to] = sum;
                    by[to] = edges.get(e);
                }
            }
        }
        for (int i = n; i > 0 && from[n] >= 0; i = from[i]) {
            path.add(by[i]);
        }
    }
}
