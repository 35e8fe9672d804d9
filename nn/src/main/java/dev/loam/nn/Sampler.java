package dev.loam.nn;

import dev.loam.tensor.Elementary;
import dev.loam.tensor.Philox;
import java.util.Arrays;

/// Chooses tokens from logits as a [Sampling] says. The choice is a pure function of logits, tokens before, seed, sequence and place: it depends neither on
/// what else is sampled nor on the machine. Equally likely tokens are ordered by their ids. For one thread at a time.
public final class Sampler {
    private static final int STREAM = Philox.stream("sample");

    private final Sampling how;
    /// per token its logit, later its weight
    private final double[] weights;
    /// the tokens that are left, in the order of their weights where that matters, else of their ids
    private final int[] left;
    private final long[] keys;
    private final boolean[] present;

    /// @param vocabulary the number of logits
    public Sampler(Sampling how, int vocabulary) {
        if (vocabulary < 1) {
            throw new ModelException("sampling: there must be at least one token to choose from, got " + vocabulary);
        }
        this.how = how;
        this.weights = new double[vocabulary];
        this.left = new int[vocabulary];
        this.keys = new long[vocabulary];
        this.present = new boolean[vocabulary];
    }

    /// The next token of a sequence.
    ///
    /// @param logits   from `offset` on, one for each token of the vocabulary
    /// @param before   the sequence's tokens so far, of which the first `count` are there; only the repetition penalty looks at them
    /// @param sequence its number
    /// @param place    the number of the token to be chosen
    /// @throws ModelException where no logit is a number above -inf
    public int next(float[] logits, int offset, int[] before, int count, int sequence, long place) {
        for (int i = 0; i < weights.length; i++) {
            weights[i] = logits[offset + i];
        }
        if (how.repetitionPenalty() != 1) {
            penalise(before, count);
        }
        int best = best();
        if (!(weights[best] > Double.NEGATIVE_INFINITY) || weights[best] == Double.POSITIVE_INFINITY) {
            throw new ModelException("sampling: the model's logits are not finite, so there is nothing to choose from; it may have been trained to values that are no numbers");
        }
        if (how.temperature() == 0 || how.topK() == 1) {
            return best;
        }
        double greatest = weights[best];
        for (int i = 0; i < weights.length; i++) {
            // exp of NaN is no weight either
            weights[i] = weights[i] > Double.NEGATIVE_INFINITY ? Elementary.exp((weights[i] - greatest) / how.temperature()) : 0;
        }
        int n = kept();
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += weights[left[i]];
        }
        return drawn(n, sum * Philox.uniform(how.seed(), STREAM, sequence, place));
    }

    private void penalise(int[] before, int count) {
        for (int i = 0; i < count; i++) {
            int token = before[i];
            if (token >= 0 && token < present.length && !present[token]) {
                present[token] = true;
                weights[token] = weights[token] > 0 ? weights[token] / how.repetitionPenalty() : weights[token] * how.repetitionPenalty();
            }
        }
        Arrays.fill(present, false);
    }

    private int best() {
        int best = 0;
        for (int i = 1; i < weights.length; i++) {
            // a NaN at the start gives way too
            best = weights[i] > weights[best] || weights[best] != weights[best] ? i : best;
        }
        return best;
    }

    /// How many tokens are left; they stand at the start of [#left].
    private int kept() {
        int n = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0 && weights[i] >= how.minP()) {
                left[n++] = i;
            }
        }
        boolean few = how.topK() > 0 && how.topK() < weights.length;
        if (!few && how.topP() == 1) {
            return n;
        }
        // min-p leaves the same tokens before the others as after them, where they go by the same weights; top-p goes by those of all
        double all = 0;
        int count = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                keys[count++] = key(i);
            }
        }
        Arrays.sort(keys, 0, count);
        count = few ? Math.min(count, how.topK()) : count;
        for (int i = 0; i < count; i++) {
            all += weights[(int) keys[i]];
        }
        return nucleus(count, all * how.topP());
    }

    /// Of the first `count` of [#keys] those whose weights first reach `enough`, and min-p leaves.
    private int nucleus(int count, double enough) {
        double sum = 0;
        int n = 0;
        for (int i = 0; i < count && (i == 0 || sum < enough); i++) {
            int token = (int) keys[i];
            sum += weights[token];
            if (weights[token] >= how.minP()) {
                left[n++] = token;
            }
        }
        return n;
    }

    /// Sorts by weight, the greatest first, then by id. The upper half are the bits of the weight in f32, which are ordered as positive floats are.
    private long key(int token) {
        return (long) ~Float.floatToRawIntBits((float) weights[token]) << 32 | token;
    }

    private int drawn(int n, double at) {
        double sum = 0;
        for (int i = 0; i < n - 1; i++) {
            sum += weights[left[i]];
            if (at < sum) {
                return left[i];
            }
        }
        return left[n - 1];
    }
}
