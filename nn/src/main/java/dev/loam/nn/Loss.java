package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.Map;

/// What training minimises: how far a model's output is from its target.
public interface Loss {
    /// The loss of each target, in the output's dtype: `[n]`, or `[n, time]` for sequences.
    Tensor each(Tensor output, Tensor target);

    /// The mean over all targets, a scalar.
    default Tensor mean(Tensor output, Tensor target) {
        return each(output, target).mean();
    }

    /// Further figures to report, by name: scalars summed over the targets, such as `"correct"` (i32), the number of right
    /// predictions.
    default Map<String, Tensor> metrics(Tensor output, Tensor target) {
        return Map.of();
    }
}
