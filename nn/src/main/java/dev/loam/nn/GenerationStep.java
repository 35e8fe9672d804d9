package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Op;
import dev.loam.tensor.Precision;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// A model of sequences going on from where it stopped, as a graph: it reads up to `tokens` more tokens of each sequence and says what may come
/// next. With one token that is a step of generation, with many the reading of a prompt; both share their states.
///
/// Inputs: `x` i32 `[batch, tokens]`; `read` and `count`, i32 `[batch]`, as in [Past]. Output: `logits` `[batch, vocabulary]` behind the last token that
/// counts, in the layout's dtype. States: those of the layout, and the `"cache/…"` of what layers remember, zeros at first.
///
/// @param model   from tokens `[batch, time]` to logits `[batch, time, vocabulary]`
/// @param context the most tokens an attention remembers
public record GenerationStep(Layer model, ParameterLayout layout, int batch, int tokens, int context, Precision precision) {
    public GenerationStep {
        if (batch < 1 || tokens < 1 || tokens > context) {
            throw new ModelException("generation: there must be at least one sequence, and 1 to " + context + " tokens at a time, got " + batch + " and " + tokens);
        }
    }

    /// The graph; what its updates name beginning with `"cache/"` are the caches, with their dtypes and shapes.
    public Graph graph() {
        Tensor x = Tensor.input("x", DType.I32, Shape.of(batch, tokens));
        Tensor count = Tensor.input("count", DType.I32, Shape.of(batch));
        Context c = Context.generation(layout, new Past(Tensor.input("read", DType.I32, Shape.of(batch)), count, context));
        Tensor all = model.apply(x, c);
        var updates = new LinkedHashMap<String, Node>();
        for (var e : c.caches().entrySet()) {
            updates.put(e.getKey(), e.getValue().node());
        }
        return precision.apply(Graph.of(Map.of("logits", last(all, count).node()), updates));
    }

    /// Row `count - 1` of each sequence's.
    private Tensor last(Tensor all, Tensor count) {
        if (tokens == 1) {
            return all.squeeze(1);
        }
        Shape one = Shape.of(batch, 1, all.size(-1));
        return all.takeAlong(count.sub(1).reshape(batch, 1, 1).broadcastTo(one), 1).squeeze(1);
    }

    /// The caches of `graph`, by label, as they are before the first token: zeros.
    public static Map<String, NDArray> caches(Graph graph) {
        var out = new LinkedHashMap<String, NDArray>();
        for (var e : graph.updates().entrySet()) {
            out.put(e.getKey(), NDArray.zeros(e.getValue().dtype(), e.getValue().shape().toArray()));
        }
        return out;
    }
}
