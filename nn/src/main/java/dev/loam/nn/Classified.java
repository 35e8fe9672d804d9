package dev.loam.nn;

import dev.loam.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// A loss of values used for classes: targets are shares `[…, classes]`, 1 for the class and 0 for the others. Metric: `"correct"`, the number of
/// examples whose greatest output is that of their class.
public record Classified(Loss loss) implements Loss {
    @Override
    public Tensor each(Tensor output, Tensor target) {
        return loss.each(output, target);
    }

    @Override
    public Tensor counted(Tensor target) {
        return loss.counted(target);
    }

    @Override
    public Tensor mean(Tensor output, Tensor target) {
        return loss.mean(output, target);
    }

    @Override
    public Map<String, Tensor> metrics(Tensor output, Tensor target) {
        var all = new LinkedHashMap<>(loss.metrics(output, target));
        all.put("correct", Losses.correct(output, target));
        return all;
    }
}
