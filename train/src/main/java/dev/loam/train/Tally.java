package dev.loam.train;

import dev.loam.train.Position.Sums;

/// [Sums] that grow step by step, in place: a step allocates nothing.
final class Tally {
    private double loss;
    private long steps;
    private long correct;
    private long examples;

    void set(Sums sums) {
        loss = sums.loss();
        steps = sums.steps();
        correct = sums.correct();
        examples = sums.examples();
    }

    /// One more step.
    void add(double stepLoss, long stepCorrect, long stepExamples) {
        loss += stepLoss;
        steps++;
        correct += stepCorrect;
        examples += stepExamples;
    }

    boolean isEmpty() {
        return steps == 0;
    }

    Sums sums() {
        return new Sums(loss, steps, correct, examples);
    }
}
