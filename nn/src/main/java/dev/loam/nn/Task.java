package dev.loam.nn;

/// What is to be learned: a model, the layout of its parameters, what goes in, what should come out, and how a miss counts.
/// [TrainingStep] and [EvaluationStep] make graphs of it.
///
/// @param model  gets the prepared input `[batch, …]`
/// @param layout of the scope in which the model was declared
/// @param input  the graph's input `"x"`
/// @param target the graph's input `"y"`
/// @param loss   between the model's output and the target
public record Task(Layer model, ParameterLayout layout, Feature input, Feature target, Loss loss) {
    /// A classifier: labels and cross-entropy.
    public static Task classification(Layer model, ParameterLayout layout, Feature input) {
        return new Task(model, layout, input, Feature.labels(), new CrossEntropy());
    }

    public Task loss(Loss other) {
        return new Task(model, layout, input, target, other);
    }
}
