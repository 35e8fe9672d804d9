package dev.loam.train;

import dev.loam.data.Batches;
import dev.loam.data.Dataset;
import dev.loam.nn.EvaluationStep;
import dev.loam.runtime.Buffer;
import dev.loam.runtime.Device;
import dev.loam.runtime.Executable;
import dev.loam.runtime.States;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs the evaluation program over whole sets of examples.
final class Evaluator implements AutoCloseable {
    private final Executable program;
    private final int batch;
    private final boolean accuracy;
    private final List<Map<String, Integer>> sizes = new ArrayList<>();

    Evaluator(Device device, EvaluationStep step, States states) {
        program = device.compile(step.graph(), states);
        batch = step.maxBatch();
        accuracy = program.program().buffers().stream().anyMatch(b -> b.label() != null && b.label().equals("correct"));
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

    /// The score of the current weights on `data`; null where it is empty.
    Score score(Dataset data) {
        return score(data, (_, _, _) -> { });
    }

    /// [#score(Dataset)], with the outputs shown on the way.
    Score score(Dataset data, Outputs outputs) {
        if (data.size() == 0) {
            return null;
        }
        Batches batches = data.batches(batch, false);
        double loss = 0;
        long correct = 0;
        long count = 0;
        for (long b = 0; b < batches.count(); b++) {
            int rows = batches.fill(b, 0, program.input("x").segment());
            batches.fill(b, 1, program.input("y").segment());
            program.run(sizes.get(rows));
            loss += program.output("loss-sum").getFloat(0);
            count += program.output("count").segment().get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, 0);
            if (accuracy) {
                correct += program.output("correct").getInt(0);
            }
            outputs.batch(b * batch, rows, program.output("output"));
        }
        return new Score(loss / count, accuracy ? (double) correct / count : Double.NaN, count);
    }

    int kernels() {
        return program.program().kernels().size();
    }

    @Override
    public void close() {
        program.close();
    }
}
