package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Dim;
import dev.loam.tensor.Gradients;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One step of training as one graph: forward, loss, backward, clipping, optimiser.
///
/// | name | kind | what |
/// |---|---|---|
/// | `x`, `y` | input | a batch of the task's input and target, `[batch, …]` |
/// | `seed`, `step`, `base` | input, i64 scalars | the run's seed; steps done before; index of the batch's first example among the step's examples |
/// | `learning-rate` | input, scalar of the layout's dtype | |
/// | `loss` | output, scalar | the mean over the batch, extra losses included |
/// | `loss/NAME` | output, scalar | each extra loss |
/// | `gradient-norm` | output, scalar | L2 norm over all parameters, before clipping |
/// | `finite` | output, bool scalar | whether loss, gradient norm and running statistics are finite; where not, every state keeps its value |
/// | `correct` … | outputs | the loss's metrics, summed over the batch |
///
/// A graph has only the inputs it needs: without random layers neither `seed` nor `base`, and `step` only for an optimiser
/// that counts. States are those of [ParameterLayout] and, for each group and slot, `"optimizer/GROUP/SLOT"`.
///
/// @param batch    examples per step
/// @param clipNorm the greatest gradient norm; longer gradients are scaled down to it; 0 for no limit
public record TrainingStep(Task task, Optimizer optimizer, int batch, double clipNorm) {
    public TrainingStep {
        if (batch < 1 || !(clipNorm >= 0)) {
            throw new ModelException("training step: the batch must be at least 1 and clipNorm at least 0, got " + batch + " and "
                + clipNorm);
        }
        if (task.layout().groups().isEmpty()) {
            throw new ModelException("training step: the model has no parameters; make the layout after the model was declared");
        }
    }

    public static TrainingStep of(Task task, Optimizer optimizer, int batch) {
        return new TrainingStep(task, optimizer, batch, 0);
    }

    /// Scales gradients whose L2 norm over all parameters exceeds `value` down to it.
    public TrainingStep clipNorm(double value) {
        return new TrainingStep(task, optimizer, batch, value);
    }

    /// What forward and backward pass yield, before the optimiser.
    private record Pass(Context context, Tensor x, Tensor output, Tensor target, Tensor loss, Map<Parameter, Tensor> gradients) {
    }

    private Pass pass() {
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
        var parameters = new ArrayList<Parameter>();
        var values = new ArrayList<Tensor>();
        for (ParameterLayout.Group g : layout.groups()) {
            for (Parameter p : g.parameters()) {
                parameters.add(p);
                values.add(c.value(p));
            }
        }
        List<Tensor> found = Gradients.of(loss, values);
        var gradients = new LinkedHashMap<Parameter, Tensor>();
        for (int i = 0; i < found.size(); i++) {
            gradients.put(parameters.get(i), found.get(i));
        }
        return new Pass(c, x, output, y, loss, gradients);
    }

    /// The step.
    public Graph graph() {
        Pass pass = pass();
        ParameterLayout layout = task.layout();
        var packed = new LinkedHashMap<ParameterLayout.Group, Tensor>();
        Tensor squares = null;
        for (ParameterLayout.Group g : layout.groups()) {
            Tensor flat = pack(g, pass.gradients());
            packed.put(g, flat);
            Tensor s = flat.square().sum();
            squares = squares == null ? s : squares.add(s);
        }
        Tensor norm = squares.sqrt();
        Tensor statistics = statistics(pass.context());
        Tensor finite = pass.loss().isFinite().and(norm.isFinite());
        if (statistics != null) {
            // a batch norm makes a finite loss of values whose variance overflows
            finite = finite.and(statistics.isFinite().amin());
        }
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("loss", pass.loss().node());
        for (var e : pass.context().losses().entrySet()) {
            outputs.put("loss/" + e.getKey(), e.getValue().node());
        }
        outputs.put("gradient-norm", norm.node());
        outputs.put("finite", finite.node());
        for (var e : task.loss().metrics(pass.output(), pass.target()).entrySet()) {
            outputs.put(e.getKey(), e.getValue().node());
        }
        return Graph.of(outputs, updates(pass.context(), statistics, packed, norm, finite));
    }

    private static Tensor pack(ParameterLayout.Group g, Map<Parameter, Tensor> gradients) {
        var parts = new ArrayList<Tensor>();
        for (Parameter p : g.parameters()) {
            parts.add(gradients.get(p));
        }
        return ParameterLayout.pack(parts);
    }

    private Map<String, Node> updates(Context c, Tensor statistics, Map<ParameterLayout.Group, Tensor> gradients, Tensor norm,
                                      Tensor finite) {
        DType dtype = task.layout().dtype();
        Tensor rate = Tensor.input("learning-rate", dtype, Shape.SCALAR);
        Tensor step = Tensor.input("step", DType.I64, Shape.SCALAR);
        var updates = new LinkedHashMap<String, Node>();
        for (var e : gradients.entrySet()) {
            ParameterLayout.Group g = e.getKey();
            // PyTorch's clip_grad_norm_: min(1, limit / (norm + 1e-6))
            Tensor gradient = clipNorm == 0 ? e.getValue()
                : e.getValue().mul(norm.add(1e-6).reciprocal().mul(clipNorm).min(1));
            Tensor old = state(g.state(), g.size());
            var slots = new ArrayList<Tensor>();
            for (String slot : optimizer.slots()) {
                slots.add(state(g.state(slot), g.size()));
            }
            Optimizer.Update u = optimizer.update(old, gradient, slots, rate, step, g.decay());
            updates.put(g.state(), finite.where(u.parameters(), old).node());
            for (int i = 0; i < slots.size(); i++) {
                updates.put(g.state(optimizer.slots().get(i)), finite.where(u.slots().get(i), slots.get(i)).node());
            }
        }
        if (statistics != null) {
            updates.put(ParameterLayout.STATISTICS,
                finite.where(statistics, state(ParameterLayout.STATISTICS, statistics.size(0))).node());
        }
        for (var e : c.caches().entrySet()) {
            Tensor now = e.getValue();
            updates.put(e.getKey(), finite.where(now, Tensor.state(e.getKey(), now.dtype(), now.shape())).node());
        }
        return updates;
    }

    /// The new values of the statistics' state, or null where no layer moved one.
    private Tensor statistics(Context c) {
        if (c.statistics().isEmpty()) {
            return null;
        }
        var parts = new ArrayList<Tensor>();
        for (Statistic s : task.layout().statistics()) {
            parts.add(c.value(s));
        }
        return ParameterLayout.pack(parts);
    }

    private Tensor state(String label, int size) {
        return Tensor.state(label, task.layout().dtype(), Shape.of(size));
    }

    /// The same step without updates, for finding where a value stopped being finite: outputs, in the order of the
    /// computation, `"input"`, `"tap/NAME"` for each named value of the forward pass, `"statistic/NAME"` for each new running
    /// statistic, `"loss"`, and `"gradient/PARAMETER"` for each parameter; each the greatest magnitude in it, NaN where it
    /// holds one.
    public Graph diagnosis() {
        Pass pass = pass();
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("input", greatest(pass.x()));
        for (var e : pass.context().taps().entrySet()) {
            outputs.put("tap/" + e.getKey(), greatest(e.getValue()));
        }
        for (var e : pass.context().statistics().entrySet()) {
            outputs.put("statistic/" + e.getKey(), greatest(e.getValue()));
        }
        outputs.put("loss", greatest(pass.loss()));
        for (var e : pass.gradients().entrySet()) {
            outputs.put("gradient/" + e.getKey().name(), greatest(e.getValue()));
        }
        return Graph.of(outputs, Map.of());
    }

    private Node greatest(Tensor t) {
        return t.to(task.layout().dtype()).abs().amax().node();
    }

    /// Every state of the step with its first value, by label: parameters and statistics as the layout draws them under
    /// `seed`, slots zero.
    public Map<String, NDArray> initial(long seed) {
        ParameterLayout layout = task.layout();
        var out = new LinkedHashMap<String, NDArray>();
        for (String state : layout.sizes().keySet()) {
            out.put(state, layout.initial(state, seed));
        }
        for (ParameterLayout.Group g : layout.groups()) {
            for (String slot : optimizer.slots()) {
                out.put(g.state(slot), NDArray.zeros(layout.dtype(), g.size()));
            }
        }
        return out;
    }

    /// The named tensors in those states: parameters, statistics, and the slots as `"optimizer/SLOT/PARAMETER"`.
    public List<ParameterLayout.View> views() {
        var out = new ArrayList<>(task.layout().views());
        for (String slot : optimizer.slots()) {
            out.addAll(task.layout().slotViews(slot));
        }
        return out;
    }
}
