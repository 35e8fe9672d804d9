package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Tensor;
import dev.loam.tensor.Var;
import java.util.LinkedHashMap;
import java.util.Map;

/// A task in use, as a graph for batches of any size up to a bound: the dimension `"batch"` is variable.
///
/// Inputs `x` and `y` are `[batch, …]`. Outputs: `loss-sum` (scalar, the layout's dtype: the sum over targets), `count` (i64
/// scalar: the number of targets; the mean loss of a whole set is the sum of sums by the sum of counts), `output` (the
/// model's, `[batch, …]`: logits of a classifier) and the loss's metrics (`correct`, i32), summed over targets. Dropout is
/// off and statistics are only read.
///
/// @param maxBatch the largest batch
public record EvaluationStep(Task task, int maxBatch) {
    /// The name of the variable dimension.
    public static final String BATCH = "batch";

    public static EvaluationStep of(Task task, int maxBatch) {
        return new EvaluationStep(task, maxBatch);
    }

    /// Loss, metrics and the model's output.
    public Graph graph() {
        return graph(Dim.of(new Var(BATCH, maxBatch)), true);
    }

    /// Loss and metrics of exactly `maxBatch` examples, without the model's output, which then need not be kept as a whole. For losses that pass over
    /// targets that do not count, with which a last batch is filled up.
    public Graph filled() {
        return graph(Dim.of(maxBatch), false);
    }

    private Graph graph(Dim examples, boolean shows) {
        Tensor output = output(examples);
        Tensor y = task.target().prepare(task.target().input("y", examples), task.layout().dtype());
        Tensor each = task.loss().each(output, y);
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("loss-sum", each.sum().node());
        Tensor counted = task.loss().counted(y);
        outputs.put("count", counted == null ? Node.of(new Op.Size(DType.I64, each.shape().elements())) : counted.to(DType.I64).sum().node());
        for (var e : task.loss().metrics(output, y).entrySet()) {
            outputs.put(e.getKey(), e.getValue().node());
        }
        if (shows) {
            outputs.put("output", output.node());
        }
        return task.precision().apply(Graph.of(outputs, Map.of()));
    }

    /// The model's output alone, from `x` alone.
    public Graph prediction() {
        return task.precision().apply(Graph.of(Map.of("output", output(Dim.of(new Var(BATCH, maxBatch))).node()), Map.of()));
    }

    private Tensor output(Dim examples) {
        Tensor x = task.input().prepare(task.input().input("x", examples), task.layout().dtype());
        return task.model().apply(x, Context.evaluation(task.layout()));
    }
}
