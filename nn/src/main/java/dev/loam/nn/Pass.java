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

    /// @param scale by which the loss is multiplied for the gradients, a scalar
    static Pass of(Task task, int batch, Tensor scale) {
        ParameterLayout layout = task.layout();
        Dim examples = Dim.of(batch);
        Context c = Context.training(layout, examples);
        Tensor x = task.input().prepare(task.input().input("x", examples), layout.dtype());
        Tensor y = task.target().prepare(task.target().input("y", examples), layout.dtype());
        Tensor output = task.model().apply(x, c);
        Tensor loss = task.loss().mean(output, y);
        for (Tensor extra : c.losses().values()) {
            loss = loss.add(extra);
        }
        var pass = new Pass();
        pass.values.put("input", x.node());
        pass.put("tap/", c.taps());
        pass.put("statistic/", c.statistics());
        pass.values.put("loss", loss.node());
        pass.put("loss/", c.losses());
        pass.put("metric/", task.loss().metrics(output, y));
        pass.put("", c.caches());
        pass.gradients(layout, c, loss, scale);
        // after the gradients, so that forward and backward pass go by one rule
        pass.values.putAll(task.precision().apply(new Graph(pass.values, Map.of())).outputs());
        return pass;
    }

    private void gradients(ParameterLayout layout, Context c, Tensor loss, Tensor scale) {
        var parameters = new ArrayList<Parameter>();
        var tensors = new ArrayList<Tensor>();
        for (ParameterLayout.Group g : layout.groups()) {
            for (Parameter p : g.parameters()) {
                parameters.add(p);
                tensors.add(c.value(p));
            }
        }
        List<Tensor> found = Gradients.vjp(List.of(loss), List.of(scale), tensors);
        for (int i = 0; i < found.size(); i++) {
            values.put("gradient/" + parameters.get(i).name(), found.get(i).node());
        }
    }

    private void put(String prefix, Map<String, Tensor> tensors) {
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
