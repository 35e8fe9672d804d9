package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.NDArray;
import dev.loam.tensor.Shape;
import dev.loam.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// By what the loss is multiplied before gradients are taken, so that small ones do not vanish in f16 (Micikevicius et al. 2018); they
/// are divided by it before anything looks at them. Where one overflows all the same, the update is skipped and counted.
///
/// A dynamic scale goes by the conventions of PyTorch's `GradScaler`: it halves at an overflow and doubles after a number of good steps
/// in a row. A skipped step leaves parameters, optimiser slots and averages as they were and does not count as a step of the
/// optimiser; running statistics and caches, which the forward pass alone makes, move on.
///
/// @param kind     whether and how
/// @param initial  the scale of the first step
/// @param interval good steps in a row after which a dynamic scale doubles
public record LossScale(Kind kind, double initial, int interval) {
    /// How the loss is scaled.
    public enum Kind { NONE, STATIC, DYNAMIC }

    /// No scale: a gradient that is not finite is an error, not an overflow.
    public static final LossScale NONE = new LossScale(Kind.NONE, 1, 1);

    /// The states, which are also their names in checkpoints.
    public static final String SCALE = "optimizer/loss-scale";
    public static final String GOOD_STEPS = "optimizer/good-steps";
    public static final String SKIPPED_STEPS = "optimizer/skipped-steps";

    public LossScale {
        if (!(initial > 0 && initial <= 0x1p100) || interval < 1) {
            throw new ModelException("loss scale: the scale must be above 0 and at most 2^100 and the interval at least 1 step, got " + initial
                + " and " + interval);
        }
    }

    /// Always the same scale; a power of two adds no rounding.
    public static LossScale of(double scale) {
        return new LossScale(Kind.STATIC, scale, 1);
    }

    /// From 65536, doubled after 2000 good steps.
    public static LossScale dynamic() {
        return dynamic(65536, 2000);
    }

    public static LossScale dynamic(double initial, int interval) {
        return new LossScale(Kind.DYNAMIC, initial, interval);
    }

    /// True where a step may be skipped.
    public boolean isOn() {
        return kind != Kind.NONE;
    }

    /// The scale of this step, a scalar.
    Tensor scale(DType dtype) {
        return kind == Kind.DYNAMIC ? Tensor.state(SCALE, dtype, Shape.SCALAR) : Tensor.fill(dtype, Shape.SCALAR, initial);
    }

    /// Gradients of the scaled loss as those of the loss.
    Tensor unscaled(Tensor gradient) {
        return isOn() ? gradient.mul(scale(gradient.dtype()).reciprocal()) : gradient;
    }

    /// The number of steps that changed the parameters, of `step` steps done.
    Tensor applied(Tensor step) {
        return isOn() ? step.sub(skipped()) : step;
    }

    private static Tensor skipped() {
        return Tensor.state(SKIPPED_STEPS, DType.I64, Shape.SCALAR);
    }

    /// The new values of its states.
    ///
    /// @param overflow a bool scalar: the step is skipped
    /// @param good     a bool scalar: the step changes the parameters
    Map<String, Tensor> updates(DType dtype, Tensor overflow, Tensor good) {
        var out = new LinkedHashMap<String, Tensor>();
        if (!isOn()) {
            return out;
        }
        out.put(SKIPPED_STEPS, skipped().add(overflow.to(DType.I64)));
        if (kind == Kind.DYNAMIC) {
            Tensor scale = scale(dtype);
            Tensor before = Tensor.state(GOOD_STEPS, DType.I32, Shape.SCALAR);
            Tensor now = before.add(good.to(DType.I32));
            Tensor grows = now.ge(interval);
            Tensor doubled = scale.mul(2);
            // it stays where twice as much is infinite
            Tensor larger = doubled.isFinite().where(doubled, scale);
            out.put(SCALE, overflow.where(scale.mul(0.5), grows.where(larger, scale)));
            out.put(GOOD_STEPS, overflow.or(grows).where(Tensor.zeros(DType.I32, Shape.SCALAR), now));
        }
        return out;
    }

    /// Its states with their first values, by label.
    Map<String, NDArray> states(DType dtype) {
        var out = new LinkedHashMap<String, NDArray>();
        if (isOn()) {
            out.put(SKIPPED_STEPS, NDArray.zeros(DType.I64));
        }
        if (kind == Kind.DYNAMIC) {
            NDArray scale = NDArray.zeros(dtype);
            scale.setDouble(0, initial);
            out.put(SCALE, scale);
            out.put(GOOD_STEPS, NDArray.zeros(DType.I32));
        }
        return out;
    }

    /// The names of its states in checkpoints.
    List<ParameterLayout.View> views() {
        var out = new ArrayList<ParameterLayout.View>();
        for (String label : states(DType.F32).keySet()) {
            out.add(new ParameterLayout.View(label, label, 0, Shape.SCALAR));
        }
        return out;
    }
}
