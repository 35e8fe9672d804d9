package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.Map;
import java.util.function.BinaryOperator;

/// What training minimises: how far a model's output is from its target. Any function of the two will do:
/// `Loss cubed = (output, target) -> output.sub(target).abs().pow(3).flatten().mean(1);`
public interface Loss {
    /// The loss of each target, in the output's dtype: `[n]`, or `[n, time]` for sequences.
    Tensor each(Tensor output, Tensor target);

    /// Which targets count, bool, of the shape of [#each], which is 0 for the others; null where all do.
    default Tensor counted(Tensor target) {
        return null;
    }

    /// The mean over all targets that count, a scalar.
    default Tensor mean(Tensor output, Tensor target) {
        Tensor each = each(output, target);
        Tensor counted = counted(target);
        return counted == null ? each.mean() : each.sum().div(counted.to(each.dtype()).sum().max(1));
    }

    /// Further figures to report, by name: scalars summed over the targets, such as `"correct"` (i32), the number of right
    /// predictions.
    default Map<String, Tensor> metrics(Tensor output, Tensor target) {
        return Map.of();
    }

    /// The labels that are not `ignore`.
    static Tensor counted(Tensor labels, int ignore) {
        return labels.eq(ignore).not();
    }

    /// `each` where `counted`, else 0.
    ///
    /// @param counted null where all count
    static Tensor kept(Tensor each, Tensor counted) {
        return counted == null ? each : counted.where(each, Tensor.zeros(each.dtype(), each.shape()));
    }

    /// An elementwise loss, averaged over all axes but the first.
    ///
    /// @param name for messages
    /// @throws ModelException where the shapes differ
    static Tensor perExample(String name, Tensor output, Tensor target, BinaryOperator<Tensor> elements) {
        if (!output.shape().equals(target.shape())) {
            throw new ModelException(name + ": the output is " + output.shape() + " and the target " + target.shape());
        }
        Tensor d = elements.apply(output, target.to(output.dtype()));
        return d.rank() == 1 ? d : d.flatten().mean(1);
    }
}
