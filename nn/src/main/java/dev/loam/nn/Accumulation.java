package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Fn;
import dev.loam.tensor.Functions;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The forward and backward pass of a batch in equal parts, one after another, with the memory of one part: a loop that carries the
/// sum of the gradients and the running statistics.
///
/// Losses and gradients are those of the whole batch but for rounding, also where not all targets count: each part weighs as many as
/// it has. Random draws are those of the whole batch. A batch norm sees one part at a time.
final class Accumulation {
    private final Task task;
    private final int parts;
    private final Dim examples;
    private final Tensor scale;
    /// what the loop yields for each part, by name, as the body was traced
    private final List<String> yielded = new ArrayList<>();
    private final List<Boolean> moved = new ArrayList<>();

    private Accumulation(Task task, int batch, int parts, Tensor scale) {
        this.task = task;
        this.parts = parts;
        this.examples = Dim.of(batch / parts);
        this.scale = scale;
    }

    /// The values of a [Pass] over the whole batch; taps and the input are left out.
    static Map<String, Node> of(Task task, int batch, int parts, Tensor scale) {
        return new Accumulation(task, batch, parts, scale).values(batch);
    }

    private Map<String, Node> values(int batch) {
        Tensor y = task.target().input("y", Dim.of(batch));
        var carries = new ArrayList<Tensor>();
        List<Parameter> parameters = Pass.trained(task.layout());
        for (Parameter p : parameters) {
            carries.add(Tensor.zeros(task.layout().dtype(), p.shape()));
        }
        for (Statistic s : task.layout().statistics()) {
            carries.add(task.layout().view(s));
        }
        Tensor numbers = Tensor.iota(DType.I64, Shape.of(parts), 0).mul(examples.constant());
        Tensor base = Tensor.input("base", DType.I64, Shape.SCALAR).add(numbers);
        var xs = List.of(cut(task.input().input("x", Dim.of(batch))), cut(y), base, weights(y));
        Functions.Scanned done = Functions.scan(Fn.of(this::part), carries, xs);

        var values = new LinkedHashMap<String, Node>();
        for (int i = 0; i < yielded.size(); i++) {
            values.put(yielded.get(i), done.each().get(i).sum(0).node());
        }
        for (int i = 0; i < parameters.size(); i++) {
            values.put("gradient/" + parameters.get(i).name(), done.carries().get(i).node());
        }
        List<Statistic> statistics = task.layout().statistics();
        for (int i = 0; i < statistics.size(); i++) {
            if (moved.get(i)) {
                values.put("statistic/" + statistics.get(i).name(), done.carries().get(parameters.size() + i).node());
            }
        }
        return values;
    }

    private Tensor cut(Tensor all) {
        Shape whole = all.shape();
        return all.reshape(Shape.of(parts, examples.constant()).append(whole.without(0)));
    }

    /// The share of each part in the mean loss, `[parts]`.
    private Tensor weights(Tensor y) {
        DType dtype = task.layout().dtype();
        Tensor counted = task.loss().counted(task.target().prepare(y, dtype));
        if (counted == null) {
            return Tensor.fill(dtype, Shape.of(parts), 1.0 / parts);
        }
        Tensor each = counted.reshape(parts, Math.toIntExact(counted.shape().maxElements() / parts)).to(dtype).sum(1);
        return each.div(each.sum().max(1));
    }

    /// One part: the next carries, and its shares of losses and metrics.
    ///
    /// @param in the carries, x, y, the index of its first example, its weight
    private List<Tensor> part(List<Tensor> in) {
        ParameterLayout layout = task.layout();
        int n = in.size();
        Context c = Context.training(layout, examples, Context.scalar("seed"), Context.scalar("step"), in.get(n - 2));
        List<Parameter> parameters = Pass.trained(layout);
        List<Statistic> statistics = layout.statistics();
        for (int i = 0; i < statistics.size(); i++) {
            c.update(statistics.get(i), in.get(parameters.size() + i));
        }
        Map<String, Tensor> values = Pass.values(task, c, in.get(n - 4), in.get(n - 3), scale, new Pass.Weights(in.get(n - 1), 1.0 / parts));
        var out = new ArrayList<Tensor>();
        for (int i = 0; i < parameters.size(); i++) {
            out.add(in.get(i).add(values.get("gradient/" + parameters.get(i).name())));
        }
        for (int i = 0; i < statistics.size(); i++) {
            Tensor before = in.get(parameters.size() + i);
            Tensor after = values.get("statistic/" + statistics.get(i).name());
            moved.add(after.node() != before.node());
            out.add(after);
        }
        for (var e : values.entrySet()) {
            String name = e.getKey();
            if (name.startsWith("cache/")) {
                throw new ModelException("gradient accumulation: the model keeps '" + name + "' from step to step, which can not be done in parts; "
                    + "leave accumulation out");
            }
            if (name.startsWith("loss") || name.startsWith("metric/")) {
                yielded.add(name);
                out.add(e.getValue());
            }
        }
        return out;
    }
}
