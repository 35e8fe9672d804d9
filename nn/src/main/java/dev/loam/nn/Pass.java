package dev.loam.nn;

import dev.loam.tensor.Dim;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.Node;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The forward and backward pass of a training step under the task's precision policy: all that comes before the optimiser, which
/// works in the parameters' dtype throughout.
final class Pass {
    private final Map<String, Node> values = new LinkedHashMap<>();

    private Pass() {
    }

    /// How the loss of a part of a batch counts in that of the whole.
    ///
    /// @param mean  a scalar: the share of the part's mean loss; null for 1
    /// @param extra the share of each extra loss
    record Weights(Tensor mean, double extra) {
    }

    /// @param parts into how many the batch is cut, which are done one after another
    /// @param scale by which the loss is multiplied for the gradients, a scalar
    static Pass of(Task task, int batch, int parts, Tensor scale) {
        var pass = new Pass();
        if (parts > 1) {
            pass.values.putAll(Accumulation.of(task, batch, parts, scale));
            return pass;
        }
        Dim examples = Dim.of(batch);
        Context c = Context.training(task.layout(), examples);
        Tensor x = task.input().input("x", examples);
        for (var e : values(task, c, x, task.target().input("y", examples), scale, new Weights(null, 1)).entrySet()) {
            pass.values.put(e.getKey(), e.getValue().node());
        }
        return pass;
    }

    /// The values of a pass over the examples `x` and `y`, by kind and name.
    static Map<String, Tensor> values(Task task, Context c, Tensor x, Tensor y, Tensor scale, Weights weights) {
        ParameterLayout layout = task.layout();
        Tensor input = task.input().prepare(x, layout.dtype());
        Tensor target = task.target().prepare(y, layout.dtype());
        Tensor output = task.model().apply(input, c);
        Tensor loss = task.loss().mean(output, target);
        loss = weights.mean() == null ? loss : loss.mul(weights.mean().to(loss.dtype()));
        var extras = new LinkedHashMap<String, Tensor>();
        for (var e : c.losses().entrySet()) {
            Tensor extra = weights.extra() == 1 ? e.getValue() : e.getValue().mul(weights.extra());
            extras.put(e.getKey(), extra);
            loss = loss.add(extra);
        }
        var values = new LinkedHashMap<String, Node>();
        values.put("input", input.node());
        put(values, "tap/", c.taps());
        put(values, "statistic/", c.statistics());
        values.put("loss", loss.node());
        put(values, "loss/", extras);
        put(values, "metric/", task.loss().metrics(output, target));
        put(values, "", c.caches());
        gradients(values, layout, c, loss, scale);
        // after the gradients, so that forward and backward pass go by one rule
        var out = new LinkedHashMap<String, Tensor>();
        for (var e : task.precision().apply(new Graph(values, Map.of())).outputs().entrySet()) {
            out.put(e.getKey(), Tensor.of(e.getValue()));
        }
        return out;
    }

    /// The parameters that have gradients, in the order of their places.
    static List<Parameter> trained(ParameterLayout layout) {
        var parameters = new ArrayList<Parameter>();
        for (ParameterLayout.Group g : layout.trained()) {
            parameters.addAll(g.parameters());
        }
        return parameters;
    }

    private static void gradients(Map<String, Node> values, ParameterLayout layout, Context c, Tensor loss, Tensor scale) {
        List<Parameter> parameters = trained(layout);
        var tensors = new ArrayList<Tensor>();
        for (Parameter p : parameters) {
            tensors.add(c.value(p));
        }
        List<Tensor> found = Gradients.vjp(List.of(loss), List.of(scale), tensors);
        for (int i = 0; i < found.size(); i++) {
            values.put("gradient/" + parameters.get(i).name(), found.get(i).node());
        }
    }

    private static void put(Map<String, Node> values, String prefix, Map<String, Tensor> tensors) {
        for (var e : tensors.entrySet()) {
            values.put(prefix + e.getKey(), e.getValue().node());
        }
    }

    /// What goes into the model.
    Tensor input() {
        return Tensor.of(values.get("input"));
    }

    /// The mean loss over the batch, extra losses included, not scaled.
    Tensor loss() {
        return Tensor.of(values.get("loss"));
    }

    /// The gradient of the scaled loss, of the parameter's shape.
    Tensor gradient(Parameter p) {
        return Tensor.of(values.get("gradient/" + p.name()));
    }

    /// The statistic's new value, or null where no layer moved it.
    Tensor statistic(Statistic s) {
        Node n = values.get("statistic/" + s.name());
        return n == null ? null : Tensor.of(n);
    }

    /// The values of a kind, by name without the prefix: `"tap/"`, `"statistic/"`, `"loss/"`, `"metric/"`; caches by label.
    Map<String, Tensor> all(String prefix) {
        var out = new LinkedHashMap<String, Tensor>();
        for (var e : values.entrySet()) {
            if (e.getKey().startsWith(prefix)) {
                out.put(prefix.equals("cache/") ? e.getKey() : e.getKey().substring(prefix.length()), Tensor.of(e.getValue()));
            }
        }
        return out;
    }
}
