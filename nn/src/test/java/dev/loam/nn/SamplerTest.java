package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final float[] LOGITS = {1, 3, 2, -1, 3, Float.NEGATIVE_INFINITY};
    private static final int DRAWS = 4000;

    /// How often each token is drawn.
    private static double[] shares(Sampling how, float[] logits, int... before) {
        var sampler = new Sampler(how, logits.length);
        double[] out = new double[logits.length];
        for (int i = 0; i < DRAWS; i++) {
            out[sampler.next(logits, 0, before, before.length, 0, i)] += 1.0 / DRAWS;
        }
        return out;
    }

    /// The softmax of logits over the tokens that are left.
    private static double[] softmax(double temperature, float[] logits, int... left) {
        double[] out = new double[logits.length];
        double sum = 0;
        for (int i : left) {
            out[i] = Math.exp(logits[i] / temperature);
            sum += out[i];
        }
        for (int i : left) {
            out[i] /= sum;
        }
        return out;
    }

    private static void close(double[] found, double[] expected) {
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).as("token %d", i).isCloseTo(expected[i], within(expected[i] == 0 ? 0 : 0.03));
        }
    }

    @Test
    void tokensAreDrawnAsOftenAsTheyAreLikely() {
        close(shares(Sampling.standard(), LOGITS), softmax(1, LOGITS, 0, 1, 2, 3, 4));
        close(shares(Sampling.standard().temperature(2), LOGITS), softmax(2, LOGITS, 0, 1, 2, 3, 4));
    }

    @Test
    void withoutTemperatureTheFirstOfTheMostLikelyIsTaken() {
        assertThat(shares(Sampling.greedy(), LOGITS)[1]).isCloseTo(1, within(1e-9));
        assertThat(shares(Sampling.standard().topK(1), LOGITS)[1]).isCloseTo(1, within(1e-9));
        assertThat(new Sampler(Sampling.greedy(), 2).next(new float[] {9, Float.NaN, 1}, 1, new int[0], 0, 0, 0)).isEqualTo(1);
    }

    @Test
    void topKLeavesTheMostLikely() {
        close(shares(Sampling.standard().topK(3), LOGITS), softmax(1, LOGITS, 1, 2, 4));
        close(shares(Sampling.standard().topK(100), LOGITS), softmax(1, LOGITS, 0, 1, 2, 3, 4));
        close(shares(Sampling.standard().topK(2), new float[] {5, 5, 5}), new double[] {0.5, 0.5, 0});
    }

    @Test
    void topPLeavesTheMostLikelyThatTogetherReachIt() {
        // the probabilities are 0.054, 0.397, 0.146, 0.007, 0.397
        close(shares(Sampling.standard().topP(0.79), LOGITS), softmax(1, LOGITS, 1, 4));
        close(shares(Sampling.standard().topP(0.9), LOGITS), softmax(1, LOGITS, 1, 2, 4));
        close(shares(Sampling.standard().topP(1e-9), LOGITS), softmax(1, LOGITS, 1));
        // of three tokens left by top-k with 0.422, 0.422, 0.155
        close(shares(Sampling.standard().topK(3).topP(0.84), LOGITS), softmax(1, LOGITS, 1, 4));
    }

    @Test
    void minPLeavesWhatIsNotMuchLessLikelyThanTheMostLikely() {
        close(shares(Sampling.standard().minP(0.2), LOGITS), softmax(1, LOGITS, 1, 2, 4));
        close(shares(Sampling.standard().minP(0.2).topP(0.5), LOGITS), softmax(1, LOGITS, 1, 4));
        close(shares(Sampling.standard().minP(1), LOGITS), softmax(1, LOGITS, 1, 4));
    }

    @Test
    void thePenaltyMakesWhatWasThereLessLikelyOnce() {
        float[] expected = LOGITS.clone();
        expected[1] = 2;
        expected[3] = -1.5f;
        close(shares(Sampling.standard().repetitionPenalty(1.5), LOGITS, 1, 3, 1), softmax(1, expected, 0, 1, 2, 3, 4));
        close(shares(Sampling.standard().repetitionPenalty(1.5), LOGITS), softmax(1, LOGITS, 0, 1, 2, 3, 4));
    }

    @Test
    void aDrawDependsOnSeedSequenceAndPlaceAlone() {
        float[] logits = new float[50];
        var a = new Sampler(Sampling.standard().seed(7), 50);
        var b = new Sampler(Sampling.standard().seed(7), 50);
        int[] drawn = new int[20];
        for (int i = 0; i < 20; i++) {
            drawn[i] = a.next(logits, 0, drawn, 0, 3, i);
        }
        for (int i = 19; i >= 0; i--) {
            b.next(logits, 0, drawn, 0, 1, i);
            assertThat(b.next(logits, 0, drawn, 0, 3, i)).isEqualTo(drawn[i]);
        }
        assertThat(drawn).isNotEqualTo(draws(new Sampler(Sampling.standard().seed(8), 50), logits, 3))
            .isNotEqualTo(draws(new Sampler(Sampling.standard().seed(7), 50), logits, 4));
        // the same on every machine
        assertThat(drawn).startsWith(DRAWN);
    }

    private static final int[] DRAWN = {25, 6, 16, 6, 38, 2, 41, 21};

    private static int[] draws(Sampler sampler, float[] logits, int sequence) {
        int[] out = new int[20];
        for (int i = 0; i < 20; i++) {
            out[i] = sampler.next(logits, 0, out, 0, sequence, i);
        }
        return out;
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> Sampling.standard().temperature(-1)).isInstanceOf(ModelException.class).hasMessageContaining("temperature must be at least 0, got -1.0");
        assertThatThrownBy(() -> Sampling.standard().temperature(Double.NaN)).isInstanceOf(ModelException.class);
        assertThatThrownBy(() -> Sampling.standard().topK(-1)).hasMessageContaining("top-k");
        assertThatThrownBy(() -> Sampling.standard().topP(0)).hasMessageContaining("top-p must be above 0 and at most 1");
        assertThatThrownBy(() -> Sampling.standard().minP(1.1)).hasMessageContaining("min-p");
        assertThatThrownBy(() -> Sampling.standard().repetitionPenalty(0)).hasMessageContaining("repetition-penalty");
        var sampler = new Sampler(Sampling.standard(), 2);
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> sampler.next(new float[] {bad, bad}, 0, new int[0], 0, 0, 0)).isInstanceOf(ModelException.class).hasMessageContaining("not finite");
        }
    }
}
