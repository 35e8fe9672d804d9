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
import java.util.LinkedHashMap;
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
        Map<String, Dataset> sets = problem.sets(part);
        long examples = sets.values().stream().mapToLong(Dataset::size).sum();
        if (examples == 0) {
            return null;
        }
        long start = Trace.begin();
        weights.at(step);
        var figures = new LinkedHashMap<String, Double>();
        var all = new Sums();
        sets.forEach((name, data) -> {
            Sums sums = sums(data, outputs);
            all.add(sums);
            if (!name.isEmpty() && sums.count > 0) {
                figures.putAll(problem.objective().figures(part, name, sums.loss / sums.count));
            }
        });
        double mean = all.loss / all.count;
        figures.putAll(problem.objective().figures(part, "", mean));
        Trace.end(start, Trace.Kind.EVALUATION, "evaluate " + examples + " examples after step " + step);
        return new Score(mean, accuracy ? (double) all.correct / all.count : Double.NaN, all.count, figures);
    }

    /// Sums over examples: their losses, the right predictions, and how many targets count.
    private static final class Sums {
        double loss;
        long correct;
        long count;

        void add(Sums other) {
            loss += other.loss;
            correct += other.correct;
            count += other.count;
        }
    }

    private Sums sums(Dataset data, Outputs outputs) {
        Batches batches = problem.labelled(data, null).batches(batch, false);
        var sums = new Sums();
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
            sums.loss += program.output("loss-sum").getDouble(0);
            sums.count += program.output("count").segment().get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
            if (accuracy) {
                sums.correct += program.output("correct").getInt(0);
            }
        }
        return sums;
    }

    int kernels() {
        return program.program().kernels().size();
    }

    @Override
    public void close() {
        program.close();
    }
}
