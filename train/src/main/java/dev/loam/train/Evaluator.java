package dev.loam.train;

import dev.loam.data.Batches;
import dev.loam.data.Dataset;
import dev.loam.nn.EvaluationStep;
import dev.loam.nn.LossScale;
import dev.loam.nn.Optimizer;
import dev.loam.nn.ParameterLayout;
import dev.loam.runtime.Buffer;
import dev.loam.runtime.Device;
import dev.loam.runtime.Executable;
import dev.loam.runtime.States;
import dev.loam.runtime.Trace;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs the evaluation program over whole sets of examples: with the weights as they are, or with those that the optimiser says are to
/// be evaluated, such as their average.
final class Evaluator implements AutoCloseable {
    private final Executable program;
    private final int batch;
    private final boolean accuracy;
    private final Problem problem;
    private final List<Map<String, Integer>> sizes = new ArrayList<>();
    private final ParameterLayout layout;
    private final States training;
    private final Optimizer optimizer;
    private final States weights;

    /// @param training the states that training changes
    Evaluator(Device device, Problem problem, States training) {
        this.layout = problem.task().layout();
        this.training = training;
        this.problem = problem;
        this.optimizer = problem.step().optimizer();
        this.weights = optimizer.evaluatesOthers() ? device.states() : training;
        if (optimizer.evaluatesOthers()) {
            layout.sizes().forEach((label, size) -> weights.zeros(label, layout.dtype(), size));
        }
        program = device.compile(problem.evaluation().graph(), weights);
        batch = problem.evaluation().maxBatch();
        accuracy = program.program().buffers().stream().anyMatch(b -> "correct".equals(b.label()));
        for (int n = 0; n <= batch; n++) {
            sizes.add(Map.of(EvaluationStep.BATCH, n));
        }
    }

    /// Told the model's outputs of one batch.
    interface Outputs {
        /// @param first  the index of the batch's first example
        /// @param output `[rows, …]` in the first part of the buffer
        void batch(long first, int rows, Buffer output);
    }

    /// The score of the weights on `data`; null where it is empty.
    ///
    /// @param step how many steps have made the weights
    Score score(Dataset data, long step) {
        return score(data, step, (_, _, _) -> { });
    }

    /// [#score(Dataset, long)], with the outputs shown on the way.
    Score score(Dataset data, long step, Outputs outputs) {
        if (data.size() == 0) {
            return null;
        }
        long start = Trace.begin();
        Score score = scored(data, step, outputs);
        Trace.end(start, Trace.Kind.EVALUATION, "evaluate " + data.size() + " examples after step " + step);
        return score;
    }

    private Score scored(Dataset data, long step, Outputs outputs) {
        if (optimizer.evaluatesOthers()) {
            fetch(step);
        }
        Batches batches = problem.labelled(data, null).batches(batch, false);
        double loss = 0;
        long correct = 0;
        long count = 0;
        for (long b = 0; b < batches.count(); b++) {
            int rows = batches.fill(b, 0, program.input("x").segment());
            batches.fill(b, 1, program.input("y").segment());
            program.run(sizes.get(rows));
            loss += program.output("loss-sum").getDouble(0);
            count += program.output("count").segment().get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
            if (accuracy) {
                correct += program.output("correct").getInt(0);
            }
            outputs.batch(b * batch, rows, program.output("output"));
        }
        return new Score(loss / count, accuracy ? (double) correct / count : Double.NaN, count);
    }

    /// Puts the weights to evaluate and the running statistics where the program reads them.
    private void fetch(long steps) {
        // skipped steps changed nothing
        long step = training.labels().contains(LossScale.SKIPPED_STEPS)
            ? steps - training.get(LossScale.SKIPPED_STEPS).segment().get(ValueLayout.JAVA_LONG_UNALIGNED, 0) : steps;
        for (ParameterLayout.Group g : layout.groups()) {
            fetch(g, step);
        }
        if (!layout.statistics().isEmpty()) {
            weights.get(ParameterLayout.STATISTICS).segment().copyFrom(training.get(ParameterLayout.STATISTICS).segment());
        }
    }

    private void fetch(ParameterLayout.Group g, long steps) {
        Buffer from = training.get(g.state());
        Buffer to = weights.get(g.state());
        List<Buffer> slots = g.frozen() ? List.of() : optimizer.slots(g).stream().map(slot -> training.get(g.state(slot))).toList();
        double[] at = new double[slots.size()];
        for (int i = 0; i < g.size(); i++) {
            for (int k = 0; k < at.length; k++) {
                at[k] = slots.get(k).getDouble(i);
            }
            to.setDouble(i, g.frozen() ? from.getDouble(i) : optimizer.evaluated(g, from.getDouble(i), at, steps));
        }
    }

    int kernels() {
        return program.program().kernels().size();
    }

    @Override
    public void close() {
        program.close();
    }
}
