package dev.loam.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.loam.tensor.DType;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossesTest {
    private final NDArray logits = Check.random(DType.F64, 5, 3, 4);
    private final Tensor labels = Tensor.of(new int[] {2, 0, 3});

    private double[] reference(double smoothing) {
        double[] out = new double[3];
        for (int i = 0; i < 3; i++) {
            double sum = 0;
            for (int k = 0; k < 4; k++) {
                sum += Math.exp(logits.getDouble(i * 4 + k));
            }
            for (int k = 0; k < 4; k++) {
                double target = (k == new int[] {2, 0, 3}[i] ? 1 - smoothing : 0) + smoothing / 4;
                out[i] -= target * (logits.getDouble(i * 4 + k) - Math.log(sum));
            }
        }
        return out;
    }

    @Test
    void crossEntropyIsTheNegativeLogOfTheSoftmaxAtTheLabel() {
        double[] each = reference(0);
        Check.close(Check.doubles(Losses.crossEntropyEach(Tensor.of(logits), labels, 0)), each, 1e-14);
        Check.close(Check.doubles(new CrossEntropy(0.1).each(Tensor.of(logits), labels)), reference(0.1), 1e-14);
        double mean = (each[0] + each[1] + each[2]) / 3;
        Check.close(Check.doubles(Losses.crossEntropy(Tensor.of(logits), labels)), new double[] {mean}, 1e-14);
        Check.close(Check.doubles(new CrossEntropy().mean(Tensor.of(logits), labels)), new double[] {mean}, 1e-14);
    }

    @Test
    void tokensThatDoNotCountCostNothingAndAreNoPartOfTheMean() {
        Tensor some = Tensor.of(new int[] {2, -1, 3});
        double[] each = reference(0);
        var loss = new TokenCrossEntropy();
        Check.close(Check.doubles(loss.each(Tensor.of(logits), some)), new double[] {each[0], 0, each[2]}, 1e-14);
        Check.close(Check.doubles(loss.mean(Tensor.of(logits), some)), new double[] {(each[0] + each[2]) / 2}, 1e-14);
        Check.close(Check.doubles(loss.mean(Tensor.of(logits), Tensor.of(new int[] {-1, -1, -1}))), new double[] {0}, 0);
        Tensor x = Tensor.of(logits);
        assertThat(Check.doubles(Gradients.of(loss.mean(x, some), List.of(x)).get(0))).satisfies(g -> assertThat(java.util.Arrays.copyOfRange(g, 4, 8)).containsOnly(0));
    }

    @Test
    void itsGradientIsSoftmaxMinusTarget() {
        Tensor x = Tensor.of(logits);
        double[] gradient = Check.doubles(Gradients.of(Losses.crossEntropy(x, labels), List.of(x)).get(0));
        double[] softmax = Check.doubles(x.softmax());
        double[] expected = new double[12];
        for (int i = 0; i < 12; i++) {
            expected[i] = (softmax[i] - (i % 4 == new int[] {2, 0, 3}[i / 4] ? 1 : 0)) / 3;
        }
        Check.close(gradient, expected, 1e-15);
        Layer smoothed = (in, c) -> new CrossEntropy(0.3).each(in, labels);
        Check.gradients(Scope.root(), smoothed, logits);
    }

    @Test
    void hugeAndInfiniteLogitsAreSafe() {
        Tensor x = Tensor.of(NDArray.wrap(DType.F64, new double[] {1e4, 0, -1e4, 0, Double.NEGATIVE_INFINITY, 0}, 2, 3));
        assertThat(Check.doubles(Losses.crossEntropyEach(x, Tensor.of(new int[] {0, 0}), 0))[0]).isZero();
        Check.close(Check.doubles(Losses.crossEntropyEach(x, Tensor.of(new int[] {2, 0}), 0)), new double[] {2e4, Math.log(2)}, 1e-9);
    }

    @Test
    void ofTwoClassesTheCrossEntropyIsTheSameElementByElement() {
        NDArray two = NDArray.wrap(DType.F64, new double[] {0.3, -1.2, 0, 0, -2, 5, 1e4, -1e4, -1e4, 1e4, 1, 2}, 6, 2);
        Tensor x = Tensor.of(two);
        Tensor y = Tensor.of(new int[] {0, 1, 1, 0, 0, 2});
        // a third class that has no share
        Tensor three = Tensor.concat(List.of(x, Tensor.fill(DType.F64, Shape.of(6, 1), -1e9)), 1);
        double[] expected = Check.doubles(Losses.crossEntropyEach(three, y, 0));
        expected[5] = 0;
        Check.close(Check.doubles(Losses.crossEntropyEach(x, y, 0)), expected, 1e-14);
        double[] gradient = Check.doubles(Gradients.of(Losses.crossEntropyEach(x, y, 0).sum(), List.of(x)).get(0));
        double[] softmax = Check.doubles(x.softmax());
        int[] labels = {0, 1, 1, 0, 0};
        for (int i = 0; i < 10; i++) {
            assertThat(gradient[i]).as("logit %d", i).isCloseTo(softmax[i] - (i % 2 == labels[i / 2] ? 1 : 0), within(1e-15));
        }
        assertThat(Check.doubles(Losses.correct(x, y))).containsExactly(3);
    }

    @Test
    void sequencesHaveOneLossPerPosition() {
        Tensor x = Tensor.of(Check.random(DType.F32, 5, 2, 3, 4));
        Tensor y = Tensor.of(NDArray.wrap(DType.I32, new int[] {0, 1, 2, 3, 0, 1}, 2, 3));
        assertThat(new CrossEntropy().each(x, y).shape()).isEqualTo(Shape.of(2, 3));
        assertThat(Losses.correct(x, y).shape()).isEqualTo(Shape.SCALAR);
    }

    @Test
    void theLikelihoodOfASequenceIsTheSumOverItsTokens() {
        Tensor x = Tensor.of(Check.random(DType.F64, 5, 3, 4, 2));
        Tensor y = Tensor.of(NDArray.wrap(DType.I32, new int[] {0, 1, 1, 0, 1, 1, 0, 0, -1, -1, -1, -1}, 3, 4));
        double[] tokens = Check.doubles(new TokenCrossEntropy().each(x, y));
        double[] sequences = Check.doubles(new SequenceLikelihood().each(x, y));
        Check.close(sequences, new double[] {tokens[0] + tokens[1] + tokens[2] + tokens[3], tokens[4] + tokens[5] + tokens[6] + tokens[7], 0}, 1e-14);
        Check.close(Check.doubles(new SequenceLikelihood().mean(x, y)), new double[] {(sequences[0] + sequences[1]) / 2}, 1e-14);
    }

    @Test
    void correctCountsTheRightPredictions() {
        Tensor x = Tensor.of(new float[][] {{0, 1, 0}, {5, 1, 0}, {0, 0, 0}, {1, 2, 3}});
        assertThat(Check.doubles(Losses.correct(x, Tensor.of(new int[] {1, 1, 0, 2})))).containsExactly(3);
        assertThat(new CrossEntropy().metrics(x, Tensor.of(new int[] {1, 1, 0, 2}))).containsOnlyKeys("correct");
    }

    @Test
    void meanSquaredErrorAveragesOverAllButTheFirstAxis() {
        Tensor x = Tensor.of(new float[][] {{1, 2}, {3, 5}});
        Tensor y = Tensor.of(new float[][] {{0, 4}, {3, 2}});
        assertThat(Check.doubles(new MeanSquaredError().each(x, y))).containsExactly(2.5, 4.5);
        assertThat(Check.doubles(new MeanSquaredError().mean(x, y))).containsExactly(3.5);
        assertThat(Check.doubles(Losses.meanSquaredError(x, y))).containsExactly(3.5);
        assertThatThrownBy(() -> new MeanSquaredError().each(x, Tensor.of(new float[] {1, 2}))).isInstanceOf(ModelException.class)
            .hasMessageContaining("the output is [2,2] and the target [2]");
    }

    @Test
    void smoothingOutsideItsRangeIsAnError() {
        assertThatThrownBy(() -> new CrossEntropy(1.5)).isInstanceOf(ModelException.class).hasMessageContaining("got 1.5");
    }

    @Test
    void ignoredTargetsDoNotCount() {
        Tensor x = Tensor.of(logits);
        Tensor some = Tensor.of(new int[] {2, -100, 3});
        var loss = new CrossEntropy(0.1).ignore(-100);
        double[] each = reference(0.1);
        Check.close(Check.doubles(loss.each(x, some)), new double[] {each[0], 0, each[2]}, 1e-14);
        Check.close(Check.doubles(loss.mean(x, some)), new double[] {(each[0] + each[2]) / 2}, 1e-14);
        assertThat(Check.doubles(loss.mean(x, Tensor.of(new int[] {-100, -100, -100})))).containsExactly(0);
        assertThat(Check.doubles(Gradients.of(loss.mean(x, some), List.of(x)).get(0))).satisfies(g -> {
            assertThat(java.util.Arrays.copyOfRange(g, 4, 8)).containsOnly(0);
            assertThat(g[0]).isNotZero();
        });
        assertThat(new CrossEntropy(0.1).counted(some)).isNull();
    }

    @Test
    void everyLossHasOneFigurePerExampleAndGradients() {
        NDArray output = Check.random(DType.F64, 6, 3, 4);
        Tensor values = Tensor.of(Check.random(DType.F64, 7, 3, 4));
        for (Loss loss : List.of(new MeanSquaredError(), new MeanAbsoluteError(), new Huber(0.5), new SmoothL1(), new Hinge(),
            new BinaryCrossEntropyWithLogits(2), new CosineLoss())) {
            Layer each = (x, c) -> loss.each(x, values);
            assertThat(each.apply(Tensor.of(output), null).shape()).as(loss.toString()).isEqualTo(Shape.of(3));
            Check.gradients(Scope.root(), each, output);
        }
        Layer divergence = (x, c) -> new KLDivergence().each(x.logSoftmax(), values.softmax());
        Check.gradients(Scope.root(), divergence, output);
        Layer probabilities = (x, c) -> new BinaryCrossEntropy().each(x.sigmoid(), values.sigmoid());
        Check.gradients(Scope.root(), probabilities, output);
        for (Loss loss : List.of(new NegativeLogLikelihood(), new Focal(), new Focal(1.5, null), new MultiMargin())) {
            Check.gradients(Scope.root(), (x, c) -> loss.each(x, labels), output);
            assertThat(loss.metrics(Tensor.of(output), labels)).containsOnlyKeys("correct");
        }
        Check.gradients(Scope.root(), (x, c) -> new Triplet().each(x, null), Check.random(DType.F64, 8, 2, 3, 4));
    }

    @Test
    void theDivergenceOfADistributionFromItselfIsZeroAndZerosCostNothing() {
        Tensor p = Tensor.of(NDArray.wrap(DType.F64, new double[] {0.5, 0.5, 0}, 1, 3));
        Tensor logs = Tensor.of(NDArray.wrap(DType.F64, new double[] {Math.log(0.5), Math.log(0.5), Double.NEGATIVE_INFINITY}, 1, 3));
        assertThat(Check.doubles(new KLDivergence().each(logs, p))).containsExactly(0);
    }

    @Test
    void certainLogitsAreSafeInFocalAndBinaryLosses() {
        Tensor x = Tensor.of(NDArray.wrap(DType.F64, new double[] {1e4, -1e4}, 1, 2));
        for (int label = 0; label < 2; label++) {
            Tensor focal = new Focal().each(x, Tensor.of(new int[] {label}));
            assertThat(Check.doubles(focal)[0]).isEqualTo(label == 0 ? 0 : 2e4);
            assertThat(Check.doubles(Gradients.of(focal.sum(), List.of(x)).get(0))).doesNotContain(Double.NaN);
        }
        Tensor t = Tensor.of(NDArray.wrap(DType.F64, new double[] {1, 0}, 1, 2));
        assertThat(Check.doubles(new BinaryCrossEntropyWithLogits().each(x, t))).containsExactly(0);
        Tensor p = Tensor.of(NDArray.wrap(DType.F64, new double[] {1, 1}, 1, 2));
        assertThat(Check.doubles(new BinaryCrossEntropy().each(p, t))).containsExactly(50);
        assertThatThrownBy(() -> new Huber(0)).isInstanceOf(ModelException.class);
        assertThatThrownBy(() -> new Hinge().each(x, Tensor.of(new double[] {1}))).hasMessageContaining("hinge: the output is [1,2] and the target [1]");
    }

    @Test
    void anyFunctionIsALoss() {
        Loss cubed = (output, target) -> output.sub(target).abs().pow(3).flatten().mean(1);
        Tensor x = Tensor.of(new float[][] {{1, 2}, {3, 5}});
        assertThat(Check.doubles(cubed.mean(x, Tensor.of(new float[][] {{0, 0}, {3, 3}})))).containsExactly((4.5 + 4) / 2);
        assertThat(cubed.metrics(x, x)).isEmpty();
    }
}
