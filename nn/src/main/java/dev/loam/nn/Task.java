package dev.loam.nn;

import dev.loam.tensor.DType;
import dev.loam.tensor.Precision;

/// What is to be learned: a model, the layout of its parameters, what goes in, what should come out, and how a miss counts.
/// [TrainingStep] and [EvaluationStep] make graphs of it.
///
/// @param model  gets the prepared input `[batch, …]`
/// @param layout of the scope in which the model was declared
/// @param input  the graph's input `"x"`
/// @param target the graph's input `"y"`
/// @param loss   between the model's output and the target
/// @param precision under which its graphs compute
public record Task(Layer model, ParameterLayout layout, Feature input, Feature target, Loss loss, Precision precision) {
    public Task {
        if (precision.parameters() != layout.dtype() && (precision.isMixed() || layout.dtype() == DType.F64)) {
            throw new ModelException("task: the layout's parameters are " + layout.dtype() + ", the policy " + precision.name() + " has them in "
                + precision.parameters() + "; make the layout in that dtype");
        }
    }

    /// Everything in the layout's dtype.
    public Task(Layer model, ParameterLayout layout, Feature input, Feature target, Loss loss) {
        this(model, layout, input, target, loss, layout.dtype() == DType.F64 ? Precision.F64 : Precision.F32);
    }

    /// A classifier: labels and cross-entropy.
    public static Task classification(Layer model, ParameterLayout layout, Feature input) {
        return new Task(model, layout, input, Feature.labels(), new CrossEntropy());
    }

    public Task loss(Loss other) {
        return new Task(model, layout, input, target, other, precision);
    }

    public Task precision(Precision policy) {
        return new Task(model, layout, input, target, loss, policy);
    }
}
