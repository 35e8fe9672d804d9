package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Graph;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Node;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One step of training as one graph: forward, loss, backward, loss scaling, clipping, optimiser.
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
/// | `overflow` | output, bool scalar | with a loss scale: gradients alone are not finite; the step changed no parameters, slots or averages |
/// | `loss-scale` | output, scalar | the scale of this step |
/// | `skipped-steps` | output, i64 scalar | steps skipped so far, this one included |
/// | `correct` … | outputs | the loss's metrics, summed over the batch |
///
/// The forward and backward pass compute under the task's precision policy; parameters, optimiser state and the arithmetic on them
/// are in the layout's dtype.
///
/// A graph has only the inputs it needs: without random layers neither `seed` nor `base`, and `step` only for an optimiser
/// that counts. States are those of [ParameterLayout] and, for each group and slot, `"optimizer/GROUP/SLOT"`, and
/// those of [LossScale]; an optimiser's scalars are `"optimizer/NAME"`. Frozen parameters have neither gradients nor slots.
///
/// @param batch    examples per step
/// @param clip     how long gradients may be
/// @param scale    of the loss
/// @param accumulate into how many parts the batch is cut, whose gradients are added up: the memory is that of one part
public record TrainingStep(Task task, Optimizer optimizer, int batch, Clip clip, LossScale scale, int accumulate) {
    /// Limits to gradients.
    ///
    /// @param norm  of the L2 norm over all parameters: longer gradients are scaled down to it; 0 for none
    /// @param value of the magnitude of each element, after that; 0 for none
    public record Clip(double norm, double value) {
        public static final Clip NONE = new Clip(0, 0);

        public Clip {
            if (!(norm >= 0) || !(value >= 0)) {
                throw new ModelException("training step: limits to gradients must be at least 0, got norm " + norm + " and value " + value);
            }
        }
    }

    private static final String SCALAR = "optimizer/";

    public TrainingStep {
        if (batch < 1 || accumulate < 1 || batch % accumulate != 0) {
            throw new ModelException("training step: the batch must be at least 1, and a multiple of the parts it is cut into, got a batch of "
                + batch + " in " + accumulate + " parts");
        }
        if (task.layout().trained().isEmpty()) {
            throw new ModelException(task.layout().groups().isEmpty()
                ? "training step: the model has no parameters; make the layout after the model was declared"
                : "training step: all parameters are frozen; leave some to be trained");
        }
    }

    public static TrainingStep of(Task task, Optimizer optimizer, int batch) {
        return new TrainingStep(task, optimizer, batch, Clip.NONE, LossScale.NONE, 1);
    }

    /// Scales gradients whose L2 norm over all parameters exceeds `value` down to it.
    public TrainingStep clipNorm(double value) {
        return clip(new Clip(value, clip.value));
    }

    /// Puts each element of the gradients between `-value` and `value`.
    public TrainingStep clipValue(double value) {
        return clip(new Clip(clip.norm, value));
    }

    private TrainingStep clip(Clip other) {
        return new TrainingStep(task, optimizer, batch, other, scale, accumulate);
    }

    /// Scales the loss for the gradients.
    public TrainingStep scale(LossScale value) {
        return new TrainingStep(task, optimizer, batch, clip, value, accumulate);
    }

    /// Goes through the batch in `parts` parts, one after another.
    public TrainingStep accumulate(int parts) {
        return new TrainingStep(task, optimizer, batch, clip, scale, parts);
    }

    /// The same step of a task that differs in its precision.
    public TrainingStep task(Task other) {
        return new TrainingStep(other, optimizer, batch, clip, scale, accumulate);
    }

    private Pass pass(int parts) {
        return Pass.of(task, batch, parts, scale.isOn() ? scale.scale(task.layout().dtype()) : Tensor.fill(task.layout().dtype(), Shape.SCALAR, 1));
    }

    /// What a step found out about itself: whether all that the forward pass left is finite, whether the gradients are too, and
    /// whether those alone are not though the loss was scaled.
    private record Verdict(Tensor forward, Tensor all, Tensor overflow) {
    }

    /// The step.
    public Graph graph() {
        Pass pass = pass(accumulate);
        var packed = new LinkedHashMap<ParameterLayout.Group, Tensor>();
        Tensor squares = null;
        for (ParameterLayout.Group g : task.layout().trained()) {
            Tensor flat = scale.unscaled(pack(g, pass));
            packed.put(g, flat);
            Tensor s = flat.square().sum();
            squares = squares == null ? s : squares.add(s);
        }
        Tensor norm = squares.sqrt();
        Tensor statistics = statistics(pass);
        Tensor forward = pass.loss().isFinite();
        if (statistics != null) {
            // a batch norm makes a finite loss of values whose variance overflows
            forward = forward.and(statistics.isFinite().amin());
        }
        Tensor all = forward.and(norm.isFinite());
        var verdict = new Verdict(forward, all, forward.and(norm.isFinite().not()));
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("loss", pass.loss().node());
        for (var e : pass.all("loss/").entrySet()) {
            outputs.put("loss/" + e.getKey(), e.getValue().node());
        }
        outputs.put("gradient-norm", norm.node());
        outputs.put("finite", all.node());
        Map<String, Node> updates = updates(pass, statistics, packed, norm, verdict);
        if (scale.isOn()) {
            outputs.put("overflow", verdict.overflow().node());
            outputs.put("loss-scale", scale.scale(task.layout().dtype()).node());
            outputs.put("skipped-steps", updates.get(LossScale.SKIPPED_STEPS));
        }
        for (var e : pass.all("metric/").entrySet()) {
            outputs.put(e.getKey(), e.getValue().node());
        }
        return Graph.of(outputs, updates);
    }

    private static Tensor pack(ParameterLayout.Group g, Pass pass) {
        var parts = new ArrayList<Tensor>();
        for (Parameter p : g.parameters()) {
            parts.add(pass.gradient(p));
        }
        return ParameterLayout.pack(parts);
    }

    private Map<String, Node> updates(Pass pass, Tensor statistics, Map<ParameterLayout.Group, Tensor> gradients, Tensor norm, Verdict verdict) {
        DType dtype = task.layout().dtype();
        Tensor rate = Tensor.input("learning-rate", dtype, Shape.SCALAR);
        Tensor step = scale.applied(Tensor.input("step", DType.I64, Shape.SCALAR));
        Tensor finite = verdict.all();
        var updates = new LinkedHashMap<String, Node>();
        Map<String, Tensor> scalars = scalars(updates, rate, step, finite);
        for (var e : gradients.entrySet()) {
            ParameterLayout.Group g = e.getKey();
            Tensor old = state(g.state(), g.size());
            List<String> names = optimizer.slots(g);
            var slots = new ArrayList<Tensor>();
            for (String slot : names) {
                slots.add(state(g.state(slot), g.size()));
            }
            Tensor own = g.rate() == 1 ? rate : rate.mul(g.rate());
            Optimizer.Update u = optimizer.update(new Optimizer.Step(g, old, clipped(e.getValue(), norm), slots, scalars, own, step,
                task.precision().products().storage()));
            updates.put(g.state(), finite.where(u.parameters(), old).node());
            for (int i = 0; i < slots.size(); i++) {
                updates.put(g.state(names.get(i)), finite.where(u.slots().get(i), slots.get(i)).node());
            }
        }
        // what the forward pass makes does not depend on the loss scale, so an overflow does not spoil it
        Tensor moves = scale.isOn() ? verdict.forward() : finite;
        if (statistics != null) {
            updates.put(ParameterLayout.STATISTICS,
                moves.where(statistics, state(ParameterLayout.STATISTICS, statistics.size(0))).node());
        }
        for (var e : pass.all("cache/").entrySet()) {
            Tensor now = e.getValue();
            updates.put(e.getKey(), moves.where(now, Tensor.state(e.getKey(), now.dtype(), now.shape())).node());
        }
        for (var e : scale.updates(dtype, verdict.overflow(), finite).entrySet()) {
            updates.put(e.getKey(), e.getValue().node());
        }
        return updates;
    }

    private Tensor clipped(Tensor gradient, Tensor norm) {
        // PyTorch's clip_grad_norm_: min(1, limit / (norm + 1e-6))
        Tensor g = clip.norm == 0 ? gradient : gradient.mul(norm.add(1e-6).reciprocal().mul(clip.norm).min(1));
        return clip.value == 0 ? g : g.clip(-clip.value, clip.value);
    }

    /// The new values of the optimiser's scalars, which `updates` gets too.
    private Map<String, Tensor> scalars(Map<String, Node> updates, Tensor rate, Tensor step, Tensor finite) {
        var before = new LinkedHashMap<String, Tensor>();
        for (String name : optimizer.scalars().keySet()) {
            before.put(name, Tensor.state(SCALAR + name, DType.F64, Shape.SCALAR));
        }
        Map<String, Tensor> after = optimizer.scalars(before, rate, step);
        for (var e : before.entrySet()) {
            updates.put(SCALAR + e.getKey(), finite.where(after.get(e.getKey()), e.getValue()).node());
        }
        return after;
    }

    /// The new values of the statistics' state, or null where no layer moved one.
    private Tensor statistics(Pass pass) {
        if (pass.all("statistic/").isEmpty()) {
            return null;
        }
        var parts = new ArrayList<Tensor>();
        for (Statistic s : task.layout().statistics()) {
            Tensor moved = pass.statistic(s);
            parts.add(moved == null ? task.layout().view(s) : moved);
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
        Pass pass = pass(1);
        var outputs = new LinkedHashMap<String, Node>();
        outputs.put("input", greatest(pass.input()));
        for (String kind : List.of("tap/", "statistic/")) {
            for (var e : pass.all(kind).entrySet()) {
                outputs.put(kind + e.getKey(), greatest(e.getValue()));
            }
        }
        outputs.put("loss", greatest(pass.loss()));
        for (Parameter p : Pass.trained(task.layout())) {
            outputs.put("gradient/" + p.name(), greatest(scale.unscaled(pass.gradient(p))));
        }
        return Graph.of(outputs, Map.of());
    }

    private Node greatest(Tensor t) {
        return t.to(task.layout().dtype()).abs().amax().node();
    }

    /// Every state of the step with its first value, by label: parameters and statistics as the layout draws them under
    /// `seed`, slots zero or copies of the parameters.
    public Map<String, NDArray> initial(long seed) {
        ParameterLayout layout = task.layout();
        var out = new LinkedHashMap<String, NDArray>();
        for (String state : layout.sizes().keySet()) {
            out.put(state, layout.initial(state, seed));
        }
        for (ParameterLayout.Group g : layout.trained()) {
            for (String slot : optimizer.slots(g)) {
                out.put(g.state(slot), optimizer.copies(slot) ? out.get(g.state()).copy() : NDArray.zeros(layout.dtype(), g.size()));
            }
        }
        for (var e : optimizer.scalars().entrySet()) {
            out.put(SCALAR + e.getKey(), NDArray.wrap(DType.F64, new double[] {e.getValue()}));
        }
        out.putAll(scale.states(layout.dtype()));
        return out;
    }

    /// The named tensors in those states: parameters, statistics, and the slots as `"optimizer/SLOT/PARAMETER"`.
    public List<ParameterLayout.View> views() {
        var out = new ArrayList<>(task.layout().views());
        for (ParameterLayout.Group g : task.layout().trained()) {
            for (String slot : optimizer.slots(g)) {
                out.addAll(task.layout().slotViews(g, slot));
            }
        }
        for (String name : optimizer.scalars().keySet()) {
            out.add(new ParameterLayout.View(SCALAR + name, SCALAR + name, 0, Shape.SCALAR));
        }
        out.addAll(scale.views());
        return out;
    }
}
