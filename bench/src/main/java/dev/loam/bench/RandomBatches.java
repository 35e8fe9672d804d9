package dev.loam.bench;

import dev.loam.nn.Initializer;
import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Philox;
import dev.loam.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// Normal inputs and uniform labels, cut into batches beforehand. The same seed gives the same batches to Loam and to its peers.
///
/// @param inputs `[batch, …]` each
/// @param labels `[batch]` each, i32
record RandomBatches(List<NDArray> inputs, List<NDArray> labels) {
    static RandomBatches of(TrainingWorkload workload, int batch, long seed) {
        var inputs = new ArrayList<NDArray>();
        var labels = new ArrayList<NDArray>();
        Shape shape = Shape.of(batch).append(workload.input());
        for (int i = 0; i < Math.max(1, workload.examples() / batch); i++) {
            inputs.add(normal(shape, seed, "bench.x" + i));
            NDArray y = NDArray.zeros(DType.I32, batch);
            for (int k = 0; k < batch; k++) {
                y.setLong(k, Philox.below(TrainingWorkload.CLASSES, seed, Philox.stream("bench.y"), i, k));
            }
            labels.add(y);
        }
        return new RandomBatches(inputs, labels);
    }

    /// Normal values in f32; the stream is that of `name`.
    static NDArray normal(Shape shape, long seed, String name) {
        double[] values = Initializer.normal(1).values(shape, seed, Philox.stream(name));
        NDArray out = NDArray.zeros(DType.F32, shape.toArray());
        for (int i = 0; i < values.length; i++) {
            out.setDouble(i, values[i]);
        }
        return out;
    }

    NDArray x(int step) {
        return inputs.get(step % inputs.size());
    }

    NDArray y(int step) {
        return labels.get(step % labels.size());
    }
}
