package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.Map;

/// What training minimises: how far a model's output is from its target.
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
}
