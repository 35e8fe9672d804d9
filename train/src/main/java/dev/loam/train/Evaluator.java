package dev.loam.train;

import dev.loam.data.Batches;
import dev.loam.data.Dataset;
import dev.loam.nn.EvaluationStep;
import dev.loam.runtime.Buffer;
import dev.loam.runtime.Device;
import dev.loam.runtime.Executable;
import dev.loam.runtime.States;
import dev.loam.runtime.Trace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs the evaluation program over whole sets of examples: with the weights as they are, or with those that the optimiser says are to
/// be evaluated, such as their average.
final class Evaluator implements AutoCloseable {
    private final Problem problem;
    private final Executable program;
    private final int batch;
    private final boolean accuracy;
    private final boolean fills;
    private final List<Map<String, Integer>> sizes = new ArrayList<>();
    private final EvaluatedWeights weights;

    /// @param training the states that training changes
    Evaluator(Device device, Problem problem, States training) {
        this.problem = problem;
        this.fills = problem.objective().fills();
        this.weights = new EvaluatedWeights(device, problem, training);
        program = device.compile(fills ? problem.evaluation().filled() : problem.evaluation().graph(), weights.states());
        batch = problem.evaluation().maxBatch();
        accuracy = program.program().buffers().stream().anyMatch(b -> "correct".equals(b.label()));
        for (int n = 0; n <= batch; n++) {
            sizes.add(Map.of(EvaluationStep.BATCH, n));
        }
    }

    /// The weights that are evaluated.
    EvaluatedWeights weights() {
        return weights;
    }

    /// Targets that do not count in the rows of the batch that no example fills; what is predicted there does not matter.
    private void fill(int rows) {
        MemorySegment y = program.input("y").segment();
        long used = (long) rows * problem.validation().fields().get(1).bytes();
        y.asSlice(used).fill((byte) -1);
    }

    /// Told the model's outputs of one batch.
    interface Outputs {
        /// @param first  the index of the batch's first example
        /// @param output `[rows, …]` in the first part of the buffer
        void batch(long first, int rows, Buffer output);
    }

    /// The score of the weights on a part of the data; null where it is empty.
    ///
    /// @param step how many steps have made the weights
    Score score(Part part, long step) {
        return score(part, step, (_, _, _) -> { });
    }

    /// [#score(Part, long)], with the outputs shown on the way, where the objective has a watcher.
    Score score(Part part, long step, Outputs outputs) {
        Dataset data = problem.examples(part);
        if (data.size() == 0) {
            return null;
        }
        long start = Trace.begin();
        Score score = scored(data, part, step, outputs);
        Trace.end(start, Trace.Kind.EVALUATION, "evaluate " + data.size() + " examples after step " + step);
        return score;
    }

    private Score scored(Dataset data, Part part, long step, Outputs outputs) {
        weights.at(step);
        Batches batches = problem.labelled(data, null).batches(batch, false);
        double loss = 0;
        long correct = 0;
        long count = 0;
        for (long b = 0; b < batches.count(); b++) {
            int rows = batches.fill(b, 0, program.input("x").segment());
            batches.fill(b, 1, program.input("y").segment());
            if (fills) {
                fill(rows);
                program.run();
            } else {
                program.run(sizes.get(rows));
                outputs.batch(b * batch, rows, program.output("output"));
            }
            loss += program.output("loss-sum").getDouble(0);
            count += program.output("count").segment().get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
            if (accuracy) {
                correct += program.output("correct").getInt(0);
            }
        }
        double mean = loss / count;
        return new Score(mean, accuracy ? (double) correct / count : Double.NaN, count, problem.objective().figures(part, mean));
    }

    int kernels() {
        return program.program().kernels().size();
    }

    @Override
    public void close() {
        program.close();
    }
}
